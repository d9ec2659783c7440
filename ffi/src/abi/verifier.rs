//! Verifiers: built, lent, used and freed.

use core::ffi::c_char;

use jwtcore::key::Keys as _;
use jwtcore::{Error, JwsVerifier, UnixSeconds};

use crate::backend::{Key, LargeKeySet};
use crate::boundary::{self, refused};
use crate::description::Description;
use crate::digest::Digest;
use crate::fault::Fault;
use crate::handles::{self, Ownership};
use crate::objects::{AnyVerifier, JwtVerifier, Object};
use crate::types::{Bytes, Skipped, Verified};
use crate::{algorithms, aliases, building, described, digest, facts, shared};

use super::builder::with;

/// Builds a verifier of one's own. Free it with `jwtcore_verifier_free`. The builder stays as it is.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_verifier_new(builder: u64, verifier: *mut u64) -> u32 {
    boundary::call(|call| {
        let verifier = call.handle("verifier", verifier)?;
        let (built, _) = with(builder, |description| building::verifier(description))?;
        verifier.set(handles::insert(Object::Verifier(built), Ownership::Owned)?);
        Ok(())
    })
}

/// Borrows the process's verifier for what the builder describes, and builds it when there is none yet. Nobody frees
/// it. It goes when it was not asked for in a long time and others need its place; a call with it then answers
/// `bad-handle`, and asking again brings it back.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_verifier_shared(builder: u64, verifier: *mut u64) -> u32 {
    boundary::call(|call| {
        let verifier = call.handle("verifier", verifier)?;
        let handle = with(builder, |description| borrowed(&digest::of_verifier(description), description))?;
        verifier.set(handle);
        Ok(())
    })
}

/// Does what a builder and `jwtcore_verifier_shared` do, in one call, for callers to whom each call is dear. The
/// description is the builder's calls, one after the other. Numbers are 32 bits, big-endian; a text is its length as
/// such a number and its bytes; the length 0xFFFFFFFF stands for a text that is left out, where NULL may be given. Each
/// call begins with a letter:
///
/// * first, and once: flags, `max_token_len` and `cache_kib` of the verifier's options;
/// * `T`, flags, `leeway_s`, `max_age_s`: `jwtcore_builder_trust`;
/// * `I` issuer: `jwtcore_builder_issuer`;
/// * `A` audience: `jwtcore_builder_audience`;
/// * `C` claim: `jwtcore_builder_audience_claim`;
/// * `Y` typ: `jwtcore_builder_typ`;
/// * `R` claim, value: `jwtcore_builder_require_claim`;
/// * `H` member, value: `jwtcore_builder_require_header`;
/// * `K` source, algorithms, flags, key, kid: `jwtcore_builder_key`.
///
/// An `alias`, unless it is NULL, is remembered as another name of the verifier, for `jwtcore_verifier_remembered`. It is
/// the caller's promise that what bears this name never changes: the description with the device, inode, size and
/// times of the keys' files in the place of their contents is one, if the files are no younger than their times tell.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_verifier_described(
    description: *const c_char,
    description_len: usize,
    alias: *const c_char,
    alias_len: usize,
    verifier: *mut u64,
) -> u32 {
    boundary::call(|call| {
        let verifier = call.handle("verifier", verifier)?;
        let alias = call.optional_bytes("alias", alias, alias_len)?;
        let description = described::read(call.bytes("description", description, description_len)?)?;
        let digest = digest::of_verifier(&description);
        verifier.set(borrowed(&digest, &description)?);
        if let Some(alias) = alias {
            aliases::remember(alias, digest);
        }
        Ok(())
    })
}

/// Borrows the process's verifier that bears an alias. `verifier` receives 0, and the status is 0 too, where none does:
/// describe it then. The process remembers 512 aliases, the newest.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_verifier_remembered(
    alias: *const c_char,
    alias_len: usize,
    verifier: *mut u64,
) -> u32 {
    boundary::call(|call| {
        let verifier = call.handle("verifier", verifier)?;
        let digest = aliases::recall(call.bytes("alias", alias, alias_len)?);
        verifier.set(digest.and_then(|digest| shared::find(&digest)).unwrap_or(0));
        Ok(())
    })
}

/// Frees a verifier that `jwtcore_verifier_new` built. Calls that are running with it end in peace.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_verifier_free(verifier: u64) -> u32 {
    boundary::call(|_| Ok(handles::free::<AnyVerifier>(verifier)?))
}

/// Verifies a token and judges its claims at `now`, in whole seconds since 1970. On success the claims' JSON, exactly
/// as it was signed, stands at the beginning of `claims`, for which the token's length is always enough.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_verify(
    verifier: u64,
    token: *const c_char,
    token_len: usize,
    now: i64,
    claims: *mut c_char,
    claims_cap: usize,
    verified: *mut Verified,
) -> u32 {
    boundary::call(|call| {
        let outputs = (call.buffer("claims", claims, claims_cap), call.verdicts("verified", verified, 1));
        let (claims, verified) = (outputs.0?, outputs.1?);
        let token = call.bytes("token", token, token_len)?;
        let found = handles::get(verifier)?;
        let verifier = found.as_kind::<JwtVerifier>()?;
        let accepted = verifier.verify(token, UnixSeconds(now), claims.into_front(token.len()))?;
        verified.set(0, facts::of_claims(&accepted, 0));
        Ok(())
    })
}

/// Verifies `count` tokens. Each has its verdict in its own element of `verified`, all with the same `struct_size`, and
/// its claims in the one buffer, for which the sum of the tokens' lengths is always enough. The call's own status is 0
/// when every token was judged, whatever the verdicts.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_verify_batch(
    verifier: u64,
    tokens: *const Bytes,
    count: usize,
    now: i64,
    claims: *mut c_char,
    claims_cap: usize,
    verified: *mut Verified,
) -> u32 {
    boundary::call(|call| {
        let outputs = (call.buffer("claims", claims, claims_cap), call.verdicts("verified", verified, count));
        let (claims, verified) = (outputs.0?, outputs.1?);
        let tokens = call.elements("tokens", tokens, count)?;
        let tokens = tokens.iter().map(|token| call.bytes("tokens", token.data, token.len));
        let tokens = tokens.collect::<Result<Vec<_>, _>>()?;
        let found = handles::get(verifier)?;
        let verifier = found.as_kind::<JwtVerifier>()?;
        let mut claims = claims.into_front(tokens.iter().map(|token| token.len()).fold(0, usize::saturating_add));
        let mut offset = 0;
        for (at, token) in tokens.iter().enumerate() {
            match verifier.verify(token, UnixSeconds(now), claims) {
                Ok(accepted) => {
                    let verdict = facts::of_claims(&accepted, offset);
                    verified.set(at, verdict);
                    offset += verdict.claims_len;
                    claims = claims.split_at_mut(verdict.claims_len).1;
                }
                Err(error) => verified.set(at, refused(error)),
            }
        }
        Ok(())
    })
}

/// Verifies a JWS over any payload with a verifier that was built with `JWTCORE_VERIFIER_FLAG_JWS`. What the payload
/// says, and whether it is still valid, nobody has judged. In `verified` only algorithm, kid and the payload's place
/// are set.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_verify_jws(
    verifier: u64,
    token: *const c_char,
    token_len: usize,
    payload: *mut c_char,
    payload_cap: usize,
    verified: *mut Verified,
) -> u32 {
    boundary::call(|call| {
        let outputs = (call.buffer("payload", payload, payload_cap), call.verdicts("verified", verified, 1));
        let (payload, verified) = (outputs.0?, outputs.1?);
        let token = call.bytes("token", token, token_len)?;
        let found = handles::get(verifier)?;
        let verifier = found.as_kind::<JwsVerifier<LargeKeySet>>()?;
        let accepted = verifier.verify(token, payload.into_front(token.len()))?;
        verified.set(0, facts::of_payload(&accepted));
        Ok(())
    })
}

/// Reads keys as `jwtcore_builder_key` does with `JWTCORE_SOURCE_KEYS`, and tells which entries of a key set are left
/// out and why. `count` receives how many are, of which the first `skipped_cap` are written to `skipped`; `usable`
/// receives how many keys there are, one for each algorithm that it is bound to: perhaps none.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_skipped_keys(
    algorithms: u32,
    flags: u32,
    keys: *const c_char,
    keys_len: usize,
    skipped: *mut Skipped,
    skipped_cap: usize,
    count: *mut usize,
    usable: *mut usize,
) -> u32 {
    boundary::call(|call| {
        let outputs =
            (call.slots("skipped", skipped, skipped_cap), call.count("count", count), call.count("usable", usable));
        let (skipped, count, usable) = (outputs.0?, outputs.1?, outputs.2?);
        let keys = call.bytes("keys", keys, keys_len)?;
        let algorithms = algorithms::for_keys(algorithms, flags)?;
        let mut left_out = Vec::new();
        let keys = LargeKeySet::import(keys, &algorithms, |skip| {
            let entry = u32::try_from(skip.index()).unwrap_or(u32::MAX);
            left_out.push(Skipped { entry, reason: skip.reason().number() });
        });
        usable.set(match keys {
            Ok(keys) => keys.keys().len(),
            Err(Error::NoUsableKey) => 0,
            Err(error) => return Err(error.into()),
        });
        count.set(left_out.len());
        skipped.fill(&left_out);
        Ok(())
    })
}

/// The handle of the process's verifier for a description, which has this digest.
fn borrowed(digest: &Digest, description: &Description) -> Result<u64, Fault> {
    shared::borrow(digest, || {
        let (built, keys) = building::verifier(description)?;
        Ok((Object::Verifier(built), description.len() + keys * size_of::<Key>()))
    })
}
