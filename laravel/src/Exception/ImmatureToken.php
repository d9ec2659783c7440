<?php

// The token's time has not come.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** nbf or iat lies in the future. */
final class ImmatureToken extends InvalidClaim
{
}
