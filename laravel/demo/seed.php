<?php

// Makes the demo's table with one user.

declare(strict_types=1);

require __DIR__ . '/console.php';

Demo\User::makeTable();
Demo\User::create(['id' => 7, 'name' => 'Ada']);
