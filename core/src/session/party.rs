//! To whom a refresh token belongs: a tenant and a client, which its tag covers.

use crate::error::Error;
use crate::json::Writer;

/// The longest tenant in bytes: names and UUIDs, and small enough for the stack.
pub const MAX_TENANT_LEN: usize = 255;
/// The longest client id in bytes: some are URLs, and the tag is computed on the stack.
pub const MAX_CLIENT_ID_LEN: usize = 512;

/// A tenant and a client of it. Either may be empty where there is but one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party<'a> {
    tenant: &'a str,
    client_id: &'a str,
}

impl<'a> Party<'a> {
    /// A client of a tenant.
    ///
    /// # Errors
    /// [`Error::ArgumentTooLong`] for a tenant above 255 or a client id above 512 bytes.
    pub const fn new(tenant: &'a str, client_id: &'a str) -> Result<Self, Error> {
        if tenant.len() > MAX_TENANT_LEN || client_id.len() > MAX_CLIENT_ID_LEN {
            return Err(Error::ArgumentTooLong);
        }
        Ok(Self { tenant, client_id })
    }

    /// The tenant.
    #[must_use]
    pub const fn tenant(&self) -> &'a str {
        self.tenant
    }

    /// The client's id.
    #[must_use]
    pub const fn client_id(&self) -> &'a str {
        self.client_id
    }

    /// Writes label ‖ len(tenant) ‖ tenant ‖ len(client id) ‖ client id ‖ body, and returns its length.
    pub(super) fn write_message(&self, label: &[u8], body: &[u8], message: &mut [u8]) -> usize {
        let mut writer = Writer::new(message);
        writer.raw(label);
        for text in [self.tenant, self.client_id] {
            // Within u16, by `new`.
            writer.raw(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
            writer.raw(text.as_bytes());
        }
        writer.raw(body);
        writer.len()
    }
}
