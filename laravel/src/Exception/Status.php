<?php

// From libjwtcore's statuses to exceptions: one class per family of causes.

declare(strict_types=1);

namespace Jwtcore\Exception;

use Jwtcore\Native\Library;

/** @internal */
final class Status
{
    /** Each family, and the first number that is no more of it. */
    private const FAMILIES = [
        130 => MalformedToken::class,
        132 => UnknownKey::class,
        140 => InvalidSignature::class,
        143 => InvalidClaim::class,
        144 => InvalidIssuer::class,
        145 => InvalidClaim::class,
        146 => InvalidAudience::class,
        150 => InvalidClaim::class,
        152 => InvalidIssuer::class,
        154 => InvalidAudience::class,
        157 => InvalidType::class,
        158 => MissingClaim::class,
        159 => ExpiredToken::class,
        161 => ImmatureToken::class,
        162 => MissingClaim::class,
        163 => ExpiredToken::class,
        164 => MissingClaim::class,
        200 => InvalidClaim::class,
        230 => InvalidKey::class,
        300 => InvalidConfiguration::class,
    ];

    /** Library's class of statuses that refuse a token. */
    private const CLASS_TOKEN = 1;
    /** Library's class of statuses for stores that did not answer. */
    private const CLASS_UNAVAILABLE = 4;

    /** The exception for a status other than 0. */
    public static function exception(int $status, Library $library): JwtcoreException
    {
        [$name, $sentence, $mend, $class, $detail] = $library->describe($status);
        $about = $class !== self::CLASS_TOKEN && $detail !== '' ? " ($detail)" : '';
        $family = self::family($status, $class);
        return new $family("$sentence$about: $mend", $status, $name);
    }

    /** @return class-string<JwtcoreException> */
    private static function family(int $status, int $class): string
    {
        if ($class === self::CLASS_UNAVAILABLE) {
            return Unavailable::class;
        }
        foreach (self::FAMILIES as $end => $family) {
            if ($status < $end) {
                return $family;
            }
        }
        return $class === self::CLASS_TOKEN ? InvalidToken::class : SetupFault::class;
    }
}
