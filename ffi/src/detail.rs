//! More about a thread's last failure, as text that C can read.

use core::cell::RefCell;
use core::ffi::c_char;

/// Room for a detail: a few skipped entries with their reasons. Longer ones are cut.
const MAX_DETAIL_LEN: usize = 1023;

thread_local! {
    /// Ends in a NUL. Without a destructor, so that it can be read whenever the thread still runs.
    static LAST: RefCell<[u8; MAX_DETAIL_LEN + 1]> = const { RefCell::new([0; MAX_DETAIL_LEN + 1]) };
}

/// Replaces the thread's detail.
pub(crate) fn set(detail: &str) {
    let mut end = detail.len().min(MAX_DETAIL_LEN);
    while !detail.is_char_boundary(end) {
        end -= 1;
    }
    LAST.with_borrow_mut(|last| {
        last[..end].copy_from_slice(&detail.as_bytes()[..end]);
        last[end] = 0;
    });
}

/// The thread's detail, until it is replaced.
pub(crate) fn as_ptr() -> *const c_char {
    LAST.with(|last| last.as_ptr().cast())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> String {
        LAST.with_borrow(|last| {
            let end = last.iter().position(|byte| *byte == 0).expect("a NUL");
            String::from_utf8(last[..end].to_vec()).expect("UTF-8")
        })
    }

    #[test]
    fn replaces_and_cuts_at_a_character() {
        set("trust 0, key 1");
        assert_eq!(text(), "trust 0, key 1");
        set("");
        assert_eq!(text(), "");
        set(&format!("x{}", "ü".repeat(MAX_DETAIL_LEN)));
        assert_eq!(text(), format!("x{}", "ü".repeat(MAX_DETAIL_LEN / 2)));
    }
}
