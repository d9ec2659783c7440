// jwtcore.h: verify and sign JSON Web Tokens. The guide is docs/c.md.
//
// A call answers a status: 0, or a number of enum jwtcore_status, which never change their meaning.
// A handle is a number, never a pointer: below 2^63, never 0. _new makes one that you own and free; _shared lends one.
// A structure begins with its size; zero it and set struct_size before the call.
// Bytes come with their length, and NULs are bytes; NULL is legal where the length is 0, and says 'none' where it may.
// Where a call fails, its outputs are zeroed. A buffer that is too small says how much it needs.
// Built verifiers, signers and keys may be used by any number of threads, and after a fork; a builder by one thread.
//
// Without the lines that begin with a number sign this file is also a definition for PHP's FFI.

#ifndef JWTCORE_H
#define JWTCORE_H

#include <stddef.h>
#include <stdint.h>

// What a call answers. Numbers are frozen; new ones may be added, so a switch needs a default.
//
// 1xx: the token is refused. 2xx: the set-up is wrong. 3xx: the calling code is wrong.
// 4xx: a store did not answer.
enum jwtcore_status {
    // Done.
    JWTCORE_STATUS_OK = 0,
    // The token is longer than this verifier accepts.
    JWTCORE_STATUS_TOKEN_TOO_LARGE = 100,
    // The token is not three base64url segments joined by two dots.
    JWTCORE_STATUS_NOT_COMPACT = 101,
    // The token has five segments: it is an encrypted JWE, not a signed JWS.
    JWTCORE_STATUS_ENCRYPTED_TOKEN = 102,
    // A segment carries base64 padding.
    JWTCORE_STATUS_PADDED_BASE64 = 103,
    // A segment is not canonical base64url.
    JWTCORE_STATUS_MALFORMED_BASE64 = 104,
    // The decoded header is longer than 8 KiB.
    JWTCORE_STATUS_HEADER_TOO_LARGE = 105,
    // The header or the claims are not valid UTF-8.
    JWTCORE_STATUS_INVALID_UTF8 = 110,
    // The header or the claims are not one well-formed JSON object.
    JWTCORE_STATUS_MALFORMED_JSON = 111,
    // A JSON object names a member twice.
    JWTCORE_STATUS_DUPLICATE_MEMBER = 112,
    // A JSON object has more members than are accepted.
    JWTCORE_STATUS_TOO_MANY_MEMBERS = 113,
    // The JSON is nested deeper than 32 levels.
    JWTCORE_STATUS_NESTING_TOO_DEEP = 114,
    // The header has no alg.
    JWTCORE_STATUS_MISSING_ALGORITHM = 120,
    // The header's alg is not a signature algorithm that jwtcore knows; `none` never is.
    JWTCORE_STATUS_UNKNOWN_ALGORITHM = 121,
    // No key of this verifier is bound to the token's alg.
    JWTCORE_STATUS_ALGORITHM_NOT_ALLOWED = 122,
    // The header has a crit member; no extension is understood.
    JWTCORE_STATUS_CRITICAL_HEADER = 123,
    // The header has a b64 member; unencoded payloads are not served.
    JWTCORE_STATUS_UNENCODED_PAYLOAD = 124,
    // The header's kid is not a string of at most 256 bytes.
    JWTCORE_STATUS_INVALID_KID = 125,
    // The header's alg or typ is not a string.
    JWTCORE_STATUS_INVALID_HEADER_MEMBER = 126,
    // No key for the token's alg bears its kid.
    JWTCORE_STATUS_UNKNOWN_KEY = 130,
    // The token names no kid and several keys could be meant.
    JWTCORE_STATUS_AMBIGUOUS_KEY = 131,
    // The signature does not verify.
    JWTCORE_STATUS_INVALID_SIGNATURE = 132,
    // Exp is not a number of seconds within ±2^53.
    JWTCORE_STATUS_INVALID_EXP = 140,
    // Nbf is not a number of seconds within ±2^53.
    JWTCORE_STATUS_INVALID_NBF = 141,
    // Iat is not a number of seconds within ±2^53.
    JWTCORE_STATUS_INVALID_IAT = 142,
    // Iss is not a string.
    JWTCORE_STATUS_INVALID_ISS = 143,
    // Sub is not a string.
    JWTCORE_STATUS_INVALID_SUB = 144,
    // Aud is not a string or an array of strings.
    JWTCORE_STATUS_INVALID_AUD = 145,
    // Jti is not a string.
    JWTCORE_STATUS_INVALID_JTI = 146,
    // The token has no iss.
    JWTCORE_STATUS_MISSING_ISS = 150,
    // The issuer is not the one whose key signed the token.
    JWTCORE_STATUS_WRONG_ISSUER = 151,
    // The token has no audience.
    JWTCORE_STATUS_MISSING_AUD = 152,
    // The token is meant for another audience.
    JWTCORE_STATUS_WRONG_AUDIENCE = 153,
    // The header has no typ and this verifier asks for one.
    JWTCORE_STATUS_MISSING_TYP = 154,
    // The header's typ is another kind of token.
    JWTCORE_STATUS_WRONG_TYP = 155,
    // A header member does not have a value that is asked for.
    JWTCORE_STATUS_WRONG_HEADER_VALUE = 156,
    // The token has no exp.
    JWTCORE_STATUS_MISSING_EXP = 157,
    // The token has expired.
    JWTCORE_STATUS_EXPIRED = 158,
    // The token's nbf lies in the future.
    JWTCORE_STATUS_NOT_YET_VALID = 159,
    // The token's iat lies in the future.
    JWTCORE_STATUS_ISSUED_IN_THE_FUTURE = 160,
    // The token has no iat and a greatest age is set.
    JWTCORE_STATUS_MISSING_IAT = 161,
    // The token was issued longer ago than the greatest age.
    JWTCORE_STATUS_TOO_OLD = 162,
    // A claim that is asked for is absent.
    JWTCORE_STATUS_MISSING_CLAIM = 163,
    // A claim does not have a value that is asked for.
    JWTCORE_STATUS_WRONG_CLAIM_VALUE = 164,
    // A claim is not of the type that it was read as.
    JWTCORE_STATUS_UNEXPECTED_CLAIM_TYPE = 165,
    // The refresh token is not one that was issued to this client.
    JWTCORE_STATUS_INVALID_REFRESH_TOKEN = 170,
    // The store holds no such session.
    JWTCORE_STATUS_UNKNOWN_SESSION = 171,
    // The session was revoked.
    JWTCORE_STATUS_SESSION_REVOKED = 172,
    // The session has expired.
    JWTCORE_STATUS_SESSION_EXPIRED = 173,
    // The refresh token was used before, so its session is revoked.
    JWTCORE_STATUS_REFRESH_TOKEN_REUSED = 174,
    // The token was revoked.
    JWTCORE_STATUS_TOKEN_REVOKED = 175,
    // The token has neither sid nor jti, so it could not be revoked.
    JWTCORE_STATUS_NOT_REVOCABLE = 176,
    // The scope asked for is more than the session was given.
    JWTCORE_STATUS_SCOPE_EXCEEDED = 177,
    // This build does not include the algorithm, or a key names one that jwtcore does not know.
    JWTCORE_STATUS_UNSUPPORTED_ALGORITHM = 200,
    // The key is not a well-formed PEM text.
    JWTCORE_STATUS_MALFORMED_PEM = 201,
    // The key is not well-formed DER of a known structure.
    JWTCORE_STATUS_MALFORMED_DER = 202,
    // The key is not a well-formed JWK.
    JWTCORE_STATUS_MALFORMED_JWK = 203,
    // The key set is not a well-formed JWKS.
    JWTCORE_STATUS_MALFORMED_JWKS = 204,
    // The private key is encrypted.
    JWTCORE_STATUS_ENCRYPTED_KEY = 205,
    // The key's type is not one that verifies JWS signatures.
    JWTCORE_STATUS_UNSUPPORTED_KEY_TYPE = 206,
    // The key's curve is not one that jwtcore serves.
    JWTCORE_STATUS_UNSUPPORTED_CURVE = 207,
    // The RSA modulus is not 2048 to 4096 bits in whole bytes.
    JWTCORE_STATUS_UNSUPPORTED_KEY_SIZE = 208,
    // The public key's point is compressed.
    JWTCORE_STATUS_UNSUPPORTED_POINT_FORMAT = 209,
    // The RSA public exponent is even, less than 3 or not below 2^33.
    JWTCORE_STATUS_WEAK_RSA_EXPONENT = 210,
    // The RSA key bears the ROCA fingerprint (CVE-2017-15361).
    JWTCORE_STATUS_ROCA_WEAK_KEY = 211,
    // The public key is not a valid element of its group.
    JWTCORE_STATUS_INVALID_PUBLIC_KEY = 212,
    // The private key is out of range or incomplete, or its parts do not belong together.
    JWTCORE_STATUS_INVALID_PRIVATE_KEY = 213,
    // A private key was given where a public one belongs.
    JWTCORE_STATUS_PRIVATE_KEY_GIVEN = 214,
    // A public key was given where a private one belongs.
    JWTCORE_STATUS_PUBLIC_KEY_GIVEN = 215,
    // The key's type or curve does not fit the algorithm, or it names another one.
    JWTCORE_STATUS_KEY_ALGORITHM_MISMATCH = 216,
    // None of the listed algorithms fits the key.
    JWTCORE_STATUS_NO_ALGORITHM_FOR_KEY = 217,
    // An RSA key that names no algorithm would be bound to both RS and PS.
    JWTCORE_STATUS_RS_AND_PS_ON_ONE_KEY = 218,
    // The JWK's use or key_ops does not allow it to verify signatures.
    JWTCORE_STATUS_KEY_NOT_FOR_SIGNATURES = 219,
    // The key names an algorithm that is not among the listed ones.
    JWTCORE_STATUS_ALGORITHM_NOT_LISTED = 220,
    // The HMAC secret is shorter than the hash's output.
    JWTCORE_STATUS_SECRET_TOO_SHORT = 221,
    // The HMAC secret is the text or DER of a key or certificate.
    JWTCORE_STATUS_SECRET_LOOKS_LIKE_KEY = 222,
    // The secret's file is text and ends in a newline.
    JWTCORE_STATUS_SECRET_ENDS_IN_NEWLINE = 223,
    // The key's name is longer than 256 bytes or not a string.
    JWTCORE_STATUS_KID_TOO_LONG = 224,
    // The key set holds no key that can be used.
    JWTCORE_STATUS_NO_USABLE_KEY = 225,
    // An imported key set mixes secrets with public keys.
    JWTCORE_STATUS_SECRETS_AMONG_PUBLIC_KEYS = 226,
    // Two different keys bear one kid and algorithm.
    JWTCORE_STATUS_CONFLICTING_KEYS = 227,
    // There are more keys than the key set can hold.
    JWTCORE_STATUS_TOO_MANY_KEYS = 228,
    // The key set's text is longer than 1 MiB or holds more than 1,024 entries.
    JWTCORE_STATUS_KEY_SET_TOO_LARGE = 229,
    // Two trusts share a key name and algorithm, so that the token cannot tell whose key is meant.
    JWTCORE_STATUS_SHARED_KEY = 230,
    // An unchecked issuer stands beside other trusts.
    JWTCORE_STATUS_UNCHECKED_ISSUER_AMONG_SEVERAL = 231,
    // The verifier has no trust, or more than are accepted.
    JWTCORE_STATUS_NO_TRUST = 232,
    // An expected issuer, audience, value or typ is empty.
    JWTCORE_STATUS_EMPTY_EXPECTATION = 233,
    // A trust has more rules, or a rule more values, than are accepted.
    JWTCORE_STATUS_TOO_MANY_RULES = 234,
    // The leeway is more than 600 seconds.
    JWTCORE_STATUS_LEEWAY_TOO_LARGE = 235,
    // The greatest token length is 0 or more than 1 MiB, or the greatest age is not positive.
    JWTCORE_STATUS_INVALID_LIMIT = 236,
    // This build cannot sign with the algorithm.
    JWTCORE_STATUS_SIGNING_UNSUPPORTED = 237,
    // A registered claim is given both typed and among the other claims.
    JWTCORE_STATUS_RESERVED_CLAIM_TWICE = 238,
    // The claims are not one well-formed JSON object that a verifier would accept.
    JWTCORE_STATUS_MALFORMED_CLAIMS = 239,
    // The payload or header would not be accepted by a verifier.
    JWTCORE_STATUS_MALFORMED_PAYLOAD = 240,
    // The random source gave no usable bytes.
    JWTCORE_STATUS_RANDOM_SOURCE_FAILED = 241,
    // The ring of refresh keys has no key, too many, or two of one number.
    JWTCORE_STATUS_INVALID_REFRESH_RING = 242,
    // A duration of the session policy is outside its range.
    JWTCORE_STATUS_INVALID_SESSION_POLICY = 243,
    // The claims for a session's token name one that the session itself sets.
    JWTCORE_STATUS_RESERVED_CLAIM = 244,
    // The store's connection has a transaction open, whose end would undo a revocation.
    JWTCORE_STATUS_OPEN_TRANSACTION = 245,
    // The buffer is too small for the result.
    JWTCORE_STATUS_BUFFER_TOO_SMALL = 300,
    // A pointer is NULL or misaligned where memory is needed, or an output overlaps other memory of the call.
    JWTCORE_STATUS_BAD_POINTER = 301,
    // The handle is stale, foreign, freed already, or of another kind.
    JWTCORE_STATUS_BAD_HANDLE = 302,
    // A structure is smaller than its first version, or its end holds something that this library does not know.
    JWTCORE_STATUS_BAD_STRUCT_SIZE = 303,
    // An argument is a number or a flag that this function does not take.
    JWTCORE_STATUS_INVALID_ARGUMENT = 304,
    // A text among the arguments is not valid UTF-8.
    JWTCORE_STATUS_ARGUMENT_NOT_UTF8 = 305,
    // An argument is longer than is accepted.
    JWTCORE_STATUS_ARGUMENT_TOO_LONG = 306,
    // Two options exclude each other.
    JWTCORE_STATUS_CONTRADICTORY_OPTIONS = 307,
    // Another thread is using the builder.
    JWTCORE_STATUS_HANDLE_BUSY = 308,
    // The process holds as many handles as are kept.
    JWTCORE_STATUS_TOO_MANY_HANDLES = 309,
    // What is to be shared is larger than the registry of shared objects may grow.
    JWTCORE_STATUS_REGISTRY_FULL = 310,
    // An internal fault was caught, and nothing was decided.
    JWTCORE_STATUS_PANIC_CAUGHT = 311,
    // The store did not answer.
    JWTCORE_STATUS_UNAVAILABLE = 400,
    // The store holds a record that this version cannot read.
    JWTCORE_STATUS_UNKNOWN_RECORD = 401,
    // The token is ahead of the store, which has lost writes.
    JWTCORE_STATUS_STORE_BEHIND = 402,
    // Other requests changed the session each time that this one tried to.
    JWTCORE_STATUS_STORE_CONTENDED = 403,
    // The ring of refresh keys lacks the one that the session's record names.
    JWTCORE_STATUS_MISSING_REFRESH_KEY = 404,
};

// The algorithms, one bit each, so that a set of them is a number too. One algorithm is one bit.
enum jwtcore_algorithm {
    // HMAC with SHA-256; secrets of at least 32 bytes.
    JWTCORE_ALGORITHM_HS256 = 1,
    // HMAC with SHA-384; secrets of at least 48 bytes.
    JWTCORE_ALGORITHM_HS384 = 2,
    // HMAC with SHA-512; secrets of at least 64 bytes.
    JWTCORE_ALGORITHM_HS512 = 4,
    // RSASSA-PKCS1-v1_5 with SHA-256.
    JWTCORE_ALGORITHM_RS256 = 8,
    // RSASSA-PKCS1-v1_5 with SHA-384.
    JWTCORE_ALGORITHM_RS384 = 16,
    // RSASSA-PKCS1-v1_5 with SHA-512.
    JWTCORE_ALGORITHM_RS512 = 32,
    // RSASSA-PSS with SHA-256.
    JWTCORE_ALGORITHM_PS256 = 64,
    // RSASSA-PSS with SHA-384.
    JWTCORE_ALGORITHM_PS384 = 128,
    // RSASSA-PSS with SHA-512.
    JWTCORE_ALGORITHM_PS512 = 256,
    // ECDSA on P-256 with SHA-256.
    JWTCORE_ALGORITHM_ES256 = 512,
    // ECDSA on P-384 with SHA-384.
    JWTCORE_ALGORITHM_ES384 = 1024,
    // ECDSA on P-521 with SHA-512.
    JWTCORE_ALGORITHM_ES512 = 2048,
    // ECDSA on secp256k1 with SHA-256; not in every build.
    JWTCORE_ALGORITHM_ES256K = 4096,
    // Ed25519, in headers `EdDSA` or `Ed25519`.
    JWTCORE_ALGORITHM_EDDSA = 8192,
};

// Who has to act on a status.
enum jwtcore_class {
    // Nobody: it is 0.
    JWTCORE_CLASS_OK = 0,
    // The token is refused: answer 401.
    JWTCORE_CLASS_TOKEN = 1,
    // A key, a secret, a policy or the build is wrong: answer 500.
    JWTCORE_CLASS_SETUP = 2,
    // The calling code is wrong: answer 500.
    JWTCORE_CLASS_CALLER = 3,
    // A store cannot be reached: answer 503.
    JWTCORE_CLASS_UNAVAILABLE = 4,
};

// How the bytes of a key are to be read. A secret is never guessed.
enum jwtcore_source {
    // PEM, DER, one JWK, or where several keys may stand a JWKS, told apart by content.
    JWTCORE_SOURCE_KEYS = 1,
    // An HMAC secret, every byte of it.
    JWTCORE_SOURCE_SECRET = 2,
    // An HMAC secret as the bytes of a file: printable text with a newline at its end is refused.
    JWTCORE_SOURCE_SECRET_FILE = 3,
};

// Flags for reading keys that verify.
enum jwtcore_key_flag {
    // An RSA key that names no algorithm serves for both RS and PS.
    JWTCORE_KEY_FLAG_RS_AND_PS = 1,
    // Every algorithm of the build, for keys that name theirs; `algorithms` is then 0.
    JWTCORE_KEY_FLAG_NAMED_BY_KEYS = 2,
};

// Flags of `jwtcore_verifier_options`.
enum jwtcore_verifier_flag {
    // Trusts may share a key, as tenants of one issuer do: the token's iss, read after its signature is good, then
    // decides whose rules apply.
    JWTCORE_VERIFIER_FLAG_ISSUER_DECIDES = 1,
    // A verifier for `jwtcore_verify_jws`: one trust with keys, and perhaps a typ, but no other rules. It has no cache.
    JWTCORE_VERIFIER_FLAG_JWS = 2,
    // No accepted token is kept in mind: each has its signature verified again.
    JWTCORE_VERIFIER_FLAG_NO_CACHE = 4,
};

// Flags of `jwtcore_trust_options`.
enum jwtcore_trust_flag {
    // Any issuer or none. Legal in a verifier with exactly one trust.
    JWTCORE_TRUST_FLAG_UNCHECKED_ISSUER = 1,
    // Any audience or none.
    JWTCORE_TRUST_FLAG_UNCHECKED_AUDIENCE = 2,
    // Accept an iat that lies in the future.
    JWTCORE_TRUST_FLAG_UNCHECKED_IAT = 4,
    // For devices without a clock: exp, nbf and iat are not compared with the time. Tokens then never expire.
    JWTCORE_TRUST_FLAG_UNCHECKED_TIME = 8,
    // Accept tokens without exp: they never expire. An exp that is there is judged.
    JWTCORE_TRUST_FLAG_EXP_OPTIONAL = 16,
    // Accept a sub that is an integer of 64 bits.
    JWTCORE_TRUST_FLAG_INTEGER_SUB = 32,
};

// What is known of an accepted token: bits of `facts` in `jwtcore_verified`.
enum jwtcore_fact {
    // The token has an exp.
    JWTCORE_FACT_EXP = 1,
    // The token has an nbf.
    JWTCORE_FACT_NBF = 2,
    // The token has an iat.
    JWTCORE_FACT_IAT = 4,
    // The key that verified has a name.
    JWTCORE_FACT_KID = 8,
    // The token has an iss.
    JWTCORE_FACT_ISS = 16,
    // The token has a sub.
    JWTCORE_FACT_SUB = 32,
    // The token has a jti.
    JWTCORE_FACT_JTI = 64,
    // iss holds no escape: its text stands at `iss_offset`.
    JWTCORE_FACT_ISS_TEXT = 128,
    // sub holds no escape: its text stands at `sub_offset`.
    JWTCORE_FACT_SUB_TEXT = 256,
    // jti holds no escape: its text stands at `jti_offset`.
    JWTCORE_FACT_JTI_TEXT = 512,
    // sub is an integer; its digits stand at `sub_offset`.
    JWTCORE_FACT_SUB_INTEGER = 1024,
};

// What `jwtcore_key_export` writes.
enum jwtcore_export {
    // The private key as PEM, PKCS#8 (`PRIVATE KEY`).
    JWTCORE_EXPORT_PRIVATE_PEM = 1,
    // The private key, or the secret, as a JWK.
    JWTCORE_EXPORT_PRIVATE_JWK = 2,
    // The public key as PEM, SPKI (`PUBLIC KEY`).
    JWTCORE_EXPORT_PUBLIC_PEM = 3,
    // The public key as a JWK.
    JWTCORE_EXPORT_PUBLIC_JWK = 4,
    // The public key's thumbprint (RFC 7638): base64url of SHA-256, 43 characters.
    JWTCORE_EXPORT_THUMBPRINT = 5,
    // The bytes of a secret.
    JWTCORE_EXPORT_SECRET = 6,
};

// What a verifier does beside its trusts.
struct jwtcore_verifier_options {
    // The size of this structure as the caller was compiled with it.
    size_t struct_size;
    // Bits of `jwtcore_verifier_flag`.
    uint32_t flags;
    // The memory for accepted tokens that are known again, in KiB, 4 to 1048576; 0 stands for 512. A token takes about
    // three times its length, and memory is taken as tokens come.
    uint32_t cache_kib;
    // The greatest length of a token in bytes, at most 1048576; 0 stands for 16384.
    size_t max_token_len;
};

// What a trust expects of a token beside texts.
struct jwtcore_trust_options {
    // The size of this structure as the caller was compiled with it.
    size_t struct_size;
    // Bits of `jwtcore_trust_flag`.
    uint32_t flags;
    // By how many seconds the clocks of issuer and verifier may differ, at most 600.
    uint32_t leeway_s;
    // Refuse tokens that were issued longer ago than this many seconds, and tokens without iat; 0: no limit.
    uint32_t max_age_s;
    // Zero.
    uint32_t reserved;
};

// The verdict on one token. Offsets count from the beginning of the caller's buffer.
struct jwtcore_verified {
    // The size of this structure as the caller was compiled with it. Set it before the call.
    size_t struct_size;
    // 0, or why this token is refused; everything below is then 0 but for `claims_len` under status 300.
    uint32_t status;
    // The algorithm of the key that verified: one bit of `jwtcore_algorithm`.
    uint32_t algorithm;
    // Which of the verifier's trusts accepted the token, counted from 0.
    uint32_t trust_index;
    // What is known: bits of `jwtcore_fact`.
    uint32_t facts;
    // The length of `kid` in bytes.
    uint32_t kid_len;
    // Zero.
    uint32_t reserved;
    // Where the claims' JSON, or the payload, begins.
    size_t claims_offset;
    // Its length in bytes; under status 300 the length of buffer that would have been enough.
    size_t claims_len;
    // When the token expires, in whole seconds since 1970, floored.
    int64_t exp;
    // Before when it is not valid.
    int64_t nbf;
    // When it was issued.
    int64_t iat;
    // Where the text of iss begins.
    size_t iss_offset;
    // Its length in bytes.
    size_t iss_len;
    // Where the text or the digits of sub begin.
    size_t sub_offset;
    // Their length in bytes.
    size_t sub_len;
    // Where the text of jti begins.
    size_t jti_offset;
    // Its length in bytes.
    size_t jti_len;
    // The name of the key that verified, padded with NULs. It may hold any character.
    char kid[256];
};

// Bytes of the caller's, borrowed for one call.
struct jwtcore_bytes {
    // The first byte; may be NULL where `len` is 0.
    const char *data;
    // How many.
    size_t len;
};

// An entry of a key set that was left out.
struct jwtcore_skipped {
    // The entry's place in `keys`, from 0.
    uint32_t entry;
    // Why: a status.
    uint32_t reason;
};

// The number of this interface. It changes when a program that was compiled with an older header would go wrong.
uint32_t jwtcore_abi_version(void);

// The library's version, such as `0.1.0`. Static text.
const char *jwtcore_version(void);

// A status's stable kebab-case name, such as `expired`; `ok` for 0, `unknown-status` for a number that is none.
// Static text.
const char *jwtcore_status_name(uint32_t status);

// What a status says was wrong, as half a sentence. Static text; empty for 0 and for a number that is none.
const char *jwtcore_status_sentence(uint32_t status);

// How to mend it, as half a sentence. Static text; empty for 0 and for a number that is none.
const char *jwtcore_status_mend(uint32_t status);

// Who has to act on a status: a `jwtcore_class`. `JWTCORE_CLASS_CALLER` for a number that is none.
uint32_t jwtcore_status_class(uint32_t status);

// More about the last status other than 0 that this thread was answered: which argument, trust, key or entry. Empty
// where there is no more to say. Holds nothing of a token, a key or a secret. It stays until the thread's next call that
// fails.
const char *jwtcore_last_error_detail(void);

// The algorithms that this build verifies with, as bits of `jwtcore_algorithm`.
uint32_t jwtcore_algorithms(void);

// The name of one algorithm, as in a header's alg; empty for another number. Static text.
const char *jwtcore_algorithm_name(uint32_t algorithm);

// The algorithm of an exact, case-sensitive name, or 0. There is no `none`.
uint32_t jwtcore_algorithm_from_name(const char *name, size_t name_len);

// Begins the description of a verifier. `options` may be NULL. Free it with `jwtcore_builder_free`.
uint32_t jwtcore_builder_new(const struct jwtcore_verifier_options *options, uint64_t *builder);

// Frees a builder, and wipes the keys in it.
uint32_t jwtcore_builder_free(uint64_t builder);

// Begins a trust: an issuer with its keys and what is expected of its tokens. The functions below speak of the trust
// begun last. At most 64. `options` may be NULL.
uint32_t jwtcore_builder_trust(uint64_t builder, const struct jwtcore_trust_options *options);

// Expects this issuer. Called again: any of those given, for an issuer that spells itself in several ways.
uint32_t jwtcore_builder_issuer(uint64_t builder, const char *issuer, size_t issuer_len);

// Expects this audience. Called again: any of those given.
uint32_t jwtcore_builder_audience(uint64_t builder, const char *audience, size_t audience_len);

// Says that the audience stands in another claim than aud, such as `client_id`.
uint32_t jwtcore_builder_audience_claim(uint64_t builder, const char *claim, size_t claim_len);

// Expects this typ in the header, such as `at+jwt`.
uint32_t jwtcore_builder_typ(uint64_t builder, const char *typ, size_t typ_len);

// Expects a claim, by its literal name. With a `value`, the claim must be that string; called again for one claim: any
// of the values given. With NULL for `value`, any value but null will do.
uint32_t jwtcore_builder_require_claim(uint64_t builder,
                                       const char *claim,
                                       size_t claim_len,
                                       const char *value,
                                       size_t value_len);

// Expects a header member to be this string; called again for one member: any of the values given.
uint32_t jwtcore_builder_require_header(uint64_t builder,
                                        const char *member,
                                        size_t member_len,
                                        const char *value,
                                        size_t value_len);

// Adds a key, or a set of keys. It is copied, and read when the verifier is built.
//
// `source` is a `jwtcore_source`, `algorithms` are bits of `jwtcore_algorithm`, `flags` of `jwtcore_key_flag`. A key
// that names no algorithm is bound to each one given that fits it. `kid` names a key that has no name; NULL: none.
uint32_t jwtcore_builder_key(uint64_t builder,
                             uint32_t source,
                             uint32_t algorithms,
                             uint32_t flags,
                             const char *key,
                             size_t key_len,
                             const char *kid,
                             size_t kid_len);

// Builds a verifier of one's own. Free it with `jwtcore_verifier_free`. The builder stays as it is.
uint32_t jwtcore_verifier_new(uint64_t builder, uint64_t *verifier);

// Borrows the process's verifier for what the builder describes, and builds it when there is none yet. Nobody frees
// it. It goes when it was not asked for in a long time and others need its place; a call with it then answers
// `bad-handle`, and asking again brings it back.
uint32_t jwtcore_verifier_shared(uint64_t builder, uint64_t *verifier);

// Does what a builder and `jwtcore_verifier_shared` do, in one call, for callers to whom each call is dear. The
// description is the builder's calls, one after the other. Numbers are 32 bits, big-endian; a text is its length as
// such a number and its bytes; the length 0xFFFFFFFF stands for a text that is left out, where NULL may be given. Each
// call begins with a letter:
//
// * first, and once: flags, `max_token_len` and `cache_kib` of the verifier's options;
// * `T`, flags, `leeway_s`, `max_age_s`: `jwtcore_builder_trust`;
// * `I` issuer: `jwtcore_builder_issuer`;
// * `A` audience: `jwtcore_builder_audience`;
// * `C` claim: `jwtcore_builder_audience_claim`;
// * `Y` typ: `jwtcore_builder_typ`;
// * `R` claim, value: `jwtcore_builder_require_claim`;
// * `H` member, value: `jwtcore_builder_require_header`;
// * `K` source, algorithms, flags, key, kid: `jwtcore_builder_key`.
//
// An `alias`, unless it is NULL, is remembered as another name of the verifier, for `jwtcore_verifier_remembered`. It is
// the caller's promise that what bears this name never changes: the description with the device, inode, size and
// times of the keys' files in the place of their contents is one, if the files are no younger than their times tell.
uint32_t jwtcore_verifier_described(const char *description,
                                    size_t description_len,
                                    const char *alias,
                                    size_t alias_len,
                                    uint64_t *verifier);

// Borrows the process's verifier that bears an alias. `verifier` receives 0, and the status is 0 too, where none does:
// describe it then. The process remembers 512 aliases, the newest.
uint32_t jwtcore_verifier_remembered(const char *alias, size_t alias_len, uint64_t *verifier);

// Frees a verifier that `jwtcore_verifier_new` built. Calls that are running with it end in peace.
uint32_t jwtcore_verifier_free(uint64_t verifier);

// Verifies a token and judges its claims at `now`, in whole seconds since 1970. On success the claims' JSON, exactly
// as it was signed, stands at the beginning of `claims`, for which the token's length is always enough.
uint32_t jwtcore_verify(uint64_t verifier,
                        const char *token,
                        size_t token_len,
                        int64_t now,
                        char *claims,
                        size_t claims_cap,
                        struct jwtcore_verified *verified);

// Verifies `count` tokens. Each has its verdict in its own element of `verified`, all with the same `struct_size`, and
// its claims in the one buffer, for which the sum of the tokens' lengths is always enough. The call's own status is 0
// when every token was judged, whatever the verdicts.
uint32_t jwtcore_verify_batch(uint64_t verifier,
                              const struct jwtcore_bytes *tokens,
                              size_t count,
                              int64_t now,
                              char *claims,
                              size_t claims_cap,
                              struct jwtcore_verified *verified);

// Verifies a JWS over any payload with a verifier that was built with `JWTCORE_VERIFIER_FLAG_JWS`. What the payload
// says, and whether it is still valid, nobody has judged. In `verified` only algorithm, kid and the payload's place
// are set.
uint32_t jwtcore_verify_jws(uint64_t verifier,
                            const char *token,
                            size_t token_len,
                            char *payload,
                            size_t payload_cap,
                            struct jwtcore_verified *verified);

// Reads keys as `jwtcore_builder_key` does with `JWTCORE_SOURCE_KEYS`, and tells which entries of a key set are left
// out and why. `count` receives how many are, of which the first `skipped_cap` are written to `skipped`; `usable`
// receives how many keys there are, one for each algorithm that it is bound to: perhaps none.
uint32_t jwtcore_skipped_keys(uint32_t algorithms,
                              uint32_t flags,
                              const char *keys,
                              size_t keys_len,
                              struct jwtcore_skipped *skipped,
                              size_t skipped_cap,
                              size_t *count,
                              size_t *usable);

// Builds a signer of one's own: one key, bound to one algorithm. `source` is a `jwtcore_source`, of keys: one private
// key as PEM, DER or JWK. `kid` is written into each header; with NULL a JWK's own. Free it with
// `jwtcore_signer_free`.
uint32_t jwtcore_signer_new(uint32_t source,
                            uint32_t algorithm,
                            const char *key,
                            size_t key_len,
                            const char *kid,
                            size_t kid_len,
                            uint64_t *signer);

// Borrows the process's signer for this key, as `jwtcore_verifier_shared` does verifiers. Nobody frees it.
uint32_t jwtcore_signer_shared(uint32_t source,
                               uint32_t algorithm,
                               const char *key,
                               size_t key_len,
                               const char *kid,
                               size_t kid_len,
                               uint64_t *signer);

// Frees a signer that `jwtcore_signer_new` built, and wipes its key.
uint32_t jwtcore_signer_free(uint64_t signer);

// Signs claims, one JSON object, into a token. `typ` goes into the header: NULL stands for `JWT`, an empty text for
// none. `token_len` receives the token's length, or under status 300 the length of buffer that is enough.
uint32_t jwtcore_sign(uint64_t signer,
                      const char *claims,
                      size_t claims_len,
                      const char *typ,
                      size_t typ_len,
                      char *token,
                      size_t token_cap,
                      size_t *token_len);

// Signs any payload into a JWS. As `jwtcore_sign`, but with NULL for `typ` the header has none.
uint32_t jwtcore_sign_jws(uint64_t signer,
                          const char *payload,
                          size_t payload_len,
                          const char *typ,
                          size_t typ_len,
                          char *token,
                          size_t token_cap,
                          size_t *token_len);

// Makes a new key for an algorithm: a private key, or a secret of the hash's length. `rsa_bits` is 2048, 3072 or 4096
// for RSA, which takes some tenths of a second or more, and 0 for the rest; `kid` is its name in JWKs, or NULL. Free it
// with `jwtcore_key_free`.
uint32_t jwtcore_key_generate(uint32_t algorithm, uint32_t rsa_bits, const char *kid, size_t kid_len, uint64_t *key);

// Reads one private or public key, or a secret, to write it out in another form. `algorithm` is what JWKs of it name,
// or 0. Free it with `jwtcore_key_free`.
uint32_t jwtcore_key_new(uint32_t source,
                         uint32_t algorithm,
                         const char *text,
                         size_t text_len,
                         const char *kid,
                         size_t kid_len,
                         uint64_t *key);

// Frees a key, and wipes it.
uint32_t jwtcore_key_free(uint64_t key);

// Writes a key out. `form` is a `jwtcore_export`. `out_len` receives the length, or under status 300 the length of
// buffer that is enough.
uint32_t jwtcore_key_export(uint64_t key, uint32_t form, char *out, size_t out_cap, size_t *out_len);

// Writes the public keys of `count` keys as a JWKS, to be published. A secret among them refuses.
uint32_t jwtcore_jwks(const uint64_t *keys, size_t count, char *out, size_t out_cap, size_t *out_len);

// Writes the slot of a token's subject, 11 characters: where a store keeps what belongs together. `tenant` may be
// empty. With NULL for `sub` the token has none, and its slot is that of issuer and jti.
uint32_t jwtcore_slot(const char *tenant,
                      size_t tenant_len,
                      const char *iss,
                      size_t iss_len,
                      const char *sub,
                      size_t sub_len,
                      const char *jti,
                      size_t jti_len,
                      char *out,
                      size_t out_cap,
                      size_t *out_len);

// Writes the store key under which a token is denied: `jwtcore:1:{slot}:j:` and 22 characters, 48 in all. Arguments as
// of `jwtcore_slot`; a jti must be there.
uint32_t jwtcore_denied_key(const char *tenant,
                            size_t tenant_len,
                            const char *iss,
                            size_t iss_len,
                            const char *sub,
                            size_t sub_len,
                            const char *jti,
                            size_t jti_len,
                            char *out,
                            size_t out_cap,
                            size_t *out_len);

// Fills `out` with unpredictable bytes of the operating system's. 16 of them make a jti.
uint32_t jwtcore_random(char *out, size_t out_len);

#endif  /* JWTCORE_H */
