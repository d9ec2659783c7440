<?php

// A key or secret cannot be used.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** A key or a secret is malformed, weak, of another kind, or not for its algorithm. */
final class InvalidKey extends SetupFault
{
}
