//! `jwtcore verify`: a token's claims, or with `--jws` a payload, once they are accepted.

use jwtcore::{JwsVerifier, VerifierBuilder};
use zeroize::Zeroizing;

use crate::args::VerifyArgs;
use crate::failure::Failure;
use crate::keys::Source;
use crate::policy::{self, Rules};
use crate::token;

/// The claims' JSON with a newline behind it, or the payload's bytes. The whole command line is judged before any file
/// is read, and the keys before the token.
pub(crate) fn run(args: &VerifyArgs) -> Result<Vec<u8>, Failure> {
    policy::check_algorithms(&args.alg)?;
    let source = Source::of(&args.key)?;
    if args.jws { verify_payload(args, source) } else { verify_claims(args, source) }
}

fn verify_claims(args: &VerifyArgs, source: Source<'_>) -> Result<Vec<u8>, Failure> {
    let rules = Rules::of(args)?;
    let now = policy::now(args.now)?;
    let trust = rules.with(source.verifying_keys(&args.alg, args.verbose)?);
    let verifier = VerifierBuilder::new().max_token_len(args.max_token_len).build(trust)?;

    let token = read_token(args)?;
    let mut buf = vec![0; args.max_token_len];
    let claims = verifier.verify(&*token, now, &mut buf)?;
    Ok([claims.json(), "\n"].concat().into_bytes())
}

fn verify_payload(args: &VerifyArgs, source: Source<'_>) -> Result<Vec<u8>, Failure> {
    policy::check_jws(args)?;
    let keys = source.verifying_keys(&args.alg, args.verbose)?;
    let mut verifier = JwsVerifier::new(keys).max_token_len(args.max_token_len)?;
    if let Some(typ) = &args.typ {
        verifier = verifier.typ(typ.clone())?;
    }

    let token = read_token(args)?;
    let mut buf = vec![0; args.max_token_len];
    Ok(verifier.verify(&*token, &mut buf)?.bytes().to_vec())
}

fn read_token(args: &VerifyArgs) -> Result<Zeroizing<Vec<u8>>, Failure> {
    token::read(args.token.as_ref(), args.token_file.as_deref(), args.max_token_len)
}
