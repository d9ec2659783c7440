<?php

// A claim is not of its type or not of an expected value.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** A claim is not of its type, or does not have a value that is asked for. */
class InvalidClaim extends InvalidToken
{
}
