//! Claims into a user's types: a struct's fields straight from the members of a text that was checked before, all else
//! by `serde_json`, or without `std` by `serde-json-core`.

use serde::Deserialize;

use super::Index;
use crate::error::Error;

/// Deserializes a value's text.
#[cfg(feature = "std")]
pub(crate) fn deserialize<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::UnexpectedClaimType)
}

/// Deserializes an object whose members were found before.
#[cfg(feature = "std")]
#[inline]
pub(crate) fn deserialize_object<'t, T: Deserialize<'t>>(text: &'t str, members: &Index) -> Result<T, Error> {
    T::deserialize(hosted::Object { text, members }).map_err(|_| Error::UnexpectedClaimType)
}

/// Deserializes an object.
#[cfg(not(feature = "std"))]
pub(crate) fn deserialize_object<'t, T: Deserialize<'t>>(text: &'t str, _: &Index) -> Result<T, Error> {
    deserialize(text)
}

/// Deserializes a value's text.
#[cfg(not(feature = "std"))]
pub(crate) fn deserialize<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Error> {
    if text == "null" {
        // Of which that crate would make a NaN where a float is asked for.
        let null = serde::de::value::UnitDeserializer::<serde::de::value::Error>::new();
        return T::deserialize(null).map_err(|_| Error::UnexpectedClaimType);
    }
    // Without room to unescape into, a borrowed text with escapes is refused; the other entrance would hand it out
    // with its escapes in it.
    match serde_json_core::from_str_escaped(text, &mut []) {
        Ok((value, used)) if used == text.len() => Ok(value),
        _ => Err(Error::UnexpectedClaimType),
    }
}

#[cfg(feature = "std")]
mod hosted {
    use serde::de::value::MapDeserializer;
    use serde::de::{Deserializer, IntoDeserializer, Visitor};
    use serde_json::Error;

    use crate::json::{Index, Kind, Value};

    /// Hands a method on to `serde_json`, which also sees to it that nothing of the text is left over.
    macro_rules! by_serde_json {
        ($($method:ident($($argument:ident: $kind:ty),*))*) => {
            $(fn $method<V: Visitor<'t>>(self, $($argument: $kind,)* visitor: V) -> Result<V::Value, Error> {
                let mut deserializer = serde_json::Deserializer::from_str(self.text());
                let value = deserializer.$method($($argument,)* visitor)?;
                deserializer.end()?;
                Ok(value)
            })*
        };
    }

    macro_rules! unusual_methods_by_serde_json {
        () => {
            by_serde_json! {
                deserialize_i128() deserialize_u128() deserialize_f32() deserialize_f64() deserialize_char()
                deserialize_bytes() deserialize_byte_buf() deserialize_unit() deserialize_seq() deserialize_map()
                deserialize_any() deserialize_identifier()
                deserialize_unit_struct(name: &'static str)
                deserialize_newtype_struct(name: &'static str)
                deserialize_tuple(len: usize)
                deserialize_tuple_struct(name: &'static str, len: usize)
                deserialize_enum(name: &'static str, variants: &'static [&'static str])
            }
        };
    }

    /// The text of an object, and where its members stand.
    pub(super) struct Object<'t, 'i> {
        pub(super) text: &'t str,
        pub(super) members: &'i Index,
    }

    impl<'t> Object<'t, '_> {
        const fn text(&self) -> &'t str {
            self.text
        }
    }

    impl<'t> Deserializer<'t> for Object<'t, '_> {
        type Error = Error;

        unusual_methods_by_serde_json!();

        by_serde_json! {
            deserialize_bool() deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_u8()
            deserialize_u16() deserialize_u32() deserialize_u64() deserialize_str() deserialize_string()
            deserialize_option() deserialize_ignored_any()
        }

        #[inline]
        fn deserialize_struct<V: Visitor<'t>>(
            self,
            name: &'static str,
            fields: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Error> {
            let Some(members) = self.members.members(self.text) else {
                return serde_json::Deserializer::from_str(self.text).deserialize_struct(name, fields, visitor);
            };
            let mut members = MapDeserializer::new(members.map(|(name, value)| (name, Member(value))));
            let value = visitor.visit_map(&mut members)?;
            members.end()?;
            Ok(value)
        }
    }

    /// The value of a member: what tokens are full of is handed out as the reader found it.
    struct Member<'t>(Value<'t>);

    impl<'t> IntoDeserializer<'t, Error> for Member<'t> {
        type Deserializer = Self;

        fn into_deserializer(self) -> Self {
            self
        }
    }

    impl<'t> Member<'t> {
        const fn text(&self) -> &'t str {
            self.0.text
        }

        /// A number that is a few digits and nothing else.
        fn few_digits(&self) -> Option<u64> {
            // Nineteen digits are below 2^64.
            if self.0.kind != Kind::Number || self.0.text.len() > 19 {
                return None;
            }
            self.0.text.bytes().try_fold(0_u64, |number, byte| {
                let digit = byte.wrapping_sub(b'0');
                if digit < 10 { Some(number.wrapping_mul(10).wrapping_add(u64::from(digit))) } else { None }
            })
        }
    }

    macro_rules! integers {
        ($($method:ident)*) => {
            $(#[inline]
            fn $method<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
                match self.few_digits() {
                    Some(number) => visitor.visit_u64(number),
                    None => serde_json::Deserializer::from_str(self.0.text).$method(visitor),
                }
            })*
        };
    }

    impl<'t> Deserializer<'t> for Member<'t> {
        type Error = Error;

        unusual_methods_by_serde_json!();

        by_serde_json! { deserialize_bool() deserialize_struct(name: &'static str, fields: &'static [&'static str]) }

        integers! {
            deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16
            deserialize_u32 deserialize_u64
        }

        #[inline]
        fn deserialize_str<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0.as_string().and_then(|string| string.as_str()) {
                Some(string) => visitor.visit_borrowed_str(string),
                None => serde_json::Deserializer::from_str(self.0.text).deserialize_str(visitor),
            }
        }

        #[inline]
        fn deserialize_string<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
            self.deserialize_str(visitor)
        }

        #[inline]
        fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
            if self.0.kind == Kind::Null { visitor.visit_none() } else { visitor.visit_some(self) }
        }

        #[inline]
        fn deserialize_ignored_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.visit_unit()
        }
    }
}
