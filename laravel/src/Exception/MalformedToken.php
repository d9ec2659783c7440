<?php

// The token's form or header is not what a verifier takes.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** The token is too long, not compact, or its encoding, its JSON or its header is not well-formed or not served. */
final class MalformedToken extends InvalidToken
{
}
