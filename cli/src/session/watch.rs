//! `jwtcore session watch`: what changes among a subject's sessions, line by line as it is seen.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::thread::sleep;
use std::time::Duration;

use jwtcore_session::Session;
use serde_json::{Value, json};

use super::args::WatchArgs;
use super::{revocations, sessions, shown};
use crate::failure::Failure;

/// Sessions by their sid, as they were read last.
type Seen = BTreeMap<String, Session>;

/// Prints as it reads, and so leaves nothing to be printed.
pub(crate) fn run(args: &WatchArgs) -> Result<Vec<u8>, Failure> {
    let revocations = revocations(&args.show.store)?;
    let (mut seen, mut reads) = (Seen::new(), 0_u64);
    loop {
        let now: Seen =
            sessions(&args.show, &revocations)?.into_iter().map(|session| (session.sid.clone(), session)).collect();
        for change in changes(&seen, &now) {
            print(&change)?;
        }
        seen = now;
        reads = reads.saturating_add(1);
        if args.reads.is_some_and(|most| reads >= most) {
            return Ok(Vec::new());
        }
        sleep(Duration::from_millis(args.interval_ms));
    }
}

fn changes(before: &Seen, now: &Seen) -> Vec<Value> {
    let told = |what: &str, session: &Session| {
        let mut line = json!({ "event": what });
        if let (Some(line), Value::Object(session)) = (line.as_object_mut(), shown(session)) {
            line.extend(session);
        }
        line
    };
    let begun_or_refreshed = now.iter().filter_map(|(sid, session)| match before.get(sid) {
        None => Some(told("seen", session)),
        Some(older) if older != session => Some(told("refreshed", session)),
        Some(_) => None,
    });
    let ended = before.iter().filter(|(sid, _)| !now.contains_key(*sid)).map(|(_, session)| told("ended", session));
    begun_or_refreshed.chain(ended).collect()
}

fn print(line: &Value) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).map_err(|error| {
        Failure::setup(format!("standard output cannot be written: {error}"), "give it a place that takes the output")
    })
}
