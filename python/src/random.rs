//! The operating system's random source.

use jwtcore::Error;

/// Fills a slice with unpredictable bytes. Nothing of the source is kept in the process, so that a fork does not matter.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|_| Error::RandomSourceFailed)
}
