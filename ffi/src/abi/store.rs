//! What applications that keep a store need: its keys, and unpredictable bytes.

use core::ffi::c_char;

use jwtcore::Error;
use jwtcore::session::{Slot, StoreKey};

use crate::boundary;
use crate::fault::Fault;
use crate::key_material::{copy, random};

/// Writes the slot of a token's subject, 11 characters: where a store keeps what belongs together. `tenant` may be
/// empty. With NULL for `sub` the token has none, and its slot is that of issuer and jti.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_slot(
    tenant: *const c_char,
    tenant_len: usize,
    iss: *const c_char,
    iss_len: usize,
    sub: *const c_char,
    sub_len: usize,
    jti: *const c_char,
    jti_len: usize,
    out: *mut c_char,
    out_cap: usize,
    out_len: *mut usize,
) -> u32 {
    boundary::call(|call| {
        let outputs = (call.buffer("out", out, out_cap), call.length("out_len", out_len));
        let (out, out_len) = (outputs.0?, outputs.1?);
        let (tenant, iss) = (call.text("tenant", tenant, tenant_len)?, call.text("iss", iss, iss_len)?);
        let (sub, jti) = (call.optional_text("sub", sub, sub_len)?, call.text("jti", jti, jti_len)?);
        let slot = slot(tenant, iss, sub, jti)?;
        out_len.set(copy(slot.as_str().as_bytes(), out.into_front(slot.as_str().len()))?);
        Ok(())
    })
}

/// Writes the store key under which a token is denied: `jwtcore:1:{slot}:j:` and 22 characters, 48 in all. Arguments as
/// of `jwtcore_slot`; a jti must be there.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_denied_key(
    tenant: *const c_char,
    tenant_len: usize,
    iss: *const c_char,
    iss_len: usize,
    sub: *const c_char,
    sub_len: usize,
    jti: *const c_char,
    jti_len: usize,
    out: *mut c_char,
    out_cap: usize,
    out_len: *mut usize,
) -> u32 {
    boundary::call(|call| {
        let outputs = (call.buffer("out", out, out_cap), call.length("out_len", out_len));
        let (out, out_len) = (outputs.0?, outputs.1?);
        let (tenant, iss) = (call.text("tenant", tenant, tenant_len)?, call.text("iss", iss, iss_len)?);
        let (sub, jti) = (call.optional_text("sub", sub, sub_len)?, call.text("jti", jti, jti_len)?);
        if jti.is_empty() {
            return Err(Fault::of(Error::InvalidArgument, "jti is empty"));
        }
        let key = StoreKey::denied(&slot(tenant, iss, sub, jti)?, iss, jti)?;
        out_len.set(copy(key.as_str().as_bytes(), out.into_front(key.as_str().len()))?);
        Ok(())
    })
}

/// Fills `out` with unpredictable bytes of the operating system's. 16 of them make a jti.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_random(out: *mut c_char, out_len: usize) -> u32 {
    boundary::call(|call| Ok(random(call.buffer("out", out, out_len)?.into_front(out_len))?))
}

fn slot(tenant: &str, iss: &str, sub: Option<&str>, jti: &str) -> Result<Slot, Error> {
    sub.map_or_else(|| Slot::of_token(iss, jti), |sub| Slot::of_subject(tenant, sub))
}
