//! When ES256 keys of the backend for hosts get their tables, and that no verdict depends on it.

use std::vec::Vec;

use super::agreement::Random;
use crate::algorithm::Algorithm;
use crate::backend::aws_lc::{USES_BEFORE_TABLE, VerifyingKey};
use crate::backend::prepared::Window;
use crate::backend::rustcrypto;
use crate::error::Error;
use crate::key::{DEFAULT_TABLE_MEMORY, Heap, Key, KeySet, Keys as _, SigningKey as _};

const MESSAGE: &[u8] = b"message";

type Set = KeySet<Heap<VerifyingKey>>;

/// A named key that verifies, and its signature over the message.
fn pair(random: &mut Random, name: &str) -> (Key<VerifyingKey>, Vec<u8>) {
    let private = random.private_key(Algorithm::ES256);
    let public = rustcrypto::public_of(&private).unwrap();
    let signing = rustcrypto::SigningKey::from_private_key(Algorithm::ES256, &private).unwrap();
    let mut signature = std::vec![0; 64];
    signing.sign(MESSAGE, &mut signature).unwrap();
    (Key::bind(Algorithm::ES256, &public).unwrap().named(name).unwrap(), signature)
}

fn pairs(count: usize) -> (Vec<Key<VerifyingKey>>, Vec<Vec<u8>>) {
    let mut random = Random(7);
    (0..count).map(|at| pair(&mut random, &std::format!("{at:04}"))).unzip()
}

fn windows(set: &Set) -> Vec<Option<Window>> {
    set.keys().iter().map(|key| key.backend().window()).collect()
}

/// Verifies so many times with each key of a set, which is sorted by name.
fn verify(set: &Set, signatures: &[Vec<u8>], times: u32) {
    for (key, signature) in set.keys().iter().zip(signatures) {
        for _ in 0..times {
            assert_eq!(key.verify(MESSAGE, signature), Ok(()));
        }
    }
}

#[test]
fn a_key_gets_its_table_with_the_last_of_its_first_uses() {
    let (keys, signatures) = pairs(1);
    let set = Set::new(keys).unwrap();
    verify(&set, &signatures, USES_BEFORE_TABLE - 1);
    assert_eq!(windows(&set), [None]);
    verify(&set, &signatures, 1);
    assert_eq!(windows(&set), [Some(Window::Bits7)]);
    verify(&set, &signatures, 3);
    let mut other = signatures[0].clone();
    other[40] ^= 1;
    assert_eq!(set.keys()[0].verify(MESSAGE, &other), Err(Error::InvalidSignature));
    assert_eq!(set.keys()[0].verify(b"Message", &signatures[0]), Err(Error::InvalidSignature));
}

#[test]
fn signatures_that_are_not_good_build_nothing() {
    let (keys, signatures) = pairs(1);
    let set = Set::new(keys).unwrap();
    let mut wrong = signatures[0].clone();
    wrong[63] ^= 1;
    let key = &set.keys()[0];
    for _ in 0..USES_BEFORE_TABLE * 10 {
        assert_eq!(key.verify(MESSAGE, &wrong), Err(Error::InvalidSignature));
        assert_eq!(key.verify(MESSAGE, &[0; 64]), Err(Error::InvalidSignature));
        assert_eq!(key.verify(MESSAGE, &[]), Err(Error::InvalidSignature));
    }
    verify(&set, &signatures, USES_BEFORE_TABLE - 1);
    assert_eq!(windows(&set), [None]);
}

#[test]
fn tables_keep_within_the_memory_of_their_set() {
    let sevens = [Window::Bits7, Window::Bits7].map(Window::bytes).iter().sum::<usize>();
    let cases: [(usize, [Option<Window>; 4]); 6] = [
        (0, [None; 4]),
        (Window::Bits4.bytes() - 1, [None; 4]),
        (Window::Bits4.bytes(), [Some(Window::Bits4), None, None, None]),
        (Window::Bits6.bytes() + Window::Bits4.bytes(), [Some(Window::Bits6), Some(Window::Bits4), None, None]),
        (sevens + Window::Bits5.bytes() + 1, [Some(Window::Bits7), Some(Window::Bits7), Some(Window::Bits5), None]),
        (DEFAULT_TABLE_MEMORY, [Some(Window::Bits7); 4]),
    ];
    for (bytes, expected) in cases {
        let (keys, signatures) = pairs(4);
        let set = Set::new(keys).unwrap().table_memory(bytes);
        verify(&set, &signatures, USES_BEFORE_TABLE * 2);
        assert_eq!(windows(&set), expected, "{bytes}");
    }
}

#[test]
fn sets_that_are_joined_and_named_keep_what_was_said_of_their_memory() {
    let none = |set: &Set, signatures: &[Vec<u8>]| {
        verify(set, signatures, USES_BEFORE_TABLE);
        windows(set).iter().all(Option::is_none)
    };
    let (mut keys, signatures) = pairs(2);
    let (second, first) = (Set::new(keys.pop()).unwrap(), Set::new(keys.pop()).unwrap());
    let joined = Set::joined([first, second.table_memory(0)]).unwrap();
    assert!(none(&joined, &signatures));
    let (keys, signatures) = pairs(1);
    let named = Set::new(keys).unwrap().table_memory(0).named("other").unwrap();
    assert!(none(&named, &signatures));
    let (keys, signatures) = pairs(2);
    let sets = keys.into_iter().map(|key| Set::new([key]).unwrap());
    let joined = Set::joined(sets).unwrap();
    assert!(!none(&joined, &signatures));
}

/// Of many threads that use a key at once, one builds its table, and none gets another verdict.
#[test]
fn threads_agree_while_a_table_is_built() {
    let (keys, signatures) = pairs(1);
    let set = Set::new(keys).unwrap().table_memory(Window::Bits7.bytes() * 2);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                verify(&set, &signatures, USES_BEFORE_TABLE * 4);
                assert_eq!(set.keys()[0].verify(b"Message", &signatures[0]), Err(Error::InvalidSignature));
            });
        }
    });
    assert_eq!(windows(&set), [Some(Window::Bits7)]);
    // What is left suffices for another one, and not for two.
    assert_eq!(set.keys()[0].backend().table_memory_left(), Window::Bits7.bytes());
}
