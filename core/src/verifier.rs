//! The pipeline from a token's bytes to its accepted claims, top to bottom.

#[cfg(feature = "cache")]
use crate::base64url;
#[cfg(feature = "cache")]
use crate::cache::{Cache, CacheStatistics};
use crate::claims::{Claims, KeyUsed, Registered, UnixSeconds};
use crate::compact::{DEFAULT_MAX_TOKEN_LEN, check_max_token_len};
use crate::error::Error;
use crate::header::KeyHint;
use crate::json::JsonStr;
use crate::key::{self, Key, Keys};
use crate::policy::Trust;
use crate::signed::{Unverified, clear};

/// The greatest number of trusts in a verifier: each token's kid is looked up in every one.
pub const MAX_TRUSTS: usize = 64;

/// Verifies JSON Web Tokens (RFC 7519) under one or several trusts. Immutable, `Send` and `Sync`.
#[derive(Debug)]
pub struct Verifier<T> {
    trusts: T,
    max_token_len: usize,
    issuer_decides: bool,
    #[cfg(feature = "cache")]
    cache: Option<Cache<Kept>>,
}

/// A verifier's settings beside its trusts.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifierBuilder {
    max_token_len: usize,
    issuer_decides: bool,
    #[cfg(feature = "cache")]
    cache_bytes: usize,
}

/// One trust, or an array or (with `alloc`) a vector of them. Sealed.
pub trait Trusts: sealed::Trusts {}

impl<T: sealed::Trusts> Trusts for T {}

impl<T: Trusts> Verifier<T> {
    /// Builds a verifier for 1 to [`MAX_TRUSTS`] trusts, with the default settings.
    ///
    /// # Errors
    /// As [`VerifierBuilder::build`].
    pub fn new(trusts: T) -> Result<Self, Error> {
        VerifierBuilder::new().build(trusts)
    }

    /// Verifies a compact JWS and judges its claims at `now`.
    ///
    /// `buf` receives header and payload; the token's length is always enough. On failure what was written to it is
    /// zeroed.
    ///
    /// # Errors
    /// Those of class [`Token`](crate::error::ErrorClass::Token), and [`Error::BufferTooSmall`].
    pub fn verify<'a>(
        &'a self,
        token: impl AsRef<[u8]>,
        now: UnixSeconds,
        buf: &'a mut [u8],
    ) -> Result<Claims<'a>, Error> {
        let token = token.as_ref();
        match self.known(token, now, buf).unwrap_or_else(|| self.judge_and_keep(token, now, buf)) {
            Ok(accepted) => accepted.claims(buf),
            Err(error) => {
                clear(buf, token.len().min(self.max_token_len));
                Err(error)
            }
        }
    }

    /// Judges a token that is not known.
    fn judge_and_keep(&self, token: &[u8], now: UnixSeconds, buf: &mut [u8]) -> Result<Accepted<'_>, Error> {
        let accepted = self.judge(token, now, buf)?;
        self.keep(token, &accepted, buf);
        Ok(accepted)
    }

    /// The steps of one token.
    fn judge(&self, token: &[u8], now: UnixSeconds, buf: &mut [u8]) -> Result<Accepted<'_>, Error> {
        let token = Unverified::read(token, self.max_token_len, buf)?;
        let mut kid = None;
        let hint = token.header.key_hint(&mut kid);
        let selected = self.select(hint)?;
        let signed = token.verified_by(selected.key)?;
        let (registered, payload) = Registered::parse(signed.payload)?;
        let selected = self.trust_of_issuer(selected, hint, registered.iss(payload));
        selected.trust.judge(&signed.header, &registered, payload, now)?;
        Ok(Accepted { registered, payload_len: payload.len(), key: selected.key_used() })
    }

    /// Selects the one key that the header's alg and kid can mean.
    fn select<'s>(&'s self, hint: KeyHint<'_>) -> Result<Selected<'s, T::Keys>, Error> {
        let mut selected: Option<Selected<'s, T::Keys>> = None;
        let mut refusal = Error::AlgorithmNotAllowed;
        for candidate in self.candidates(hint) {
            match (candidate, &selected) {
                (Ok(candidate), None) => selected = Some(candidate),
                (Ok(candidate), Some(first)) if self.issuer_decides && candidate.key.is_same_key(first.key) => {}
                (Ok(_), Some(_)) | (Err(Error::AmbiguousKey), _) => return Err(Error::AmbiguousKey),
                (Err(Error::UnknownKey), _) => refusal = Error::UnknownKey,
                (Err(_), _) => {}
            }
        }
        selected.ok_or(refusal)
    }

    /// What each trust's key set selects for a header.
    fn candidates<'s>(&'s self, hint: KeyHint<'_>) -> impl Iterator<Item = Result<Selected<'s, T::Keys>, Error>> {
        self.trusts
            .as_slice()
            .iter()
            .enumerate()
            .map(move |(index, trust)| key::select(&trust.keys, hint).map(|key| Selected { key, trust, index }))
    }

    /// Where trusts share a key, the one whose issuer the token names; if none does, the first refuses it.
    fn trust_of_issuer<'s>(
        &'s self,
        selected: Selected<'s, T::Keys>,
        hint: KeyHint<'_>,
        iss: Option<JsonStr<'_>>,
    ) -> Selected<'s, T::Keys> {
        if !self.issuer_decides {
            return selected;
        }
        let named = self.candidates(hint).flatten().find(|candidate| candidate.trust.issuer.judge(iss).is_ok());
        named.unwrap_or(selected)
    }
}

#[cfg(feature = "cache")]
impl<T: Trusts> Verifier<T> {
    /// What the cache of accepted tokens has done, where the verifier has one.
    pub fn cache_statistics(&self) -> Option<CacheStatistics> {
        self.cache.as_ref().map(Cache::statistics)
    }

    /// The verdict on a token that was accepted before: only time can have changed it.
    fn known(&self, token: &[u8], now: UnixSeconds, buf: &mut [u8]) -> Option<Result<Accepted<'_>, Error>> {
        self.cache.as_ref()?.find(token, |kept, payload| {
            let Kept { needed, registered, trust: index, key } = *kept;
            let room = buf.get_mut(..needed).and_then(|room| room.get_mut(..payload.len()));
            let room = room.ok_or(Error::BufferTooSmall { needed })?;
            // What stood there when the token was kept stands there still: the verifier cannot be changed.
            let trust = self.trusts.as_slice().get(index).ok_or(Error::UnknownKey)?;
            let key = trust.keys.keys().get(key).ok_or(Error::UnknownKey)?;
            trust.judge_times(&registered, now)?;
            room.copy_from_slice(payload);
            Ok(Accepted { registered, payload_len: payload.len(), key: Selected { key, trust, index }.key_used() })
        })
    }

    /// Keeps a token that was accepted in every respect.
    fn keep(&self, token: &[u8], accepted: &Accepted<'_>, buf: &[u8]) {
        let Some(cache) = &self.cache else { return };
        let KeyUsed { algorithm, kid, trust } = accepted.key;
        let keys = self.trusts.as_slice().get(trust).map(|trust| trust.keys.keys()).unwrap_or_default();
        let key = keys.iter().position(|key| key.algorithm() == algorithm && key.kid() == kid);
        let header_len = token.iter().position(|byte| *byte == b'.').map(base64url::decoded_len);
        if let (Some(key), Some(payload), Some(header_len)) = (key, buf.get(..accepted.payload_len), header_len) {
            let needed = payload.len().saturating_add(header_len);
            cache.keep(token, payload, Kept { needed, registered: accepted.registered, trust, key });
        }
    }
}

#[cfg(not(feature = "cache"))]
#[allow(clippy::unused_self, reason = "as with a cache")]
impl<T: Trusts> Verifier<T> {
    /// No token is known.
    #[inline]
    const fn known(&self, _: &[u8], _: UnixSeconds, _: &mut [u8]) -> Option<Result<Accepted<'_>, Error>> {
        None
    }

    #[inline]
    const fn keep(&self, _: &[u8], _: &Accepted<'_>, _: &[u8]) {}
}

/// What is kept of an accepted token beside its payload.
#[cfg(feature = "cache")]
#[derive(Clone, Copy)]
struct Kept {
    /// The length of buffer that its judgement asked for.
    needed: usize,
    registered: Registered,
    trust: usize,
    /// The key's place in its set.
    key: usize,
}

/// The key that a header means, and the trust that it belongs to.
struct Selected<'s, K: Keys> {
    key: &'s Key<K::Backend>,
    trust: &'s Trust<K>,
    index: usize,
}

impl<'s, K: Keys> Selected<'s, K> {
    fn key_used(&self) -> KeyUsed<'s> {
        KeyUsed { algorithm: self.key.algorithm(), kid: self.key.kid(), trust: self.index }
    }
}

/// A verdict that borrows nothing of the buffer, so that the buffer can be cleared wherever there is none.
struct Accepted<'s> {
    registered: Registered,
    payload_len: usize,
    key: KeyUsed<'s>,
}

impl<'s> Accepted<'s> {
    #[inline]
    fn claims<'a>(self, buf: &'a [u8]) -> Result<Claims<'a>, Error>
    where
        's: 'a,
    {
        let payload = buf.get(..self.payload_len).unwrap_or_default();
        let text = core::str::from_utf8(payload).map_err(|_| Error::InvalidUtf8)?;
        Ok(Claims { text, registered: self.registered, key: self.key })
    }
}

impl VerifierBuilder {
    /// The default settings: tokens of at most 16 KiB, and no key in two trusts.
    pub const fn new() -> Self {
        Self {
            max_token_len: DEFAULT_MAX_TOKEN_LEN,
            issuer_decides: false,
            #[cfg(feature = "cache")]
            cache_bytes: 0,
        }
    }

    /// The greatest length of a token in bytes, at most 1 MiB.
    pub const fn max_token_len(mut self, bytes: usize) -> Self {
        self.max_token_len = bytes;
        self
    }

    /// Allows trusts to share a key, as tenants of one issuer do: the token's iss, read after its signature is good,
    /// then decides whose rules apply.
    pub const fn issuer_decides(mut self) -> Self {
        self.issuer_decides = true;
        self
    }

    /// Keeps accepted tokens in mind, in at most so many bytes (4 KiB to 1 GiB; a token takes about three times its
    /// length), so that one that comes again costs no signature. Its times are judged anew; what else was judged cannot
    /// change in a verifier. 0, as by default: no cache.
    #[cfg(feature = "cache")]
    pub const fn cache_bytes(mut self, bytes: usize) -> Self {
        self.cache_bytes = bytes;
        self
    }

    /// Builds a verifier for 1 to [`MAX_TRUSTS`] trusts.
    ///
    /// # Errors
    /// [`Error::NoTrust`], [`Error::InvalidLimit`], [`Error::UncheckedIssuerAmongSeveral`], [`Error::SharedKey`], and
    /// for a trust's rules [`Error::EmptyExpectation`], [`Error::TooManyRules`], [`Error::LeewayTooLarge`].
    pub fn build<T: Trusts>(self, trusts: T) -> Result<Verifier<T>, Error> {
        check_max_token_len(self.max_token_len)?;
        let all = trusts.as_slice();
        if all.is_empty() || all.len() > MAX_TRUSTS {
            return Err(Error::NoTrust);
        }
        all.iter().try_for_each(Trust::check)?;
        if all.len() > 1 && all.iter().any(|trust| trust.issuer.is_unchecked()) {
            return Err(Error::UncheckedIssuerAmongSeveral);
        }
        self.check_shared_keys(all)?;
        Ok(Verifier {
            trusts,
            max_token_len: self.max_token_len,
            issuer_decides: self.issuer_decides,
            #[cfg(feature = "cache")]
            cache: if self.cache_bytes == 0 { None } else { Some(Cache::new(self.cache_bytes)?) },
        })
    }

    /// Refuses two trusts that one token with a kid could mean, unless its issuer, which must not be the same, decides
    /// between identical keys.
    fn check_shared_keys<K: Keys>(&self, trusts: &[Trust<K>]) -> Result<(), Error> {
        let mut rest = trusts;
        while let [one, others @ ..] = rest {
            let shared = others.iter().any(|other| {
                let undecided = !self.issuer_decides || one.issuer.overlaps(&other.issuer);
                key::any_shared(&one.keys, &other.keys, |a, b| undecided || !a.is_same_key(b))
            });
            if shared {
                return Err(Error::SharedKey);
            }
            rest = others;
        }
        Ok(())
    }
}

impl Default for VerifierBuilder {
    fn default() -> Self {
        Self::new()
    }
}

mod sealed {
    use super::{Keys, Trust};

    pub trait Trusts {
        type Keys: Keys;

        fn as_slice(&self) -> &[Trust<Self::Keys>];
    }

    impl<K: Keys> Trusts for Trust<K> {
        type Keys = K;

        fn as_slice(&self) -> &[Trust<K>] {
            core::slice::from_ref(self)
        }
    }

    impl<K: Keys, const N: usize> Trusts for [Trust<K>; N] {
        type Keys = K;

        fn as_slice(&self) -> &[Trust<K>] {
            self
        }
    }

    #[cfg(feature = "alloc")]
    impl<K: Keys> Trusts for alloc::vec::Vec<Trust<K>> {
        type Keys = K;

        fn as_slice(&self) -> &[Trust<K>] {
            self
        }
    }
}
