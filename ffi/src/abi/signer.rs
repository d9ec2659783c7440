//! Signers: built, lent, used and freed.

use core::ffi::c_char;

use jwtcore::NewClaims;

use crate::backend::Signer;
use crate::description::{KeySource, SourceKind};
use crate::handles::{self, Ownership};
use crate::objects::Object;
use crate::{boundary, building, digest, fork_gate, shared};

/// The longest token that is made, as the core has it: no larger part of a buffer is used.
const MAX_TOKEN_LEN: usize = 1 << 20;

/// Builds a signer of one's own: one key, bound to one algorithm. `source` is a `jwtcore_source`, of keys: one private
/// key as PEM, DER or JWK. `kid` is written into each header; with NULL a JWK's own. Free it with
/// `jwtcore_signer_free`.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_signer_new(
    source: u32,
    algorithm: u32,
    key: *const c_char,
    key_len: usize,
    kid: *const c_char,
    kid_len: usize,
    signer: *mut u64,
) -> u32 {
    boundary::call(|call| {
        let signer = call.handle("signer", signer)?;
        let kind = SourceKind::of(source)?;
        let key = call.bytes("key", key, key_len)?;
        let kid = call.optional_text("kid", kid, kid_len)?;
        let key = KeySource::new(kind, algorithm, 0, key, kid)?;
        signer.set(handles::insert(Object::Signer(building::signer(&key)?), Ownership::Owned)?);
        Ok(())
    })
}

/// Borrows the process's signer for this key, as `jwtcore_verifier_shared` does verifiers. Nobody frees it.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_signer_shared(
    source: u32,
    algorithm: u32,
    key: *const c_char,
    key_len: usize,
    kid: *const c_char,
    kid_len: usize,
    signer: *mut u64,
) -> u32 {
    boundary::call(|call| {
        let signer = call.handle("signer", signer)?;
        let kind = SourceKind::of(source)?;
        let key = call.bytes("key", key, key_len)?;
        let kid = call.optional_text("kid", kid, kid_len)?;
        let key = KeySource::new(kind, algorithm, 0, key, kid)?;
        let handle = shared::borrow(&digest::of_signer(&key), || {
            let built = building::signer(&key)?;
            Ok((Object::Signer(built), size_of::<Signer>() + key.bytes.len()))
        })?;
        signer.set(handle);
        Ok(())
    })
}

/// Frees a signer that `jwtcore_signer_new` built, and wipes its key.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_signer_free(signer: u64) -> u32 {
    boundary::call(|_| Ok(handles::free::<Signer>(signer)?))
}

/// Signs claims, one JSON object, into a token. `typ` goes into the header: NULL stands for `JWT`, an empty text for
/// none. `token_len` receives the token's length, or under status 300 the length of buffer that is enough.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_sign(
    signer: u64,
    claims: *const c_char,
    claims_len: usize,
    typ: *const c_char,
    typ_len: usize,
    token: *mut c_char,
    token_cap: usize,
    token_len: *mut usize,
) -> u32 {
    boundary::call(|call| {
        let outputs = (call.buffer("token", token, token_cap), call.length("token_len", token_len));
        let (token, token_len) = (outputs.0?, outputs.1?);
        let claims = call.text("claims", claims, claims_len)?;
        let typ = call.optional_text("typ", typ, typ_len)?;
        let claims = NewClaims::new().with_json(claims).typ(Some(typ.unwrap_or("JWT")).filter(|typ| !typ.is_empty()));
        let found = handles::get(signer)?;
        let signer = found.as_kind::<Signer>()?;
        let _within = fork_gate::enter_for(signer.algorithm());
        let signed = signer.sign(&claims, token.into_front(MAX_TOKEN_LEN))?;
        token_len.set(signed.len());
        Ok(())
    })
}

/// Signs any payload into a JWS. As `jwtcore_sign`, but with NULL for `typ` the header has none.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_sign_jws(
    signer: u64,
    payload: *const c_char,
    payload_len: usize,
    typ: *const c_char,
    typ_len: usize,
    token: *mut c_char,
    token_cap: usize,
    token_len: *mut usize,
) -> u32 {
    boundary::call(|call| {
        let outputs = (call.buffer("token", token, token_cap), call.length("token_len", token_len));
        let (token, token_len) = (outputs.0?, outputs.1?);
        let payload = call.bytes("payload", payload, payload_len)?;
        let typ = call.optional_text("typ", typ, typ_len)?.filter(|typ| !typ.is_empty());
        let found = handles::get(signer)?;
        let signer = found.as_kind::<Signer>()?;
        let _within = fork_gate::enter_for(signer.algorithm());
        let signed = signer.sign_payload(typ, payload, token.into_front(MAX_TOKEN_LEN))?;
        token_len.set(signed.len());
        Ok(())
    })
}
