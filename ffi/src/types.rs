//! The structures and constants of the header, field by field as C sees them.
//!
//! A structure grows at its end only, and none of its fields ever changes its meaning: see the conventions in
//! [the crate's front page](crate). Constants are enumerators, because they must also reach readers of the header that
//! have no preprocessor; they are passed as `uint32_t`.

use core::ffi::c_char;

/// The algorithms, one bit each, so that a set of them is a number too. One algorithm is one bit.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtcoreAlgorithm {
    /// HMAC with SHA-256; secrets of at least 32 bytes.
    Hs256 = 1,
    /// HMAC with SHA-384; secrets of at least 48 bytes.
    Hs384 = 2,
    /// HMAC with SHA-512; secrets of at least 64 bytes.
    Hs512 = 4,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256 = 8,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384 = 16,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512 = 32,
    /// RSASSA-PSS with SHA-256.
    Ps256 = 64,
    /// RSASSA-PSS with SHA-384.
    Ps384 = 128,
    /// RSASSA-PSS with SHA-512.
    Ps512 = 256,
    /// ECDSA on P-256 with SHA-256.
    Es256 = 512,
    /// ECDSA on P-384 with SHA-384.
    Es384 = 1024,
    /// ECDSA on P-521 with SHA-512.
    Es512 = 2048,
    /// ECDSA on secp256k1 with SHA-256; not in every build.
    Es256k = 4096,
    /// Ed25519, in headers `EdDSA` or `Ed25519`.
    Eddsa = 8192,
}

/// Who has to act on a status.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtcoreClass {
    /// Nobody: it is 0.
    Ok = 0,
    /// The token is refused: answer 401.
    Token = 1,
    /// A key, a secret, a policy or the build is wrong: answer 500.
    Setup = 2,
    /// The calling code is wrong: answer 500.
    Caller = 3,
    /// A store cannot be reached: answer 503.
    Unavailable = 4,
}

/// How the bytes of a key are to be read. A secret is never guessed.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtcoreSource {
    /// PEM, DER, one JWK, or where several keys may stand a JWKS, told apart by content.
    Keys = 1,
    /// An HMAC secret, every byte of it.
    Secret = 2,
    /// An HMAC secret as the bytes of a file: printable text with a newline at its end is refused.
    SecretFile = 3,
}

/// Flags for reading keys that verify.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtcoreKeyFlag {
    /// An RSA key that names no algorithm serves for both RS and PS.
    RsAndPs = 1,
    /// Every algorithm of the build, for keys that name theirs; `algorithms` is then 0.
    NamedByKeys = 2,
}

/// Flags of `jwtcore_verifier_options`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtcoreVerifierFlag {
    /// Trusts may share a key, as tenants of one issuer do: the token's iss, read after its signature is good, then
    /// decides whose rules apply.
    IssuerDecides = 1,
    /// A verifier for `jwtcore_verify_jws`: one trust with keys, and perhaps a typ, but no other rules. It has no cache.
    Jws = 2,
    /// No accepted token is kept in mind: each has its signature verified again.
    NoCache = 4,
}

/// Flags of `jwtcore_trust_options`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtcoreTrustFlag {
    /// Any issuer or none. Legal in a verifier with exactly one trust.
    UncheckedIssuer = 1,
    /// Any audience or none.
    UncheckedAudience = 2,
    /// Accept an iat that lies in the future.
    UncheckedIat = 4,
    /// For devices without a clock: exp, nbf and iat are not compared with the time. Tokens then never expire.
    UncheckedTime = 8,
    /// Accept tokens without exp: they never expire. An exp that is there is judged.
    ExpOptional = 16,
    /// Accept a sub that is an integer of 64 bits.
    IntegerSub = 32,
}

/// What is known of an accepted token: bits of `facts` in `jwtcore_verified`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtcoreFact {
    /// The token has an exp.
    Exp = 1,
    /// The token has an nbf.
    Nbf = 2,
    /// The token has an iat.
    Iat = 4,
    /// The key that verified has a name.
    Kid = 8,
    /// The token has an iss.
    Iss = 16,
    /// The token has a sub.
    Sub = 32,
    /// The token has a jti.
    Jti = 64,
    /// iss holds no escape: its text stands at `iss_offset`.
    IssText = 128,
    /// sub holds no escape: its text stands at `sub_offset`.
    SubText = 256,
    /// jti holds no escape: its text stands at `jti_offset`.
    JtiText = 512,
    /// sub is an integer; its digits stand at `sub_offset`.
    SubInteger = 1024,
}

/// What `jwtcore_key_export` writes.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtcoreExport {
    /// The private key as PEM, PKCS#8 (`PRIVATE KEY`).
    PrivatePem = 1,
    /// The private key, or the secret, as a JWK.
    PrivateJwk = 2,
    /// The public key as PEM, SPKI (`PUBLIC KEY`).
    PublicPem = 3,
    /// The public key as a JWK.
    PublicJwk = 4,
    /// The public key's thumbprint (RFC 7638): base64url of SHA-256, 43 characters.
    Thumbprint = 5,
    /// The bytes of a secret.
    Secret = 6,
}

/// What a verifier does beside its trusts.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct VerifierOptions {
    /// The size of this structure as the caller was compiled with it.
    pub struct_size: usize,
    /// Bits of `jwtcore_verifier_flag`.
    pub flags: u32,
    /// The memory for accepted tokens that are known again, in KiB, 4 to 1048576; 0 stands for 512. A token takes about
    /// three times its length, and memory is taken as tokens come.
    pub cache_kib: u32,
    /// The greatest length of a token in bytes, at most 1048576; 0 stands for 16384.
    pub max_token_len: usize,
}

/// What a trust expects of a token beside texts.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct TrustOptions {
    /// The size of this structure as the caller was compiled with it.
    pub struct_size: usize,
    /// Bits of `jwtcore_trust_flag`.
    pub flags: u32,
    /// By how many seconds the clocks of issuer and verifier may differ, at most 600.
    pub leeway_s: u32,
    /// Refuse tokens that were issued longer ago than this many seconds, and tokens without iat; 0: no limit.
    pub max_age_s: u32,
    /// Zero.
    pub reserved: u32,
}

/// Bytes of the caller's, borrowed for one call.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Bytes {
    /// The first byte; may be NULL where `len` is 0.
    pub data: *const c_char,
    /// How many.
    pub len: usize,
}

/// The verdict on one token. Offsets count from the beginning of the caller's buffer.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Verified {
    /// The size of this structure as the caller was compiled with it. Set it before the call.
    pub struct_size: usize,
    /// 0, or why this token is refused; everything below is then 0 but for `claims_len` under status 300.
    pub status: u32,
    /// The algorithm of the key that verified: one bit of `jwtcore_algorithm`.
    pub algorithm: u32,
    /// Which of the verifier's trusts accepted the token, counted from 0.
    pub trust_index: u32,
    /// What is known: bits of `jwtcore_fact`.
    pub facts: u32,
    /// The length of `kid` in bytes.
    pub kid_len: u32,
    /// Zero.
    pub reserved: u32,
    /// Where the claims' JSON, or the payload, begins.
    pub claims_offset: usize,
    /// Its length in bytes; under status 300 the length of buffer that would have been enough.
    pub claims_len: usize,
    /// When the token expires, in whole seconds since 1970, floored.
    pub exp: i64,
    /// Before when it is not valid.
    pub nbf: i64,
    /// When it was issued.
    pub iat: i64,
    /// Where the text of iss begins.
    pub iss_offset: usize,
    /// Its length in bytes.
    pub iss_len: usize,
    /// Where the text or the digits of sub begin.
    pub sub_offset: usize,
    /// Their length in bytes.
    pub sub_len: usize,
    /// Where the text of jti begins.
    pub jti_offset: usize,
    /// Its length in bytes.
    pub jti_len: usize,
    /// The name of the key that verified, padded with NULs. It may hold any character.
    pub kid: [c_char; 256],
}

impl Default for Verified {
    fn default() -> Self {
        Self {
            struct_size: 0,
            status: 0,
            algorithm: 0,
            trust_index: 0,
            facts: 0,
            kid_len: 0,
            reserved: 0,
            claims_offset: 0,
            claims_len: 0,
            exp: 0,
            nbf: 0,
            iat: 0,
            iss_offset: 0,
            iss_len: 0,
            sub_offset: 0,
            sub_len: 0,
            jti_offset: 0,
            jti_len: 0,
            kid: [0; 256],
        }
    }
}

/// An entry of a key set that was left out.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// The entry's place in `keys`, from 0.
    pub entry: u32,
    /// Why: a status.
    pub reason: u32,
}
