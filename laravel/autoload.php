<?php

// Loads the package's classes where there is no Composer (PSR-4, as composer.json says).

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    $folders = ['Jwtcore\\Tests\\' => '/tests/', 'Jwtcore\\' => '/src/'];
    foreach ($folders as $prefix => $folder) {
        if (str_starts_with($class, $prefix)) {
            $file = __DIR__ . $folder . strtr(substr($class, strlen($prefix)), '\\', '/') . '.php';
            if (is_file($file)) {
                require_once $file;
            }
            return;
        }
    }
});
