//! P-256 keys that verify with a table of their point's multiples: three times as fast, for some kilobytes a key.
//!
//! Signatures and public keys are all that passes through here, and nothing takes the same time for each of them: there is
//! no way to hand in a private key, and nothing signs. What is accepted is what every other backend accepts.
//!
//! [`Table`] is a key's table, wherever its memory is. [`VerifyingKey`] is the backend for devices: `rustcrypto` whose
//! ES256 keys can be given one ([`Key::with_table`](key::Key::with_table)). The backend for hosts gives its keys tables
//! by itself, once they are in use.

mod base;
mod es256;
mod field;
mod inverse;
mod point;
mod table;
#[cfg(test)]
mod tests;

pub use point::Point;
pub use table::Window;

use crate::algorithm::Algorithm;
use crate::backend::rustcrypto;
use crate::error::Error;
use crate::key::{self, PublicKey, Secret};

/// The table of a public key on P-256, which verifies ES256. `M` is its memory.
pub struct Table<M> {
    window: Window,
    memory: M,
}

impl<M: AsRef<[Point]> + AsMut<[Point]>> Table<M> {
    /// Computes a key's table into memory of at least [`Window::points`] points.
    ///
    /// # Errors
    /// [`Error::KeyAlgorithmMismatch`] for a key that is none of P-256, [`Error::InvalidPublicKey`] for a point that is
    /// not on the curve, [`Error::BufferTooSmall`], in bytes.
    pub fn new(key: &PublicKey, window: Window, memory: M) -> Result<Self, Error> {
        Self::of(point_of(key)?, window, memory)
    }

    fn of(point: Point, window: Window, mut memory: M) -> Result<Self, Error> {
        let too_small = Error::BufferTooSmall { needed: window.bytes() };
        table::fill(memory.as_mut().get_mut(..window.points()).ok_or(too_small)?, window, point);
        Ok(Self { window, memory })
    }
}

impl<M> Table<M> {
    /// The window that it was computed for.
    pub const fn window(&self) -> Window {
        self.window
    }
}

impl<M: AsRef<[Point]>> Table<M> {
    /// Verifies a signature r‖s of 64 bytes, with r and s in 1..n-1, over `message`.
    ///
    /// # Errors
    /// [`Error::InvalidSignature`].
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let signature = signature.try_into().map_err(|_| Error::InvalidSignature)?;
        let key = table::Multiples::new(self.window, self.memory.as_ref());
        if es256::is_signed(&key, message, signature) { Ok(()) } else { Err(Error::InvalidSignature) }
    }
}

/// A point on the curve; otherwise an error.
pub(super) fn point_of(key: &PublicKey) -> Result<Point, Error> {
    key.check_fits(Algorithm::ES256)?;
    let PublicKey::Ec(key) = key else { return Err(Error::KeyAlgorithmMismatch) };
    let x = key.x().try_into().map_err(|_| Error::InvalidPublicKey)?;
    let y = key.y().try_into().map_err(|_| Error::InvalidPublicKey)?;
    Point::from_coordinates(x, y).ok_or(Error::InvalidPublicKey)
}

/// A table on the heap; none if there is no memory for it.
#[cfg(feature = "aws-lc")]
pub(super) fn boxed(point: Point, window: Window) -> Option<Table<alloc::boxed::Box<[Point]>>> {
    let mut memory = alloc::vec::Vec::new();
    memory.try_reserve_exact(window.points()).ok()?;
    memory.resize(window.points(), Point::EMPTY);
    Table::of(point, window, memory.into_boxed_slice()).ok()
}

/// The keys of [`rustcrypto`], of which those for ES256 can be given a table.
pub struct VerifyingKey {
    plain: rustcrypto::VerifyingKey,
    /// Of a key for ES256.
    point: Option<Point>,
    table: Option<Table<Memory>>,
}

/// Where a key's table is.
pub(super) enum Memory {
    Given(&'static mut [Point]),
    #[cfg(feature = "alloc")]
    Boxed(alloc::boxed::Box<[Point]>),
}

impl key::VerifyingKey for VerifyingKey {
    fn from_public_key(algorithm: Algorithm, key: &PublicKey) -> Result<Self, Error> {
        let plain = rustcrypto::VerifyingKey::from_public_key(algorithm, key)?;
        let point = if algorithm == Algorithm::ES256 { Some(point_of(key)?) } else { None };
        Ok(Self { plain, point, table: None })
    }

    fn from_secret(algorithm: Algorithm, secret: &Secret<'_>) -> Result<Self, Error> {
        Ok(Self { plain: rustcrypto::VerifyingKey::from_secret(algorithm, secret)?, point: None, table: None })
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        match &self.table {
            Some(table) => table.verify(message, signature),
            None => self.plain.verify(message, signature),
        }
    }

    fn is_same_key(&self, other: &Self) -> bool {
        self.plain.is_same_key(&other.plain)
    }
}

impl VerifyingKey {
    /// Computes the key's table into memory.
    pub(super) fn prepare(&mut self, window: Window, memory: Memory) -> Result<(), Error> {
        let point = self.point.ok_or(Error::KeyAlgorithmMismatch)?;
        self.table = Some(Table::of(point, window, memory)?);
        Ok(())
    }
}

impl key::Key<VerifyingKey> {
    /// Gives a key for ES256 its table, in memory of at least [`Window::points`] points, filled with [`Point::EMPTY`].
    ///
    /// # Errors
    /// [`Error::KeyAlgorithmMismatch`] for a key of another algorithm, [`Error::BufferTooSmall`], in bytes.
    pub fn with_table(mut self, window: Window, memory: &'static mut [Point]) -> Result<Self, Error> {
        self.backend_mut().prepare(window, Memory::Given(memory))?;
        Ok(self)
    }

    /// Gives a key for ES256 its table, on the heap.
    ///
    /// # Errors
    /// [`Error::KeyAlgorithmMismatch`] for a key of another algorithm.
    #[cfg(feature = "alloc")]
    pub fn with_boxed_table(mut self, window: Window) -> Result<Self, Error> {
        let memory = alloc::vec![Point::EMPTY; window.points()].into_boxed_slice();
        self.backend_mut().prepare(window, Memory::Boxed(memory))?;
        Ok(self)
    }
}

impl AsRef<[Point]> for Memory {
    fn as_ref(&self) -> &[Point] {
        match self {
            Self::Given(points) => points,
            #[cfg(feature = "alloc")]
            Self::Boxed(points) => points,
        }
    }
}

impl AsMut<[Point]> for Memory {
    fn as_mut(&mut self) -> &mut [Point] {
        match self {
            Self::Given(points) => points,
            #[cfg(feature = "alloc")]
            Self::Boxed(points) => points,
        }
    }
}
