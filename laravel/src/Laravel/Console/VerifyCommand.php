<?php

// `artisan jwtcore:verify`: one token's verdict, as the application would judge it.

declare(strict_types=1);

namespace Jwtcore\Laravel\Console;

use Illuminate\Console\Command;
use Jwtcore\Exception\InvalidToken;
use Jwtcore\Exception\JwtcoreException;
use Jwtcore\Laravel\JwtManager;

final class VerifyCommand extends Command
{
    protected $signature = 'jwtcore:verify
        {token? : The token; read from standard input where it is absent or -}
        {--verifier=default : A verifier of config/jwtcore.php}';
    protected $description = 'Verify a token and print its claims';

    public function handle(JwtManager $jwt): int
    {
        $token = (string) ($this->argument('token') ?? '-');
        if ($token === '-') {
            $token = preg_replace('/\n\z/', '', (string) stream_get_contents(STDIN));
        }
        try {
            $this->line($jwt->verify($token, (string) $this->option('verifier'))->json());
            return 0;
        } catch (InvalidToken $refusal) {
            $this->error("refused: {$refusal->errorName}: {$refusal->getMessage()}");
            return 1;
        } catch (JwtcoreException $fault) {
            $this->error($fault->getMessage());
            return 2;
        }
    }
}
