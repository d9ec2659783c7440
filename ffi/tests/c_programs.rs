//! C, C++ and PHP programs over the built libraries: plain, under a sanitizer and under valgrind.
//!
//! A tool that the machine lacks is left out, and said to be.

use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Refuses every warning, as careful programs are compiled.
const C_FLAGS: [&str; 6] = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-g"];
/// What valgrind is asked: any error or definite loss fails, and what is reachable at the end is no loss.
const VALGRIND: [&str; 6] = [
    "valgrind",
    "--quiet",
    "--error-exitcode=9",
    "--leak-check=full",
    "--errors-for-leak-kinds=definite,indirect",
    "--show-leak-kinds=definite,indirect",
];
/// The programs that take part in every run, and whether they start threads or processes of their own.
const PROGRAMS: [(&str, bool); 4] = [("round_trip", false), ("misuse", false), ("threads", true), ("fork", true)];

#[test]
fn c_programs_run_plain() {
    let Some(bench) = Bench::new("plain", "cc") else { return };
    for (program, _) in PROGRAMS {
        run(&[], &bench.compile(program, &[], Linked::Shared), program);
    }
}

#[test]
fn c_programs_run_with_the_static_library() {
    let Some(bench) = Bench::new("static", "cc") else { return };
    for (program, _) in PROGRAMS {
        run(&[], &bench.compile(program, &[], Linked::Static), program);
    }
}

#[test]
fn c_programs_run_under_address_sanitizer() {
    let Some(bench) = Bench::new("asan", "cc") else { return };
    let flags = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"];
    for (program, _) in PROGRAMS {
        run(&[], &bench.compile(program, &flags, Linked::Shared), program);
    }
}

#[test]
fn c_programs_run_under_valgrind() {
    let Some(bench) = Bench::new("valgrind", "cc") else { return };
    if is_missing("valgrind") {
        return;
    }
    // Threads and forks run one at a time there, which shows nothing and takes long.
    for (program, _) in PROGRAMS.into_iter().filter(|(_, is_parallel)| !is_parallel) {
        run(&VALGRIND, &bench.compile(program, &[], Linked::Shared), program);
    }
}

#[test]
fn a_c_plus_plus_program_includes_the_header() {
    let Some(bench) = Bench::new("c++", "c++") else { return };
    let program = bench.folder.join("header");
    let mut compiler = Command::new("c++");
    compiler.args(["-std=c++11", "-Wall", "-Wextra", "-Werror", "-pedantic"]).arg(source("c/header.cc"));
    bench.link(&mut compiler, &program, Linked::Shared);
    run(&[], &program, "header.cc");
}

#[test]
fn php_reads_the_header_and_verifies_a_token() {
    let Some(bench) = Bench::new("php", "php") else { return };
    let mut php = Command::new("php");
    php.args(["-d", "ffi.enable=1", "-d", "display_errors=stderr"]).arg(source("header.php"));
    php.arg(source("../../include/jwtcore.h")).arg(bench.library(Linked::Shared)).arg(testdata());
    let output = php.output().expect("php");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!((String::from_utf8_lossy(&output.stdout).as_ref(), told.as_ref()), ("ok\n", ""));
}

#[test]
fn the_shared_library_says_its_name_and_stays_loaded() {
    let Some(bench) = Bench::new("elf", "readelf") else { return };
    let output = Command::new("readelf").arg("--dynamic").arg(bench.library(Linked::Shared)).output().expect("readelf");
    let dynamic = String::from_utf8_lossy(&output.stdout);
    assert!(dynamic.contains("Library soname: [libjwtcore.so.0]"), "{dynamic}");
    assert!(dynamic.contains("NODELETE"), "{dynamic}");
    assert!(!dynamic.contains("TEXTREL"), "{dynamic}");
    let output = Command::new("nm").args(["--dynamic", "--defined-only"]).arg(bench.library(Linked::Shared)).output();
    let symbols = String::from_utf8(output.expect("nm").stdout).expect("ASCII");
    let foreign = symbols.lines().filter_map(|line| line.split(' ').nth(2)).find(|name| !name.starts_with("jwtcore_"));
    assert_eq!(foreign, None, "nothing but the interface is exported");
}

#[test]
fn an_installed_library_is_found_by_pkg_config_and_replaced_by_renaming() {
    let Some(bench) = Bench::new("installed", "pkg-config") else { return };
    let destdir = bench.folder.join("destdir");
    let prefix = destdir.join("usr/local");
    let _ = fs::remove_dir_all(&destdir);
    install(&destdir);
    let library = prefix.join("lib").join(concat!("libjwtcore.so.", env!("CARGO_PKG_VERSION")));
    let first = fs::metadata(&library).expect("a library").ino();
    install(&destdir);
    assert_ne!(fs::metadata(&library).expect("a library").ino(), first, "another file took the place of the first");
    for (link, to) in [
        ("libjwtcore.so", "libjwtcore.so.0"),
        ("libjwtcore.so.0", library.file_name().expect("a name").to_str().expect("UTF-8")),
    ] {
        assert_eq!(fs::read_link(prefix.join("lib").join(link)).expect("a link"), Path::new(to));
    }
    let left = fs::read_dir(prefix.join("lib")).expect("a folder").flatten();
    assert!(left.map(|entry| entry.file_name()).all(|name| !name.to_string_lossy().ends_with(".new")));
    let program = bench.folder.join("round_trip");
    let mut compiler = Command::new("cc");
    compiler.args(C_FLAGS).arg(source("c/round_trip.c")).arg("-o").arg(&program);
    compiler.args(pkg_config(&destdir, &["--cflags", "--libs"])).arg(format!("-Wl,-rpath,{}/lib", prefix.display()));
    let output = compiler.output().expect("a compiler");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    run(&[], &program, "round_trip");
    let private = pkg_config(&destdir, &["--static", "--libs"]);
    assert!(private_libs().split_whitespace().all(|lib| private.iter().any(|other| other == lib)), "{private:?}");
}

/// What pkg-config says of the library that is installed under a folder.
fn pkg_config(destdir: &Path, options: &[&str]) -> Vec<String> {
    let mut command = Command::new("pkg-config");
    command.env("PKG_CONFIG_PATH", destdir.join("usr/local/lib/pkgconfig")).env("PKG_CONFIG_SYSROOT_DIR", destdir);
    let output = command.args(options).arg("jwtcore").output().expect("pkg-config");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).split_whitespace().map(str::to_owned).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Linked {
    Shared,
    Static,
}

/// A folder in which programs are compiled, with the libraries under their installed names.
struct Bench {
    folder: PathBuf,
}

impl Bench {
    /// None where the tool is missing.
    fn new(name: &str, tool: &str) -> Option<Self> {
        if is_missing(tool) {
            return None;
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).expect("a folder");
        let built = built();
        for (from, to) in [("libjwtcore_ffi.so", "libjwtcore.so.0"), ("libjwtcore_ffi.a", "libjwtcore.a")] {
            assert!(built.join(from).exists(), "{from}");
            let _ = fs::remove_file(folder.join(to));
            symlink(built.join(from), folder.join(to)).expect("a link");
        }
        Some(Self { folder })
    }

    fn library(&self, linked: Linked) -> PathBuf {
        self.folder.join(if linked == Linked::Shared { "libjwtcore.so.0" } else { "libjwtcore.a" })
    }

    fn compile(&self, program: &str, flags: &[&str], linked: Linked) -> PathBuf {
        let binary = self.folder.join(program);
        let mut compiler = Command::new("cc");
        compiler.args(C_FLAGS).args(flags).arg(source(&format!("c/{program}.c")));
        self.link(&mut compiler, &binary, linked);
        binary
    }

    fn link(&self, compiler: &mut Command, binary: &Path, linked: Linked) {
        compiler.arg("-I").arg(source("../../include")).arg("-o").arg(binary).arg(self.library(linked));
        compiler.arg(format!("-Wl,-rpath,{}", self.folder.display())).arg("-pthread");
        if linked == Linked::Static {
            compiler.args(private_libs().split_whitespace());
        }
        let output = compiler.output().expect("a compiler");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Installs what was built for these tests.
fn install(destdir: &Path) {
    let mut command = Command::new(source("../../scripts/install-lib"));
    command.arg("--built").arg(built()).env("DESTDIR", destdir).env_remove("PREFIX");
    let output = command.output().expect("scripts/install-lib");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Runs a program, perhaps under another one; it must succeed and say nothing.
fn run(under: &[&str], binary: &Path, program: &str) {
    let mut command = match under {
        [] => Command::new(binary),
        [tool, options @ ..] => {
            let mut command = Command::new(tool);
            command.args(options).arg(binary);
            command
        }
    };
    if program == "round_trip" {
        command.arg(testdata());
    }
    let output = command.env_remove("RUST_BACKTRACE").output().expect("a program that starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {}\n{told}", output.status);
    // A caught panic says where it was, and nothing else may speak.
    let others = told.lines().filter(|line| !is_of_injected_panic(line)).collect::<Vec<_>>();
    assert!(others.is_empty(), "{program}: {others:?}");
}

fn is_of_injected_panic(line: &str) -> bool {
    let parts = ["ffi/src/abi/fault_injection.rs", "injected", "RUST_BACKTRACE"];
    line.is_empty() || parts.iter().any(|part| line.contains(part))
}

/// Where cargo put the libraries: beside the tests.
fn built() -> PathBuf {
    env::current_exe().expect("a path").parent().expect("a folder").to_owned()
}

/// What a program that links the static library links beside it, as pkg-config is told.
fn private_libs() -> String {
    let template = fs::read_to_string(source("../jwtcore.pc.in")).expect("ffi/jwtcore.pc.in");
    let line = template.lines().find_map(|line| line.strip_prefix("Libs.private: "));
    line.expect("a line Libs.private").to_owned()
}

/// Whether a tool cannot be run, which is said where the test's output is not captured.
fn is_missing(tool: &str) -> bool {
    let is_missing = Command::new(tool).arg("--version").output().is_err();
    if is_missing {
        let _ = writeln!(std::io::stderr(), "LEFT OUT: {tool} is not installed; run `make setup`");
    }
    is_missing
}

fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path)
}

fn testdata() -> PathBuf {
    source("../../testdata")
}
