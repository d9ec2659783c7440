//! How the shared library is linked: its soname, and that it stays loaded.

/// The number in the soname: it changes with `jwtcore_abi_version`'s incompatible changes from 1.0 on.
const SONAME: &str = "libjwtcore.so.0";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let has_elf = matches!(std::env::var("CARGO_CFG_TARGET_OS").as_deref(), Ok("linux" | "android" | "freebsd"));
    if has_elf {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,{SONAME}");
        // Under PHP-FPM a per-request `FFI::cdef` would otherwise unload the library, and every parsed key with it.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
