//! Convention 1: statuses are the numbers of the shared table, and their texts its texts.

use jwtcore_ffi::*;

use crate::common::*;

#[test]
fn statuses_are_those_of_the_shared_table() {
    for row in read_json("errors.json").as_array().expect("an array") {
        let number = u32::try_from(row["number"].as_u64().expect("a number")).expect("32 bits");
        assert_eq!(static_text(jwtcore_status_name(number)), row["name"].as_str().expect("a name"));
        assert_eq!(static_text(jwtcore_status_sentence(number)), row["sentence"].as_str().expect("a sentence"));
        assert_eq!(static_text(jwtcore_status_mend(number)), row["mend"].as_str().expect("a mend"));
        let class = ["ok", "token", "setup", "caller", "unavailable"]
            .iter()
            .position(|name| Some(*name) == row["class"].as_str())
            .expect("a known class");
        assert_eq!(jwtcore_status_class(number), u32::try_from(class).expect("a class"), "{number}");
    }
}

#[test]
fn the_header_names_every_status() {
    let header =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../include/jwtcore.h")).expect("a header");
    let table = read_json("errors.json");
    let rows = table.as_array().expect("an array");
    for row in rows {
        let name = row["name"].as_str().expect("a name").to_uppercase().replace('-', "_");
        let sentence = row["sentence"].as_str().expect("a sentence");
        let (first, rest) = sentence.split_at(1);
        let lines = format!("    // {}{rest}.\n    JWTCORE_STATUS_{name} = {},\n", first.to_uppercase(), row["number"]);
        assert!(header.contains(&lines), "{lines}");
    }
    assert_eq!(header.matches("    JWTCORE_STATUS_").count(), rows.len() + 1);
}

#[test]
fn other_numbers_have_texts_too() {
    assert_eq!(static_text(jwtcore_status_name(0)), "ok");
    assert_eq!(jwtcore_status_class(0), JwtcoreClass::Ok as u32);
    for number in [1, 99, 199, 312, 399, u32::MAX] {
        assert_eq!(static_text(jwtcore_status_name(number)), "unknown-status");
        assert_eq!(jwtcore_status_class(number), JwtcoreClass::Caller as u32);
    }
    for number in [0, 1, u32::MAX] {
        assert_eq!(static_text(jwtcore_status_sentence(number)), "");
        assert_eq!(static_text(jwtcore_status_mend(number)), "");
    }
}

#[test]
fn says_its_version_and_interface() {
    assert_eq!(jwtcore_abi_version(), 1);
    assert_eq!(static_text(jwtcore_version()), env!("CARGO_PKG_VERSION"));
}

#[test]
fn algorithms_have_names() {
    let names = ["HS256", "RS384", "PS512", "ES256", "ES512", "EdDSA"];
    assert_eq!(jwtcore_algorithms() & algorithms(names), algorithms(names));
    for name in names {
        assert_eq!(static_text(jwtcore_algorithm_name(algorithms([name]))), name);
    }
    assert_eq!(algorithms(["Ed25519"]), JwtcoreAlgorithm::Eddsa as u32);
    for none in ["none", "hs256", "", "HS256\0"] {
        assert_eq!(ffi!(jwtcore_algorithm_from_name(data(none.as_bytes()), none.len())), 0, "{none}");
    }
    assert_eq!(ffi!(jwtcore_algorithm_from_name(std::ptr::null(), 0)), 0);
    assert_eq!(ffi!(jwtcore_algorithm_from_name(std::ptr::null(), 5)), 0);
    for bits in [0, 3, 1 << 14] {
        assert_eq!(static_text(jwtcore_algorithm_name(bits)), "");
    }
}

#[test]
fn each_thread_has_its_own_detail() {
    let refused = Builder::new().trust(&trust_options()).and_then(|builder| builder.issuer(ISS)?.build());
    assert_answer(&refused, "empty-expectation");
    let other = std::thread::spawn(|| static_text(jwtcore_last_error_detail())).join().expect("a thread");
    assert_eq!(other, "");
    assert_eq!(static_text(jwtcore_last_error_detail()), "trust 0: no audience, and not unchecked");
    // A failure without more to say takes an older detail away.
    assert_answer(&test_verifier().verify("a.b.c", NOW), "malformed-base64");
    assert_eq!(static_text(jwtcore_last_error_detail()), "");
}
