<?php

// The set-up is wrong, not the token: answer 500.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** A key, a secret, a setting or the library is wrong. */
class SetupFault extends JwtcoreException
{
}
