<?php

// The token's time has passed.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** exp has passed, or the token is older than the greatest age. */
final class ExpiredToken extends InvalidClaim
{
}
