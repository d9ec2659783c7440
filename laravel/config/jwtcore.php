<?php

// Which tokens are accepted and which are issued. Times are in seconds.

return [

    // libjwtcore's file; null: JWTCORE_LIBRARY of the environment, beside the package, or the system's.
    'library' => env('JWTCORE_LIBRARY_FILE'),

    // Verifiers by name. `jwt`, `auth:jwt` and the facade take `default` unless told otherwise.
    'verifiers' => [

        'default' => [
            // Keys: each a file's path, or a PEM, JWK or JWKS text. For HS algorithms, a secret's text or its file.
            'keys' => array_filter([env('JWTCORE_PUBLIC_KEY', storage_path('jwtcore/public.pem'))]),
            'secret' => env('JWTCORE_SECRET'),
            'secret_file' => env('JWTCORE_SECRET_FILE'),
            // Only these are accepted. A key that names no algorithm is bound to those that fit it.
            'algorithms' => explode(',', env('JWTCORE_ALGORITHMS', 'ES256')),
            // Exactly who issued the token; an array: spellings of one issuer. false: anyone, which is rarely right.
            'issuer' => env('JWTCORE_ISSUER', env('APP_URL')),
            // Whom the token is for; an array: any of them. false: anyone. `audience_claim`: where it stands if not in aud.
            'audience' => env('JWTCORE_AUDIENCE', env('APP_URL')),
            'audience_claim' => null,
            // By how much clocks may differ, at most 600.
            'leeway' => 30,
            // The header's typ, such as at+jwt; null: absent, JWT or at+jwt.
            'typ' => null,
            // Claims that must be there: 'name', or 'name' => 'value' or [values].
            'required' => [],
            // Refuses tokens that were issued longer ago; null: no limit.
            'max_age' => null,
            'allow_integer_sub' => false,
            'exp_optional' => false,
            'max_token_len' => null,
            // KiB in each PHP process for accepted tokens that are known again; null: 512, false: none is kept.
            'cache_kib' => null,
            // After this date (UTC) nothing is accepted: for tokens of a former system. null: no end.
            'until' => null,
            // What is asked after verification: null, 'redis', or the name of a class that is a RevocationCheck.
            'revocation' => null,
        ],

    ],

    // The claim that names the user: the guard looks the user up by it, and VerifyJwt merges it into the request.
    'user_claim' => 'uid',
    // Whether VerifyJwt merges it as `user_id`. The claim is then required, and what the client sent under that name
    // is removed.
    'merge_user_id' => true,

    // What verifiers with 'revocation' => 'redis' ask: one connection of its own, opened from database.redis.
    'revocation' => [
        'connection' => 'default',
        'tenant' => '',
        // Where Redis does not answer: 'refuse' (503), or 'allow'.
        'unavailable' => 'refuse',
        // Whether tokens without jti, which cannot be revoked, are accepted.
        'allow_without_jti' => false,
        // How long is waited for Redis.
        'timeout' => 1.0,
    ],

    // Tokens that this application issues.
    'issuing' => [
        // A private key's path or text, or a secret for HS algorithms; with its passphrase where it has one.
        'key' => env('JWTCORE_PRIVATE_KEY', storage_path('jwtcore/private.pem')),
        'secret' => env('JWTCORE_SECRET'),
        'passphrase' => env('JWTCORE_PASSPHRASE'),
        'algorithm' => env('JWTCORE_ALGORITHM', 'ES256'),
        'kid' => env('JWTCORE_KID'),
        'issuer' => env('JWTCORE_ISSUER', env('APP_URL')),
        'audience' => env('JWTCORE_AUDIENCE', env('APP_URL')),
        'ttl_seconds' => 3600,
    ],

];
