//! What an ELF file says of itself: the sizes of its sections, and code for floating-point numbers.

use std::path::Path;

use object::{Object as _, ObjectSection as _, ObjectSymbol as _};

/// The sizes of an image, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// Code.
    pub(crate) text: u64,
    /// Constants.
    pub(crate) rodata: u64,
    /// Variables, with a value at the start or without.
    pub(crate) ram: u64,
}

pub(crate) fn sizes(path: &Path) -> Result<Sizes, String> {
    with_file(path, |file| {
        let mut sizes = Sizes::default();
        for section in file.sections() {
            match section.name().unwrap_or_default() {
                ".text" => sizes.text += section.size(),
                ".rodata" => sizes.rodata += section.size(),
                ".data" | ".bss" | ".uninit" => sizes.ram += section.size(),
                _ => {}
            }
        }
        sizes
    })
}

/// The names of the functions that compute with floating-point numbers where the processor cannot.
pub(crate) fn soft_float_symbols(path: &Path) -> Result<Vec<String>, String> {
    with_file(path, |file| {
        let names = file.symbols().filter_map(|symbol| symbol.name().ok().map(str::to_owned));
        names.filter(|name| is_soft_float(name)).collect()
    })
}

fn with_file<T>(path: &Path, look: impl FnOnce(&object::File<'_>) -> T) -> Result<T, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let file = object::File::parse(&*bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    if file.symbols().next().is_none() {
        return Err(format!("{} has no symbols: it was stripped", path.display()));
    }
    Ok(look(&file))
}

/// By the names of the ARM run-time ABI (IHI 0043, sections 4.1.2 and 4.2) and of libgcc and LLVM.
fn is_soft_float(name: &str) -> bool {
    if let Some(name) = name.strip_prefix("__aeabi_") {
        let is_conversion = ["i2", "ui2", "l2", "ul2", "h2"].iter().any(|from| name.starts_with(from));
        return is_conversion || name.starts_with(['d', 'f']) || name.starts_with("cd") || name.starts_with("cf");
    }
    let Some(name) = name.strip_prefix("__") else { return name.starts_with("_ZN17compiler_builtins5float") };
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let types = ["hf", "sf", "df", "tf"];
    let operations = ["add", "sub", "mul", "div", "neg", "powi", "eq", "ne", "lt", "le", "gt", "ge", "cmp", "unord"];
    let converts = ["fix", "float", "extend", "trunc"].iter().any(|operation| name.starts_with(operation));
    let computes = operations.iter().any(|operation| {
        name.strip_prefix(operation).is_some_and(|operands| types.iter().any(|operand| operands.starts_with(operand)))
    });
    computes || (converts && types.iter().any(|operand| name.contains(operand)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_computes_with_floating_point_numbers() {
        let names = [
            "__aeabi_dadd",
            "__aeabi_dmul",
            "__aeabi_d2iz",
            "__aeabi_f2d",
            "__aeabi_fmul",
            "__aeabi_i2d",
            "__aeabi_ul2f",
            "__aeabi_cdcmple",
            "__adddf3",
            "__mulsf3",
            "__eqdf2",
            "__floatunsidf",
            "__fixdfsi",
            "__extendsfdf2",
            "__truncdfsf2",
            "__powidf2",
        ];
        for name in names {
            assert!(is_soft_float(name), "{name}");
        }
    }

    #[test]
    fn takes_nothing_else_for_it() {
        let names = [
            "__aeabi_memcpy",
            "__aeabi_memclr8",
            "__aeabi_uldivmod",
            "__aeabi_idiv",
            "__aeabi_lmul",
            "__aeabi_llsl",
            "__divdi3",
            "__udivti3",
            "__muldi3",
            "__ashldi3",
            "__cortex_m_rt_main",
            "main",
            "__stext",
            "__sdata",
            "_ZN7jwtcore6policy9ClaimRule5check17h83d8a123fddf3aabE",
        ];
        for name in names {
            assert!(!is_soft_float(name), "{name}");
        }
    }

    #[test]
    fn reads_its_own_file() {
        let own = std::env::current_exe().unwrap();
        assert!(sizes(&own).unwrap().text > 0);
        assert!(sizes(Path::new("/nonexistent")).unwrap_err().starts_with("/nonexistent: "));
    }
}
