//! Builders: a verifier described option by option.

use core::ffi::c_char;
use std::sync::{Mutex, TryLockError};

use jwtcore::Error;

use crate::boundary;
use crate::description::{Asked, Description, Expected, KeySource, Single, SourceKind};
use crate::fault::Fault;
use crate::handles::{self, Ownership};
use crate::objects::Object;
use crate::types::{TrustOptions, VerifierOptions};

/// Begins the description of a verifier. `options` may be NULL. Free it with `jwtcore_builder_free`.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_builder_new(options: *const VerifierOptions, builder: *mut u64) -> u32 {
    boundary::call(|call| {
        let builder = call.handle("builder", builder)?;
        let description = Description::new(call.options("options", options)?)?;
        builder.set(handles::insert(Object::Builder(Mutex::new(description)), Ownership::Owned)?);
        Ok(())
    })
}

/// Frees a builder, and wipes the keys in it.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_builder_free(builder: u64) -> u32 {
    boundary::call(|_| Ok(handles::free::<Mutex<Description>>(builder)?))
}

/// Begins a trust: an issuer with its keys and what is expected of its tokens. The functions below speak of the trust
/// begun last. At most 64. `options` may be NULL.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_builder_trust(builder: u64, options: *const TrustOptions) -> u32 {
    boundary::call(|call| {
        let options = call.options("options", options)?;
        with(builder, |description| description.begin_trust(options))
    })
}

/// Expects this issuer. Called again: any of those given, for an issuer that spells itself in several ways.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_builder_issuer(builder: u64, issuer: *const c_char, issuer_len: usize) -> u32 {
    boundary::call(|call| {
        let issuer = call.text("issuer", issuer, issuer_len)?;
        with(builder, |description| description.expect(Expected::Issuer, issuer))
    })
}

/// Expects this audience. Called again: any of those given.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_builder_audience(builder: u64, audience: *const c_char, audience_len: usize) -> u32 {
    boundary::call(|call| {
        let audience = call.text("audience", audience, audience_len)?;
        with(builder, |description| description.expect(Expected::Audience, audience))
    })
}

/// Says that the audience stands in another claim than aud, such as `client_id`.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_builder_audience_claim(builder: u64, claim: *const c_char, claim_len: usize) -> u32 {
    boundary::call(|call| {
        let claim = call.text("claim", claim, claim_len)?;
        with(builder, |description| description.set(Single::AudienceClaim, claim))
    })
}

/// Expects this typ in the header, such as `at+jwt`.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_builder_typ(builder: u64, typ: *const c_char, typ_len: usize) -> u32 {
    boundary::call(|call| {
        let typ = call.text("typ", typ, typ_len)?;
        with(builder, |description| description.set(Single::Typ, typ))
    })
}

/// Expects a claim, by its literal name. With a `value`, the claim must be that string; called again for one claim: any
/// of the values given. With NULL for `value`, any value but null will do.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_builder_require_claim(
    builder: u64,
    claim: *const c_char,
    claim_len: usize,
    value: *const c_char,
    value_len: usize,
) -> u32 {
    boundary::call(|call| {
        let claim = call.text("claim", claim, claim_len)?;
        let value = call.optional_text("value", value, value_len)?;
        with(builder, |description| description.require(Asked::Claim, claim, value))
    })
}

/// Expects a header member to be this string; called again for one member: any of the values given.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_builder_require_header(
    builder: u64,
    member: *const c_char,
    member_len: usize,
    value: *const c_char,
    value_len: usize,
) -> u32 {
    boundary::call(|call| {
        let member = call.text("member", member, member_len)?;
        let value = call.text("value", value, value_len)?;
        with(builder, |description| description.require(Asked::Header, member, Some(value)))
    })
}

/// Adds a key, or a set of keys. It is copied, and read when the verifier is built.
///
/// `source` is a `jwtcore_source`, `algorithms` are bits of `jwtcore_algorithm`, `flags` of `jwtcore_key_flag`. A key
/// that names no algorithm is bound to each one given that fits it. `kid` names a key that has no name; NULL: none.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_builder_key(
    builder: u64,
    source: u32,
    algorithms: u32,
    flags: u32,
    key: *const c_char,
    key_len: usize,
    kid: *const c_char,
    kid_len: usize,
) -> u32 {
    boundary::call(|call| {
        let kind = SourceKind::of(source)?;
        let key = call.bytes("key", key, key_len)?;
        let kid = call.optional_text("kid", kid, kid_len)?;
        let key = KeySource::new(kind, algorithms, flags, key, kid)?;
        with(builder, |description| description.add_key(key))
    })
}

/// Changes or reads a builder's description. A builder that another thread is using is not waited for: a fork might
/// have taken that thread away.
pub(super) fn with<T>(builder: u64, act: impl FnOnce(&mut Description) -> Result<T, Fault>) -> Result<T, Fault> {
    let found = handles::get(builder)?;
    match found.as_kind::<Mutex<Description>>()?.try_lock() {
        Ok(mut description) => act(&mut description),
        Err(TryLockError::WouldBlock) => Err(Error::HandleBusy.into()),
        // Nobody knows what the builder holds after that.
        Err(TryLockError::Poisoned(_)) => Err(Fault::of(Error::PanicCaught, "in an earlier call with this builder")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_builder_in_use_is_busy_and_nobody_waits() {
        let object = Object::Builder(Mutex::new(Description::default()));
        let builder = handles::insert(object, Ownership::Owned).expect("a handle");
        let nested = with(builder, |_| Ok(with(builder, |_| Ok(()))));
        assert_eq!(nested, Ok(Err(Error::HandleBusy.into())));
        assert_eq!(with(builder, |_| Ok(())), Ok(()));
    }
}
