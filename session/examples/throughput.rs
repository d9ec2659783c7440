//! How many checks and refreshes a second two threads make through Redis, beside redis-benchmark's GET and SET against
//! the same server in the same run. Prints one JSON object.
//!
//! `cargo run --release -p jwtcore-session --features redis --example throughput [SECONDS]`

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use jwtcore::session::Party;
use jwtcore::{Algorithm, RefreshRing, Signer};
use jwtcore_session::{CheckedClaims, Grant, RedisStore, SessionManager, SessionSettings};

const THREADS: usize = 2;
/// Of each measurement; their median counts.
const ROUNDS: usize = 5;

type Fault = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Fault> {
    let seconds = std::env::args().nth(1).map_or(Ok(2), |seconds| seconds.parse())?;
    let server = Server::start()?;
    let manager = manager(&server.url())?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let [get, set] = server.benchmark()?;
        let checks = per_second(seconds, |thread| checker(&manager, thread));
        let refreshes = per_second(seconds, |thread| refresher(&manager, thread));
        rounds.push([get, set, checks, refreshes]);
    }
    let median = |at: usize| {
        let mut values: Vec<f64> = rounds.iter().filter_map(|round| round.get(at).copied()).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    let [get, set, checks, refreshes] = [0, 1, 2, 3].map(median);
    let report = serde_json::json!({
        "threads": THREADS,
        "rounds": ROUNDS,
        "per_second": { "redis_get": get.round(), "redis_set": set.round(), "checks": checks.round(), "refreshes": refreshes.round() },
        "ratios": { "checks_to_get": rounded(checks / get), "refreshes_to_set": rounded(refreshes / set) },
        "goals": { "checks_to_get": 0.4, "refreshes_to_set": 0.2 },
    });
    println!("{report:#}");
    Ok(())
}

fn rounded(ratio: f64) -> f64 {
    (ratio * 1_000.0).round() / 1_000.0
}

fn manager(url: &str) -> Result<SessionManager<RedisStore>, Fault> {
    let signer = Signer::from_secret(Algorithm::HS256, b"a test secret of thirty-two byte")?;
    let ring = RefreshRing::new(1, b"the ring's test secret, 32 bytes")?;
    let settings = SessionSettings::new("https://issuer.test", "https://api.test");
    Ok(SessionManager::new(signer, ring, settings, RedisStore::open(url)?)?)
}

fn party() -> Party<'static> {
    Party::new("acme", "web").unwrap_or_else(|error| panic!("{error}"))
}

/// Checks one access token again and again, as a resource server does.
fn checker(manager: &SessionManager<RedisStore>, thread: usize) -> impl FnMut() {
    let subject = format!("user-{thread}");
    let pair = manager.login(party(), &subject, "read", &Grant::new()).unwrap_or_else(|error| panic!("{error}"));
    let (sid, jti) = (Some(pair.session().sid.clone()), Some("3f0c".to_owned()));
    let claims = CheckedClaims { iss: "https://issuer.test".into(), sub: Some(subject), sid, jti, iat: None };
    move || assert!(manager.check("acme", &claims).is_allowed())
}

/// Refreshes one session again and again.
fn refresher(manager: &SessionManager<RedisStore>, thread: usize) -> impl FnMut() {
    let pair = manager.login(party(), &format!("user-{thread}"), "read", &Grant::new());
    let mut token = pair.unwrap_or_else(|error| panic!("{error}")).refresh_token().to_owned();
    move || {
        let next = manager.refresh(party(), &token, |_| Ok(Grant::new())).unwrap_or_else(|error| panic!("{error}"));
        next.refresh_token().clone_into(&mut token);
    }
}

#[allow(clippy::cast_precision_loss, reason = "a count of calls is far below 2^52")]
fn per_second<F: FnMut()>(seconds: u64, caller: impl Fn(usize) -> F + Sync) -> f64 {
    let limit = Duration::from_secs(seconds);
    let rates: Vec<f64> = scope(|scope| {
        let callers: Vec<_> = (0..THREADS)
            .map(|thread| {
                let caller = &caller;
                scope.spawn(move || {
                    let mut call = caller(thread);
                    let (began, mut calls) = (Instant::now(), 0_u64);
                    while began.elapsed() < limit {
                        call();
                        calls += 1;
                    }
                    calls as f64 / began.elapsed().as_secs_f64()
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().unwrap_or_default()).collect()
    });
    rates.iter().sum()
}

/// A redis-server of its own, without persistence as redis-benchmark is usually run.
struct Server {
    port: u16,
    child: Child,
}

impl Server {
    fn start() -> Result<Self, Fault> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let child = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .spawn()?;
        let server = Self { port, child };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            sleep(Duration::from_millis(10));
        }
        Ok(server)
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// GET and SET a second.
    fn benchmark(&self) -> Result<[f64; 2], Fault> {
        let output = Command::new("redis-benchmark")
            .args(["-p", &self.port.to_string(), "-c", "2", "-P", "1", "-n", "50000", "-t", "get,set", "--csv"])
            .output()?;
        let text = String::from_utf8(output.stdout)?;
        let rate = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(&format!("\"{name}\"")));
            line.and_then(|line| line.split('"').nth(3)?.parse().ok()).ok_or("redis-benchmark's answer cannot be read")
        };
        Ok([rate("GET")?, rate("SET")?])
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
