//! Texts that were accepted, to be known again: bounded in bytes, never waited for, and proof against floods.
//!
//! It knows nothing of tokens' rules. Who uses it judges anew, at each hit, whatever can change.
//!
//! An entry is found by a keyed hash and taken for the text only if the whole text is the same, compared in constant time.
//! Entries stand in sets of some 16 KiB, each behind a lock of its own that is only ever tried: where a lock is held, also
//! for ever, by a thread that a fork took away, a text is not known, and nobody waits.
//!
//! While a set has room it keeps every text. A full set keeps only texts that it has seen before, and gives up for them only
//! entries that were not used since they were last passed over; so texts that come once, however many, push out nothing.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::hash::{BuildHasher as _, Hasher as _};
use core::sync::atomic::{AtomicU8, AtomicU64, Ordering};
#[cfg(feature = "std")]
use std::{collections::hash_map::RandomState, sync::RwLock};

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::error::Error;

/// The least memory that a cache may be given, in bytes: room for a few tokens.
const MIN_BYTES: usize = 4 * 1024;
/// The most memory that a cache may be given, in bytes.
const MAX_BYTES: usize = 1 << 30;
/// What a set holds, in bytes: a dozen tokens, few enough to be looked through.
const SET_BYTES: usize = 16 * 1024;
/// The longest text that is kept, with what belongs to it: longer ones would push out many.
const MAX_TEXTS_LEN: usize = 4 * 1024;
/// How many bytes at a text's end are hashed: of a token its signature, or most of it, which differs in every token.
const HASHED_LEN: usize = 64;
/// How many texts that were not kept a full set remembers having seen.
const SEEN: usize = 32;
/// The uses of an entry are counted up to here: so often it is passed over before it goes.
const MAX_USES: u8 = 3;

/// The cache. What is kept with a text is a `V`.
pub(crate) struct Cache<V> {
    sets: Box<[Shard<V>]>,
    hasher: RandomState,
    set_bytes: usize,
}

/// What a cache has done, and what it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStatistics {
    /// Tokens that were known, whatever the verdict on their times.
    pub hits: u64,
    /// Tokens that were not known, the refused ones among them.
    pub misses: u64,
    /// Tokens that were taken in.
    pub kept: u64,
    /// Tokens that were given up for others.
    pub evicted: u64,
    /// How many tokens are held.
    pub tokens: usize,
    /// How many bytes they take.
    pub bytes: usize,
}

struct Shard<V> {
    set: RwLock<Set<V>>,
    hits: AtomicU64,
    misses: AtomicU64,
    kept: AtomicU64,
    evicted: AtomicU64,
}

struct Set<V> {
    // Boxed, so that an entry's memory is given back when it goes.
    #[allow(clippy::vec_box, reason = "see above")]
    entries: Vec<Box<Entry<V>>>,
    bytes: usize,
    /// Parts of the hashes of texts that were seen and not kept, the oldest overwritten next.
    seen: [u32; SEEN],
    next_seen: usize,
}

struct Entry<V> {
    hash: u64,
    uses: AtomicU8,
    /// The text, and what belongs to it behind.
    texts: Zeroizing<Box<[u8]>>,
    text_len: usize,
    value: V,
}

impl<V> Cache<V> {
    /// A cache of at most so many bytes, 4 KiB to 1 GiB. Memory is taken as texts come.
    ///
    /// # Errors
    /// [`Error::InvalidLimit`].
    pub(crate) fn new(bytes: usize) -> Result<Self, Error> {
        if !(MIN_BYTES..=MAX_BYTES).contains(&bytes) {
            return Err(Error::InvalidLimit);
        }
        let count = bytes.div_ceil(SET_BYTES);
        let sets = core::iter::repeat_with(Shard::default).take(count).collect();
        Ok(Self { sets, hasher: RandomState::new(), set_bytes: bytes.checked_div(count).unwrap_or(0) })
    }

    /// If a text is known, hands out what belongs to it. A use counts where `judge` accepts.
    pub(crate) fn find<R>(
        &self,
        text: &[u8],
        judge: impl FnOnce(&V, &[u8]) -> Result<R, Error>,
    ) -> Option<Result<R, Error>> {
        let hash = self.hash(text);
        let shard = self.shard(hash)?;
        let verdict = shard.set.try_read().ok().and_then(|set| {
            let entry = set.entries.iter().find(|entry| entry.hash == hash && entry.is(text))?;
            let verdict = judge(&entry.value, entry.texts.get(entry.text_len..).unwrap_or_default());
            if verdict.is_ok() {
                entry.count_use();
            }
            Some(verdict)
        });
        let counter = if verdict.is_some() { &shard.hits } else { &shard.misses };
        counter.fetch_add(1, Ordering::Relaxed);
        verdict
    }

    /// Keeps a text with what belongs to it, if there is room or the text was seen before.
    pub(crate) fn keep(&self, text: &[u8], belonging: &[u8], value: V) {
        let texts_len = text.len().saturating_add(belonging.len());
        let bytes = texts_len.saturating_add(size_of::<Entry<V>>());
        if texts_len > MAX_TEXTS_LEN || bytes > self.set_bytes {
            return;
        }
        let hash = self.hash(text);
        let Some(shard) = self.shard(hash) else { return };
        let Ok(mut set) = shard.set.try_write() else { return };
        if set.entries.iter().any(|entry| entry.hash == hash) {
            return;
        }
        let before = set.entries.len();
        let has_room = set.make_room(hash, bytes, self.set_bytes);
        let evicted = before.saturating_sub(set.entries.len());
        shard.evicted.fetch_add(u64::try_from(evicted).unwrap_or(u64::MAX), Ordering::Relaxed);
        if has_room {
            let texts = Zeroizing::new([text, belonging].concat().into_boxed_slice());
            set.bytes = set.bytes.saturating_add(bytes);
            set.entries.push(Box::new(Entry { hash, uses: AtomicU8::new(0), texts, text_len: text.len(), value }));
            shard.kept.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn statistics(&self) -> CacheStatistics {
        let mut all = CacheStatistics::default();
        for shard in &self.sets {
            for (sum, counter) in [
                (&mut all.hits, &shard.hits),
                (&mut all.misses, &shard.misses),
                (&mut all.kept, &shard.kept),
                (&mut all.evicted, &shard.evicted),
            ] {
                *sum = sum.saturating_add(counter.load(Ordering::Relaxed));
            }
            if let Ok(set) = shard.set.try_read() {
                all.tokens = all.tokens.saturating_add(set.entries.len());
                all.bytes = all.bytes.saturating_add(set.bytes);
            }
        }
        all
    }

    fn hash(&self, text: &[u8]) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        hasher.write(text.get(text.len().saturating_sub(HASHED_LEN)..).unwrap_or(text));
        hasher.write_usize(text.len());
        hasher.finish()
    }

    fn shard(&self, hash: u64) -> Option<&Shard<V>> {
        let count = u64::try_from(self.sets.len()).ok()?;
        self.sets.get(usize::try_from(hash.checked_rem(count)?).ok()?)
    }
}

impl<V> Set<V> {
    /// Sees to it that an entry of so many bytes finds room; says whether it may have it.
    fn make_room(&mut self, hash: u64, bytes: usize, set_bytes: usize) -> bool {
        let has_room = |set: &Self| set.bytes.saturating_add(bytes) <= set_bytes;
        if has_room(self) {
            return true;
        }
        if !self.was_seen(hash) {
            return false;
        }
        while !has_room(self) {
            let Some(unused) = self.entries.iter().position(|entry| entry.uses.load(Ordering::Relaxed) == 0) else {
                self.entries.iter().for_each(|entry| entry.pass_over());
                return false;
            };
            // The oldest of them: the order stays.
            let gone = self.entries.remove(unused);
            self.bytes = self.bytes.saturating_sub(gone.bytes());
        }
        true
    }

    /// Whether a text came lately; from now on it did.
    fn was_seen(&mut self, hash: u64) -> bool {
        // The upper half: the lower bits chose the set.
        let Ok(part) = u32::try_from(hash >> 32) else { return false };
        if self.seen.contains(&part) {
            return true;
        }
        if let Some(slot) = self.seen.get_mut(self.next_seen) {
            *slot = part;
        }
        self.next_seen = self.next_seen.saturating_add(1).checked_rem(SEEN).unwrap_or(0);
        false
    }
}

impl<V> Entry<V> {
    /// Whether the entry is this text: in a time that does not tell where they differ.
    fn is(&self, text: &[u8]) -> bool {
        let Some(own) = self.texts.get(..self.text_len).filter(|own| own.len() == text.len()) else { return false };
        let ((own_words, own_rest), (words, rest)) = (own.as_chunks::<8>(), text.as_chunks::<8>());
        let differ = |a: &[u8; 8], b: &[u8; 8]| u64::from_ne_bytes(*a) ^ u64::from_ne_bytes(*b);
        let differences = own_words.iter().zip(words).fold(0, |all, (a, b)| all | differ(a, b));
        let differences = own_rest.iter().zip(rest).fold(differences, |all, (a, b)| all | u64::from(a ^ b));
        differences.ct_eq(&0).into()
    }

    fn bytes(&self) -> usize {
        self.texts.len().saturating_add(size_of::<Self>())
    }

    fn count_use(&self) {
        let uses = self.uses.load(Ordering::Relaxed);
        if uses < MAX_USES {
            // Of two at once one may be lost, which matters little.
            self.uses.store(uses.saturating_add(1), Ordering::Relaxed);
        }
    }

    fn pass_over(&self) {
        self.uses.store(self.uses.load(Ordering::Relaxed).saturating_sub(1), Ordering::Relaxed);
    }
}

impl<V> Default for Shard<V> {
    fn default() -> Self {
        let set = Set { entries: Vec::new(), bytes: 0, seen: [0; SEEN], next_seen: 0 };
        let counter = || AtomicU64::new(0);
        Self { set: RwLock::new(set), hits: counter(), misses: counter(), kept: counter(), evicted: counter() }
    }
}

impl<V> core::fmt::Debug for Cache<V> {
    /// Nothing of the tokens.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Cache").field(&self.statistics()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::String;

    use super::*;

    /// A cache of one set.
    fn small() -> Cache<u32> {
        Cache::new(SET_BYTES).unwrap()
    }

    fn text(number: u32) -> String {
        format!("{number:0>500}")
    }

    fn find(cache: &Cache<u32>, text: &str) -> Option<(u32, Vec<u8>)> {
        cache.find(text.as_bytes(), |value, belonging| Ok((*value, belonging.to_vec()))).map(Result::unwrap)
    }

    fn keep(cache: &Cache<u32>, number: u32) {
        cache.keep(text(number).as_bytes(), format!("of {number}").as_bytes(), number);
    }

    /// How many texts fill a set.
    fn filled(cache: &Cache<u32>) -> u32 {
        let mut number = 0;
        while cache.statistics().kept == u64::from(number) {
            keep(cache, number);
            number += 1;
        }
        number - 1
    }

    #[test]
    fn knows_what_it_kept_and_what_belongs_to_it() {
        let cache = small();
        keep(&cache, 1);
        keep(&cache, 2);
        assert_eq!(find(&cache, &text(1)), Some((1, b"of 1".to_vec())));
        assert_eq!(find(&cache, &text(2)), Some((2, b"of 2".to_vec())));
        assert_eq!(find(&cache, &text(3)), None);
        let CacheStatistics { hits, misses, kept, tokens, .. } = cache.statistics();
        assert_eq!((hits, misses, kept, tokens), (2, 1, 2, 2));
    }

    #[test]
    fn takes_no_text_for_another_that_differs_anywhere() {
        let cache = small();
        keep(&cache, 1);
        let kept = text(1);
        for at in 0..kept.len() {
            for byte in [b'0' + 9, b'.', 0x7F] {
                let mut other = kept.clone().into_bytes();
                other[at] = byte;
                assert_eq!(find(&cache, core::str::from_utf8(&other).unwrap()), None, "{at}");
            }
        }
        assert_eq!(find(&cache, &kept[1..]), None);
        assert_eq!(find(&cache, &format!("0{kept}")), None);
        assert_eq!(find(&cache, ""), None);
        assert!(find(&cache, &kept).is_some());
    }

    #[test]
    fn texts_of_one_hash_are_told_apart() {
        let cache = small();
        // The hash takes the end alone.
        let (one, other) = (format!("1{}", text(1)), format!("2{}", text(1)));
        cache.keep(one.as_bytes(), b"one", 1);
        assert_eq!(find(&cache, &other), None);
        cache.keep(other.as_bytes(), b"other", 2);
        assert_eq!(find(&cache, &one), Some((1, b"one".to_vec())));
        assert_eq!(find(&cache, &other), None, "one of a hash is enough");
    }

    #[test]
    fn holds_no_more_than_it_may() {
        for bytes in [MIN_BYTES, SET_BYTES - 1, SET_BYTES, SET_BYTES + 1, 10 * SET_BYTES] {
            let cache = Cache::new(bytes).unwrap();
            for round in 0..3 {
                (0..200).for_each(|number| keep(&cache, number));
                let statistics = cache.statistics();
                assert!(statistics.bytes <= bytes && statistics.tokens > 0, "{round}: {statistics:?} of {bytes}");
                let sum = statistics.tokens * (size_of::<Entry<u32>>() + 500) + 6 * statistics.tokens;
                assert!(statistics.bytes.abs_diff(sum) <= 3 * statistics.tokens, "{statistics:?}");
            }
        }
        for bytes in [0, MIN_BYTES - 1, MAX_BYTES + 1] {
            assert!(matches!(Cache::<u32>::new(bytes), Err(Error::InvalidLimit)), "{bytes}");
        }
        let cache = small();
        cache.keep(&[b'x'; MAX_TEXTS_LEN], b"y", 1);
        assert_eq!(cache.statistics().tokens, 0, "too long");
        cache.keep(&[b'x'; MAX_TEXTS_LEN - 1], b"y", 1);
        assert_eq!(cache.statistics().tokens, 1);
    }

    #[test]
    fn what_comes_once_pushes_out_nothing() {
        let cache = small();
        let count = filled(&cache);
        (1000..10_000).for_each(|number| keep(&cache, number));
        assert!((0..count).all(|number| find(&cache, &text(number)).is_some()));
        assert_eq!(cache.statistics().evicted, 0);
    }

    #[test]
    fn what_comes_again_takes_the_place_of_what_is_not_used() {
        let cache = small();
        let count = filled(&cache);
        // All but the first are in use.
        (1..count).for_each(|number| assert!(find(&cache, &text(number)).is_some()));
        keep(&cache, 1000);
        assert_eq!(find(&cache, &text(1000)), None, "seen once");
        keep(&cache, 1000);
        assert!(find(&cache, &text(1000)).is_some());
        assert_eq!(find(&cache, &text(0)), None);
        assert!((1..count).all(|number| find(&cache, &text(number)).is_some()));
    }

    #[test]
    fn what_is_in_use_outlasts_what_comes_twice_and_goes_when_it_is_used_no_more() {
        let cache = small();
        let count = filled(&cache);
        let in_use = |cache: &Cache<u32>| (0..count).filter(|number| find(cache, &text(*number)).is_some()).count();
        for number in 1000..1100 {
            assert_eq!(in_use(&cache), usize::try_from(count).unwrap(), "{number}");
            keep(&cache, number);
            keep(&cache, number);
        }
        for number in 2000..2100 {
            keep(&cache, number);
            keep(&cache, number);
        }
        assert_eq!(in_use(&cache), 0);
    }

    #[test]
    fn refusals_do_not_count_as_uses() {
        let cache = small();
        let count = filled(&cache);
        for number in 0..count {
            let verdict = cache.find(text(number).as_bytes(), |_, _| Err::<(), _>(Error::Expired));
            assert_eq!(verdict, Some(Err(Error::Expired)));
        }
        keep(&cache, 1000);
        keep(&cache, 1000);
        assert!(find(&cache, &text(1000)).is_some());
    }

    #[test]
    fn nobody_waits_for_a_lock() {
        let cache = small();
        keep(&cache, 1);
        let read = cache.sets[0].set.read().unwrap();
        keep(&cache, 2);
        assert!(find(&cache, &text(1)).is_some(), "readers do not hinder one another");
        drop(read);
        assert_eq!(find(&cache, &text(2)), None);
        let written = cache.sets[0].set.write().unwrap();
        assert_eq!(find(&cache, &text(1)), None);
        keep(&cache, 2);
        assert_eq!(cache.statistics().tokens, 0, "what is being changed is not counted");
        drop(written);
        assert!(find(&cache, &text(1)).is_some());
    }

    #[test]
    fn debug_holds_no_text() {
        let cache = small();
        keep(&cache, 7_777_777);
        assert!(!format!("{cache:?}").contains("7777777"));
    }
}
