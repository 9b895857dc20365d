//! The catalogue of messages: whole sentences in Indonesian and English, with named holes.
//!
//! A message is a variant of an enum with its data; one file for each subject that has something to say. Data come first: a message
//! serialises as what it states, and [`Message::say`] makes the sentence of it.
//!
//! # How to add a message
//! A variant in the file of its subject, and one [`sentence!`](crate::words) with the whole sentence in each language. A hole takes a
//! number, a name, or a noun phrase of this folder ([`names`], [`phrase`]), never a part of a sentence: word order, number and
//! gender differ between languages, and what is put together from parts reads well in one of them at most. The compiler sees to it
//! that every hole is filled. Each file's test reads every variant in both languages (`proof`).

pub mod arithmetic;
pub mod because;
pub mod blocked;
pub mod cause;
pub mod cells;
pub mod change;
pub mod check;
pub mod compare;
pub mod conflict;
pub mod demanded;
pub mod fault;
pub mod giving_in;
pub mod importance;
pub mod inputs;
pub mod leftover;
pub mod line;
pub mod names;
pub mod number;
pub mod oddity;
pub mod phrase;
pub mod price;
#[cfg(test)]
pub(crate) mod proof;
pub mod reason;
pub mod why;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use names::{Name, Names};

/// A language that sentences can be read in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Indonesian.
    #[default]
    Id,
    /// English.
    En,
}

impl Language {
    /// Both, in order.
    pub const ALL: [Self; 2] = [Self::Id, Self::En];

    /// Its name, as `--lang` takes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// No language has the name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no language `{name}`: there are id (Indonesian) and en (English)")]
pub struct UnknownLanguage {
    /// The name.
    pub name: String,
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(name: &str) -> Result<Self, UnknownLanguage> {
        let found = Self::ALL.into_iter().find(|language| language.name() == name);
        found.ok_or_else(|| UnknownLanguage { name: name.to_owned() })
    }
}

/// Something that can be said in each language.
pub trait Message {
    /// The sentence, or for a noun phrase the phrase, without a line break at its end.
    fn say(&self, language: Language) -> String;
}

/// The sentence of a message in the language at hand; holes are names in scope, as in `format!`.
macro_rules! sentence {
    ($language:expr, id: $id:literal, en: $en:literal $(,)?) => {
        match $language {
            $crate::words::Language::Id => format!($id),
            $crate::words::Language::En => format!($en),
        }
    };
}
pub(crate) use sentence;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_its_name() {
        for language in Language::ALL {
            assert_eq!(language.to_string().parse(), Ok(language));
            assert_eq!(serde_json::to_value(language).unwrap(), language.name());
        }
        let unknown = "jv".parse::<Language>().unwrap_err();
        assert_eq!(unknown.to_string(), "no language `jv`: there are id (Indonesian) and en (English)");
    }
}
