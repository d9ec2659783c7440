//! The statuses as the header names them. Tests hold them to the table of errors.

/// What a call answers. Numbers are frozen; new ones may be added, so a switch needs a default.
///
/// 1xx: the token is refused. 2xx: the set-up is wrong. 3xx: the calling code is wrong.
/// 4xx: a store did not answer.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::doc_markdown, reason = "the table's sentences, letter for letter")]
pub enum JwtcoreStatus {
    /// Done.
    Ok = 0,
    /// The token is longer than this verifier accepts.
    TokenTooLarge = 100,
    /// The token is not three base64url segments joined by two dots.
    NotCompact = 101,
    /// The token has five segments: it is an encrypted JWE, not a signed JWS.
    EncryptedToken = 102,
    /// A segment carries base64 padding.
    PaddedBase64 = 103,
    /// A segment is not canonical base64url.
    MalformedBase64 = 104,
    /// The decoded header is longer than 8 KiB.
    HeaderTooLarge = 105,
    /// The header or the claims are not valid UTF-8.
    InvalidUtf8 = 110,
    /// The header or the claims are not one well-formed JSON object.
    MalformedJson = 111,
    /// A JSON object names a member twice.
    DuplicateMember = 112,
    /// A JSON object has more members than are accepted.
    TooManyMembers = 113,
    /// The JSON is nested deeper than 32 levels.
    NestingTooDeep = 114,
    /// The header has no alg.
    MissingAlgorithm = 120,
    /// The header's alg is not a signature algorithm that jwtcore knows; `none` never is.
    UnknownAlgorithm = 121,
    /// No key of this verifier is bound to the token's alg.
    AlgorithmNotAllowed = 122,
    /// The header has a crit member; no extension is understood.
    CriticalHeader = 123,
    /// The header has a b64 member; unencoded payloads are not served.
    UnencodedPayload = 124,
    /// The header's kid is not a string of at most 256 bytes.
    InvalidKid = 125,
    /// The header's alg or typ is not a string.
    InvalidHeaderMember = 126,
    /// No key for the token's alg bears its kid.
    UnknownKey = 130,
    /// The token names no kid and several keys could be meant.
    AmbiguousKey = 131,
    /// The signature does not verify.
    InvalidSignature = 132,
    /// Exp is not a number of seconds within ±2^53.
    InvalidExp = 140,
    /// Nbf is not a number of seconds within ±2^53.
    InvalidNbf = 141,
    /// Iat is not a number of seconds within ±2^53.
    InvalidIat = 142,
    /// Iss is not a string.
    InvalidIss = 143,
    /// Sub is not a string.
    InvalidSub = 144,
    /// Aud is not a string or an array of strings.
    InvalidAud = 145,
    /// Jti is not a string.
    InvalidJti = 146,
    /// The token has no iss.
    MissingIss = 150,
    /// The issuer is not the one whose key signed the token.
    WrongIssuer = 151,
    /// The token has no audience.
    MissingAud = 152,
    /// The token is meant for another audience.
    WrongAudience = 153,
    /// The header has no typ and this verifier asks for one.
    MissingTyp = 154,
    /// The header's typ is another kind of token.
    WrongTyp = 155,
    /// A header member does not have a value that is asked for.
    WrongHeaderValue = 156,
    /// The token has no exp.
    MissingExp = 157,
    /// The token has expired.
    Expired = 158,
    /// The token's nbf lies in the future.
    NotYetValid = 159,
    /// The token's iat lies in the future.
    IssuedInTheFuture = 160,
    /// The token has no iat and a greatest age is set.
    MissingIat = 161,
    /// The token was issued longer ago than the greatest age.
    TooOld = 162,
    /// A claim that is asked for is absent.
    MissingClaim = 163,
    /// A claim does not have a value that is asked for.
    WrongClaimValue = 164,
    /// A claim is not of the type that it was read as.
    UnexpectedClaimType = 165,
    /// The refresh token is not one that was issued to this client.
    InvalidRefreshToken = 170,
    /// The store holds no such session.
    UnknownSession = 171,
    /// The session was revoked.
    SessionRevoked = 172,
    /// The session has expired.
    SessionExpired = 173,
    /// The refresh token was used before, so its session is revoked.
    RefreshTokenReused = 174,
    /// The token was revoked.
    TokenRevoked = 175,
    /// The token has neither sid nor jti, so it could not be revoked.
    NotRevocable = 176,
    /// The scope asked for is more than the session was given.
    ScopeExceeded = 177,
    /// This build does not include the algorithm, or a key names one that jwtcore does not know.
    UnsupportedAlgorithm = 200,
    /// The key is not a well-formed PEM text.
    MalformedPem = 201,
    /// The key is not well-formed DER of a known structure.
    MalformedDer = 202,
    /// The key is not a well-formed JWK.
    MalformedJwk = 203,
    /// The key set is not a well-formed JWKS.
    MalformedJwks = 204,
    /// The private key is encrypted.
    EncryptedKey = 205,
    /// The key's type is not one that verifies JWS signatures.
    UnsupportedKeyType = 206,
    /// The key's curve is not one that jwtcore serves.
    UnsupportedCurve = 207,
    /// The RSA modulus is not 2048 to 4096 bits in whole bytes.
    UnsupportedKeySize = 208,
    /// The public key's point is compressed.
    UnsupportedPointFormat = 209,
    /// The RSA public exponent is even, less than 3 or not below 2^33.
    WeakRsaExponent = 210,
    /// The RSA key bears the ROCA fingerprint (CVE-2017-15361).
    RocaWeakKey = 211,
    /// The public key is not a valid element of its group.
    InvalidPublicKey = 212,
    /// The private key is out of range or incomplete, or its parts do not belong together.
    InvalidPrivateKey = 213,
    /// A private key was given where a public one belongs.
    PrivateKeyGiven = 214,
    /// A public key was given where a private one belongs.
    PublicKeyGiven = 215,
    /// The key's type or curve does not fit the algorithm, or it names another one.
    KeyAlgorithmMismatch = 216,
    /// None of the listed algorithms fits the key.
    NoAlgorithmForKey = 217,
    /// An RSA key that names no algorithm would be bound to both RS and PS.
    RsAndPsOnOneKey = 218,
    /// The JWK's use or key_ops does not allow it to verify signatures.
    KeyNotForSignatures = 219,
    /// The key names an algorithm that is not among the listed ones.
    AlgorithmNotListed = 220,
    /// The HMAC secret is shorter than the hash's output.
    SecretTooShort = 221,
    /// The HMAC secret is the text or DER of a key or certificate.
    SecretLooksLikeKey = 222,
    /// The secret's file is text and ends in a newline.
    SecretEndsInNewline = 223,
    /// The key's name is longer than 256 bytes or not a string.
    KidTooLong = 224,
    /// The key set holds no key that can be used.
    NoUsableKey = 225,
    /// An imported key set mixes secrets with public keys.
    SecretsAmongPublicKeys = 226,
    /// Two different keys bear one kid and algorithm.
    ConflictingKeys = 227,
    /// There are more keys than the key set can hold.
    TooManyKeys = 228,
    /// The key set's text is longer than 1 MiB or holds more than 1,024 entries.
    KeySetTooLarge = 229,
    /// Two trusts share a key name and algorithm, so that the token cannot tell whose key is meant.
    SharedKey = 230,
    /// An unchecked issuer stands beside other trusts.
    UncheckedIssuerAmongSeveral = 231,
    /// The verifier has no trust, or more than are accepted.
    NoTrust = 232,
    /// An expected issuer, audience, value or typ is empty.
    EmptyExpectation = 233,
    /// A trust has more rules, or a rule more values, than are accepted.
    TooManyRules = 234,
    /// The leeway is more than 600 seconds.
    LeewayTooLarge = 235,
    /// The greatest token length is 0 or more than 1 MiB, or the greatest age is not positive.
    InvalidLimit = 236,
    /// This build cannot sign with the algorithm.
    SigningUnsupported = 237,
    /// A registered claim is given both typed and among the other claims.
    ReservedClaimTwice = 238,
    /// The claims are not one well-formed JSON object that a verifier would accept.
    MalformedClaims = 239,
    /// The payload or header would not be accepted by a verifier.
    MalformedPayload = 240,
    /// The random source gave no usable bytes.
    RandomSourceFailed = 241,
    /// The ring of refresh keys has no key, too many, or two of one number.
    InvalidRefreshRing = 242,
    /// A duration of the session policy is outside its range.
    InvalidSessionPolicy = 243,
    /// The claims for a session's token name one that the session itself sets.
    ReservedClaim = 244,
    /// The store's connection has a transaction open, whose end would undo a revocation.
    OpenTransaction = 245,
    /// The buffer is too small for the result.
    BufferTooSmall = 300,
    /// A pointer is NULL or misaligned where memory is needed, or an output overlaps other memory of the call.
    BadPointer = 301,
    /// The handle is stale, foreign, freed already, or of another kind.
    BadHandle = 302,
    /// A structure is smaller than its first version, or its end holds something that this library does not know.
    BadStructSize = 303,
    /// An argument is a number or a flag that this function does not take.
    InvalidArgument = 304,
    /// A text among the arguments is not valid UTF-8.
    ArgumentNotUtf8 = 305,
    /// An argument is longer than is accepted.
    ArgumentTooLong = 306,
    /// Two options exclude each other.
    ContradictoryOptions = 307,
    /// Another thread is using the builder.
    HandleBusy = 308,
    /// The process holds as many handles as are kept.
    TooManyHandles = 309,
    /// What is to be shared is larger than the registry of shared objects may grow.
    RegistryFull = 310,
    /// An internal fault was caught, and nothing was decided.
    PanicCaught = 311,
    /// The store did not answer.
    Unavailable = 400,
    /// The store holds a record that this version cannot read.
    UnknownRecord = 401,
    /// The token is ahead of the store, which has lost writes.
    StoreBehind = 402,
    /// Other requests changed the session each time that this one tried to.
    StoreContended = 403,
    /// The ring of refresh keys lacks the one that the session's record names.
    MissingRefreshKey = 404,
}
