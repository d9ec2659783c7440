//! `session`: logins, refreshes, revocations and looks, in a file of `SQLite`.

use serde_json::Value;

use crate::run::{Answer, Folder, jwtcore, jwtcore_reading};

const ISSUER: [&str; 4] = ["--iss", "https://issuer.test", "--aud", "api"];

/// A store, a signing secret and a ring in a folder of the test's own.
struct Place {
    store: String,
    secret: String,
    ring: String,
    folder: Folder,
}

impl Place {
    fn new() -> Self {
        let folder = Folder::new();
        let secret = folder.file("access.bin", b"a test secret of thirty-two byte");
        let ring = format!("1={}", folder.file("ring.bin", b"the ring's test secret, 32 bytes"));
        let store = format!("sqlite:{}", folder.path("sessions.db"));
        Self { store, secret, ring, folder }
    }

    fn issuing<'a>(&'a self, command: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let common = ["session", command, "--store", &self.store, "--alg", "HS256", "--secret-file", &self.secret];
        [&common[..], &["--ring", &self.ring], &ISSUER, more].concat()
    }

    fn login(&self, more: &[&str]) -> Value {
        json(jwtcore(&self.issuing("login", &[&["--sub", "u1", "--scope", "read write"], more].concat())))
    }

    fn refresh(&self, token: &str, more: &[&str]) -> Answer {
        jwtcore_reading(&self.issuing("refresh", more), format!("{token}\n").as_bytes())
    }

    fn on_store(&self, command: &str, more: &[&str]) -> Answer {
        jwtcore(&[&["session", command, "--store", &self.store], more].concat())
    }
}

fn json(answer: Answer) -> Value {
    serde_json::from_str(&answer.text()).expect("one JSON object")
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object[name].as_str().unwrap_or_else(|| panic!("no {name} in {object}"))
}

#[test]
fn a_session_is_begun_refreshed_shown_and_ended() {
    let place = Place::new();
    let first = place.login(&[]);
    assert_eq!((&first["token_type"], &first["expires_in"]), (&"Bearer".into(), &600.into()));
    let verified = jwtcore_reading(
        &[&["verify", "--alg", "HS256", "--secret-file", &place.secret, "--typ", "at+jwt"], &ISSUER[..], &["-"]]
            .concat(),
        text(&first, "access_token").as_bytes(),
    );
    let claims: Value = serde_json::from_str(&verified.text()).expect("claims");
    assert_eq!((text(&claims, "sid"), text(&claims, "sub")), (text(&first, "sid"), "u1"));

    let second = json(place.refresh(text(&first, "refresh_token"), &["--scope", "read"]));
    assert_eq!((text(&second, "outcome"), text(&second, "scope")), ("rotated", "read"));
    let shown = json(place.on_store("show", &["--sub", "u1"]));
    assert_eq!((text(&shown, "sid"), &shown["generation"]), (text(&first, "sid"), &1.into()));
    assert!(shown.get("refresh_token").is_none());

    let ended = json(place.on_store("revoke", &["--sub", "u1", "--sid", text(&first, "sid")]));
    assert_eq!(ended, serde_json::json!({ "revoked": "session", "lived": true }));
    place.refresh(text(&second, "refresh_token"), &[]).refused("session-revoked");
    assert_eq!(place.on_store("show", &["--sub", "u1"]).text(), "");
}

#[test]
fn a_token_used_twice_ends_the_session() {
    let place = Place::new();
    let first = place.login(&["--grace-ms", "0"]);
    let second = json(place.refresh(text(&first, "refresh_token"), &["--grace-ms", "0"]));
    place.refresh(text(&first, "refresh_token"), &["--grace-ms", "0"]).refused("refresh-token-reused");
    place.refresh(text(&second, "refresh_token"), &["--grace-ms", "0"]).refused("session-revoked");
}

#[test]
fn a_token_of_another_client_and_what_is_no_token_are_refused() {
    let place = Place::new();
    let first = place.login(&["--client", "web"]);
    for token in [text(&first, "refresh_token"), text(&first, "access_token"), "", "\u{fc}"] {
        place.refresh(token, &["--client", "app"]).refused("invalid-refresh-token");
    }
    assert!(place.refresh(text(&first, "refresh_token"), &["--client", "web"]).code == Some(0));
}

#[test]
fn everything_of_a_subject_ends_and_one_token_is_denied() {
    let place = Place::new();
    let first = place.login(&[]);
    assert_eq!(place.on_store("revoke", &["--sub", "u1"]).text(), "{\"revoked\":\"subject\"}\n");
    place.refresh(text(&first, "refresh_token"), &[]).refused("session-revoked");
    let denied = place.on_store("revoke", &["--iss", "https://issuer.test", "--jti", "j1", "--exp", "4102444800"]);
    assert_eq!(denied.text(), "{\"revoked\":\"token\"}\n");
}

#[test]
fn what_changes_is_watched() {
    let place = Place::new();
    place.login(&[]);
    let seen = json(place.on_store("watch", &["--sub", "u1", "--reads", "2", "--interval-ms", "1"]));
    assert_eq!((text(&seen, "event"), &seen["generation"]), ("seen", &0.into()), "once, though it was read twice");
}

#[test]
fn a_store_that_does_not_answer_is_exit_3() {
    let place = Place::new();
    // A port that nobody listens on.
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let url = format!("redis://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let answer = jwtcore(&["session", "show", "--store", &url, "--sub", "u1"]);
    assert_eq!((answer.code, answer.stdout.len()), (Some(3), 0), "{}", answer.stderr);
    assert!(answer.stderr.starts_with("unavailable: unavailable: the store did not answer"), "{}", answer.stderr);
    assert!(!answer.stderr.contains("127.0.0.1"), "{}", answer.stderr);
    drop(place);
}

#[test]
fn a_wrong_set_up_is_exit_2_and_says_how_to_mend_it() {
    let place = Place::new();
    let weak = format!("1={}", place.folder.file("weak.bin", b"short"));
    let with_newline = format!("1={}", place.folder.file("newline.bin", b"the ring's test secret, 32 bytes\n"));
    for (ring, said) in [(&weak, "secret-too-short"), (&with_newline, "secret-ends-in-newline")] {
        let store = &place.store;
        let arguments = ["session", "login", "--store", store, "--alg", "HS256", "--secret-file", &place.secret];
        let answer = jwtcore(&[&arguments[..], &["--ring", ring, "--sub", "u1"], &ISSUER].concat());
        assert_eq!(answer.code, Some(2), "{}", answer.stderr);
        assert!(answer.stderr.contains(said), "{}", answer.stderr);
    }
    for arguments in [
        &["session", "show", "--store", "ftp://x", "--sub", "u1"][..],
        &["session", "show", "--sub", "u1"],
        &["session", "revoke", "--store", &place.store],
        &["session", "revoke", "--store", &place.store, "--jti", "j"],
        &["session"],
    ] {
        let answer = jwtcore(arguments);
        assert_eq!((answer.code, answer.stdout.len()), (Some(2), 0), "{arguments:?}: {}", answer.stderr);
    }
}
