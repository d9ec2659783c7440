//! Records: their exact bytes, and the refusal of every other.

use jwtcore::Error;
use jwtcore::session::{
    Cause, MAX_RECORD_LEN, RECORD_FIXED_LEN, Record, Revocation, STAMP_AT, STAMP_LEN, SubjectRecord,
};
use proptest::prelude::*;

use crate::{encoded, record};

/// Written with Python's struct.
const BYTES: &str = "010000000000000003aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa00000000000000020000000700000000000003e8\
                     00000000000007d00000000000000bb80000000000000fa000000005010100000000000009c40100\
                     0461636d65000377656200074dc3bc6c6c6572000a72656164207772697465";

fn expected() -> Record<'static> {
    Record {
        version: 3,
        attempt: [0xaa; 16],
        generation: 2,
        key_id: 7,
        created_at_ms: 1_000,
        rotated_at_ms: 2_000,
        idle_expiry_ms: 3_000,
        absolute_expiry_ms: 4_000,
        late_replays: 5,
        late_run: 1,
        late_here: true,
        revoked: Some(Revocation { at_ms: 2_500, cause: Cause::Reuse }),
        tenant: "acme",
        client_id: "web",
        subject: "Müller",
        scope: "read write",
    }
}

fn from_hex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
}

#[test]
fn records_are_exact_bytes() {
    let bytes = from_hex(BYTES);
    assert_eq!(encoded(&expected()), bytes);
    assert_eq!(Record::decode(&bytes), Ok(expected()));
    assert_eq!(expected().stamp(), bytes[STAMP_AT..][..STAMP_LEN]);
    let subject = SubjectRecord { version: 2, attempt: [0xbb; 16], revoked_before_ms: -5 };
    let bytes = from_hex("010000000000000002bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbfffffffffffffffb");
    assert_eq!(subject.encode().to_vec(), bytes);
    assert_eq!(SubjectRecord::decode(&bytes), Ok(subject));
    assert_eq!(subject.stamp(), bytes[STAMP_AT..][..STAMP_LEN]);
}

#[test]
fn a_record_takes_92_bytes_and_its_texts() {
    let empty = Record { tenant: "", client_id: "", subject: "", scope: "", ..record() };
    assert_eq!(encoded(&empty).len(), RECORD_FIXED_LEN);
    let texts = ["t".repeat(255), "c".repeat(512), "s".repeat(1_024), "p".repeat(4_096)];
    let [tenant, client_id, subject, scope] = &texts;
    let longest = Record { tenant, client_id, subject, scope, ..record() };
    assert_eq!(encoded(&longest).len(), MAX_RECORD_LEN);
    assert_eq!(Record::decode(&encoded(&longest)), Ok(longest));
}

#[test]
fn refuses_texts_beyond_their_limits_and_small_buffers() {
    let mut buf = [0; MAX_RECORD_LEN + 2_000];
    let (tenant, client_id, subject, scope) = ("t".repeat(256), "c".repeat(513), "s".repeat(1_025), "p".repeat(4_097));
    for wrong in [
        Record { tenant: &tenant, ..record() },
        Record { client_id: &client_id, ..record() },
        Record { subject: &subject, ..record() },
        Record { scope: &scope, ..record() },
    ] {
        assert_eq!(wrong.encode(&mut buf), Err(Error::ArgumentTooLong));
    }
    let needed = encoded(&record()).len();
    assert_eq!(record().encode(&mut buf[..needed - 1]), Err(Error::BufferTooSmall { needed }));
    assert!(record().encode(&mut buf[..needed]).is_ok());
}

#[test]
fn refuses_every_malformed_record() {
    let bytes = from_hex(BYTES);
    for len in 0..bytes.len() {
        assert_eq!(Record::decode(&bytes[..len]), Err(Error::UnknownRecord), "of {len} bytes");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(Record::decode(&longer), Err(Error::UnknownRecord), "trailing bytes");
    // (where, what stands there instead)
    for (at, byte) in [
        (0, 0), // layouts
        (0, 2),
        (0, 255),
        (73, 3),    // late run
        (74, 2),    // late here
        (83, 0),    // revoked without a cause
        (83, 5),    // an unknown cause
        (85, 5),    // a length that does not fit
        (84, 1),    // one that is beyond its limit
        (90, 0xff), // invalid UTF-8
    ] {
        let mut wrong = bytes.clone();
        wrong[at] = byte;
        assert_eq!(Record::decode(&wrong), Err(Error::UnknownRecord), "{byte} at {at}");
    }
    // A cause without a time is no living family.
    let mut wrong = bytes.clone();
    wrong[75..83].fill(0);
    assert!(Record::decode(&wrong).is_ok_and(|record| record.revoked.is_some()));
}

#[test]
fn refuses_a_text_beyond_its_limit_in_a_record() {
    let mut bytes = encoded(&Record { tenant: "", client_id: "", subject: "", scope: "", ..record() });
    bytes.splice(84..86, [1, 0].into_iter().chain([b't'; 256]));
    assert_eq!(Record::decode(&bytes), Err(Error::UnknownRecord));
}

#[test]
fn refuses_every_malformed_record_of_a_subject() {
    let bytes = SubjectRecord { version: 2, attempt: [1; 16], revoked_before_ms: 9 }.encode();
    for len in 0..bytes.len() {
        assert_eq!(SubjectRecord::decode(&bytes[..len]), Err(Error::UnknownRecord), "of {len} bytes");
    }
    assert_eq!(SubjectRecord::decode(&[&bytes[..], &[0]].concat()), Err(Error::UnknownRecord));
    assert_eq!(SubjectRecord::decode(&[&[2], &bytes[1..]].concat()), Err(Error::UnknownRecord));
}

#[test]
fn causes_keep_their_numbers_and_names() {
    let expected = [(1, "reuse"), (2, "logout"), (3, "revoked"), (4, "late-replays")];
    assert_eq!(Cause::ALL.map(|cause| (cause.number(), cause.name())), expected);
}

fn any_record() -> impl Strategy<Value = (Record<'static>, [String; 4])> {
    let numbers = (any::<u64>(), any::<[u8; 16]>(), any::<u64>(), any::<u32>(), any::<[i64; 4]>(), any::<u32>());
    let cause = proptest::option::of((any::<i64>(), 0..4_usize));
    let texts = [".{0,40}", ".{0,40}", ".{0,80}", ".{0,200}"];
    (numbers, 0..3_u8, any::<bool>(), cause, texts).prop_map(|(numbers, late_run, late_here, cause, texts)| {
        let (version, attempt, generation, key_id, times, late_replays) = numbers;
        let [created_at_ms, rotated_at_ms, idle_expiry_ms, absolute_expiry_ms] = times;
        let revoked = cause.map(|(at_ms, which)| Revocation { at_ms, cause: Cause::ALL[which] });
        let record = Record {
            version,
            attempt,
            generation,
            key_id,
            created_at_ms,
            rotated_at_ms,
            idle_expiry_ms,
            absolute_expiry_ms,
            late_replays,
            late_run,
            late_here,
            revoked,
            tenant: "",
            client_id: "",
            subject: "",
            scope: "",
        };
        (record, texts)
    })
}

proptest! {
    #[test]
    fn every_record_comes_back((numbers, texts) in any_record()) {
        let [tenant, client_id, subject, scope] = &texts;
        let record = Record { tenant, client_id, subject, scope, ..numbers };
        let bytes = encoded(&record);
        prop_assert_eq!(Record::decode(&bytes), Ok(record));
    }

    #[test]
    fn what_is_decoded_is_encoded_to_the_same_bytes(edits in proptest::collection::vec((0..116_usize, any::<u8>()), 0..4)) {
        let mut bytes = from_hex(BYTES);
        for (at, byte) in edits {
            bytes[at] = byte;
        }
        if let Ok(record) = Record::decode(&bytes) {
            prop_assert_eq!(encoded(&record), bytes);
        }
    }

    #[test]
    fn bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = (Record::decode(&bytes), SubjectRecord::decode(&bytes));
    }
}
