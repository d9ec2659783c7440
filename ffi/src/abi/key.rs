//! Keys: made, read, and written out in other forms.

use core::ffi::c_char;

use jwtcore::Error;

use crate::description::SourceKind;
use crate::fault::Fault;
use crate::handles::{self, Ownership};
use crate::key_material::{KeyMaterial, copy};
use crate::objects::Object;
use crate::{algorithms, boundary};

/// The longest key that is written out: an RSA key of 4096 bits as a JWK with the longest name, all of it escaped.
const MAX_KEY_LEN: usize = 8192;
/// The greatest number of keys that are published together, as many as a set can hold.
const MAX_PUBLISHED: usize = 1024;

/// Makes a new key for an algorithm: a private key, or a secret of the hash's length. `rsa_bits` is 2048, 3072 or 4096
/// for RSA, which takes some tenths of a second or more, and 0 for the rest; `kid` is its name in JWKs, or NULL. Free it
/// with `jwtcore_key_free`.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_key_generate(
    algorithm: u32,
    rsa_bits: u32,
    kid: *const c_char,
    kid_len: usize,
    key: *mut u64,
) -> u32 {
    boundary::call(|call| {
        let key = call.handle("key", key)?;
        let kid = call.optional_text("kid", kid, kid_len)?;
        let material = KeyMaterial::generate(algorithms::one(algorithm)?, rsa_bits, kid)?;
        key.set(handles::insert(Object::Key(material), Ownership::Owned)?);
        Ok(())
    })
}

/// Reads one private or public key, or a secret, to write it out in another form. `algorithm` is what JWKs of it name,
/// or 0. Free it with `jwtcore_key_free`.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_key_new(
    source: u32,
    algorithm: u32,
    text: *const c_char,
    text_len: usize,
    kid: *const c_char,
    kid_len: usize,
    key: *mut u64,
) -> u32 {
    boundary::call(|call| {
        let key = call.handle("key", key)?;
        let kind = SourceKind::of(source)?;
        let text = call.bytes("text", text, text_len)?;
        let kid = call.optional_text("kid", kid, kid_len)?;
        let material = KeyMaterial::read(kind, algorithms::one_or_none(algorithm)?, text, kid)?;
        key.set(handles::insert(Object::Key(material), Ownership::Owned)?);
        Ok(())
    })
}

/// Frees a key, and wipes it.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_key_free(key: u64) -> u32 {
    boundary::call(|_| Ok(handles::free::<KeyMaterial>(key)?))
}

/// Writes a key out. `form` is a `jwtcore_export`. `out_len` receives the length, or under status 300 the length of
/// buffer that is enough.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_key_export(
    key: u64,
    form: u32,
    out: *mut c_char,
    out_cap: usize,
    out_len: *mut usize,
) -> u32 {
    boundary::call(|call| {
        let outputs = (call.buffer("out", out, out_cap), call.length("out_len", out_len));
        let (out, out_len) = (outputs.0?, outputs.1?);
        let found = handles::get(key)?;
        out_len.set(found.as_kind::<KeyMaterial>()?.export(form, out.into_front(MAX_KEY_LEN))?);
        Ok(())
    })
}

/// Writes the public keys of `count` keys as a JWKS, to be published. A secret among them refuses.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_jwks(
    keys: *const u64,
    count: usize,
    out: *mut c_char,
    out_cap: usize,
    out_len: *mut usize,
) -> u32 {
    boundary::call(|call| {
        let outputs = (call.buffer("out", out, out_cap), call.length("out_len", out_len));
        let (out, out_len) = (outputs.0?, outputs.1?);
        let keys = call.elements("keys", keys, count)?;
        if keys.len() > MAX_PUBLISHED {
            return Err(Error::TooManyKeys.into());
        }
        let jwks = jwks(keys)?;
        out_len.set(copy(jwks.as_bytes(), out.into_front(jwks.len()))?);
        Ok(())
    })
}

/// The public keys of these handles as a JWKS.
fn jwks(keys: &[u64]) -> Result<String, Fault> {
    let mut entries = Vec::new();
    for key in keys {
        let found = handles::get(*key)?;
        let key = found.as_kind::<KeyMaterial>()?;
        let (algorithm, kid) = key.names();
        let mut buf = [0; MAX_KEY_LEN];
        entries.push(key.public()?.to_jwk(algorithm, kid, &mut buf)?.to_owned());
    }
    Ok(format!("{{\"keys\":[{}]}}", entries.join(",")))
}
