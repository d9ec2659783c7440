//! Other names of shared objects, given by callers who can tell cheaper than by reading keys that nothing has changed.
//!
//! A name leads to a digest and never to an object: what is lent is always what its contents are known by.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use sha2::{Digest as _, Sha256};

use crate::digest::Digest;

/// As many as there are shared objects: those that are in use have at least one each.
const MAX_ALIASES: usize = 512;

/// The newest last. Replaced as a whole, as the registry's index is.
static ALIASES: ArcSwapOption<Vec<Alias>> = ArcSwapOption::const_empty();

/// A name's hash, and the digest that it leads to.
#[derive(Clone, Copy)]
struct Alias {
    name: Digest,
    digest: Digest,
}

/// The digest that a name leads to.
pub(crate) fn recall(name: &[u8]) -> Option<Digest> {
    let name = hash(name);
    ALIASES.load().as_ref()?.iter().find(|alias| alias.name == name).map(|alias| alias.digest)
}

/// Lets a name lead to a digest, in the place of what it led to before. Where there is no room, the oldest name goes.
pub(crate) fn remember(name: &[u8], digest: Digest) {
    let name = hash(name);
    ALIASES.rcu(|aliases| {
        let mut next: Vec<_> = aliases.iter().flat_map(|aliases| aliases.iter()).copied().collect();
        next.retain(|alias| alias.name != name);
        let surplus = (next.len() + 1).saturating_sub(MAX_ALIASES);
        next.drain(..surplus);
        next.push(Alias { name, digest });
        Some(Arc::new(next))
    });
}

fn hash(name: &[u8]) -> Digest {
    Sha256::digest(name).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_the_latest_digest_and_the_oldest_goes() {
        remember(b"a", [1; 32]);
        remember(b"b", [2; 32]);
        remember(b"a", [3; 32]);
        assert_eq!(recall(b"a"), Some([3; 32]));
        assert_eq!(recall(b"b"), Some([2; 32]));
        assert_eq!(recall(b"c"), None);
        for number in 0..u16::try_from(MAX_ALIASES - 1).expect("a small number") {
            remember(&number.to_be_bytes(), [4; 32]);
        }
        assert_eq!(recall(b"b"), None, "older than the second a");
        assert_eq!(recall(b"a"), Some([3; 32]));
        remember(b"d", [5; 32]);
        assert_eq!(recall(b"a"), None);
    }
}
