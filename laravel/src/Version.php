<?php

// The package's version, which a preloaded class is compared with.

declare(strict_types=1);

namespace Jwtcore;

/** @internal */
final class Version
{
    /** Raised with every release. A preloaded `Native\Library` of another version means that PHP was not restarted. */
    public const PACKAGE = '0.1.0';
}
