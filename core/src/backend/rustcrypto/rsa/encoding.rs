//! What a signature stands for: the encodings of RSASSA-PKCS1-v1_5 and RSASSA-PSS, compared strictly.

use sha2::digest::Output;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::modulus::MAX_LEN;

/// A hash, with the beginning of its `DigestInfo` in DER: algorithm, NULL, and the length of what follows (RFC 8017
/// section 9.2, note 1).
pub(super) trait Hash: Digest {
    const DIGEST_INFO: &'static [u8; 19];
}

impl Hash for Sha256 {
    const DIGEST_INFO: &'static [u8; 19] =
        b"\x30\x31\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
}

impl Hash for Sha384 {
    const DIGEST_INFO: &'static [u8; 19] =
        b"\x30\x41\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30";
}

impl Hash for Sha512 {
    const DIGEST_INFO: &'static [u8; 19] =
        b"\x30\x51\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40";
}

/// Whether `encoded`, of the modulus's length, is 0, 1, bytes of 255, 0, `DigestInfo` and the message's hash, and nothing
/// else (RFC 8017 section 9.2).
pub(super) fn is_pkcs1<H: Hash>(encoded: &[u8], message: &[u8]) -> bool {
    let hash = H::digest(message);
    let padding = encoded
        .strip_prefix(&[0, 1])
        .and_then(|rest| rest.strip_suffix(&hash[..]))
        .and_then(|rest| rest.strip_suffix(H::DIGEST_INFO))
        .and_then(|rest| rest.strip_suffix(&[0]));
    padding.is_some_and(|padding| padding.iter().all(|byte| *byte == 0xFF))
}

/// Whether `encoded`, of the length of a modulus whose first bit is set, encodes the message with a salt of the hash's
/// length and MGF1 over the same hash (RFC 8017 section 9.1.2).
pub(super) fn is_pss<H: Hash>(encoded: &[u8], message: &[u8]) -> bool {
    has_pss_hash::<H>(encoded, message).unwrap_or(false)
}

/// None where the form is wrong.
fn has_pss_hash<H: Hash>(encoded: &[u8], message: &[u8]) -> Option<bool> {
    let hash_len = <H as Digest>::output_size();
    let (masked, hash) =
        encoded.strip_suffix(&[0xBC])?.split_at_checked(encoded.len().checked_sub(hash_len)?.checked_sub(1)?)?;
    // The encoding has one bit less than the modulus.
    if masked.first()? & 0x80 != 0 {
        return None;
    }
    let mut buf = [0; MAX_LEN];
    let block = buf.get_mut(..masked.len())?;
    block.copy_from_slice(masked);
    unmask::<H>(block, hash);
    *block.first_mut()? &= 0x7F;
    let (padding, salt) = block.split_at_checked(block.len().checked_sub(hash_len)?)?;
    let zeros = padding.strip_suffix(&[1])?;
    if zeros.iter().any(|byte| *byte != 0) {
        return None;
    }
    let expected: Output<H> =
        H::new().chain_update([0; 8]).chain_update(H::digest(message)).chain_update(salt).finalize();
    Some(expected[..] == *hash)
}

/// Takes off the mask that MGF1 makes of the seed (RFC 8017 section B.2.1).
fn unmask<H: Hash>(block: &mut [u8], seed: &[u8]) {
    for (chunk, counter) in block.chunks_mut(<H as Digest>::output_size()).zip(0_u32..) {
        let mask = H::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize();
        chunk.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    }
}
