<?php

// The token is refused: answer 401.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** The token is refused. */
class InvalidToken extends JwtcoreException
{
}
