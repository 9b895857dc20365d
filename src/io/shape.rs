//! What stands in a file, what should stand there, and what separates its columns: nouns in the text of faults.

use std::fmt;

use crate::words::{Language, Message, sentence};

/// A kind of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
}

impl Message for Shape {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Null => sentence!(language, id: "null", en: "null"),
            Self::Boolean => sentence!(language, id: "true atau false", en: "true or false"),
            Self::Number => sentence!(language, id: "bilangan", en: "a number"),
            Self::Text => sentence!(language, id: "teks", en: "a text"),
            Self::List => sentence!(language, id: "daftar", en: "a list"),
            Self::Object => sentence!(language, id: "objek", en: "an object"),
        }
    }
}

/// What a JSON value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// An object.
    Object,
    /// A table.
    Rows,
    /// A list.
    List,
    /// Money.
    Amount,
    /// A number.
    Number,
    /// A bound of a rule.
    Bound,
    /// A year.
    Year,
    /// A whole number.
    Whole,
    /// `true` or `false`
    Boolean,
    /// A text.
    Text,
    /// A code.
    Code,
    /// One of some words.
    Word,
    /// How a need may be funded.
    Funding,
}

impl Message for Wanted {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Object => sentence!(language, id: "objek, dalam kurung kurawal", en: "an object, in braces"),
            Self::Rows => sentence!(language, id: "daftar baris", en: "a list of rows"),
            Self::List => sentence!(language, id: "daftar", en: "a list"),
            Self::Amount => sentence!(language,
                id: "jumlah dalam rupiah bulat, sebagai bilangan",
                en: "an amount in whole rupiah, as a number"),
            Self::Number => sentence!(language, id: "bilangan", en: "a number"),
            Self::Bound => sentence!(language,
                id: "bilangan, atau objek berisi bilangan untuk tiap tahun",
                en: "a number, or an object of numbers by year"),
            Self::Year => sentence!(language, id: "tahun, sebagai bilangan", en: "a year, as a number"),
            Self::Whole => sentence!(language, id: "bilangan bulat", en: "a whole number"),
            Self::Boolean => sentence!(language, id: "true atau false", en: "true or false"),
            Self::Text => sentence!(language, id: "teks dalam tanda kutip", en: "a text in quotes"),
            Self::Code => sentence!(language,
                id: "kode, sebagai teks dalam tanda kutip",
                en: "a code, as a text in quotes"),
            Self::Word => sentence!(language, id: "kata dalam tanda kutip", en: "a word in quotes"),
            Self::Funding => sentence!(language,
                id: "divisible, whole atau at_least:0.6, dalam tanda kutip",
                en: "divisible, whole or at_least:0.6, in quotes"),
        }
    }
}

/// What separates columns in place of commas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Bar,
}

impl Separator {
    /// The character.
    #[must_use]
    pub fn mark(self) -> char {
        match self {
            Self::Semicolon => ';',
            Self::Tab => '\t',
            Self::Bar => '|',
        }
    }
}

impl Message for Separator {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Semicolon => sentence!(language, id: "';'", en: "';'"),
            Self::Tab => sentence!(language, id: "tab", en: "tabs"),
            Self::Bar => sentence!(language, id: "'|'", en: "'|'"),
        }
    }
}

/// What a code or number of a plan stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A need.
    Need,
    /// A year.
    Year,
    /// A source.
    Source,
}

impl Message for Named {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Need => sentence!(language, id: "kebutuhan", en: "need"),
            Self::Year => sentence!(language, id: "tahun", en: "year"),
            Self::Source => sentence!(language, id: "sumber dana", en: "source"),
        }
    }
}

macro_rules! english {
    ($($type:ty)*) => {$(
        impl fmt::Display for $type {
            /// In English.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.say(Language::En))
            }
        }
    )*};
}
english! { Shape Wanted Separator Named }
