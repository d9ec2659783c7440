//! Many clients with one token: one rotation, and all get the same successor.

use std::sync::Barrier;

use jwtcore::session::Outcome;
use jwtcore_session::Grant;

use crate::common::{count, every_store, manager, plain, web};

const CLIENTS: usize = 64;

#[test]
fn parallel_refreshes_of_one_token_get_one_successor_by_one_rotation() {
    for (name, store, _server) in every_store() {
        let manager = manager(store);
        let mut token = manager.login(web(), "7", "", &Grant::new()).expect("a pair").refresh_token().to_owned();
        for round in 0..count(5, 1_000) {
            let barrier = Barrier::new(CLIENTS);
            let refresh = || {
                barrier.wait();
                let pair = manager.refresh(web(), &token, plain).map_err(|error| error.to_string())?;
                Ok::<_, String>((pair.refresh_token().to_owned(), pair.outcome()))
            };
            let answers: Vec<_> = std::thread::scope(|scope| {
                let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(refresh)).collect();
                clients.into_iter().map(|client| client.join().expect("no panic")).collect()
            });
            let answers: Vec<_> = answers.into_iter().map(|answer| answer.expect("a pair")).collect();
            let rotations = answers.iter().filter(|(_, outcome)| *outcome == Some(Outcome::Rotated)).count();
            assert_eq!(rotations, 1, "{name}, round {round}");
            let successor = answers[0].0.clone();
            assert!(answers.iter().all(|(token, _)| *token == successor), "{name}, round {round}");
            token = successor;
        }
        let sessions = manager.sessions("acme", "7").expect("sessions");
        assert_eq!(sessions[0].generation, u64::from(count(5, 1_000)), "{name}: none lost");
    }
}
