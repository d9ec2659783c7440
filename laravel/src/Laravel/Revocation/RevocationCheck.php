<?php

// What is asked after verification.

declare(strict_types=1);

namespace Jwtcore\Laravel\Revocation;

use Jwtcore\Claims;

interface RevocationCheck
{
    /** Whether an accepted token may still be used. Throws nothing where its store does not answer. */
    public function check(Claims $claims): Revocation;
}
