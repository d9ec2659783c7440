//! The texts of errors as static C strings, laid out when the library is compiled.

use core::ffi::{CStr, c_char};

use jwtcore::Error;

/// What is said of an error.
#[derive(Clone, Copy)]
pub(crate) enum Text {
    Name,
    Sentence,
    Mend,
}

static NAMES: [u8; pool_len(Text::Name)] = pool(Text::Name);
static SENTENCES: [u8; pool_len(Text::Sentence)] = pool(Text::Sentence);
static MENDS: [u8; pool_len(Text::Mend)] = pool(Text::Mend);

/// The error of a status.
pub(crate) fn error_of(status: u32) -> Option<Error> {
    Error::ALL.iter().copied().find(|error| error.number() == status)
}

/// A text of a status, ending in a NUL; `ok` or `none` stand for 0 and for a number that is no status.
pub(crate) fn of_status(status: u32, which: Text, ok: &'static CStr, none: &'static CStr) -> *const c_char {
    let Some(at) = Error::ALL.iter().position(|error| error.number() == status) else {
        return if status == 0 { ok.as_ptr() } else { none.as_ptr() };
    };
    let start = Error::ALL[..at].iter().map(|error| text(*error, which).len() + 1).sum::<usize>();
    let pool: &'static [u8] = match which {
        Text::Name => &NAMES,
        Text::Sentence => &SENTENCES,
        Text::Mend => &MENDS,
    };
    pool[start..].as_ptr().cast()
}

const fn text(error: Error, which: Text) -> &'static str {
    match which {
        Text::Name => error.name(),
        Text::Sentence => error.sentence(),
        Text::Mend => error.mend(),
    }
}

/// The length of all texts, each with its NUL.
const fn pool_len(which: Text) -> usize {
    let mut len = 0;
    let mut errors = Error::ALL;
    while let [error, rest @ ..] = errors {
        len += text(*error, which).len() + 1;
        errors = rest;
    }
    len
}

/// All texts, one behind the other, each with its NUL.
const fn pool<const LEN: usize>(which: Text) -> [u8; LEN] {
    let mut pool = [0; LEN];
    let mut at = 0;
    let mut errors = Error::ALL;
    while let [error, rest @ ..] = errors {
        let mut bytes = text(*error, which).as_bytes();
        while let [byte, following @ ..] = bytes {
            pool[at] = *byte;
            at += 1;
            bytes = following;
        }
        at += 1;
        errors = rest;
    }
    pool
}
