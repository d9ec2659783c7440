<?php

// A setting is wrong.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** An algorithm, an expectation, a limit or the claims to sign are wrong. */
final class InvalidConfiguration extends SetupFault
{
}
