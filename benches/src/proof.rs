//! Whether a subject does the whole job, and did it in the batches that were timed. A lazy one ends the run.

use crate::case::{Case, Operation};
use crate::mint::Tokens;
use crate::process::{Process, Verdict};
use crate::protocol::Batch;

/// Shows a prepared subject every good token and every faulty one.
///
/// # Errors
/// The subject and what it got wrong.
pub fn judges_rightly(subject: &mut Process, tokens: &Tokens) -> Result<(), String> {
    for (claims, token) in tokens.claims.iter().zip(&tokens.good) {
        let verdict = subject.judge(token)?;
        must_be(subject, "a good token", verdict, Ok(claims.uid))?;
    }
    for faulty in &tokens.faulty {
        let verdict = subject.judge(&faulty.token)?;
        must_be(subject, &format!("a token {}", faulty.fault), verdict, Err(faulty.refusal))?;
    }
    Ok(())
}

/// Compares what a batch came to with what it must come to.
///
/// # Errors
/// The subject and the difference.
pub fn did_the_work(
    subject: &mut Process,
    case: Case,
    tokens: &Tokens,
    (start, count): (usize, usize),
    batch: Batch,
) -> Result<(), String> {
    let expected = match case.operation {
        Operation::Verify => inputs(case, tokens).cycle().skip(start).take(count).sum(),
        Operation::Refuse | Operation::Import => as_u64(count),
        // Claims of one length, so tokens of one length.
        Operation::Sign => as_u64(count).saturating_mul(as_u64(subject.last_token()?.len())),
    };
    if batch.sum == expected {
        return Ok(());
    }
    Err(format!("{}: {case}: a timed batch came to {} in place of {expected}", subject.name(), batch.sum))
}

/// Shows the last token of a signing batch to a subject that verifies.
///
/// # Errors
/// The subjects and the verdict.
pub fn signed_rightly(token: &str, uid: u64, signer: &str, judge: &mut Process) -> Result<(), String> {
    match judge.judge(token)? {
        None => Ok(()),
        verdict => must_be(judge, &format!("the last token that {signer} signed"), verdict, Ok(uid)),
    }
}

/// Verifies a token with the key that was imported last.
///
/// # Errors
/// The subject and the verdict.
pub fn imported_rightly(subject: &mut Process, tokens: &Tokens) -> Result<(), String> {
    let (Some(token), Some(claims)) = (tokens.good.first(), tokens.claims.first()) else {
        return Err("there are no tokens".to_owned());
    };
    let verdict = subject.judge_by_imported(token)?;
    must_be(subject, "a good token under the imported key", verdict, Ok(claims.uid))
}

/// The `uid`s that a case's inputs hold.
fn inputs(case: Case, tokens: &Tokens) -> impl Iterator<Item = u64> + Clone + '_ {
    let inputs = crate::measure::inputs_of(case, &tokens.claims);
    inputs.iter().map(|claims| claims.uid)
}

fn must_be(subject: &Process, token: &str, verdict: Option<Verdict>, expected: Verdict) -> Result<(), String> {
    if verdict == Some(expected) {
        return Ok(());
    }
    let said = |verdict: Verdict| match verdict {
        Ok(uid) => format!("accepted with uid {uid}"),
        Err(refusal) => format!("refused for {refusal:?}"),
    };
    let verdict = verdict.map_or("given no verdict".to_owned(), said);
    Err(format!("{}: {token} was {verdict}; it must be {}", subject.name(), said(expected)))
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
