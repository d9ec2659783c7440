<?php

// The signature is not the key's.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** The signature does not verify. */
final class InvalidSignature extends InvalidToken
{
}
