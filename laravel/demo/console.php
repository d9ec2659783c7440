<?php

// The demo's application, booted for a script.

declare(strict_types=1);

$app = require __DIR__ . '/bootstrap/app.php';
$app->make(Illuminate\Contracts\Console\Kernel::class)->bootstrap();

return $app;
