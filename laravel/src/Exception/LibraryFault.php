<?php

// libjwtcore cannot be used.

declare(strict_types=1);

namespace Jwtcore\Exception;

/** FFI is off, or libjwtcore is missing, of another interface or for another machine. */
final class LibraryFault extends SetupFault
{
}
