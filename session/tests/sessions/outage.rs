//! Redis killed in the middle of rotations, and gone for a while.
#![cfg(feature = "redis")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use jwtcore::session::{Outcome, SessionPolicy};
use jwtcore::{Error, ErrorClass};
use jwtcore_session::{EventKind, Grant, RedisStore, SessionManager};

use crate::common::{RedisServer, count, manager, manager_with, plain, web};

fn redis_manager(server: &RedisServer, policy: SessionPolicy) -> SessionManager<RedisStore> {
    manager_with(RedisStore::open(&server.url()).expect("a URL"), policy)
}

/// A client that asks again with the same token until it is answered.
fn rotate(manager: &SessionManager<RedisStore>, token: &mut String, failures: &mut u32) -> Outcome {
    loop {
        match manager.refresh(web(), token, plain) {
            Ok(pair) => {
                pair.refresh_token().clone_into(token);
                return pair.outcome().expect("an outcome");
            }
            Err(error) => {
                let class = error.error().expect("an error").class();
                assert_eq!(class, ErrorClass::Unavailable, "{error}: an outage logs nobody out");
                *failures += 1;
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

#[test]
fn redis_killed_and_restarted_loses_no_rotation_and_logs_nobody_out() {
    let mut server = RedisServer::start();
    // A grace longer than the outages: this machine may be busy.
    let manager = redis_manager(&server, SessionPolicy::new().grace_ms(60_000));
    let (rotations, kills) = (count(300, 10_000), count(3, 20));
    let done = AtomicU32::new(0);
    let clients: Vec<(u64, u32)> = std::thread::scope(|scope| {
        let client = |subject: &'static str| {
            let (manager, done) = (&manager, &done);
            move || {
                let first = manager.login(web(), subject, "", &Grant::new()).expect("a pair");
                let (mut token, mut failures) = (first.refresh_token().to_owned(), 0);
                for _ in 0..rotations / 2 {
                    rotate(manager, &mut token, &mut failures);
                    done.fetch_add(1, Ordering::Relaxed);
                }
                (manager.sessions("acme", subject).expect("sessions")[0].generation, failures)
            }
        };
        let clients = [scope.spawn(client("7")), scope.spawn(client("8"))];
        for kill in 1..=kills {
            while done.load(Ordering::Relaxed) < kill * rotations / (kills + 1) {
                std::thread::sleep(Duration::from_micros(200));
            }
            server.kill();
            std::thread::sleep(Duration::from_millis(30));
            server.start_again();
        }
        clients.into_iter().map(|client| client.join().expect("no panic")).collect()
    });
    println!("{kills} kills in {rotations} rotations; generations and failed calls: {clients:?}");
    let generations: Vec<u64> = clients.iter().map(|(generation, _)| *generation).collect();
    // Each success moved the family by one: no token succeeded twice as a rotation, and no rotation was lost.
    assert_eq!(generations, [u64::from(rotations / 2); 2]);
    assert_eq!(manager.count(EventKind::ReuseDetected), 0);
}

#[test]
fn errors_of_a_store_that_is_gone_are_clear_and_bounded_in_time() {
    let mut server = RedisServer::start();
    let manager = redis_manager(&server, SessionPolicy::new());
    let pair = manager.login(web(), "7", "", &Grant::new()).expect("a pair");
    server.kill();
    let began = Instant::now();
    let error = manager.refresh(web(), pair.refresh_token(), plain).expect_err("nobody answers");
    assert_eq!(error.error(), Some(Error::Unavailable));
    assert!(!error.to_string().contains("127.0.0.1"), "{error}");
    // Far from a limit that a busy machine could reach: a hanging call would never end.
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    server.start_again();
    assert!(manager.refresh(web(), pair.refresh_token(), plain).is_ok());
}

#[test]
fn a_server_that_accepts_and_never_answers_is_given_up() {
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let url = format!("redis://{}", silent.local_addr().expect("an address"));
    let timeout = Duration::from_millis(200);
    let manager = manager(RedisStore::open_with_timeout(&url, timeout).expect("a URL"));
    let began = Instant::now();
    let error = manager.login(web(), "7", "", &Grant::new()).expect_err("nobody answers");
    assert_eq!(error.error(), Some(Error::Unavailable));
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    drop(silent);
}

#[test]
fn a_family_takes_the_same_memory_after_any_number_of_rotations() {
    let server = RedisServer::start();
    let manager = redis_manager(&server, SessionPolicy::new());
    let pair = manager.login(web(), "7", "read write", &Grant::new()).expect("a pair");
    let key = server.cli(&["KEYS", "*:f:*"]);
    let usage = || (server.cli(&["MEMORY", "USAGE", &key]), server.cli(&["STRLEN", &key]));
    let before = usage();
    let (mut token, mut failures) = (pair.refresh_token().to_owned(), 0);
    for _ in 0..count(200, 10_000) {
        rotate(&manager, &mut token, &mut failures);
    }
    assert_eq!(usage(), before);
    let texts = "acme".len() + "web".len() + "7".len() + "read write".len();
    let memory: usize = before.0.parse().expect("a number");
    println!("MEMORY USAGE {memory} bytes, of them {} the value", before.1);
    // What Redis adds, and the key's own name, are within the 256 bytes too.
    assert!(memory <= 256 + texts, "{memory}");
    // Every key of a session goes by itself.
    for key in server.cli(&["KEYS", "*"]).lines() {
        assert_ne!(server.cli(&["PTTL", key]), "-1", "{key}");
    }
}
