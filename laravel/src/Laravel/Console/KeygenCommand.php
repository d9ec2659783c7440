<?php

// `artisan jwtcore:keygen`: a new key for the tokens that this application issues.

declare(strict_types=1);

namespace Jwtcore\Laravel\Console;

use Illuminate\Console\Command;
use Jwtcore\Algorithm;
use Jwtcore\Exception\JwtcoreException;
use Jwtcore\Native\Loader;
use Jwtcore\NewKey;

final class KeygenCommand extends Command
{
    protected $signature = 'jwtcore:keygen
        {--alg=ES256 : The algorithm, such as ES256, RS256, EdDSA or HS256}
        {--kid= : The key\'s name}
        {--folder= : Where to write private.pem and public.pem, or secret; storage/jwtcore by default}
        {--rsa-bits=2048 : 2048 to 4096}';
    protected $description = 'Make a new key, or a secret; an existing file is never overwritten';

    public function handle(): int
    {
        $folder = (string) ($this->option('folder') ?? storage_path('jwtcore'));
        try {
            Loader::configure(config('jwtcore.library'));
            $algorithm = Algorithm::named((string) $this->option('alg'));
            $key = NewKey::generate($algorithm, $this->option('kid'), (int) $this->option('rsa-bits'));
            if (!is_dir($folder) && !@mkdir($folder, 0700, true)) {
                throw new \Jwtcore\Exception\InvalidConfiguration("$folder cannot be made: let this user write there");
            }
            $written = $algorithm->isSymmetric()
                ? [$this->write("$folder/secret", $key->private, 0600)]
                : [$this->write("$folder/private.pem", $key->private, 0600), $this->write("$folder/public.pem", (string) $key->public, 0644)];
        } catch (JwtcoreException $fault) {
            $this->error($fault->getMessage());
            return 2;
        }
        $this->info('Wrote ' . implode(' and ', $written));
        return 0;
    }

    /** Creates a file with its mode from the beginning, so that nobody reads it in between. */
    private function write(string $file, #[\SensitiveParameter] string $text, int $mode): string
    {
        $before = umask(0777 & ~$mode);
        $handle = @fopen($file, 'x');
        umask($before);
        if ($handle === false) {
            throw new \Jwtcore\Exception\InvalidConfiguration("$file exists or cannot be written: move it away, or name another folder");
        }
        $written = fwrite($handle, $text);
        fclose($handle);
        if ($written !== strlen($text)) {
            unlink($file);
            throw new \Jwtcore\Exception\InvalidConfiguration("$file cannot be written whole: is the disk full?");
        }
        return $file;
    }
}
