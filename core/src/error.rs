//! Every way to refuse: a stable number, a stable kebab-case name, a class, a sentence and its mend.
//!
//! `testdata/errors.json` is the one table that all languages share; a test holds this file to it.
//! An error carries numbers and fixed text only: nothing of a token, a key or a secret enters it.

use core::fmt;

/// Who has to act on an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorClass {
    /// The token is refused: answer 401, exit 1.
    Token,
    /// A key, a secret, a policy or a build is wrong: answer 500, exit 2.
    Setup,
    /// The calling code is wrong, for example its buffer is too small: answer 500.
    Caller,
    /// A store did not answer, or not in a way that anything can be decided by: answer 503.
    Unavailable,
}

impl ErrorClass {
    /// The class's name in `testdata/errors.json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Setup => "setup",
            Self::Caller => "caller",
            Self::Unavailable => "unavailable",
        }
    }
}

/// Defines [`Error`] from the table below, so that number, name and text cannot drift apart.
macro_rules! errors {
    ($($number:literal $variant:ident $class:ident $name:literal $sentence:literal, $mend:literal;)*) => {
        /// Why something was refused. Numbers and names are stable; new variants may be added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Error {
            $(#[doc = concat!("`", $name, "` (", stringify!($number), "): ", $sentence, ".")] $variant,)*
            /// `buffer-too-small` (300): the buffer is too small for the result.
            BufferTooSmall {
                /// The number of bytes that would have been enough.
                needed: usize,
            },
        }

        impl Error {
            /// All errors: in the order of their numbers, but for `BufferTooSmall` at the end.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)* Self::BufferTooSmall { needed: 0 }];

            /// The error's stable number. 0 is never an error: it stands for success where a number is asked for.
            #[must_use]
            pub const fn number(self) -> u32 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::BufferTooSmall { .. } => 300,
                }
            }

            /// The error's stable kebab-case name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::BufferTooSmall { .. } => "buffer-too-small",
                }
            }

            /// Who has to act.
            #[must_use]
            pub const fn class(self) -> ErrorClass {
                match self {
                    $(Self::$variant => ErrorClass::$class,)*
                    Self::BufferTooSmall { .. } => ErrorClass::Caller,
                }
            }

            /// What was wrong, as half a sentence without a full stop.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self {
                    $(Self::$variant => $sentence,)*
                    Self::BufferTooSmall { .. } => "the buffer is too small for the result",
                }
            }

            /// How to mend it, as half a sentence without a full stop.
            #[must_use]
            pub const fn mend(self) -> &'static str {
                match self {
                    $(Self::$variant => $mend,)*
                    Self::BufferTooSmall { .. } => {
                        "give a buffer of at least the needed length; the token's length always serves for its claims"
                    }
                }
            }
        }
    };
}

errors! {
    // Class `token`.
    100 TokenTooLarge Token "token-too-large"
        "the token is longer than this verifier accepts",
        "issue a smaller token, or raise the verifier's greatest token length (at most 1 MiB)";
    101 NotCompact Token "not-compact"
        "the token is not three base64url segments joined by two dots",
        "send a JWS in compact serialization (RFC 7515 section 7.1)";
    102 EncryptedToken Token "encrypted-token"
        "the token has five segments: it is an encrypted JWE, not a signed JWS",
        "have the issuer send signed tokens; jwtcore does not decrypt";
    103 PaddedBase64 Token "padded-base64"
        "a segment carries base64 padding",
        "have the issuer leave the padding away (RFC 7515 section 2); AWS ALB's tokens are not served";
    104 MalformedBase64 Token "malformed-base64"
        "a segment is not canonical base64url",
        "encode with the URL-safe alphabet, without white space and with unused bits zero (RFC 4648 section 5)";
    105 HeaderTooLarge Token "header-too-large"
        "the decoded header is longer than 8 KiB",
        "issue tokens with a smaller header";
    110 InvalidUtf8 Token "invalid-utf8"
        "the header or the claims are not valid UTF-8",
        "encode JSON as UTF-8 without a byte-order mark (RFC 8259 section 8.1)";
    111 MalformedJson Token "malformed-json"
        "the header or the claims are not one well-formed JSON object",
        "send exactly one JSON object, with nothing after it (RFC 8259)";
    112 DuplicateMember Token "duplicate-member"
        "a JSON object names a member twice",
        "name each member once, also after unescaping (RFC 7515 section 4)";
    113 TooManyMembers Token "too-many-members"
        "a JSON object has more members than are accepted",
        "keep to 64 members in the header, 256 an object and 1,024 in all in the claims";
    114 NestingTooDeep Token "nesting-too-deep"
        "the JSON is nested deeper than 32 levels",
        "flatten the claims";
    120 MissingAlgorithm Token "missing-algorithm"
        "the header has no alg",
        "name the signature algorithm in the header (RFC 7515 section 4.1.1)";
    121 UnknownAlgorithm Token "unknown-algorithm"
        "the header's alg is not a signature algorithm that jwtcore knows; `none` never is",
        "sign with one of HS, RS, PS, ES 256/384/512 or EdDSA";
    122 AlgorithmNotAllowed Token "algorithm-not-allowed"
        "no key of this verifier is bound to the token's alg",
        "sign with an algorithm that the verifier's keys are bound to, or add a key for this one";
    123 CriticalHeader Token "critical-header"
        "the header has a crit member; no extension is understood",
        "issue tokens without critical extensions (RFC 7515 section 4.1.11)";
    124 UnencodedPayload Token "unencoded-payload"
        "the header has a b64 member; unencoded payloads are not served",
        "issue tokens with an encoded payload, without b64 (RFC 7797)";
    125 InvalidKid Token "invalid-kid"
        "the header's kid is not a string of at most 256 bytes",
        "name keys with short strings (RFC 7515 section 4.1.4)";
    126 InvalidHeaderMember Token "invalid-header-member"
        "the header's alg or typ is not a string",
        "send alg and typ as strings (RFC 7515 section 4.1)";
    130 UnknownKey Token "unknown-key"
        "no key for the token's alg bears its kid",
        "refresh the key set, or check that the token comes from this issuer";
    131 AmbiguousKey Token "ambiguous-key"
        "the token names no kid and several keys could be meant",
        "name the key in the token's kid, or keep one unnamed key for the algorithm";
    132 InvalidSignature Token "invalid-signature"
        "the signature does not verify",
        "check that the token was not altered and that the key is the issuer's";
    140 InvalidExp Token "invalid-exp"
        "exp is not a number of seconds within ±2^53",
        "send exp as a JSON number (RFC 7519 section 4.1.4)";
    141 InvalidNbf Token "invalid-nbf"
        "nbf is not a number of seconds within ±2^53",
        "send nbf as a JSON number (RFC 7519 section 4.1.5)";
    142 InvalidIat Token "invalid-iat"
        "iat is not a number of seconds within ±2^53",
        "send iat as a JSON number (RFC 7519 section 4.1.6)";
    143 InvalidIss Token "invalid-iss"
        "iss is not a string",
        "send iss as a string (RFC 7519 section 4.1.1)";
    144 InvalidSub Token "invalid-sub"
        "sub is not a string",
        "send sub as a string (RFC 7519 section 4.1.2), or allow integers for this issuer";
    145 InvalidAud Token "invalid-aud"
        "aud is not a string or an array of strings",
        "send aud as a string or an array of strings (RFC 7519 section 4.1.3)";
    146 InvalidJti Token "invalid-jti"
        "jti is not a string",
        "send jti as a string (RFC 7519 section 4.1.7)";
    150 MissingIss Token "missing-iss"
        "the token has no iss",
        "have the issuer name itself in iss";
    151 WrongIssuer Token "wrong-issuer"
        "the issuer is not the one whose key signed the token",
        "send the token to the service that trusts its issuer, or correct the expected issuer";
    152 MissingAud Token "missing-aud"
        "the token has no audience",
        "have the issuer name this service in aud, or say in which claim the audience stands";
    153 WrongAudience Token "wrong-audience"
        "the token is meant for another audience",
        "ask the issuer for a token for this service, or correct the expected audience";
    154 MissingTyp Token "missing-typ"
        "the header has no typ and this verifier asks for one",
        "issue tokens of the kind that this verifier takes (RFC 8725 section 3.11)";
    155 WrongTyp Token "wrong-typ"
        "the header's typ is another kind of token",
        "present the kind of token that this verifier takes, or ask for its typ (RFC 8725 section 3.11)";
    156 WrongHeaderValue Token "wrong-header-value"
        "a header member does not have a value that is asked for",
        "present the kind of token that this verifier takes";
    157 MissingExp Token "missing-exp"
        "the token has no exp",
        "issue tokens that expire, or make exp optional for this issuer";
    158 Expired Token "expired"
        "the token has expired",
        "get a new token";
    159 NotYetValid Token "not-yet-valid"
        "the token's nbf lies in the future",
        "wait until then, or check the clocks of issuer and verifier";
    160 IssuedInTheFuture Token "issued-in-the-future"
        "the token's iat lies in the future",
        "check the clocks of issuer and verifier";
    161 MissingIat Token "missing-iat"
        "the token has no iat and a greatest age is set",
        "have the issuer state iat";
    162 TooOld Token "too-old"
        "the token was issued longer ago than the greatest age",
        "get a new token";
    163 MissingClaim Token "missing-claim"
        "a claim that is asked for is absent",
        "have the issuer put the claim into the token";
    164 WrongClaimValue Token "wrong-claim-value"
        "a claim does not have a value that is asked for",
        "present the kind of token that this verifier takes";
    165 UnexpectedClaimType Token "unexpected-claim-type"
        "a claim is not of the type that it was read as",
        "read the claim as the type that the issuer sends";
    170 InvalidRefreshToken Token "invalid-refresh-token"
        "the refresh token is not one that was issued to this client",
        "send it as it was issued, to the tenant and as the client that it was issued to, or log in again";
    171 UnknownSession Token "unknown-session"
        "the store holds no such session",
        "log in again";
    172 SessionRevoked Token "session-revoked"
        "the session was revoked",
        "log in again";
    173 SessionExpired Token "session-expired"
        "the session has expired",
        "log in again";
    174 RefreshTokenReused Token "refresh-token-reused"
        "the refresh token was used before, so its session is revoked",
        "log in again, and find out who else held the token";
    175 TokenRevoked Token "token-revoked"
        "the token was revoked",
        "get a new token";
    176 NotRevocable Token "not-revocable"
        "the token has neither sid nor jti, so it could not be revoked",
        "issue tokens with a jti or for a session, or allow tokens without";
    177 ScopeExceeded Token "scope-exceeded"
        "the scope asked for is more than the session was given",
        "ask for the session's scope or a part of it, or log in again";
    // Class `setup`.
    200 UnsupportedAlgorithm Setup "unsupported-algorithm"
        "this build does not include the algorithm, or a key names one that jwtcore does not know",
        "build with the algorithm's feature, or use a key for a supported algorithm";
    201 MalformedPem Setup "malformed-pem"
        "the key is not a well-formed PEM text",
        "give one PEM block (RFC 7468) from BEGIN to END";
    202 MalformedDer Setup "malformed-der"
        "the key is not well-formed DER of a known structure",
        "give SPKI, PKCS#1, SEC1, PKCS#8 or an X.509 certificate in DER";
    203 MalformedJwk Setup "malformed-jwk"
        "the key is not a well-formed JWK",
        "give one JSON object with kty and its parameters as canonical base64url (RFC 7517)";
    204 MalformedJwks Setup "malformed-jwks"
        "the key set is not a well-formed JWKS",
        "give one JSON object with an array `keys` (RFC 7517 section 5)";
    205 EncryptedKey Setup "encrypted-key"
        "the private key is encrypted",
        "decrypt it first, for example with `openssl pkey`";
    206 UnsupportedKeyType Setup "unsupported-key-type"
        "the key's type is not one that verifies JWS signatures",
        "use an RSA, EC, Ed25519 or HMAC key";
    207 UnsupportedCurve Setup "unsupported-curve"
        "the key's curve is not one that jwtcore serves",
        "use P-256, P-384, P-521, Ed25519 or (behind its feature) secp256k1";
    208 UnsupportedKeySize Setup "unsupported-key-size"
        "the RSA modulus is not 2048 to 4096 bits in whole bytes",
        "make a new RSA key of 2048 to 4096 bits";
    209 UnsupportedPointFormat Setup "unsupported-point-format"
        "the public key's point is compressed",
        "write it uncompressed, for example with `openssl ec -pubin -conv_form uncompressed`";
    210 WeakRsaExponent Setup "weak-rsa-exponent"
        "the RSA public exponent is even, less than 3 or not below 2^33",
        "make a new RSA key with the exponent 65537";
    211 RocaWeakKey Setup "roca-weak-key"
        "the RSA key bears the ROCA fingerprint (CVE-2017-15361)",
        "make a new RSA key with another library or device";
    212 InvalidPublicKey Setup "invalid-public-key"
        "the public key is not a valid element of its group",
        "get the key from the issuer again: it is damaged or hostile";
    213 InvalidPrivateKey Setup "invalid-private-key"
        "the private key is out of range or incomplete, or its parts do not belong together",
        "export the key pair again, RSA with its two primes (n, e, d, p, q, dp, dq, qi)";
    214 PrivateKeyGiven Setup "private-key-given"
        "a private key was given where a public one belongs",
        "give the public key, for example from `openssl pkey -pubout`";
    215 PublicKeyGiven Setup "public-key-given"
        "a public key was given where a private one belongs",
        "give the private key to sign";
    216 KeyAlgorithmMismatch Setup "key-algorithm-mismatch"
        "the key's type or curve does not fit the algorithm, or it names another one",
        "bind the key to an algorithm that it is made for";
    217 NoAlgorithmForKey Setup "no-algorithm-for-key"
        "none of the listed algorithms fits the key",
        "list an algorithm that fits the key's type and curve";
    218 RsAndPsOnOneKey Setup "rs-and-ps-on-one-key"
        "an RSA key that names no algorithm would be bound to both RS and PS",
        "list RS or PS, or allow both on one key explicitly";
    219 KeyNotForSignatures Setup "key-not-for-signatures"
        "the JWK's use or key_ops does not allow it to verify signatures",
        "use a key whose use is `sig` and whose key_ops holds `verify`";
    220 AlgorithmNotListed Setup "algorithm-not-listed"
        "the key names an algorithm that is not among the listed ones",
        "list the key's algorithm if it is to be accepted";
    221 SecretTooShort Setup "secret-too-short"
        "the HMAC secret is shorter than the hash's output",
        "use a random secret of at least 32, 48 or 64 bytes for HS256, HS384 or HS512 (RFC 7518 section 3.2)";
    222 SecretLooksLikeKey Setup "secret-looks-like-key"
        "the HMAC secret is the text or DER of a key or certificate",
        "use a random secret; load public keys as keys";
    223 SecretEndsInNewline Setup "secret-ends-in-newline"
        "the secret's file is text and ends in a newline",
        "write the file without it, for example with `printf %s`";
    224 KidTooLong Setup "kid-too-long"
        "the key's name is longer than 256 bytes or not a string",
        "give the key a shorter kid";
    225 NoUsableKey Setup "no-usable-key"
        "the key set holds no key that can be used",
        "look at why each entry was skipped, and list the algorithms that the issuer signs with";
    226 SecretsAmongPublicKeys Setup "secrets-among-public-keys"
        "an imported key set mixes secrets with public keys",
        "publish public keys only; keep secrets in a set of their own";
    227 ConflictingKeys Setup "conflicting-keys"
        "two different keys bear one kid and algorithm",
        "give each key a name of its own";
    228 TooManyKeys Setup "too-many-keys"
        "there are more keys than the key set can hold",
        "use a larger key set (at most 1,024 keys)";
    229 KeySetTooLarge Setup "key-set-too-large"
        "the key set's text is longer than 1 MiB or holds more than 1,024 entries",
        "fetch the issuer's own set, or split it";
    230 SharedKey Setup "shared-key"
        "two trusts share a key name and algorithm, so that the token cannot tell whose key is meant",
        "name the keys apart, or let the issuer claim decide between identical keys";
    231 UncheckedIssuerAmongSeveral Setup "unchecked-issuer-among-several"
        "an unchecked issuer stands beside other trusts",
        "expect an exact issuer in every trust when there are several";
    232 NoTrust Setup "no-trust"
        "the verifier has no trust, or more than are accepted",
        "give a verifier 1 to 64 trusts";
    233 EmptyExpectation Setup "empty-expectation"
        "an expected issuer, audience, value or typ is empty",
        "give at least one non-empty expected value, or say that it is unchecked";
    234 TooManyRules Setup "too-many-rules"
        "a trust has more rules, or a rule more values, than are accepted",
        "keep to 16 claim rules, 4 header rules and 64 values a rule";
    235 LeewayTooLarge Setup "leeway-too-large"
        "the leeway is more than 600 seconds",
        "synchronise the clocks and use a smaller leeway";
    236 InvalidLimit Setup "invalid-limit"
        "the greatest token length is 0 or more than 1 MiB, or the greatest age is not positive",
        "set a limit within the stated range";
    237 SigningUnsupported Setup "signing-unsupported"
        "this build cannot sign with the algorithm",
        "sign RS and PS tokens with a build that has a host backend; the `rsa` crate is not used for signing (RUSTSEC-2023-0071)";
    238 ReservedClaimTwice Setup "reserved-claim-twice"
        "a registered claim is given both typed and among the other claims",
        "give it once";
    239 MalformedClaims Setup "malformed-claims"
        "the claims are not one well-formed JSON object that a verifier would accept",
        "give one JSON object, each member once, registered claims of their types";
    240 MalformedPayload Setup "malformed-payload"
        "the payload or header would not be accepted by a verifier",
        "keep to the documented sizes";
    241 RandomSourceFailed Setup "random-source-failed"
        "the random source gave no usable bytes",
        "look at the operating system's random source";
    242 InvalidRefreshRing Setup "invalid-refresh-ring"
        "the ring of refresh keys has no key, too many, or two of one number",
        "give 1 to 8 keys, each with a number of its own";
    243 InvalidSessionPolicy Setup "invalid-session-policy"
        "a duration of the session policy is outside its range",
        "keep the grace to 60 s, and lifetimes above 0 and within 10 years";
    244 ReservedClaim Setup "reserved-claim"
        "the claims for a session's token name one that the session itself sets",
        "leave iss, sub, aud, exp, nbf, iat, jti and sid to the session";
    245 OpenTransaction Setup "open-transaction"
        "the store's connection has a transaction open, whose end would undo a revocation",
        "give the store a connection of its own, in autocommit mode";
    // Class `caller`, of the C ABI; 300 is `BufferTooSmall`.
    301 BadPointer Caller "bad-pointer"
        "a pointer is NULL or misaligned where memory is needed, or an output overlaps other memory of the call",
        "give aligned memory of the stated length, each output apart; NULL is legal with length 0 only";
    302 BadHandle Caller "bad-handle"
        "the handle is stale, foreign, freed already, or of another kind",
        "use a handle between its making and its freeing; ask for a shared one again when it has gone";
    303 BadStructSize Caller "bad-struct-size"
        "a structure is smaller than its first version, or its end holds something that this library does not know",
        "zero the structure, set its struct_size, and use the header of the library that is installed";
    304 InvalidArgument Caller "invalid-argument"
        "an argument is a number or a flag that this function does not take",
        "use the constants of the header";
    305 ArgumentNotUtf8 Caller "argument-not-utf8"
        "a text among the arguments is not valid UTF-8",
        "encode texts as UTF-8";
    306 ArgumentTooLong Caller "argument-too-long"
        "an argument is longer than is accepted",
        "keep to the documented lengths";
    307 ContradictoryOptions Caller "contradictory-options"
        "two options exclude each other",
        "decide for one of them";
    308 HandleBusy Caller "handle-busy"
        "another thread is using the builder",
        "make and use a builder in one thread; what it builds may be shared by all";
    309 TooManyHandles Caller "too-many-handles"
        "the process holds as many handles as are kept",
        "free handles that are no longer used";
    310 RegistryFull Caller "registry-full"
        "what is to be shared is larger than the registry of shared objects may grow",
        "build it for yourself and free it";
    311 PanicCaught Caller "panic-caught"
        "an internal fault was caught, and nothing was decided",
        "report it as a fault of jwtcore; the process may go on";
    // Class `unavailable`: nothing was decided.
    400 Unavailable Unavailable "unavailable"
        "the store did not answer",
        "try again; if it lasts, look at the store";
    401 UnknownRecord Unavailable "unknown-record"
        "the store holds a record that this version cannot read",
        "bring this service up to date, or look for what damaged the record";
    402 StoreBehind Unavailable "store-behind"
        "the token is ahead of the store, which has lost writes",
        "look at the store; after a restore from a backup raise the store's epoch";
    403 StoreContended Unavailable "store-contended"
        "other requests changed the session each time that this one tried to",
        "try again";
    404 MissingRefreshKey Unavailable "missing-refresh-key"
        "the ring of refresh keys lacks the one that the session's record names",
        "bring the ring up to date on every host before a new key becomes active";
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl core::error::Error for Error {}
