<?php

// The two files that let PHP-FPM load libjwtcore once, at its start, and the lines for php.ini.

declare(strict_types=1);

namespace Jwtcore\Native;

use Jwtcore\Exception\LibraryFault;

/** @internal */
final class Preload
{
    public const HEADER = 'jwtcore-preload.h';
    public const SCRIPT = 'jwtcore-preload.php';

    /**
     * Writes both files into a folder and returns the ini lines that name them.
     *
     * @return list<string>
     * @throws LibraryFault
     */
    public static function install(string $folder, ?string $user = null): array
    {
        $library = realpath(Loader::path());
        if ($library === false) {
            throw new LibraryFault(
                'a preload header names its library by a path, and none is known: name the file in the configuration'
                . ' (library) or in ' . Loader::ENVIRONMENT
            );
        }
        $defines = sprintf("#define FFI_SCOPE \"%s\"\n#define FFI_LIB \"%s\"\n", Library::SCOPE, $library);
        self::write("$folder/" . self::HEADER, $defines . Loader::header());
        self::write("$folder/" . self::SCRIPT, self::script());
        return self::lines($folder, $user);
    }

    /** @return list<string> */
    public static function lines(string $folder, ?string $user): array
    {
        $folder = realpath($folder) ?: $folder;
        $lines = [
            'ffi.enable=preload',
            "ffi.preload=$folder/" . self::HEADER,
            'opcache.enable=1',
            "opcache.preload=$folder/" . self::SCRIPT,
        ];
        // As root PHP refuses to preload without being told as whom.
        return $user === null ? $lines : [...$lines, "opcache.preload_user=$user"];
    }

    /** Preloads the plain classes. */
    private static function script(): string
    {
        $package = dirname(__DIR__, 2);
        $files = [...glob("$package/src/*.php"), ...glob("$package/src/{Exception,Native}/*.php", GLOB_BRACE)];
        $lines = array_map(static fn (string $file) => 'require_once ' . var_export($file, true) . ';', $files);
        return "<?php\n\n// Preloads jwtcore's classes, through which its library is called.\n\n"
            . 'require_once ' . var_export("$package/autoload.php", true) . ";\n" . implode("\n", $lines) . "\n";
    }

    private static function write(string $file, string $text): void
    {
        $new = "$file.new";
        if (@file_put_contents($new, $text) === false || !@rename($new, $file)) {
            throw new LibraryFault("$file cannot be written: let this user write to the folder, or name another");
        }
    }
}
