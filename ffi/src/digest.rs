//! What shared objects are known by: SHA-256 over all that they are built from, in one canonical form.
//!
//! Everything has its length before it and stands in a fixed order, so two descriptions of one digest are the same.
//! Key contents enter, never pointers or paths; nothing is gathered on the way but the hash's own block, which is wiped.

use sha2::{Digest as _, Sha256};

use crate::description::{Description, KeySource, Rule, TrustDescription};

/// What a shared object is known by.
pub(crate) type Digest = [u8; 32];

/// The digest of a verifier.
pub(crate) fn of_verifier(description: &Description) -> Digest {
    let Description { options, trusts, .. } = description;
    let mut form = Canonical::new(b"jwtcore verifier 1");
    form.number(options.flags);
    form.number(options.cache_kib);
    form.length(options.max_token_len);
    form.list(trusts, Canonical::trust);
    form.0.finalize().into()
}

/// The digest of a signer.
pub(crate) fn of_signer(key: &KeySource) -> Digest {
    let mut form = Canonical::new(b"jwtcore signer 1");
    form.key(key);
    form.0.finalize().into()
}

/// The canonical form, on its way into the hash.
struct Canonical(Sha256);

impl Canonical {
    fn new(label: &[u8]) -> Self {
        let mut form = Self(Sha256::new());
        form.bytes(label);
        form
    }

    fn trust(&mut self, trust: &TrustDescription) {
        let TrustDescription { options, issuers, audiences, audience_claim, typ, claims, header, keys } = trust;
        self.number(options.flags);
        self.number(options.leeway_s);
        self.number(options.max_age_s);
        self.list(issuers, |form, issuer| form.bytes(issuer.as_bytes()));
        self.list(audiences, |form, audience| form.bytes(audience.as_bytes()));
        self.optional(audience_claim.as_deref());
        self.optional(typ.as_deref());
        self.list(claims, Self::rule);
        self.list(header, Self::rule);
        self.list(keys, Self::key);
    }

    fn rule(&mut self, Rule { name, values }: &Rule) {
        self.bytes(name.as_bytes());
        self.list(values, |form, value| form.bytes(value.as_bytes()));
    }

    fn key(&mut self, KeySource { kind, algorithms, flags, bytes, kid }: &KeySource) {
        self.number(*kind as u32);
        self.number(*algorithms);
        self.number(*flags);
        self.bytes(bytes);
        self.optional(kid.as_deref());
    }

    fn number(&mut self, number: u32) {
        self.0.update(number.to_be_bytes());
    }

    /// A length, as 64 bits on every machine.
    fn length(&mut self, length: usize) {
        self.0.update(u64::try_from(length).unwrap_or(u64::MAX).to_be_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.0.update(bytes);
    }

    fn list<T>(&mut self, items: &[T], one: impl Fn(&mut Self, &T)) {
        self.length(items.len());
        for item in items {
            one(self, item);
        }
    }

    fn optional(&mut self, text: Option<&str>) {
        self.list(text.as_slice(), |form, text| form.bytes(text.as_bytes()));
    }
}
