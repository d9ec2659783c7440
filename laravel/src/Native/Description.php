<?php

// How a verifier is described to libjwtcore: the texts of its records (`jwtcore_verifier_described` in jwtcore.h).

declare(strict_types=1);

namespace Jwtcore\Native;

use Jwtcore\Exception\InvalidConfiguration;

/** @internal */
final class Description
{
    /** In the place of a length: there is no text. */
    private const ABSENT = "\xFF\xFF\xFF\xFF";
    /** The longest text of a description; libjwtcore's own limits are far below. */
    private const MAX_LEN = 0x7FFFFFFF;

    /** A text behind its length, or the mark of one that is left out. */
    public static function text(?string $text): string
    {
        if ($text === null) {
            return self::ABSENT;
        }
        if (strlen($text) > self::MAX_LEN) {
            throw new InvalidConfiguration('a text of a verifier is longer than 2 GiB: give a shorter one');
        }
        return pack('N', strlen($text)) . $text;
    }

    /**
     * The records of one kind, one for each text.
     *
     * @param array<array-key, string> $texts
     */
    public static function records(string $kind, array $texts): string
    {
        $records = '';
        foreach ($texts as $text) {
            $records .= $kind . self::text($text);
        }
        return $records;
    }
}
