<?php

// A store cannot be asked: answer 503.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** A store that has to be asked did not answer. */
final class Unavailable extends JwtcoreException
{
}
