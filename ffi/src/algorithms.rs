//! Algorithms as the header's bits.

use core::ffi::CStr;

use jwtcore::{Algorithm, Algorithms, Error};

use crate::fault::Fault;
use crate::types::JwtcoreKeyFlag;

/// Each algorithm's name as a C string, in the order of [`Algorithm::ALL`].
const NAMES: [&CStr; Algorithm::ALL.len()] = [
    c"HS256", c"HS384", c"HS512", c"RS256", c"RS384", c"RS512", c"PS256", c"PS384", c"PS512", c"ES256", c"ES384",
    c"ES512", c"ES256K", c"EdDSA",
];

/// The bit of an algorithm: that of its place among all.
pub(crate) fn bit(algorithm: Algorithm) -> u32 {
    Algorithm::ALL.iter().position(|other| *other == algorithm).map_or(0, |at| 1 << at)
}

/// The algorithm of one bit.
pub(crate) fn one(bits: u32) -> Result<Algorithm, Fault> {
    let algorithm = Algorithm::ALL.into_iter().find(|algorithm| bit(*algorithm) == bits);
    algorithm.ok_or(Fault::of(Error::InvalidArgument, "algorithm is not one bit of jwtcore_algorithm"))
}

/// The algorithm of one bit, or none for 0.
pub(crate) fn one_or_none(bits: u32) -> Result<Option<Algorithm>, Fault> {
    if bits == 0 { Ok(None) } else { one(bits).map(Some) }
}

/// The algorithms of a set of bits.
pub(crate) fn several(bits: u32) -> Result<Vec<Algorithm>, Fault> {
    let listed: Vec<_> = Algorithm::ALL.into_iter().filter(|algorithm| bit(*algorithm) & bits != 0).collect();
    let known = listed.iter().fold(0, |known, algorithm| known | bit(*algorithm));
    if known == bits { Ok(listed) } else { Err(Fault::of(Error::InvalidArgument, "algorithms has unknown bits")) }
}

/// What keys that verify may be bound to.
pub(crate) fn for_keys(bits: u32, flags: u32) -> Result<Algorithms, Fault> {
    let has = |flag: JwtcoreKeyFlag| flags & flag as u32 != 0;
    if flags & !(JwtcoreKeyFlag::RsAndPs as u32 | JwtcoreKeyFlag::NamedByKeys as u32) != 0 {
        return Err(Fault::of(Error::InvalidArgument, "flags has unknown bits"));
    }
    let listed = several(bits)?;
    let algorithms = match (has(JwtcoreKeyFlag::NamedByKeys), listed.as_slice()) {
        (false, listed) => Algorithms::listed(listed),
        (true, []) => Algorithms::named_by_keys(),
        (true, _) => {
            return Err(Fault::of(Error::ContradictoryOptions, "algorithms are listed and named by the keys"));
        }
    };
    Ok(if has(JwtcoreKeyFlag::RsAndPs) { algorithms.allow_rs_and_ps() } else { algorithms })
}

/// The name of one bit's algorithm, or none.
pub(crate) fn name_of_bit(bits: u32) -> Option<&'static CStr> {
    NAMES.into_iter().enumerate().find(|(at, _)| 1 << at == bits).map(|(_, name)| name)
}

/// The bits of what this build verifies with.
pub(crate) fn supported() -> u32 {
    Algorithm::ALL.into_iter().filter(|algorithm| algorithm.is_supported()).fold(0, |bits, one| bits | bit(one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::JwtcoreAlgorithm as Bit;

    #[test]
    fn bits_are_those_of_the_header() {
        let bits = [
            (Algorithm::HS256, Bit::Hs256),
            (Algorithm::HS384, Bit::Hs384),
            (Algorithm::HS512, Bit::Hs512),
            (Algorithm::RS256, Bit::Rs256),
            (Algorithm::RS384, Bit::Rs384),
            (Algorithm::RS512, Bit::Rs512),
            (Algorithm::PS256, Bit::Ps256),
            (Algorithm::PS384, Bit::Ps384),
            (Algorithm::PS512, Bit::Ps512),
            (Algorithm::ES256, Bit::Es256),
            (Algorithm::ES384, Bit::Es384),
            (Algorithm::ES512, Bit::Es512),
            (Algorithm::ES256K, Bit::Es256k),
            (Algorithm::EdDSA, Bit::Eddsa),
        ];
        assert_eq!(bits.len(), Algorithm::ALL.len());
        for (algorithm, expected) in bits {
            assert_eq!(bit(algorithm), expected as u32, "{algorithm}");
            assert_eq!(one(expected as u32), Ok(algorithm));
            assert_eq!(name_of_bit(expected as u32).and_then(|name| name.to_str().ok()), Some(algorithm.name()));
        }
        assert_eq!(several(0x3FFF).map(|all| all.len()), Ok(14));
    }

    #[test]
    fn refuses_what_is_no_algorithm() {
        for bits in [0, 3, 0x4000, u32::MAX] {
            assert_eq!(one(bits).map_err(|fault| fault.error), Err(Error::InvalidArgument), "{bits}");
            assert_eq!(name_of_bit(bits), None);
        }
        assert_eq!(several(0x4001).map_err(|fault| fault.error), Err(Error::InvalidArgument));
        assert_eq!(for_keys(1, 4).map_err(|fault| fault.error), Err(Error::InvalidArgument));
        assert_eq!(for_keys(1, 2).map_err(|fault| fault.error), Err(Error::ContradictoryOptions));
    }
}
