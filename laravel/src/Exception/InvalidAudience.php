<?php

// The audience is absent, malformed, or another.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** aud is absent, malformed, or names another audience. */
final class InvalidAudience extends InvalidClaim
{
}
