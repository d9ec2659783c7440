<?php

// No key of the verifier is the one that the token names.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** No key bears the token's kid, or several could be meant: refresh the key set. */
final class UnknownKey extends InvalidToken
{
}
