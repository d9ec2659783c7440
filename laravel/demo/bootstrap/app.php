<?php

// Makes the demo's Laravel application; the package's tests use the same one.

declare(strict_types=1);

use Illuminate\Contracts\Console\Kernel as ConsoleKernel;
use Illuminate\Contracts\Debug\ExceptionHandler;
use Illuminate\Contracts\Http\Kernel as HttpKernel;
use Illuminate\Foundation\Application;

// Debian's Laravel, or the autoloader of any other tree.
require_once getenv('JWTCORE_LARAVEL_AUTOLOAD') ?: '/usr/share/php/Illuminate/autoload.php';
require_once __DIR__ . '/../../autoload.php';
require_once __DIR__ . '/../app/User.php';

// All that is written while it runs: caches, logs, the database and the keys.
$state = getenv('JWTCORE_DEMO_STATE') ?: throw new RuntimeException('set JWTCORE_DEMO_STATE to a folder that may be written');
foreach (['cache', 'storage/framework/cache', 'storage/framework/views', 'storage/logs', 'storage/jwtcore'] as $folder) {
    is_dir("$state/$folder") || mkdir("$state/$folder", 0700, true);
}
foreach (['SERVICES', 'PACKAGES', 'CONFIG', 'ROUTES', 'EVENTS'] as $cache) {
    $_ENV["APP_{$cache}_CACHE"] = "$state/cache/" . strtolower($cache) . '.php';
}
$_ENV['JWTCORE_DEMO_STATE'] = $state;

$app = new Application(dirname(__DIR__));
$app->useStoragePath("$state/storage");
$app->singleton(HttpKernel::class, Illuminate\Foundation\Http\Kernel::class);
$app->singleton(ConsoleKernel::class, Illuminate\Foundation\Console\Kernel::class);
$app->singleton(ExceptionHandler::class, Illuminate\Foundation\Exceptions\Handler::class);
$app->booted(static fn () => require __DIR__ . '/../routes/api.php');

return $app;
