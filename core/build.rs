//! Computes the table of P-256's base point for the feature `prepared`, by the modules that compute a key's at run time.
//!
//! The compiler's evaluator would need half a minute for it, and a program that starts would have to keep its own copy.

#[cfg(feature = "prepared")]
#[path = "src/backend/prepared/field.rs"]
#[allow(dead_code, reason = "the library's, of which this is a part")]
mod field;
#[cfg(feature = "prepared")]
#[path = "src/backend/prepared/point.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library's, of which this is a part")]
mod point;
#[cfg(feature = "prepared")]
#[path = "src/backend/prepared/table.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library's, of which this is a part")]
mod table;

#[cfg_attr(not(feature = "prepared"), allow(clippy::unnecessary_wraps, reason = "there is nothing to write"))]
fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "prepared")]
    write_base_table()?;
    Ok(())
}

#[cfg(feature = "prepared")]
fn write_base_table() -> std::io::Result<()> {
    use point::Point;
    use table::{BASE_WINDOW, fill};

    println!("cargo::rerun-if-changed=src/backend/prepared");
    let folder = std::env::var_os("OUT_DIR").ok_or(std::io::ErrorKind::NotFound)?;
    let mut points = vec![Point::EMPTY; BASE_WINDOW.points()];
    fill(&mut points, BASE_WINDOW, Point::GENERATOR);
    let bytes: Vec<u8> = points.into_iter().flat_map(Point::to_stored).collect();
    std::fs::write(std::path::Path::new(&folder).join("p256_base_point.bin"), bytes)
}
