//! PEM texts (RFC 7468): the block that holds the key, decoded in constant time.
//!
//! Lines end in LF or CRLF. A block has no headers and no white space of its own; its lines hold whole groups of four
//! characters. Before a block any text may stand, as OpenSSL prints it, but no line of it may hold five dashes, so that
//! a damaged boundary is never taken for text. After the last block only white space may stand.

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use super::der::{self, Form};
use super::private::PrivateKey;
use super::public::PublicKey;
use crate::error::Error;

/// The longest DER that a block may hold: an RSA private key of 4096 bits takes 2.4 KiB, a leaf certificate about as
/// much. The buffer stands on the stack.
pub(crate) const MAX_DER_LEN: usize = 4096;

const DASHES: &[u8] = b"-----";
const CERTIFICATE: &[u8] = b"CERTIFICATE";

/// Reads `PUBLIC KEY`, `RSA PUBLIC KEY` or `CERTIFICATE`. Of a chain of certificates the first, the leaf, counts.
pub(crate) fn public_key(text: &[u8]) -> Result<PublicKey, Error> {
    let mut blocks = Blocks::of(text);
    let block = blocks.required()?.not_private()?;
    while let Some(further) = blocks.next()? {
        let further = further.not_private()?;
        if block.label != CERTIFICATE || further.label != CERTIFICATE {
            return Err(Error::MalformedPem);
        }
    }
    let expected = match block.label {
        b"PUBLIC KEY" => Form::Spki,
        b"RSA PUBLIC KEY" => Form::Pkcs1Public,
        CERTIFICATE => Form::Certificate,
        _ => return Err(Error::MalformedPem),
    };
    block.read(expected, der::public_key)
}

/// Reads `PRIVATE KEY`, `EC PRIVATE KEY` or `RSA PRIVATE KEY`. `EC PARAMETERS` before an `EC PRIVATE KEY`, as
/// `openssl ecparam` writes them, are skipped.
pub(crate) fn private_key(text: &[u8]) -> Result<PrivateKey, Error> {
    let mut blocks = Blocks::of(text);
    let mut block = blocks.required()?;
    if block.label == b"EC PARAMETERS" {
        block = blocks.required()?;
    }
    if blocks.next()?.is_some() {
        return Err(Error::MalformedPem);
    }
    let expected = match block.label {
        _ if block.is_encrypted() => return Err(Error::EncryptedKey),
        b"PRIVATE KEY" => Form::Pkcs8,
        b"EC PRIVATE KEY" => Form::Sec1,
        b"RSA PRIVATE KEY" => Form::Pkcs1Private,
        b"DSA PRIVATE KEY" => Form::DsaPrivate,
        b"PUBLIC KEY" | b"RSA PUBLIC KEY" | CERTIFICATE => return Err(Error::PublicKeyGiven),
        _ => return Err(Error::MalformedPem),
    };
    if blocks.count > 1 && expected != Form::Sec1 {
        return Err(Error::MalformedPem);
    }
    block.read(expected, der::private_key)
}

/// Whether a text holds the beginning of a block.
pub(crate) fn is_pem(text: &[u8]) -> bool {
    contains(text, b"-----BEGIN")
}

/// Whether `text` contains `part`.
pub(crate) fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len().max(1)).any(|window| window == part)
}

/// One block: its label, and the text between its boundaries.
struct Block<'t> {
    label: &'t [u8],
    body: &'t [u8],
}

impl Block<'_> {
    fn not_private(self) -> Result<Self, Error> {
        if self.label.ends_with(b"PRIVATE KEY") { Err(Error::PrivateKeyGiven) } else { Ok(self) }
    }

    /// PKCS#8's encryption by label, OpenSSL's older one by its header (RFC 1421 section 4.6.1.1).
    fn is_encrypted(&self) -> bool {
        let first_line = Lines { rest: self.body }.next().unwrap_or_default();
        self.label == b"ENCRYPTED PRIVATE KEY"
            || (first_line.starts_with(b"Proc-Type:") && first_line.ends_with(b"ENCRYPTED"))
    }

    /// Decodes the block, and reads it if it holds what its label says.
    fn read<K>(&self, expected: Form, read: impl FnOnce(&[u8]) -> Result<K, Error>) -> Result<K, Error> {
        let mut scratch = Zeroizing::new([0; MAX_DER_LEN]);
        let der = decode(self.body, scratch.as_mut_slice()).ok_or(Error::MalformedPem)?;
        match der::form(der)? {
            form if form == expected => read(der),
            form if form.is_private() && !expected.is_private() => Err(Error::PrivateKeyGiven),
            _ => Err(Error::MalformedPem),
        }
    }
}

fn decode<'b>(body: &[u8], out: &'b mut [u8]) -> Option<&'b [u8]> {
    let mut len: usize = 0;
    let mut ended = false;
    for line in (Lines { rest: body }) {
        if ended || line.is_empty() {
            return None;
        }
        let decoded = Base64::decode(line, out.get_mut(len..)?).ok()?;
        len = len.checked_add(decoded.len())?;
        ended = line.ends_with(b"=");
    }
    out.get(..len)
}

/// The blocks of a text, in order.
struct Blocks<'t> {
    lines: Lines<'t>,
    count: usize,
}

impl<'t> Blocks<'t> {
    const fn of(text: &'t [u8]) -> Self {
        Self { lines: Lines { rest: text }, count: 0 }
    }

    fn required(&mut self) -> Result<Block<'t>, Error> {
        self.next()?.ok_or(Error::MalformedPem)
    }

    fn next(&mut self) -> Result<Option<Block<'t>>, Error> {
        let mut only_white_space = true;
        while let Some(line) = self.lines.next() {
            if let Some(label) = boundary(line, b"-----BEGIN ") {
                self.count = self.count.saturating_add(1);
                return self.block(label).map(Some);
            }
            if contains(line, DASHES) {
                return Err(Error::MalformedPem);
            }
            only_white_space &= line.trim_ascii().is_empty();
        }
        if only_white_space { Ok(None) } else { Err(Error::MalformedPem) }
    }

    /// The block whose first boundary was just read.
    fn block(&mut self, label: &'t [u8]) -> Result<Block<'t>, Error> {
        let start = self.lines.rest;
        loop {
            let before = self.lines.rest.len();
            let line = self.lines.next().ok_or(Error::MalformedPem)?;
            if contains(line, DASHES) {
                let ends = boundary(line, b"-----END ") == Some(label);
                let body = start.get(..start.len().saturating_sub(before)).filter(|_| ends);
                return body.map(|body| Block { label, body }).ok_or(Error::MalformedPem);
            }
        }
    }
}

/// The label of a boundary that is a whole line.
fn boundary<'t>(line: &'t [u8], begin: &[u8]) -> Option<&'t [u8]> {
    line.strip_prefix(begin)?.strip_suffix(DASHES)
}

/// The lines of a text, without their ends.
struct Lines<'t> {
    rest: &'t [u8],
}

impl<'t> Iterator for Lines<'t> {
    type Item = &'t [u8];

    fn next(&mut self) -> Option<&'t [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.iter().position(|byte| *byte == b'\n').unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.get(1..).unwrap_or_default();
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

#[cfg(test)]
#[path = "tests/pem.rs"]
mod tests;
