//! The whole bench, short: real subjects in processes of their own, and faulty ones, which it must notice.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jwtcore_benches::report;

const SUBJECTS: [&str; 4] = ["jwtcore", "jwtcore-host", "jsonwebtoken-aws-lc", "jsonwebtoken-rust-crypto"];

/// Runs the driver for two rounds over the subjects of this test's own build, which count allocations.
fn bench(subjects: &[&str], only: &[&str], report: &Path) -> Output {
    let _ = fs::remove_file(report); // of an earlier run
    let driver = Path::new(env!("CARGO_BIN_EXE_driver"));
    let programs = driver.parent().unwrap();
    let mut command = Command::new(driver);
    command.args(["run", "core", "--rounds", "2"]).arg("--programs").arg(programs);
    command.arg("--counting-programs").arg(programs).arg("--testdata").arg(package().join("../testdata"));
    command.arg("--report").arg(report);
    for subject in subjects {
        command.args(["--subject", subject]);
    }
    for text in only {
        command.args(["--only", text]);
    }
    command.output().unwrap()
}

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// What the driver says of a control's fault.
fn complaint(fault: &str, only: &str) -> String {
    let subject = format!("control:{fault}");
    let report = scratch(&format!("{fault}.json"));
    let output = bench(&["jwtcore", &subject], &[only], &report);
    assert!(!output.status.success(), "{fault} was not noticed");
    assert!(!report.exists(), "{fault} got a report");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn every_case_runs_and_the_report_has_its_form() {
    let file = scratch("core.json");
    let output = bench(&SUBJECTS, &[], &file);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let entries = report::read(&fs::read_to_string(file).unwrap()).unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    for entry in &entries {
        assert!(shown.contains(&entry.case.to_string()) && shown.contains(&entry.subject), "{entry:?} is not shown");
    }
    let allocations = |subject: &str, case: &str| {
        let is_meant = |entry: &&report::Entry| entry.subject == subject && entry.case.to_string() == case;
        entries.iter().find(is_meant).map(|entry| entry.allocations)
    };
    for (algorithm, peers_offer) in
        [("HS256", true), ("RS256", true), ("ES256", true), ("ES384", true), ("ES512", false), ("EdDSA", true)]
    {
        let case = format!("verify/{algorithm}/distinct");
        assert_eq!(allocations("jwtcore", &case), Some(0), "{case}");
        for peer in &SUBJECTS[2..] {
            // The counting itself is seen to work: these allocate.
            assert_eq!(allocations(peer, &case).is_some_and(|count| count > 0), peers_offer, "{peer} {case}");
        }
    }
    // Once its key has a table.
    assert_eq!(allocations("jwtcore-host", "verify/ES256/distinct"), Some(0));
}

#[test]
fn a_control_without_a_fault_passes() {
    let report = scratch("none.json");
    let output = bench(&["jwtcore", "control:none"], &["HS256"], &report);
    // Its name is no subject's, so that no control ends up in a report.
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.contains("'control:none' is no subject's name"), "{complaint}");
    assert!(String::from_utf8(output.stdout).unwrap().contains("Goals"));
    assert!(!report.exists());
}

#[test]
fn notices_a_subject_that_overlooks_a_fault_of_a_token() {
    for (fault, token) in [
        ("accepts-wrong-signatures", "whose signature was tampered with"),
        ("accepts-expired", "that has expired"),
        ("accepts-too-early", "that is not valid yet"),
        ("accepts-any-issuer", "of another issuer"),
        ("accepts-any-audience", "for another audience"),
    ] {
        let complaint = complaint(fault, "verify/HS256/distinct");
        let expected = format!("control:{fault}: a token {token} was accepted");
        assert!(complaint.contains(&expected), "{complaint}");
    }
}

#[test]
fn notices_a_subject_that_gets_good_tokens_wrong() {
    for fault in ["reads-no-claim", "refuses-all"] {
        let complaint = complaint(fault, "verify/ES256/distinct");
        assert!(complaint.contains(&format!("control:{fault}: a good token was")), "{complaint}");
    }
}

#[test]
fn notices_a_subject_that_idles_while_it_is_timed() {
    let complaint = complaint("tires", "verify/HS256/distinct");
    assert!(complaint.contains("control:tires: verify/HS256/distinct: a timed batch came to"), "{complaint}");
}

#[test]
fn notices_a_subject_that_signs_once_or_imports_nothing() {
    let signed = complaint("signs-once", "sign/HS256");
    assert!(signed.contains("the last token that control:signs-once signed was accepted with uid"), "{signed}");
    let imported = complaint("imports-nothing", "import/ES256");
    assert!(
        imported.contains("control:imports-nothing: a good token under the imported key was refused"),
        "{imported}"
    );
}

#[test]
fn the_committed_report_has_the_form() {
    let file = package().join("report/core.json");
    report::read(&fs::read_to_string(file).unwrap()).unwrap();
}
