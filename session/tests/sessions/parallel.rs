//! Many clients with one token, in threads and in processes: one rotation, and all get the same successor.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Barrier};

use jwtcore::session::Outcome;
use jwtcore_session::{Grant, SessionManager, SqliteStore, Store};

use crate::common::{Shared, TempDir, count, every_store, manager, plain, web};

const CLIENTS: usize = 64;
/// Says to a child where the store is.
const STORE_OF_CHILD: &str = "JWTCORE_TEST_STORE";

/// Presents a token from `clients` threads at once; answers the successor, and how many of them rotated.
fn refresh_at_once<S: Store>(manager: &SessionManager<S>, token: &str, clients: usize) -> (String, usize) {
    let barrier = Barrier::new(clients);
    let refresh = || {
        barrier.wait();
        let pair = manager.refresh(web(), token, plain).map_err(|error| error.to_string())?;
        Ok::<_, String>((pair.refresh_token().to_owned(), pair.outcome()))
    };
    let answers: Vec<_> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..clients).map(|_| scope.spawn(refresh)).collect();
        clients.into_iter().map(|client| client.join().expect("no panic").expect("a pair")).collect()
    });
    let successor = answers[0].0.clone();
    assert!(answers.iter().all(|(token, _)| *token == successor), "one got another successor");
    (successor, answers.iter().filter(|(_, outcome)| *outcome == Some(Outcome::Rotated)).count())
}

#[test]
fn parallel_refreshes_of_one_token_get_one_successor_by_one_rotation() {
    for (name, store, _server) in every_store() {
        let manager = manager(store);
        let mut token = manager.login(web(), "7", "", &Grant::new()).expect("a pair").refresh_token().to_owned();
        for round in 0..count(5, 1_000) {
            let (successor, rotations) = refresh_at_once(&manager, &token, CLIENTS);
            assert_eq!(rotations, 1, "{name}, round {round}");
            token = successor;
        }
        let sessions = manager.sessions("acme", "7").expect("sessions");
        assert_eq!(sessions[0].generation, u64::from(count(5, 1_000)), "{name}: none lost");
    }
}

/// A store that a process opens by its name.
fn open(name: &str) -> Shared {
    #[cfg(feature = "redis")]
    if name.starts_with("redis:") {
        return Arc::new(jwtcore_session::RedisStore::open(name).expect("a URL"));
    }
    Arc::new(SqliteStore::open(name).expect("a file"))
}

/// Another process of this program, which runs the same test and finds that it is the other one.
struct Other {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Other {
    fn start(store: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args([
                "--exact",
                "parallel::two_processes_with_one_token_get_one_successor_by_one_rotation",
                "--nocapture",
            ])
            .env(STORE_OF_CHILD, store)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let stdin = child.stdin.take().expect("a pipe");
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, stdin, stdout }
    }

    fn tell(&mut self, token: &str) {
        writeln!(self.stdin, "{token}").expect("it listens");
    }

    /// The successor that its clients got, and how many of them rotated.
    fn answer(&mut self) -> (String, usize) {
        loop {
            let mut line = String::new();
            assert_ne!(self.stdout.read_line(&mut line).expect("a line"), 0, "the other process ended");
            // The test runner says other things too.
            if let Some((_, answer)) = line.trim().split_once("answer: ") {
                let (rotations, successor) = answer.split_once(' ').expect("two words");
                return (successor.to_owned(), rotations.parse().expect("a number"));
            }
        }
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn two_processes_with_one_token_get_one_successor_by_one_rotation() {
    if let Ok(store) = std::env::var(STORE_OF_CHILD) {
        return be_the_other(&store);
    }
    let dir = TempDir::new();
    let file = dir.path().join("sessions.db").to_str().expect("text").to_owned();
    #[cfg(feature = "redis")]
    let server = crate::common::RedisServer::start();
    let stores = [
        file,
        #[cfg(feature = "redis")]
        server.url(),
    ];
    for store in stores {
        let (manager, mut other) = (manager(open(&store)), Other::start(&store));
        let mut token = manager.login(web(), "7", "", &Grant::new()).expect("a pair").refresh_token().to_owned();
        for round in 0..count(5, 1_000) {
            other.tell(&token);
            let (successor, here) = refresh_at_once(&manager, &token, CLIENTS / 2);
            let (successor_there, there) = other.answer();
            assert_eq!((&successor_there, here + there), (&successor, 1), "{store}, round {round}");
            token = successor;
        }
    }
}

/// What the other process does until its standard input ends.
fn be_the_other(store: &str) {
    let manager = manager(open(store));
    for token in std::io::stdin().lines() {
        let (successor, rotations) = refresh_at_once(&manager, &token.expect("a token"), CLIENTS / 2);
        println!("answer: {rotations} {successor}");
    }
}
