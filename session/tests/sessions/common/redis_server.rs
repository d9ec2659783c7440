//! A redis-server of the test's own: its own port, its own folder, stopped by its process id.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::TempDir;

/// How long a server may take to start.
const START_LIMIT: Duration = Duration::from_secs(20);

pub(crate) struct RedisServer {
    port: u16,
    dir: TempDir,
    extra: Vec<String>,
    child: Child,
}

impl RedisServer {
    /// With `appendfsync always`, so that what was answered is kept.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    pub(crate) fn start_with(extra: &[&str]) -> Self {
        let (dir, port) = (TempDir::new(), free_port());
        let extra: Vec<_> = extra.iter().map(|argument| (*argument).to_owned()).collect();
        let child = spawn(port, &dir, &extra);
        let server = Self { port, dir, extra, child };
        server.wait();
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// SIGKILL, to this process alone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().and_then(|()| self.child.wait()).expect("a process of ours");
    }

    pub(crate) fn start_again(&mut self) {
        self.child = spawn(self.port, &self.dir, &self.extra);
        self.wait();
    }

    /// Runs redis-cli and answers what it prints.
    pub(crate) fn cli(&self, arguments: &[&str]) -> String {
        let output = Command::new("redis-cli").arg("-p").arg(self.port.to_string()).args(arguments).output();
        String::from_utf8(output.expect("redis-cli").stdout).expect("text").trim().to_owned()
    }

    fn wait(&self) {
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() || self.cli(&["PING"]) != "PONG" {
            assert!(began.elapsed() < START_LIMIT, "redis-server did not start on port {}", self.port);
            sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(port: u16, dir: &TempDir, extra: &[String]) -> Child {
    Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", ""])
        .args(["--appendonly", "yes", "--appendfsync", "always", "--dir"])
        .arg(dir.path())
        .args(extra)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("redis-server is missing: run scripts/setup test")
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a port").port()
}
