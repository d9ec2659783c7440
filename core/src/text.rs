//! A policy's own texts: static on devices, also owned where there is a heap.

/// One expected text, or a claim's name: `&'static str`, or with `alloc` a `String`.
#[derive(Clone, Debug)]
pub struct Text(Repr);

#[derive(Clone, Debug)]
enum Repr {
    Static(&'static str),
    #[cfg(feature = "alloc")]
    Owned(alloc::boxed::Box<str>),
}

/// One or several expected texts: a [`Text`], `&'static [&'static str]`, or with `alloc` arrays and vectors.
#[derive(Clone, Debug)]
pub struct Texts(ManyRepr);

#[derive(Clone, Debug)]
enum ManyRepr {
    One(Text),
    Static(&'static [&'static str]),
    #[cfg(feature = "alloc")]
    Owned(alloc::boxed::Box<[Text]>),
}

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Static(text) => text,
            #[cfg(feature = "alloc")]
            Repr::Owned(text) => text,
        }
    }
}

impl Texts {
    pub(crate) fn len(&self) -> usize {
        match &self.0 {
            ManyRepr::One(_) => 1,
            ManyRepr::Static(texts) => texts.len(),
            #[cfg(feature = "alloc")]
            ManyRepr::Owned(texts) => texts.len(),
        }
    }

    /// Whether any of the texts passes `test`.
    pub(crate) fn any(&self, mut test: impl FnMut(&str) -> bool) -> bool {
        match &self.0 {
            ManyRepr::One(text) => test(text.as_str()),
            ManyRepr::Static(texts) => texts.iter().any(|text| test(text)),
            #[cfg(feature = "alloc")]
            ManyRepr::Owned(texts) => texts.iter().any(|text| test(text.as_str())),
        }
    }
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self(Repr::Static(text))
    }
}

impl<T: Into<Text>> From<T> for Texts {
    fn from(text: T) -> Self {
        Self(ManyRepr::One(text.into()))
    }
}

impl From<&'static [&'static str]> for Texts {
    fn from(texts: &'static [&'static str]) -> Self {
        Self(ManyRepr::Static(texts))
    }
}

impl<const N: usize> From<&'static [&'static str; N]> for Texts {
    fn from(texts: &'static [&'static str; N]) -> Self {
        Self(ManyRepr::Static(texts))
    }
}

#[cfg(feature = "alloc")]
mod owned {
    use alloc::{boxed::Box, string::String, vec::Vec};

    use super::{ManyRepr, Repr, Text, Texts};

    impl From<String> for Text {
        fn from(text: String) -> Self {
            Self(Repr::Owned(text.into_boxed_str()))
        }
    }

    impl From<Box<str>> for Text {
        fn from(text: Box<str>) -> Self {
            Self(Repr::Owned(text))
        }
    }

    impl<T: Into<Text>> From<Vec<T>> for Texts {
        fn from(texts: Vec<T>) -> Self {
            texts.into_iter().collect()
        }
    }

    impl<T: Into<Text>, const N: usize> From<[T; N]> for Texts {
        fn from(texts: [T; N]) -> Self {
            texts.into_iter().collect()
        }
    }

    impl<T: Into<Text>> FromIterator<T> for Texts {
        fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
            Self(ManyRepr::Owned(texts.into_iter().map(Into::into).collect()))
        }
    }
}
