//! The exported functions as tests call them: with slices in the place of pointers, and every failure watched.
#![allow(dead_code, unused_macros, unused_imports, reason = "each test program uses its own part")]

use std::ffi::{CStr, c_char};
use std::path::{Path, PathBuf};
use std::ptr;

use jwtcore_ffi::*;

/// Calls an exported function.
macro_rules! ffi {
    ($function:ident($($argument:expr),* $(,)?)) => {{
        // SAFETY: the tests' pointers and lengths are those of memory of theirs, or what a convention says is refused.
        #[allow(unused_unsafe)]
        unsafe { jwtcore_ffi::$function($($argument),*) }
    }};
}
pub(crate) use ffi;

/// The issuer and the audience of tokens that are made here, and of most in testdata.
pub(crate) const ISS: &str = "https://issuer.test";
pub(crate) const AUD: &str = "https://api.test";
/// When tokens are judged: a minute after most of testdata's were issued.
pub(crate) const NOW: i64 = 1_767_225_660;
/// 64 bytes, enough for every HMAC algorithm.
pub(crate) const SECRET: &[u8] = b"for tests only: a published secret of exactly sixty-four bytes..";
pub(crate) const HS256: u32 = JwtcoreAlgorithm::Hs256 as u32;
pub(crate) const KEYS: u32 = JwtcoreSource::Keys as u32;
pub(crate) const SECRET_SOURCE: u32 = JwtcoreSource::Secret as u32;

/// A status by its name, and the thread's detail beside it where it is a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) name: String,
    pub(crate) detail: String,
    pub(crate) needed: usize,
}

pub(crate) type Answer<T> = Result<T, Failure>;

/// The name of a failure, or `ok`.
pub(crate) fn name_of<T>(answer: &Answer<T>) -> &str {
    answer.as_ref().map_or_else(|failure| failure.name.as_str(), |_| "ok")
}

/// Asserts what a call answered.
#[track_caller]
pub(crate) fn assert_answer<T>(answer: &Answer<T>, expected: &str) {
    let detail = answer.as_ref().map_or_else(|failure| failure.detail.as_str(), |_| "");
    assert_eq!(name_of(answer), expected, "{detail}");
}

pub(crate) fn answer(status: u32) -> Answer<()> {
    if status == 0 { Ok(()) } else { Err(failure(status, 0)) }
}

fn failure(status: u32, needed: usize) -> Failure {
    Failure { name: static_text(jwtcore_status_name(status)), detail: static_text(jwtcore_last_error_detail()), needed }
}

/// A text of the library's.
pub(crate) fn static_text(text: *const c_char) -> String {
    assert!(!text.is_null());
    // SAFETY: the library's texts end in a NUL, and last until the next call at least.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().expect("UTF-8").to_owned()
}

pub(crate) fn data(bytes: &[u8]) -> *const c_char {
    bytes.as_ptr().cast()
}

/// The pointer and length of a text that may be left out.
pub(crate) fn optional(text: Option<&str>) -> (*const c_char, usize) {
    text.map_or((ptr::null(), 0), |text| (text.as_ptr().cast(), text.len()))
}

/// A file of testdata.
pub(crate) fn testdata(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata").join(path)
}

pub(crate) fn read(path: &str) -> Vec<u8> {
    std::fs::read(testdata(path)).unwrap_or_else(|error| panic!("testdata/{path}: {error}"))
}

pub(crate) fn read_json(path: &str) -> serde_json::Value {
    serde_json::from_slice(&read(path)).unwrap_or_else(|error| panic!("testdata/{path}: {error}"))
}

/// The bits of algorithms by their names.
pub(crate) fn algorithms<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> u32 {
    names.into_iter().fold(0, |bits, name| {
        let name = name.as_ref();
        let bit = ffi!(jwtcore_algorithm_from_name(data(name.as_bytes()), name.len()));
        assert_ne!(bit, 0, "{name}");
        bits | bit
    })
}

pub(crate) const fn verifier_options() -> VerifierOptions {
    VerifierOptions { struct_size: size_of::<VerifierOptions>(), flags: 0, cache_kib: 0, max_token_len: 0 }
}

pub(crate) const fn trust_options() -> TrustOptions {
    TrustOptions { struct_size: size_of::<TrustOptions>(), flags: 0, leeway_s: 0, max_age_s: 0, reserved: 0 }
}

/// A verdict as a caller prepares it: its size set, and rubbish of an earlier call in the rest.
pub(crate) fn stale_verdict() -> Verified {
    Verified {
        struct_size: size_of::<Verified>(),
        status: 7,
        facts: u32::MAX,
        claims_len: usize::MAX,
        exp: i64::MAX,
        kid: [b'k'.cast_signed(); 256],
        ..Verified::default()
    }
}

/// A builder. Freed when it goes.
pub(crate) struct Builder(pub(crate) u64);

impl Builder {
    pub(crate) fn new() -> Self {
        Self::with(&verifier_options()).expect("a builder")
    }

    pub(crate) fn with(options: &VerifierOptions) -> Answer<Self> {
        let mut handle = 7;
        answer(ffi!(jwtcore_builder_new(options, &raw mut handle))).map(|()| Self(handle))
    }

    pub(crate) fn trust(self, options: &TrustOptions) -> Answer<Self> {
        answer(ffi!(jwtcore_builder_trust(self.0, options))).map(|()| self)
    }

    pub(crate) fn issuer(self, text: &str) -> Answer<Self> {
        answer(ffi!(jwtcore_builder_issuer(self.0, data(text.as_bytes()), text.len()))).map(|()| self)
    }

    pub(crate) fn audience(self, text: &str) -> Answer<Self> {
        answer(ffi!(jwtcore_builder_audience(self.0, data(text.as_bytes()), text.len()))).map(|()| self)
    }

    pub(crate) fn audience_claim(self, text: &str) -> Answer<Self> {
        answer(ffi!(jwtcore_builder_audience_claim(self.0, data(text.as_bytes()), text.len()))).map(|()| self)
    }

    pub(crate) fn typ(self, text: &str) -> Answer<Self> {
        answer(ffi!(jwtcore_builder_typ(self.0, data(text.as_bytes()), text.len()))).map(|()| self)
    }

    pub(crate) fn claim(self, claim: &str, value: Option<&str>) -> Answer<Self> {
        let (value, value_len) = optional(value);
        let status = ffi!(jwtcore_builder_require_claim(self.0, data(claim.as_bytes()), claim.len(), value, value_len));
        answer(status).map(|()| self)
    }

    pub(crate) fn header(self, member: &str, value: &str) -> Answer<Self> {
        let status = ffi!(jwtcore_builder_require_header(
            self.0,
            data(member.as_bytes()),
            member.len(),
            data(value.as_bytes()),
            value.len()
        ));
        answer(status).map(|()| self)
    }

    pub(crate) fn key(self, source: u32, algorithms: u32, key: &[u8], kid: Option<&str>) -> Answer<Self> {
        self.flagged_key(source, algorithms, 0, key, kid)
    }

    pub(crate) fn flagged_key(
        self,
        source: u32,
        algorithms: u32,
        flags: u32,
        key: &[u8],
        kid: Option<&str>,
    ) -> Answer<Self> {
        let (kid, kid_len) = optional(kid);
        let status = ffi!(jwtcore_builder_key(self.0, source, algorithms, flags, data(key), key.len(), kid, kid_len));
        answer(status).map(|()| self)
    }

    /// A trust in [`ISS`] for [`AUD`] under [`SECRET`].
    pub(crate) fn test_trust(self, options: &TrustOptions) -> Answer<Self> {
        self.trust(options)?.issuer(ISS)?.audience(AUD)?.key(SECRET_SOURCE, HS256, SECRET, None)
    }

    pub(crate) fn build(&self) -> Answer<Verifier> {
        let mut handle = 7;
        let status = ffi!(jwtcore_verifier_new(self.0, &raw mut handle));
        assert_eq!(status == 0, handle != 0, "a handle, or a failure and none");
        answer(status).map(|()| Verifier(handle))
    }

    pub(crate) fn shared(&self) -> Answer<u64> {
        let mut handle = 7;
        let status = ffi!(jwtcore_verifier_shared(self.0, &raw mut handle));
        assert_eq!(status == 0, handle != 0, "a handle, or a failure and none");
        answer(status).map(|()| handle)
    }
}

impl Drop for Builder {
    fn drop(&mut self) {
        assert_eq!(jwtcore_builder_free(self.0), 0);
    }
}

/// A verifier of its own. Freed when it goes.
pub(crate) struct Verifier(pub(crate) u64);

impl Verifier {
    /// The claims and what is known of a token, or why it is refused, with nothing left of it.
    pub(crate) fn verify(&self, token: impl AsRef<[u8]>, now: i64) -> Answer<(String, Verified)> {
        verify(self.0, token, now)
    }
}

impl Drop for Verifier {
    fn drop(&mut self) {
        assert_eq!(jwtcore_verifier_free(self.0), 0);
    }
}

/// The claims of a token, and what is known of it.
pub(crate) fn verify(verifier: u64, token: impl AsRef<[u8]>, now: i64) -> Answer<(String, Verified)> {
    let token = token.as_ref();
    let mut claims = vec![b'?'; token.len() + 64];
    let mut verified = stale_verdict();
    let status = ffi!(jwtcore_verify(
        verifier,
        data(token),
        token.len(),
        now,
        claims.as_mut_ptr().cast(),
        claims.len(),
        &raw mut verified
    ));
    taken(status, &claims, &verified).map(|claims| (String::from_utf8(claims).expect("UTF-8"), verified))
}

/// The payload of a JWS, and what is known of it.
pub(crate) fn verify_jws(verifier: u64, token: impl AsRef<[u8]>) -> Answer<(Vec<u8>, Verified)> {
    let token = token.as_ref();
    let mut payload = vec![b'?'; token.len() + 64];
    let mut verified = stale_verdict();
    let status = ffi!(jwtcore_verify_jws(
        verifier,
        data(token),
        token.len(),
        payload.as_mut_ptr().cast(),
        payload.len(),
        &raw mut verified
    ));
    taken(status, &payload, &verified).map(|payload| (payload, verified))
}

/// What was written, or the failure, which leaves nothing but itself.
#[track_caller]
fn taken(status: u32, buffer: &[u8], verified: &Verified) -> Answer<Vec<u8>> {
    assert_eq!(verified.status, status);
    assert_eq!(verified.struct_size, size_of::<Verified>());
    if status == 0 {
        return Ok(buffer[verified.claims_offset..][..verified.claims_len].to_vec());
    }
    assert!(buffer.iter().all(|byte| *byte == 0), "something is left in the buffer");
    assert_cleared(verified);
    Err(failure(status, verified.claims_len))
}

/// Asserts that a verdict holds a failure and nothing else.
#[track_caller]
pub(crate) fn assert_cleared(verified: &Verified) {
    let expected = Verified {
        struct_size: verified.struct_size,
        status: verified.status,
        claims_len: verified.claims_len,
        ..Verified::default()
    };
    assert_eq!(format!("{verified:?}"), format!("{expected:?}"));
    assert!(verified.claims_len == 0 || verified.status == JwtcoreStatus::BufferTooSmall as u32);
}

/// What a function wrote into a buffer whose length it says, or the failure, which leaves nothing.
#[track_caller]
pub(crate) fn written(cap: usize, write: impl FnOnce(*mut c_char, usize, *mut usize) -> u32) -> Answer<Vec<u8>> {
    let mut out = vec![b'?'; cap];
    let mut len = usize::MAX;
    let status = write(out.as_mut_ptr().cast(), cap, &raw mut len);
    if status == 0 {
        out.truncate(len);
        return Ok(out);
    }
    assert!(out.iter().all(|byte| *byte == 0), "something is left in the buffer");
    assert!(len == 0 || status == JwtcoreStatus::BufferTooSmall as u32, "{len}");
    Err(failure(status, len))
}

/// A signer of its own. Freed when it goes.
pub(crate) struct Signer(pub(crate) u64);

impl Signer {
    pub(crate) fn new(source: u32, algorithm: u32, key: &[u8], kid: Option<&str>) -> Answer<Self> {
        let (kid, kid_len) = optional(kid);
        let mut handle = 7;
        let status = ffi!(jwtcore_signer_new(source, algorithm, data(key), key.len(), kid, kid_len, &raw mut handle));
        assert_eq!(status == 0, handle != 0, "a handle, or a failure and none");
        answer(status).map(|()| Self(handle))
    }

    /// Of [`SECRET`].
    pub(crate) fn test() -> Self {
        Self::new(SECRET_SOURCE, HS256, SECRET, None).expect("a signer")
    }

    pub(crate) fn sign(&self, claims: &str, typ: Option<&str>) -> Answer<String> {
        sign(self.0, claims, typ, 4096)
    }

    pub(crate) fn sign_jws(&self, payload: &[u8], typ: Option<&str>) -> Answer<String> {
        let (typ, typ_len) = optional(typ);
        let token = written(4096, |out, cap, len| {
            ffi!(jwtcore_sign_jws(self.0, data(payload), payload.len(), typ, typ_len, out, cap, len))
        });
        token.map(|token| String::from_utf8(token).expect("ASCII"))
    }
}

impl Drop for Signer {
    fn drop(&mut self) {
        assert_eq!(jwtcore_signer_free(self.0), 0);
    }
}

/// A token of these claims.
pub(crate) fn sign(signer: u64, claims: &str, typ: Option<&str>, cap: usize) -> Answer<String> {
    let (typ, typ_len) = optional(typ);
    let token = written(cap, |out, cap, len| {
        ffi!(jwtcore_sign(signer, data(claims.as_bytes()), claims.len(), typ, typ_len, out, cap, len))
    });
    token.map(|token| String::from_utf8(token).expect("ASCII"))
}

/// Claims that the test trust takes, with these members behind them.
pub(crate) fn claims(members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    format!(r#"{{"iss":"{ISS}","aud":"{AUD}","exp":{}{comma}{members}}}"#, NOW + 60)
}

/// A token that the test trust takes, with these members.
pub(crate) fn token(members: &str) -> String {
    Signer::test().sign(&claims(members), None).expect("a token")
}

/// A verifier of the test trust.
pub(crate) fn test_verifier() -> Verifier {
    Builder::new().test_trust(&trust_options()).and_then(|builder| builder.build()).expect("a verifier")
}
