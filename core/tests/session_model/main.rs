//! An exhaustive search of the protocol of sessions: every order of presentations by owners and thieves, lost answers,
//! lost swaps, late deliveries, failing stores, stores that lose writes, revocations and changes of ring keys, within the
//! bounds of each world. The decisions are the product's own; a rule broken on purpose must be found.
//!
//! Whoever holds a token may present it at any time, so that owner, second tab and thief need no names. A success takes
//! effect when the store is written (a rotation) or read (a replay); times are those of effects. Shown are:
//!
//! * **once**: two successes of one generation take effect less than the grace apart (plus what the store's clock was set
//!   back), and a presentation that begins the grace or more after a success of its generation revokes the family;
//! * **one successor**: a generation has one successor, the same bytes for all; after lost writes one that is alive;
//! * **dead stays dead**: no write brings a revoked family back, and nothing succeeds after it or after the subject's
//!   cut-off; only a store that loses the tombstone itself forgets it;
//! * **forged tokens** change nothing;
//! * **committed**: an answer holds a generation that the store has;
//! * **only reuse revokes**: a tombstone for reuse needs a generation below the current one, never replaces a write of the
//!   same presentation, and inside the grace of its first read never comes of the predecessor;
//! * **until first used**: a generation succeeds after its grace only while its successor was not used and within the
//!   greatest age; each such success is counted in the record; three generations in a row never have one;
//! * **honest**: a client that presents its newest token, and asks again within the grace for lost answers, is never
//!   revoked, whatever the store loses.
#![cfg(feature = "session")]

mod decide;
mod rules;
mod search;
mod world;

use rules::Rule;
use search::{Found, search};
use world::Bounds;

/// Ticks of the grace, as the worlds count time.
const GRACE: u8 = 2;

fn worlds() -> Vec<(&'static str, Bounds)> {
    let deeper = u8::from(std::env::var_os("JWTCORE_MODEL_DEEP").is_some());
    let still = Bounds {
        grace: GRACE,
        until_first_used: None,
        slots: 2,
        presentations: 3 + deeper,
        ticks: 3 + deeper,
        steps_back: 0,
        unknown: 0,
        delayed: 0,
        failures: 0,
        family_revocations: 0,
        subject_revocations: 0,
        key_changes: 0,
        lost_writes: 0,
        forgeries: 0,
        is_honest: false,
    };
    let late = Bounds { grace: 1, until_first_used: Some(3), ..still.clone() };
    vec![
        ("parallel", Bounds { slots: 3, ..still.clone() }),
        ("long", Bounds { presentations: 4 + deeper, ticks: 5, ..still.clone() }),
        ("lost answers", Bounds { unknown: 2, failures: 1, ..still.clone() }),
        ("late deliveries", Bounds { delayed: 1, unknown: 1, ..still.clone() }),
        ("without grace", Bounds { grace: 0, unknown: 2, delayed: 1, ticks: 1 + deeper, ..still.clone() }),
        ("revocations", Bounds { family_revocations: 1, subject_revocations: 1, forgeries: 1, ..still.clone() }),
        ("change of keys", Bounds { key_changes: 1, unknown: 1, ticks: 2 + deeper, ..still.clone() }),
        (
            "lost writes",
            Bounds { lost_writes: 2, family_revocations: 1, key_changes: 1, ticks: 1 + deeper, ..still.clone() },
        ),
        ("clock set back", Bounds { steps_back: 2, ..still.clone() }),
        ("until first used", Bounds { presentations: 6, slots: 1, ticks: 4, unknown: 1, ..late.clone() }),
        ("until first used, parallel", Bounds { ticks: 4, unknown: 1, ..late.clone() }),
        (
            "honest",
            Bounds {
                slots: 1,
                presentations: 5 + deeper,
                unknown: 2,
                lost_writes: 2,
                failures: 1,
                ticks: 4 + deeper,
                is_honest: true,
                ..still.clone()
            },
        ),
    ]
}

#[test]
fn every_property_holds_in_every_world() {
    let mut total = 0;
    for (name, bounds) in worlds() {
        let Found { states, depth, broken } = search(&bounds, None);
        println!("{name}: {states} states, depth {depth}");
        assert_eq!(broken, None, "{name}");
        assert!(states > 500, "{name}: only {states} states");
        total += states;
    }
    println!("{total} states");
}

#[test]
fn every_rule_that_is_broken_is_found() {
    for rule in Rule::ALL {
        let (world, expected) = rule.noticed();
        let (_, bounds) = worlds().into_iter().find(|(name, _)| *name == world).expect("a world");
        let broken = search(&bounds, Some(rule)).broken;
        let broken = broken.unwrap_or_else(|| panic!("{rule:?} was broken, and nothing noticed in \"{world}\""));
        println!("{rule:?}, in \"{world}\": {}: {}", broken.property, broken.actions.join(", "));
        assert!(broken.property.starts_with(expected), "{rule:?} was noticed by {broken:?}, not by: {expected}");
    }
}
