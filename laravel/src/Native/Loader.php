<?php

// Finds libjwtcore, loads it once a request, and says what to change where it cannot.

declare(strict_types=1);

namespace Jwtcore\Native;

use Jwtcore\Exception\LibraryFault;

/** @internal */
final class Loader
{
    /** Names the library where nothing else does. */
    public const ENVIRONMENT = 'JWTCORE_LIBRARY';
    /** What the system's loader is asked for. */
    private const SYSTEM_NAME = 'libjwtcore.so.0';

    private static ?Library $library = null;
    private static ?string $configured = null;

    /** Names the library's file; it wins over the environment. To be called before the first use. */
    public static function configure(?string $path): void
    {
        if ($path !== self::$configured) {
            self::$configured = $path;
            self::$library = null;
        }
    }

    /**
     * The library, loaded and of the right interface.
     *
     * @throws LibraryFault
     */
    public static function library(): Library
    {
        return self::$library ??= self::load();
    }

    /** Where the library is looked for: the first that names one. */
    public static function path(): string
    {
        foreach ([self::$configured, getenv(self::ENVIRONMENT) ?: null] as $named) {
            if ($named !== null && $named !== '') {
                return $named;
            }
        }
        $beside = self::besidePackage();
        return is_file($beside) ? $beside : self::SYSTEM_NAME;
    }

    /** The file beside the package, for this machine. */
    public static function besidePackage(): string
    {
        $libc = glob('/lib/ld-musl-*') ? 'musl' : 'gnu';
        return dirname(__DIR__, 2) . '/native/' . php_uname('m') . '-linux-' . $libc . '/libjwtcore.so';
    }

    /** The version of the package as it is installed. */
    public static function installedPackage(): string
    {
        return require dirname(__DIR__, 2) . '/version.php';
    }

    /** The definitions for FFI. */
    public static function header(): string
    {
        return (string) file_get_contents(dirname(__DIR__, 2) . '/native/jwtcore.h');
    }

    private static function load(): Library
    {
        if (!extension_loaded('ffi')) {
            throw new LibraryFault('PHP has no FFI: install the extension ffi, and load it with extension=ffi in php.ini');
        }
        // Named by a string: a preloaded class must not be compared by a constant that was compiled in.
        $package = constant(Library::class . '::PACKAGE');
        if ($package !== self::installedPackage()) {
            throw new LibraryFault(sprintf(
                'the preloaded class is of jwtcore %s and the package of %s: restart PHP-FPM after a deploy',
                $package,
                self::installedPackage()
            ));
        }
        return self::checked(Library::preloaded() ?? self::open());
    }

    private static function open(): Library
    {
        $path = self::path();
        if (str_contains($path, '/') && !is_file($path)) {
            throw new LibraryFault("there is no file $path: correct " . self::whoNamed() . ', or install libjwtcore there');
        }
        try {
            return Library::open(self::header(), $path);
        } catch (\FFI\Exception $fault) {
            throw new LibraryFault(self::whyNot($path, $fault->getMessage()), previous: $fault);
        }
    }

    private static function checked(Library $library): Library
    {
        if ($library->abi() !== Library::ABI) {
            throw new LibraryFault(sprintf(
                'libjwtcore %s has interface %d and the package needs %d: install the library of the package\'s release'
                . ' (%s), and restart PHP-FPM',
                $library->version(),
                $library->abi(),
                Library::ABI,
                self::path()
            ));
        }
        return $library;
    }

    private static function whoNamed(): string
    {
        return match (true) {
            (self::$configured ?? '') !== '' => 'the configured path (library)',
            (getenv(self::ENVIRONMENT) ?: '') !== '' => 'the environment variable ' . self::ENVIRONMENT,
            default => 'the package\'s folder native/',
        };
    }

    /** What FFI's message means, and which setting or file to change. */
    private static function whyNot(string $path, string $message): string
    {
        $ini = php_ini_loaded_file() ?: 'php.ini';
        return match (true) {
            str_contains($message, 'restricted') => self::isOff((string) ini_get('ffi.enable'))
                ? "FFI is switched off by ffi.enable in $ini: set ffi.enable=preload together with ffi.preload and"
                    . ' opcache.preload (jwtcore-doctor prints the lines), or ffi.enable=1'
                : "FFI is restricted by ffi.enable=preload in $ini and nothing is preloaded: set ffi.preload and"
                    . ' opcache.preload (jwtcore-doctor prints the lines), or ffi.enable=1',
            self::isForAnotherMachine($path) => "$path is not a library for this machine (" . php_uname('m')
                . '): install the one for it',
            str_contains($message, 'Failed resolving') => "$path is a libjwtcore of another interface: install the library"
                . ' of the package\'s release, and restart PHP-FPM',
            default => "libjwtcore cannot be loaded from $path: install the build for this system's C library, or name"
                . ' its file in the configuration (library) or in ' . self::ENVIRONMENT,
        };
    }

    private static function isOff(string $setting): bool
    {
        return in_array(strtolower($setting), ['0', '', 'off', 'no', 'false'], true);
    }

    /** Whether a file's ELF header names another machine than that of PHP itself. */
    private static function isForAnotherMachine(string $path): bool
    {
        $machine = static function (string $file): string {
            $header = (string) @file_get_contents($file, length: 20);
            return substr($header, 0, 6) . substr($header, 18, 2);
        };
        return is_file($path) && PHP_BINARY !== '' && $machine($path) !== $machine(PHP_BINARY);
    }
}
