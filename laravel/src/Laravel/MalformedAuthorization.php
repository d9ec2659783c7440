<?php

// The Authorization header cannot be read: answer 400.

declare(strict_types=1);

namespace Jwtcore\Laravel;

/** The request's Authorization header is malformed (RFC 6750 section 3.1, `invalid_request`). */
final class MalformedAuthorization extends \RuntimeException
{
}
