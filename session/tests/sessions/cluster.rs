//! A real Redis Cluster, three masters with a replica each, started by the test: a master dies with a write that its
//! replica never had.
#![cfg(feature = "redis-cluster")]

use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use jwtcore::session::{Outcome, SessionPolicy};
use jwtcore::{Error, ErrorClass};
use jwtcore_session::{EventKind, Grant, RedisStore, SessionError, SessionManager, TokenPair};

use crate::common::{RedisServer, manager_with, plain, web};

/// How long the cluster may take to form or to fail over.
const LIMIT: Duration = Duration::from_secs(60);

struct Cluster(Vec<RedisServer>);

impl Cluster {
    fn start() -> Self {
        let arguments = [
            "--cluster-enabled",
            "yes",
            "--cluster-node-timeout",
            "1500",
            "--cluster-replica-validity-factor",
            "0",
            "--repl-diskless-sync-delay",
            "0",
        ];
        let nodes: Vec<_> = (0..6).map(|_| RedisServer::start_with(&arguments)).collect();
        let addresses = nodes.iter().map(|node| node.url().replace("redis://", ""));
        let made = Command::new("redis-cli")
            .args(["--cluster", "create"])
            .args(addresses)
            .args(["--cluster-replicas", "1", "--cluster-yes"])
            .output()
            .expect("redis-cli");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stdout));
        let cluster = Self(nodes);
        for node in &cluster.0 {
            wait_until("the cluster forms", || node.cli(&["CLUSTER", "INFO"]).contains("cluster_state:ok"));
            let replicates = || node.cli(&["ROLE"]).starts_with("master") || node.cli(&["ROLE"]).contains("connected");
            wait_until("the replicas follow", replicates);
        }
        cluster
    }

    fn manager(&self) -> SessionManager<RedisStore> {
        let urls: Vec<_> = self.0.iter().map(RedisServer::url).collect();
        let urls: Vec<_> = urls.iter().map(String::as_str).collect();
        // A grace longer than a failover takes.
        manager_with(RedisStore::open_cluster(&urls).expect("URLs"), SessionPolicy::new().grace_ms(60_000))
    }

    /// The master that holds keys, and its replica.
    fn master_with(&self, pattern: &str) -> (usize, usize) {
        let has_key =
            |node: &RedisServer| node.cli(&["ROLE"]).starts_with("master") && !node.cli(&["KEYS", pattern]).is_empty();
        let master = self.0.iter().position(has_key).expect("a master with the key");
        let port = self.0[master].url().rsplit(':').next().expect("a port").to_owned();
        let follows = |node: &RedisServer| {
            let role = node.cli(&["ROLE"]);
            role.starts_with("slave") && role.lines().any(|line| line == port)
        };
        (master, self.0.iter().position(follows).expect("its replica"))
    }
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < LIMIT, "waited in vain until {what}");
        sleep(Duration::from_millis(50));
    }
}

/// Asks again while the store is not there.
fn patiently(ask: impl Fn() -> Result<TokenPair, SessionError>) -> Result<TokenPair, SessionError> {
    let began = Instant::now();
    loop {
        match ask() {
            Err(error) if error.error() == Some(Error::Unavailable) && began.elapsed() < LIMIT => {
                sleep(Duration::from_millis(100));
            }
            answer => return answer,
        }
    }
}

#[test]
fn a_replica_promoted_without_the_last_write_is_store_behind_and_revokes_nobody() {
    let mut cluster = Cluster::start();
    let manager = cluster.manager();
    let login = |subject: &str| manager.login(web(), subject, "", &Grant::new()).expect("a pair");
    // Subjects lie on all nodes, each in one slot.
    for subject in 0..30 {
        let pair = login(&subject.to_string());
        assert!(manager.refresh(web(), pair.refresh_token(), plain).is_ok());
        manager.revoke_subject("acme", &subject.to_string()).expect("an answer");
    }
    let holding =
        cluster.0.iter().filter(|node| node.cli(&["ROLE"]).starts_with("master") && node.cli(&["DBSIZE"]) != "0");
    assert_eq!(holding.count(), 3);

    let first = login("the last");
    let sid = first.session().sid.clone();
    let (master, replica) = cluster.master_with(&format!("*:f:{sid}"));
    let second = manager.refresh(web(), first.refresh_token(), plain).expect("a pair");
    let offset = |node: usize| {
        let role = cluster.0[node].cli(&["INFO", "replication"]);
        role.lines().find_map(|line| line.strip_prefix("master_repl_offset:")).map(str::to_owned)
    };
    wait_until("the replica has the second", || offset(master) == offset(replica));
    // From here on the replica gets nothing more: the master refuses its password.
    cluster.0[replica].cli(&["CONFIG", "SET", "masterauth", "a password that no test sets"]);
    cluster.0[replica].cli(&["CLIENT", "KILL", "TYPE", "master"]);
    wait_until("the replica is cut off", || !cluster.0[replica].cli(&["ROLE"]).contains("connected"));
    let third = manager.refresh(web(), second.refresh_token(), plain).expect("a pair");

    cluster.0[master].kill();
    wait_until("the replica is promoted", || cluster.0[replica].cli(&["ROLE"]).starts_with("master"));
    wait_until("the cluster is whole", || cluster.0[replica].cli(&["CLUSTER", "INFO"]).contains("cluster_state:ok"));

    let answer = patiently(|| manager.refresh(web(), third.refresh_token(), plain));
    let error = answer.expect_err("the write was lost").error().expect("an error");
    assert_eq!((error, error.class()), (Error::StoreBehind, ErrorClass::Unavailable));
    assert_eq!(manager.count(EventKind::StoreBehind), 1);
    assert_eq!(manager.count(EventKind::ReuseDetected), 0);
    let sessions = manager.sessions("acme", "the last").expect("sessions");
    assert_eq!(sessions[0].generation, 1, "it lives, one generation back");
    // Whoever holds the token before it goes on, and gets the very successor that was lost.
    let again = patiently(|| manager.refresh(web(), second.refresh_token(), plain)).expect("a pair");
    assert_eq!((again.outcome(), again.refresh_token()), (Some(Outcome::Rotated), third.refresh_token()));
    assert!(manager.refresh(web(), third.refresh_token(), plain).is_ok());
}
