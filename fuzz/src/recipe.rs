//! A fuzzer's bytes read as choices: inputs stay short, and old ones keep their meaning.

/// What is left of the bytes. At their end every choice is the first one.
pub struct Recipe<'d> {
    rest: &'d [u8],
}

impl<'d> Recipe<'d> {
    /// Reads choices off these bytes.
    #[must_use]
    pub const fn new(data: &'d [u8]) -> Self {
        Self { rest: data }
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let (first, rest) = self.rest.split_first().map_or((0, self.rest), |(first, rest)| (*first, rest));
        self.rest = rest;
        first
    }

    /// Yes or no.
    pub fn flag(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    /// A number of two bytes.
    pub fn number(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()])
    }

    /// One of these.
    ///
    /// # Panics
    /// Where there are none.
    pub fn pick<'o, T>(&mut self, options: &'o [T]) -> &'o T {
        &options[usize::from(self.byte()) % options.len()]
    }

    /// The next bytes, as many as a byte says, as far as they are UTF-8.
    pub fn text(&mut self) -> &'d str {
        let len = usize::from(self.byte()).min(self.rest.len());
        let (text, rest) = self.rest.split_at(len);
        self.rest = rest;
        match str::from_utf8(text) {
            Ok(text) => text,
            Err(error) => str::from_utf8(&text[..error.valid_up_to()]).unwrap_or_default(),
        }
    }

    /// All that is left.
    #[must_use]
    pub const fn rest(self) -> &'d [u8] {
        self.rest
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_choices_in_order_and_the_first_ones_at_the_end() {
        let mut recipe = Recipe::new(b"\x01\x02\x00\x05\x03a\xFFb\x09xy");
        assert!(recipe.flag());
        assert_eq!(recipe.number(), 512);
        assert_eq!(*recipe.pick(&[10, 20, 30]), 30);
        assert_eq!(recipe.text(), "a");
        assert_eq!(recipe.text(), "xy");
        assert!(recipe.is_empty() && !recipe.flag() && recipe.number() == 0 && recipe.text().is_empty());
    }
}
