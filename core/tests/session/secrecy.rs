//! Secrets do not show: not in `Debug`, not in records, not by way of the sid.

use jwtcore::session::{Presentation, Slot};

use crate::{SECRET, encoded, family_id, record, ring, token};

#[test]
fn debug_shows_neither_family_ids_nor_ring_keys() {
    let token = token(3);
    let presentation = Presentation { token: &token, now_ms: 1, read_ms: 1, attempt: [0; 16], next_key_id: 1 };
    for text in
        [format!("{:?}", family_id()), format!("{token:?}"), format!("{presentation:?}"), format!("{:?}", ring())]
    {
        assert!(!text.contains("0, 1, 2, 3") && !text.contains("0001"), "{text}");
        assert!(!text.contains(std::str::from_utf8(SECRET).expect("text")), "{text}");
    }
    assert_eq!(format!("{:?}", family_id()), "FamilyId(..)");
}

#[test]
fn a_record_holds_nothing_of_a_refresh_token() {
    let bytes = encoded(&record());
    let id: [u8; 16] = core::array::from_fn(|at| u8::try_from(at).expect("a byte"));
    assert!(!bytes.windows(8).any(|window| id.windows(8).any(|part| part == window)));
    let sid = family_id().sid();
    assert!(!bytes.windows(22).any(|window| window == sid.as_str().as_bytes()));
    assert!(Slot::of_subject("acme", "7").is_ok());
}
