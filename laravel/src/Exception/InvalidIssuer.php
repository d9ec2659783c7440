<?php

// The issuer is absent, no string, or another.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** iss is absent, no string, or not the issuer whose key signed. */
final class InvalidIssuer extends InvalidClaim
{
}
