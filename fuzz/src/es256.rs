//! ES256 keys with a table against those without: one verdict, whatever the key, the signature and the sums on the way.

use jwtcore::backend::prepared::{Point, Table, Window};
use jwtcore::backend::rustcrypto;
use jwtcore::key::VerifyingKey as _;
use jwtcore::{Algorithm, PublicKey};
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::point::AffineCoordinates as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::elliptic_curve::{Group as _, PrimeField as _};
use p256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar};
use sha2::{Digest as _, Sha256};

use crate::jose::encode;
use crate::recipe::Recipe;

/// The greatest number of bytes that are changed in a signature.
const MAX_CHANGES: usize = 4;

/// A private scalar, and a signature r‖s.
struct Signed {
    secret: Scalar,
    signature: [u8; 64],
    is_good: bool,
}

/// Takes the bytes for a window, a key, a signature or how to make one, and the message.
pub fn run(data: &[u8]) {
    let mut recipe = Recipe::new(data);
    let window = *recipe.pick(&Window::ALL);
    let kind = recipe.byte();
    let (one, other) = (scalar(&mut recipe), scalar(&mut recipe));
    let given = bytes(&mut recipe);
    let changes: Vec<_> = (0..recipe.byte().into()).take(MAX_CHANGES).map(|_| (recipe.byte(), recipe.byte())).collect();
    let message = recipe.rest();
    let hash = reduced(&Sha256::digest(message));
    let mut signed = match kind % 3 {
        0 => Signed {
            secret: one,
            signature: [other.to_repr(), given.into()].concat().try_into().expect("64 bytes"),
            is_good: false,
        },
        1 => with_nonce(hash, one, other),
        _ => with_meeting_sums(hash, one, other),
    };
    for (at, change) in &changes {
        signed.signature[usize::from(at % 64)] ^= change;
    }
    let must_be_good = signed.is_good && changes.iter().all(|(_, change)| *change == 0);
    check(window, &signed, message, must_be_good);
}

fn check(window: Window, signed: &Signed, message: &[u8], must_be_good: bool) {
    let key = public_key(signed.secret);
    let table = Table::new(&key, window, vec![Point::EMPTY; window.points()]).expect("a point on the curve");
    let plain = rustcrypto::VerifyingKey::from_public_key(Algorithm::ES256, &key).expect("a point on the curve");
    let verdict = plain.verify(message, &signed.signature);
    assert_eq!(table.verify(message, &signed.signature), verdict, "with a table for {window:?}");
    assert!(verdict.is_ok() || !must_be_good, "a good signature is refused");
}

/// As a signer would make it, with any nonce.
fn with_nonce(hash: Scalar, secret: Scalar, nonce: Scalar) -> Signed {
    let r = x_of(nonce);
    finish(secret, r, (hash + r * secret) * inverse(nonce))
}

/// Under a key for which the base point's share of the sum is `factor` times the key's: equal to it, opposite, or such
/// that one meets an entry of the table on the way.
fn with_meeting_sums(hash: Scalar, factor: Scalar, nonce: Scalar) -> Signed {
    let r = x_of(nonce);
    let secret = hash * inverse(factor * r);
    let s = (hash + r * secret) * inverse(nonce);
    // Opposite shares are infinity whatever s is.
    if s == Scalar::ZERO { Signed { is_good: false, ..finish(secret, r, nonce) } } else { finish(secret, r, s) }
}

fn finish(secret: Scalar, r: Scalar, s: Scalar) -> Signed {
    let is_good = [secret, r, s].iter().all(|scalar| *scalar != Scalar::ZERO);
    Signed { secret, signature: [r.to_repr(), s.to_repr()].concat().try_into().expect("64 bytes"), is_good }
}

/// The coordinate x of a multiple of the base point, modulo the order.
fn x_of(scalar: Scalar) -> Scalar {
    reduced(&AffinePoint::from(ProjectivePoint::GENERATOR * scalar).x())
}

/// The inverse; of zero, zero.
fn inverse(scalar: Scalar) -> Scalar {
    Option::from(scalar.invert()).unwrap_or_default()
}

fn reduced(bytes: &FieldBytes) -> Scalar {
    <Scalar as Reduce<FieldBytes>>::reduce(bytes)
}

fn bytes(recipe: &mut Recipe<'_>) -> [u8; 32] {
    std::array::from_fn(|_| recipe.byte())
}

/// A scalar but zero: small, its negative, its inverse, a power of two, or any.
fn scalar(recipe: &mut Recipe<'_>) -> Scalar {
    let kind = recipe.byte();
    let small = Scalar::from(u64::from(recipe.number()) + 1);
    let scalar = match kind % 5 {
        0 => small,
        1 => Scalar::ZERO - small,
        2 => inverse(small),
        3 => (0..recipe.byte()).fold(small, |scalar, _| scalar + scalar),
        _ => reduced(&bytes(recipe).into()),
    };
    if scalar == Scalar::ZERO { Scalar::ONE } else { scalar }
}

/// The public key of a scalar; of zero, which has none, that of one.
fn public_key(secret: Scalar) -> PublicKey {
    let secret = if secret == Scalar::ZERO { Scalar::ONE } else { secret };
    let point = ProjectivePoint::GENERATOR * secret;
    assert!(!bool::from(point.is_identity()), "below the order");
    let point = AffinePoint::from(point).to_sec1_point(false);
    let [x, y] = [point.x(), point.y()].map(|part| encode(part.expect("not infinity")));
    let jwk = format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#);
    PublicKey::from_jwk(jwk.as_bytes()).expect("a public key")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_signatures_that_are_good() {
        let hash = reduced(&Sha256::digest(b"message"));
        let numbers = [1_u64, 2, 3, 77].map(Scalar::from).into_iter().flat_map(|small| [small, Scalar::ZERO - small]);
        let mut good = 0;
        for number in numbers {
            for signed in
                [with_nonce(hash, number, Scalar::from(5_u64)), with_meeting_sums(hash, number, Scalar::from(5_u64))]
            {
                check(Window::Bits4, &signed, b"message", signed.is_good);
                check(Window::Bits4, &signed, b"another", false);
                good += usize::from(signed.is_good);
            }
        }
        // All but the one whose sum is infinity.
        assert_eq!(good, 15);
    }

    #[test]
    #[should_panic(expected = "a good signature is refused")]
    fn notices_a_good_signature_that_is_refused() {
        let signed = with_nonce(Scalar::ONE, Scalar::ONE, Scalar::ONE);
        check(Window::Bits4, &signed, b"message", true);
    }
}
