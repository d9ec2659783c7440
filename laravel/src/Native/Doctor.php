<?php

// Looks at everything that has to be right before a token can be verified, and says what to change.

declare(strict_types=1);

namespace Jwtcore\Native;

use Jwtcore\Algorithm;
use Jwtcore\Exception\JwtcoreException;

/** @internal */
final class Doctor
{
    public const GOOD = 'ok';
    public const HINT = 'hint';
    public const BAD = 'wrong';

    /** @return list<array{string, string, string}> what was looked at, `ok`, `hint` or `wrong`, and what it is or needs */
    public static function examine(): array
    {
        return [
            ['PHP', version_compare(PHP_VERSION, '8.2', '>=') ? self::GOOD : self::BAD, PHP_VERSION . ' ' . PHP_SAPI],
            self::extension('ffi', self::BAD, 'install the extension ffi, and load it with extension=ffi in php.ini'),
            self::extension('Zend OPcache', self::HINT, 'without it nothing can be preloaded'),
            self::preload(),
            self::library(),
            ['package', self::GOOD, Loader::installedPackage() . ', interface ' . Library::ABI],
        ];
    }

    /** The examination as a table, and whether nothing is wrong. */
    public static function report(): array
    {
        $rows = self::examine();
        $width = max(array_map(static fn (array $row) => strlen($row[0]), $rows));
        $text = '';
        foreach ($rows as [$what, $verdict, $about]) {
            $text .= sprintf("%-{$width}s  %-5s  %s\n", $what, $verdict, $about);
        }
        return [$text, !in_array(self::BAD, array_column($rows, 1), true)];
    }

    /** @return array{string, string, string} */
    private static function extension(string $name, string $otherwise, string $mend): array
    {
        $loaded = extension_loaded($name);
        return [strtolower($name), $loaded ? self::GOOD : $otherwise, $loaded ? 'loaded' : $mend];
    }

    /** @return array{string, string, string} */
    private static function preload(): array
    {
        $settings = "ffi.enable=" . var_export(ini_get('ffi.enable'), true)
            . ', ffi.preload=' . (ini_get('ffi.preload') ?: 'none')
            . ', opcache.preload=' . (ini_get('opcache.preload') ?: 'none');
        $preloads = ini_get('ffi.preload') && ini_get('opcache.preload');
        return ['preload', $preloads ? self::GOOD : self::HINT, $settings];
    }

    /** @return array{string, string, string} */
    private static function library(): array
    {
        try {
            $library = Loader::library();
        } catch (JwtcoreException $fault) {
            return ['library', self::BAD, $fault->getMessage()];
        }
        $names = array_filter(Algorithm::cases(), static fn (Algorithm $one) => ($library->algorithms() & $one->bit()) !== 0);
        return ['library', self::GOOD, $library->version() . ' (' . Loader::path() . '): '
            . implode(' ', array_map(static fn (Algorithm $one) => $one->value, $names))];
    }
}
