//! The search: every state that can be reached, once.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::decide::Protocol;
use crate::rules::Rule;
use crate::world::{Action, Bounds, World};

/// What a search found.
pub(crate) struct Found {
    pub(crate) states: usize,
    pub(crate) depth: usize,
    pub(crate) broken: Option<Broken>,
}

/// A property that does not hold, and the actions that lead there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) property: &'static str,
    pub(crate) actions: Vec<String>,
}

/// Searches breadth first, so that what is found is short.
pub(crate) fn search(bounds: &Bounds, broken: Option<Rule>) -> Found {
    let protocol = Protocol::new(bounds, broken);
    let start = World::new(&protocol, bounds);
    let mut seen = HashSet::from([fingerprint(&start)]);
    let mut trail = vec![(0, Action::Tick)];
    let mut level = vec![(0, start)];
    let mut depth = 0;
    while !level.is_empty() {
        let mut next_level = Vec::new();
        for (at, world) in level {
            for action in world.actions(&protocol) {
                let mut next = world.clone();
                let held = next.act(&protocol, action);
                if let Err(property) = held {
                    let mut actions = path(&trail, at);
                    actions.push(format!("{action:?}"));
                    return Found { states: seen.len(), depth, broken: Some(Broken { property, actions }) };
                }
                if seen.insert(fingerprint(&next)) {
                    trail.push((at, action));
                    next_level.push((trail.len() - 1, next));
                }
            }
        }
        level = next_level;
        depth += 1;
    }
    Found { states: seen.len(), depth, broken: None }
}

fn path(trail: &[(usize, Action)], mut at: usize) -> Vec<String> {
    let mut actions = Vec::new();
    while at != 0 {
        actions.push(format!("{:?}", trail[at].1));
        at = trail[at].0;
    }
    actions.reverse();
    actions
}

/// 128 bits, so that no two states of a search are taken for one by chance.
fn fingerprint(world: &World) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        world.hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}
