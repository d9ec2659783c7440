//! JSON strings: their grammar, and a view that unescapes only where it has to.

use core::cmp::Ordering;
use core::iter;

use crate::error::Error;

/// A JSON string between its quotation marks, well-formed, perhaps with escapes.
///
/// Borrowed as it stands in the text where it holds no escape ([`JsonStr::as_str`]); otherwise
/// [`JsonStr::unescape_into`] writes it out. Comparisons unescape on the way, so `https:\/\/` equals `https://`.
#[derive(Clone, Copy)]
pub struct JsonStr<'t> {
    raw: &'t str,
    escaped: bool,
}

impl<'t> JsonStr<'t> {
    pub(crate) const fn new(raw: &'t str, escaped: bool) -> Self {
        Self { raw, escaped }
    }

    /// The text, where it holds no escape.
    #[must_use]
    pub const fn as_str(&self) -> Option<&'t str> {
        if self.escaped { None } else { Some(self.raw) }
    }

    /// The characters, unescaped.
    pub fn chars(&self) -> impl Iterator<Item = char> + use<'t> {
        Unescaped { raw: self.raw.chars() }
    }

    /// Writes the unescaped text into the front of `buf` and returns that front.
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`], with the length that is enough.
    pub fn unescape_into<'b>(&self, buf: &'b mut [u8]) -> Result<&'b str, Error> {
        let needed = self.chars().map(char::len_utf8).fold(0, usize::saturating_add);
        let out = buf.get_mut(..needed).ok_or(Error::BufferTooSmall { needed })?;
        let mut rest = &mut *out;
        for c in self.chars() {
            let (slot, following) = rest.split_at_mut_checked(c.len_utf8()).ok_or(Error::BufferTooSmall { needed })?;
            c.encode_utf8(slot);
            rest = following;
        }
        core::str::from_utf8(out).map_err(|_| Error::InvalidUtf8)
    }

    /// The unescaped text: borrowed where it holds no escape, else written into `buf`, if that is long enough.
    #[inline]
    pub(crate) fn text_in<'b>(&self, buf: &'b mut [u8]) -> Option<&'b str>
    where
        't: 'b,
    {
        match self.as_str() {
            Some(text) => Some(text),
            None => self.unescape_into(buf).ok(),
        }
    }

    /// The text between the quotation marks as it stands, escapes and all.
    pub(crate) const fn raw(&self) -> &'t str {
        self.raw
    }

    pub(crate) const fn is_escaped(&self) -> bool {
        self.escaped
    }
}

impl PartialEq for JsonStr<'_> {
    fn eq(&self, other: &Self) -> bool {
        match other.as_str() {
            Some(text) => self == text,
            None => self.chars().eq(other.chars()),
        }
    }
}

impl PartialEq<str> for JsonStr<'_> {
    fn eq(&self, other: &str) -> bool {
        match self.as_str() {
            Some(text) => text == other,
            None => self.chars().eq(other.chars()),
        }
    }
}

impl PartialEq<&str> for JsonStr<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl Eq for JsonStr<'_> {}

impl core::fmt::Display for JsonStr<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        use core::fmt::Write as _;
        self.chars().try_for_each(|c| f.write_char(c))
    }
}

impl core::fmt::Debug for JsonStr<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "\"{}\"", self.raw)
    }
}

/// Unescapes a string that is known to be well-formed.
struct Unescaped<'t> {
    raw: core::str::Chars<'t>,
}

impl Iterator for Unescaped<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self.raw.next()? {
            '\\' => self.escape(),
            plain => Some(plain),
        }
    }
}

impl Unescaped<'_> {
    fn escape(&mut self) -> Option<char> {
        match self.raw.next()? {
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'u' => {
                let first = self.code_unit()?;
                if !is_high_surrogate(first) {
                    return char::from_u32(first);
                }
                self.raw.nth(1)?; // the backslash and the u
                pair(first, self.code_unit()?)
            }
            itself => Some(itself),
        }
    }

    fn code_unit(&mut self) -> Option<u32> {
        (0..4).try_fold(0_u32, |unit, _| Some((unit << 4) | self.raw.next()?.to_digit(16)?))
    }
}

/// Takes a string off the beginning of `text`, which follows its opening quotation mark.
#[cfg_attr(feature = "std", inline(always))]
#[allow(clippy::inline_always, reason = "see the reader")]
pub(super) fn take(text: &str) -> Result<JsonStr<'_>, Error> {
    let plain = plain_len(text.as_bytes());
    let string = match text.as_bytes().get(plain) {
        Some(b'"') => text.get(..plain).map(|raw| JsonStr::new(raw, false)),
        Some(b'\\') => take_escaped(text, plain),
        _ => None,
    };
    string.ok_or(Error::MalformedJson)
}

/// Takes a string whose first escape stands at `at`. Apart, so that the many without escapes do not pay for it.
#[cold]
#[inline(never)]
fn take_escaped(text: &str, at: usize) -> Option<JsonStr<'_>> {
    let mut rest = text.as_bytes().get(at..)?;
    while let [b'\\', after @ ..] = rest {
        let after = take_escape(after)?;
        rest = after.get(plain_len(after)..)?;
    }
    if rest.first() != Some(&b'"') {
        return None;
    }
    let raw = text.get(..text.len().saturating_sub(rest.len()))?;
    Some(JsonStr::new(raw, true))
}

/// Compares, by code points, the string whose opening quotation mark stands before `text` with another. Reads no further
/// than they agree: of the first, which may be long, no more than of the other. It was read before.
pub(super) fn order(text: &str, other: JsonStr<'_>) -> Ordering {
    let mut unescaped = Unescaped { raw: text.chars() };
    let chars = iter::from_fn(|| if unescaped.raw.as_str().starts_with('"') { None } else { unescaped.next() });
    chars.cmp(other.chars())
}

/// How many bytes come before the first quotation mark, backslash or control character; looks at eight at a time.
#[cfg_attr(feature = "std", inline(always))]
#[allow(clippy::inline_always, reason = "see the reader")]
fn plain_len(text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks::<8>();
    let mut len = 0_usize;
    for word in words {
        let stops = stops_in(u64::from_le_bytes(*word));
        if stops != 0 {
            return len.wrapping_add(usize::try_from(stops.trailing_zeros() / 8).unwrap_or(0));
        }
        len = len.wrapping_add(8); // never beyond the text
    }
    len.wrapping_add(plain_len_of_few(rest))
}

#[cold]
#[inline(never)]
fn plain_len_of_few(text: &[u8]) -> usize {
    text.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count()
}

/// The lowest bit set is the top bit of the first byte that ends a plain run; bits above it may be false.
const fn stops_in(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const TOPS: u64 = ONES << 7;
    const QUOTES: u64 = 0x2222_2222_2222_2222;
    const BACKSLASHES: u64 = 0x5C5C_5C5C_5C5C_5C5C;
    const SPACES: u64 = 0x2020_2020_2020_2020;
    let (quote, backslash) = (word ^ QUOTES, word ^ BACKSLASHES);
    let zero_byte = (quote.wrapping_sub(ONES) & !quote) | (backslash.wrapping_sub(ONES) & !backslash);
    let control = word.wrapping_sub(SPACES) & !word;
    (zero_byte | control) & TOPS
}

/// Takes an escape's rest after its backslash; a surrogate must stand in a pair.
fn take_escape(text: &[u8]) -> Option<&[u8]> {
    let (kind, rest) = text.split_first()?;
    match kind {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(rest),
        b'u' => {
            let (first, rest) = take_code_unit(rest)?;
            if !is_high_surrogate(first) {
                return char::from_u32(first).map(|_| rest);
            }
            let (second, rest) = take_code_unit(rest.strip_prefix(b"\\u")?)?;
            pair(first, second).map(|_| rest)
        }
        _ => None,
    }
}

fn take_code_unit(text: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_first_chunk::<4>()?;
    let unit = digits.iter().try_fold(0_u32, |unit, digit| Some((unit << 4) | char::from(*digit).to_digit(16)?))?;
    Some((unit, rest))
}

const fn is_high_surrogate(unit: u32) -> bool {
    matches!(unit, 0xD800..=0xDBFF)
}

/// The character of a surrogate pair (RFC 8259 section 7).
fn pair(high: u32, low: u32) -> Option<char> {
    if !matches!(low, 0xDC00..=0xDFFF) {
        return None;
    }
    char::from_u32(0x1_0000_u32.wrapping_add(((high & 0x3FF) << 10) | (low & 0x3FF)))
}
