//! What the core itself takes for the tokens of Python's bench: a process that is told how often to verify.
//!
//! Its first lines are the algorithm, issuer, audience, the number of tokens, the tokens, and the key's PEM or the
//! secret in hexadecimal, up to a line `go`. Each further line is a number of verifications; it answers the nanoseconds
//! of processor time that they took.

use std::io::{self, BufRead, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use jwtcore::host::{Key, LargeKeySet};
use jwtcore::{Algorithm, Audience, Error, Issuer, Trust, UnixSeconds, Verifier};
use rustix::time::{ClockId, Timespec, clock_gettime};

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let mut lines = io::stdin().lock().lines();
    let mut line = || lines.next().unwrap_or_else(|| Err(io::ErrorKind::UnexpectedEof.into()));
    let algorithm: Algorithm = line()?.parse()?;
    let (issuer, audience) = (line()?, line()?);
    let tokens = (0..line()?.parse()?).map(|_| line()).collect::<Result<Vec<String>, _>>()?;
    let mut key = String::new();
    loop {
        match line()?.as_str() {
            "go" => break,
            text => key = key + text + "\n",
        }
    }
    let keys = LargeKeySet::new([read_key(algorithm, &key)?])?;
    let verifier = Verifier::new(Trust::new(Issuer::exactly(issuer), Audience::contains(audience), keys))?;
    while let Ok(count) = line() {
        let begun = processor_ns();
        for at in 0..count.parse()? {
            verify(&verifier, &tokens[at % tokens.len()])?;
        }
        println!("{}", processor_ns() - begun);
        io::stdout().flush()?;
    }
    Ok(())
}

/// Verifies at the clock's time, and reads a claim.
fn verify(verifier: &Verifier<Trust<LargeKeySet>>, token: &str) -> Result<u64, Error> {
    let mut buf = [0; 2048];
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    verifier.verify(token, UnixSeconds(now.cast_signed()), &mut buf)?.get("uid")
}

fn read_key(algorithm: Algorithm, text: &str) -> Result<Key, Error> {
    if text.starts_with("-----BEGIN") {
        return Key::from_pem(algorithm, text.as_bytes());
    }
    let digits = text.trim().as_bytes().chunks(2);
    let bytes = digits.map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap_or_default(), 16).unwrap_or_default());
    Key::from_secret(algorithm, &bytes.collect::<Vec<_>>())
}

/// The processor time of this thread.
fn processor_ns() -> i64 {
    let Timespec { tv_sec, tv_nsec } = clock_gettime(ClockId::ThreadCPUTime);
    tv_sec * 1_000_000_000 + tv_nsec
}
