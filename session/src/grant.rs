//! What an application puts into a session's access token: claims of its own, and a part of the session's scope.

use jwtcore::Error;
use jwtcore::session::Record;
use serde_json::{Map, Value};

/// What the session sets itself: the registered names, and those that say which session, client and scope it is.
const RESERVED: [&str; 10] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "scope", "client_id"];

/// Claims for one access token, and its scope if that is less than the session's.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Grant {
    claims: Map<String, Value>,
    scope: Option<String>,
}

impl Grant {
    /// No claims, and the session's whole scope.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a claim. The names that the session sets itself refuse when the token is made.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.insert(name.into(), value.into());
        self
    }

    /// Asks for a part of the session's scope: names with a space between.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// The token's scope, if it is within the session's.
    pub(crate) fn scope_within<'s>(&'s self, of_session: &'s str) -> Result<&'s str, Error> {
        let Some(scope) = &self.scope else { return Ok(of_session) };
        let is_given = |name: &str| of_session.split(' ').any(|given| given == name);
        let exceeds = scope.split(' ').any(|name| !name.is_empty() && !is_given(name));
        if exceeds { Err(Error::ScopeExceeded) } else { Ok(scope) }
    }

    /// The claims as JSON, with the session's own.
    pub(crate) fn to_json(&self, sid: &str, record: &Record<'_>) -> Result<String, Error> {
        if RESERVED.iter().any(|name| self.claims.contains_key(*name)) {
            return Err(Error::ReservedClaim);
        }
        let mut claims = self.claims.clone();
        claims.insert("sid".into(), sid.into());
        for (name, text) in [("client_id", record.client_id), ("scope", self.scope_within(record.scope)?)] {
            if !text.is_empty() {
                claims.insert(name.into(), text.into());
            }
        }
        serde_json::to_string(&claims).map_err(|_| Error::MalformedClaims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_a_part_of_the_sessions_by_whole_names() {
        let within = |scope: &str| Grant::new().scope(scope).scope_within("read write").map(str::to_owned);
        for scope in ["", "read", "write", "write read", "read write"] {
            assert_eq!(within(scope).as_deref(), Ok(scope));
        }
        for scope in ["admin", "read admin", "rea", "read write x", "READ", "read\twrite"] {
            assert_eq!(within(scope), Err(Error::ScopeExceeded), "{scope}");
        }
        assert_eq!(Grant::new().scope_within("read write"), Ok("read write"));
        assert_eq!(Grant::new().scope("read").scope_within(""), Err(Error::ScopeExceeded));
    }
}
