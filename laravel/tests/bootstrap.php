<?php

// Loads the package and the demo's Laravel; makes a folder of the run's own for all that the tests write.

declare(strict_types=1);

error_reporting(E_ALL);
$state = getenv('JWTCORE_DEMO_STATE') ?: sys_get_temp_dir() . '/jwtcore-tests-' . getmypid();
putenv("JWTCORE_DEMO_STATE=$state");
(require __DIR__ . '/../demo/bootstrap/app.php')->flush();
Jwtcore\Tests\Laravel\RedisServer::stopAtEnd();
register_shutdown_function(static fn () => exec('rm -rf ' . escapeshellarg($state)));
