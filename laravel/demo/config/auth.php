<?php

// Guards over bearer tokens: with the table of users, and without.

return [
    'defaults' => ['guard' => 'jwt'],
    'guards' => [
        'jwt' => ['driver' => 'jwt', 'provider' => 'users'],
        'plain' => ['driver' => 'jwt'],
    ],
    'providers' => ['users' => ['driver' => 'eloquent', 'model' => Demo\User::class]],
];
