<?php

// A claim that is asked for is absent.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** exp, iat or another required claim is absent. */
final class MissingClaim extends InvalidClaim
{
}
