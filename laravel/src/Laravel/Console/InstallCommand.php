<?php

// `artisan jwtcore:install`: the files that PHP-FPM preloads, and the lines for php.ini.

declare(strict_types=1);

namespace Jwtcore\Laravel\Console;

use Illuminate\Console\Command;
use Jwtcore\Exception\JwtcoreException;
use Jwtcore\Native\Loader;
use Jwtcore\Native\Preload;

final class InstallCommand extends Command
{
    protected $signature = 'jwtcore:install
        {--folder= : Where to write the preload header and script; storage/jwtcore by default}
        {--user= : As whom PHP-FPM preloads where it is started by root, such as www-data}';
    protected $description = 'Write the preload header and script for PHP-FPM, and print the lines for php.ini';

    public function handle(): int
    {
        $folder = (string) ($this->option('folder') ?? storage_path('jwtcore'));
        if (!is_dir($folder) && !@mkdir($folder, 0755, true)) {
            $this->error("$folder cannot be made: let this user write there, or name another folder");
            return 2;
        }
        try {
            Loader::configure(config('jwtcore.library'));
            $lines = Preload::install($folder, $this->option('user'));
        } catch (JwtcoreException $fault) {
            $this->error($fault->getMessage());
            return 2;
        }
        $this->info('Put these lines into the php.ini of PHP-FPM, and restart it, also after each deploy:');
        foreach ($lines as $line) {
            $this->line($line);
        }
        return 0;
    }
}
