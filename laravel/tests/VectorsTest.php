<?php

// Every token of testdata gets the verdict, and the error's name, that it has in every language.

declare(strict_types=1);

namespace Jwtcore\Tests;

use Jwtcore\Exception\InvalidToken;
use Jwtcore\Exception\JwtcoreException;
use Jwtcore\JwsVerifier;
use PHPUnit\Framework\TestCase;

final class VectorsTest extends TestCase
{
    /** @dataProvider cases */
    public function testTokenOfAnotherProgramGetsItsVerdict(array $case): void
    {
        $token = Vectors::text($case['token']);
        [$verdict, $payload] = $this->verdict(static fn () => $case['level'] === 'jws'
            ? (new JwsVerifier(Vectors::keyOf($case)))->verify($token)
            : Vectors::verifierOf($case)->verify($token, $case['now'])->json());
        if ($verdict === 'unsupported-algorithm' && isset($case['feature'])) {
            $this->assertSame('es256k', $case['feature']);
            return;
        }
        $this->assertSame($case['verdict'], $verdict);
        $this->assertSame($case['payload'] === null ? null : Vectors::text($case['payload']), $payload);
    }

    public function cases(): iterable
    {
        foreach (Vectors::json('cases.json') as $case) {
            yield $case['name'] => [$case];
        }
    }

    /** @dataProvider recipes */
    public function testIssuersTokenGetsTheVerdictOfItsRecipe(string $issuer, array $recipe): void
    {
        $verifier = Vectors::verifierOfRecipe($issuer, $recipe);
        $judged = fn (string $file) => $this->verdict(fn () => $recipe['level'] === 'jws'
            ? Vectors::jwsVerifierOfRecipe($issuer, $recipe)->verify(Vectors::text("issuers/$issuer/$file"))
            : $verifier->verify(Vectors::text("issuers/$issuer/$file"), $recipe['now']))[0];
        foreach ($recipe['accepted'] as $file) {
            $this->assertSame('accepted', $judged($file), $file);
        }
        foreach ($recipe['refused'] as $refused) {
            $this->assertSame($refused['error'], $judged($refused['token']), "{$refused['token']}: {$refused['why']}");
        }
    }

    public function recipes(): iterable
    {
        foreach (glob(Vectors::path('issuers/*/recipe.json')) as $file) {
            $issuer = basename(dirname($file));
            foreach (Vectors::json("issuers/$issuer/recipe.json") as $recipe) {
                yield $recipe['name'] => [$issuer, $recipe];
            }
        }
    }

    public function testEveryErrorOfTheTableHasItsNameNumberAndFamily(): void
    {
        $library = \Jwtcore\Native\Loader::library();
        foreach (Vectors::json('errors.json') as $error) {
            $exception = \Jwtcore\Exception\Status::exception($error['number'], $library);
            $this->assertSame([$error['name'], $error['number']], [$exception->errorName, $exception->getCode()]);
            $this->assertSame($error['class'] === 'token', $exception instanceof InvalidToken, $error['name']);
            $this->assertStringContainsString($error['sentence'], $exception->getMessage());
            $this->assertStringContainsString($error['mend'], $exception->getMessage());
        }
    }

    /** @return array{string, ?string} */
    private function verdict(\Closure $judge): array
    {
        try {
            $accepted = $judge();
            return ['accepted', is_string($accepted) ? $accepted : $accepted->json()];
        } catch (JwtcoreException $exception) {
            return [$exception->errorName, null];
        }
    }
}
