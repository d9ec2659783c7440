<?php

// SQLite for the users, and Redis with a prefix, as Laravel sets it up.

return [
    'default' => 'sqlite',
    'connections' => [
        'sqlite' => ['driver' => 'sqlite', 'database' => env('JWTCORE_DEMO_STATE') . '/demo.sqlite', 'prefix' => ''],
    ],
    'migrations' => 'migrations',
    'redis' => [
        'client' => env('REDIS_CLIENT', 'phpredis'),
        'options' => ['prefix' => 'demo_database_'],
        'default' => ['host' => '127.0.0.1', 'port' => env('REDIS_PORT', '6379'), 'database' => '0'],
    ],
];
