<?php

// The header says another kind of token.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** typ or another header member is not what this verifier takes. */
final class InvalidType extends InvalidClaim
{
}
