<?php

// `artisan jwtcore:doctor`: everything that has to be right before a token can be verified.

declare(strict_types=1);

namespace Jwtcore\Laravel\Console;

use Illuminate\Console\Command;
use Jwtcore\Exception\JwtcoreException;
use Jwtcore\Laravel\JwtManager;
use Jwtcore\Native\Doctor;
use Jwtcore\Native\Loader;

final class DoctorCommand extends Command
{
    protected $signature = 'jwtcore:doctor';
    protected $description = 'Say whether tokens can be verified here, and what to change where they cannot';

    public function handle(JwtManager $jwt): int
    {
        Loader::configure(config('jwtcore.library'));
        $rows = Doctor::examine();
        foreach (array_keys((array) config('jwtcore.verifiers')) as $name) {
            $rows[] = $this->verifier($jwt, (string) $name);
        }
        $this->table(['', 'verdict', ''], $rows);
        return in_array(Doctor::BAD, array_column($rows, 1), true) ? 2 : 0;
    }

    /** @return array{string, string, string} */
    private function verifier(JwtManager $jwt, string $name): array
    {
        try {
            $jwt->verifier($name)->prepare();
            $jwt->revocationCheck($name);
            return ["verifier $name", Doctor::GOOD, 'keys and rules are good'];
        } catch (JwtcoreException $fault) {
            return ["verifier $name", Doctor::BAD, $fault->getMessage()];
        }
    }
}
