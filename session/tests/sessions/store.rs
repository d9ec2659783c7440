//! What every store owes: exact bytes, swaps, expiry, listing.

use std::sync::{Arc, Mutex};

use jwtcore::session::{Expected, SubjectRecord};
use jwtcore_session::{FaultKind, MemoryStore, OwnedWrite, SqliteStore, Store};

use crate::common::every_store;

const SLOT: &str = "jwtcore:1:{wC0TA3lr4LQ}";

fn key(name: &str) -> String {
    format!("{SLOT}:{name}")
}

fn value(version: u64, attempt: u8) -> Vec<u8> {
    SubjectRecord { version, attempt: [attempt; 16], revoked_before_ms: 0 }.encode().to_vec()
}

fn stamp(version: u64, attempt: u8) -> Expected {
    Expected::Stamp(SubjectRecord { version, attempt: [attempt; 16], revoked_before_ms: 0 }.stamp())
}

fn write(name: &str, expected: Expected, value: &[u8]) -> OwnedWrite {
    OwnedWrite { key: key(name), expected, value: value.to_vec(), expires_at_ms: None, index: None }
}

fn read(store: &dyn Store, name: &str) -> Option<Vec<u8>> {
    store.load(&[key(name)]).expect("an answer").values.remove(0)
}

#[test]
fn values_are_exact_bytes() {
    for (name, store, _server) in every_store() {
        let bytes: Vec<u8> = (0..=255).chain([0, 10, 13, 0]).collect();
        assert!(store.commit(&[write("s", Expected::Anything, &bytes)]).expect("an answer"), "{name}");
        assert_eq!(read(&*store, "s"), Some(bytes), "{name}");
        let loaded = store.load(&[key("x"), key("s"), key("y")]).expect("an answer");
        assert_eq!(loaded.values.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false], "{name}");
        assert_eq!(store.load(&[]).expect("an answer").values.len(), 0, "{name}");
        assert!(loaded.now_ms > 1_700_000_000_000, "{name}: {}", loaded.now_ms);
    }
}

#[test]
fn a_swap_is_made_where_version_and_attempt_are_expected() {
    for (name, store, _server) in every_store() {
        let commit = |expected, value: &[u8]| store.commit(&[write("s", expected, value)]).expect("an answer");
        assert!(!commit(stamp(1, 1), &value(2, 2)), "{name}: absent is no version");
        assert!(commit(Expected::Absent, &value(1, 1)), "{name}");
        assert!(!commit(Expected::Absent, &value(1, 9)), "{name}");
        assert!(!commit(stamp(1, 2), &value(2, 2)), "{name}: another history's version");
        assert!(!commit(stamp(2, 1), &value(2, 2)), "{name}");
        assert!(commit(stamp(1, 1), &value(2, 2)), "{name}");
        assert_eq!(read(&*store, "s"), Some(value(2, 2)), "{name}");
        assert!(commit(Expected::Anything, b"1"), "{name}");
        assert!(!commit(stamp(2, 2), &value(3, 3)), "{name}: a value without a stamp has none");
    }
}

#[test]
fn a_batch_is_made_whole_or_not_at_all() {
    for (name, store, _server) in every_store() {
        let both = |expected: Expected| {
            let writes = [write("a", Expected::Anything, b"1"), write("b", expected, b"2")];
            store.commit(&writes).expect("an answer")
        };
        assert!(!both(stamp(1, 1)), "{name}");
        assert_eq!(read(&*store, "a"), None, "{name}");
        assert!(both(Expected::Absent), "{name}");
        assert_eq!((read(&*store, "a"), read(&*store, "b")), (Some(b"1".to_vec()), Some(b"2".to_vec())), "{name}");
    }
}

#[test]
fn a_value_whose_time_has_come_is_absent_and_pruned() {
    for (name, store, _server) in every_store() {
        let now = store.load(&[]).expect("an answer").now_ms;
        for (key, at) in [("past", now - 1), ("future", now + 60_000), ("far", i64::MAX)] {
            let write = OwnedWrite { expires_at_ms: Some(at), ..write(key, Expected::Anything, b"1") };
            assert!(store.commit(&[write]).expect("an answer"), "{name}");
        }
        assert_eq!(read(&*store, "past"), None, "{name}");
        assert!(read(&*store, "future").is_some() && read(&*store, "far").is_some(), "{name}");
        assert!(store.commit(&[write("past", Expected::Absent, b"1")]).expect("an answer"), "{name}: it is absent");
        let short = OwnedWrite { expires_at_ms: Some(now - 1), ..write("past", Expected::Anything, b"1") };
        assert!(store.commit(&[short]).expect("an answer"));
        let pruned = store.prune(10).expect("an answer");
        assert_eq!(pruned, u64::from(name != "redis"), "{name}: Redis does so by itself");
        assert_eq!(store.prune(10).expect("an answer"), 0, "{name}");
        assert!(read(&*store, "future").is_some(), "{name}");
    }
}

#[test]
fn an_index_lists_living_families_page_by_page() {
    for (name, store, _server) in every_store() {
        let now = store.load(&[]).expect("an answer").now_ms;
        let index = key("i");
        let add = |sid: &str, at: i64| {
            let write = OwnedWrite {
                expires_at_ms: Some(at),
                index: Some((index.clone(), sid.to_owned())),
                ..write(&format!("f:{sid}"), Expected::Absent, &value(1, 1))
            };
            assert!(store.commit(&[write]).expect("an answer"), "{name}");
        };
        add("gone", now - 60_000);
        for sid in ["a", "b", "c", "d", "e"] {
            add(sid, now + 60_000);
        }
        let (mut all, mut cursor) = (Vec::new(), Some(0));
        while let Some(at) = cursor {
            let page = store.list(&index, at, 2).expect("an answer");
            assert!(page.sids.len() <= 2, "{name}");
            all.extend(page.sids);
            cursor = page.next;
        }
        all.sort();
        assert_eq!(all, ["a", "b", "c", "d", "e"], "{name}");
        assert_eq!(store.list(&key("other"), 0, 2).expect("an answer").sids.len(), 0, "{name}");
    }
}

#[test]
fn sqlite_refuses_inside_an_open_transaction_of_the_application() {
    let connection = Arc::new(Mutex::new(rusqlite::Connection::open_in_memory().expect("a database")));
    let store = SqliteStore::from_connection(Arc::clone(&connection)).expect("a store");
    connection.lock().expect("a lock").execute_batch("BEGIN").expect("a transaction");
    let faults = [
        store.load(&[key("s")]).err(),
        store.commit(&[write("s", Expected::Anything, b"1")]).err(),
        store.list("i", 0, 1).err(),
        store.prune(1).err(),
    ];
    for fault in faults {
        assert_eq!(fault.expect("a refusal").kind(), FaultKind::OpenTransaction);
    }
    connection.lock().expect("a lock").execute_batch("ROLLBACK").expect("its end");
    assert!(store.commit(&[write("s", Expected::Anything, b"1")]).expect("an answer"));
}

#[test]
fn sqlite_is_shared_by_connections_and_outlives_them() {
    let dir = crate::common::TempDir::new();
    let open = || SqliteStore::open(dir.path().join("sessions.db")).expect("a store");
    let (one, two) = (open(), open());
    assert!(one.commit(&[write("s", Expected::Absent, &value(1, 1))]).expect("an answer"));
    assert!(!two.commit(&[write("s", Expected::Absent, &value(1, 2))]).expect("an answer"));
    drop((one, two));
    assert_eq!(read(&open(), "s"), Some(value(1, 1)));
}

#[test]
fn memory_reads_its_clock() {
    let store = MemoryStore::with_clock(|| 42);
    assert_eq!(store.load(&[]).expect("an answer").now_ms, 42);
}
