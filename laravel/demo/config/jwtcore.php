<?php

// The demo verifies the tokens that it issues, and asks Redis whether they were revoked.

$verifier = [
    'keys' => [storage_path('jwtcore/public.pem')],
    'algorithms' => ['ES256'],
    'issuer' => 'https://api.test',
    'audience' => 'https://api.test',
    'leeway' => 0,
];

return [
    'verifiers' => [
        'default' => $verifier + ['revocation' => env('JWTCORE_DEMO_REVOCATION')],
        'other' => ['audience' => 'https://other.test'] + $verifier,
    ],
    'issuing' => [
        'key' => storage_path('jwtcore/private.pem'),
        'algorithm' => 'ES256',
        'issuer' => 'https://api.test',
        'audience' => 'https://api.test',
        'ttl_seconds' => 3600,
    ],
];
