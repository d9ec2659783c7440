//! Writes JSON into a slice, and counts on where it ends.

#[cfg(not(feature = "std"))]
use crate::error::Error;

/// Writes as far as the slice reaches, and counts what would have been written beyond.
pub(crate) struct Writer<'b> {
    rest: &'b mut [u8],
    len: usize,
}

impl<'b> Writer<'b> {
    pub(crate) const fn new(buf: &'b mut [u8]) -> Self {
        Self { rest: buf, len: 0 }
    }

    /// Writes bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.len = self.len.saturating_add(bytes.len());
        // Where there is no room, the slice is gone, and nothing is written from here on.
        if let Some((here, rest)) = core::mem::take(&mut self.rest).split_at_mut_checked(bytes.len()) {
            here.copy_from_slice(bytes);
            self.rest = rest;
        }
    }

    /// Writes a string with its quotation marks.
    pub(crate) fn string(&mut self, text: &str) {
        self.raw(b"\"");
        for c in text.chars() {
            match c {
                '"' => self.raw(b"\\\""),
                '\\' => self.raw(b"\\\\"),
                '\0'..='\x1f' => self.control(c),
                _ => self.raw(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        self.raw(b"\"");
    }

    /// Writes a member's name and its colon.
    pub(crate) fn name(&mut self, name: &str) {
        self.string(name);
        self.raw(b":");
    }

    /// Writes an integer.
    pub(crate) fn integer(&mut self, value: i64) {
        let mut digits = [0; 20];
        let mut rest = value.unsigned_abs();
        let mut used = 0_usize;
        for digit in digits.iter_mut().rev() {
            *digit = b'0'.wrapping_add(u8::try_from(rest % 10).unwrap_or(0));
            rest /= 10;
            used = used.saturating_add(1);
            if rest == 0 {
                break;
            }
        }
        if value < 0 {
            self.raw(b"-");
        }
        self.raw(digits.get(digits.len().saturating_sub(used)..).unwrap_or_default());
    }

    /// The number of bytes that were to be written.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// Lets `write` write into the rest of the slice; it returns how many bytes, if they found room.
    ///
    /// What it would have needed is unknown, so the error's guess is twice what there is.
    #[cfg(not(feature = "std"))]
    pub(crate) fn fill(&mut self, write: impl FnOnce(&mut [u8]) -> Option<usize>) -> Result<(), Error> {
        let needed = self.len.saturating_add(self.rest.len()).saturating_mul(2);
        let written = write(self.rest).ok_or(Error::BufferTooSmall { needed })?;
        let rest = core::mem::take(&mut self.rest);
        self.rest = rest.get_mut(written..).unwrap_or_default();
        self.len = self.len.saturating_add(written);
        Ok(())
    }

    fn control(&mut self, c: char) {
        let digit =
            |nibble: u32| char::from_digit(nibble & 15, 16).map_or(b'0', |digit| u8::try_from(digit).unwrap_or(b'0'));
        let code = u32::from(c);
        self.raw(&[b'\\', b'u', b'0', b'0', digit(code >> 4), digit(code)]);
    }
}

#[cfg(feature = "std")]
impl std::io::Write for Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.raw(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
