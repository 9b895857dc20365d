//! How tests read the catalogue: every variant, in both languages, as a reader of one language would.

use std::collections::BTreeSet;
use std::fmt::Debug;

use serde::Serialize;

use crate::words::{Language, Message, sentence};

/// Words that betray the other language. Names and titles in samples must avoid them.
const ENGLISH: [&str; 26] = [
    "the", "of", "and", "or", "is", "are", "was", "for", "from", "that", "this", "by", "to", "in", "at", "with", "not",
    "no", "need", "needs", "rule", "ceiling", "year", "plan", "more", "less",
];
const INDONESIAN: [&str; 20] = [
    "yang",
    "dan",
    "atau",
    "dari",
    "untuk",
    "tidak",
    "adalah",
    "dengan",
    "oleh",
    "pada",
    "tahun",
    "pagu",
    "aturan",
    "kebutuhan",
    "rencana",
    "lebih",
    "kurang",
    "karena",
    "wilayah",
    "sektor",
];

/// Reads each of `messages` in both languages: something is said, no hole is left, nothing of the other language shows.
pub(crate) fn read<M: Message + Debug>(messages: &[M]) {
    for message in messages {
        let [id, en] = Language::ALL.map(|language| message.say(language));
        for text in [&id, &en] {
            assert!(!text.trim().is_empty(), "{message:?} says nothing");
            assert!(!text.contains(['{', '}']), "a hole is left: {text}");
            assert!(!text.contains("  ") && !text.ends_with('\n'), "stray space: {text}");
        }
        assert_ne!(id, en, "{message:?} says the same in both languages");
        without(&id, &ENGLISH);
        without(&en, &INDONESIAN);
    }
}

fn without(text: &str, words: &[&str]) {
    let lower = text.to_lowercase();
    for word in lower.split(|c: char| !c.is_alphanumeric()) {
        assert!(!words.contains(&word), "\"{word}\" is of the other language: {text}");
    }
}

/// [`read`], and that `messages` hold every variant that the enum `name` has in `source`, the text of its file. The enum serialises
/// with its variants' names in snake case, as a tag `is` or as the only key.
pub(crate) fn read_all<M: Message + Debug + Serialize>(source: &str, name: &str, messages: &[M]) {
    read(messages);
    let mut told: BTreeSet<String> = BTreeSet::new();
    for message in messages {
        let value = serde_json::to_value(message).expect("messages are plain data");
        let tag = value.get("is").unwrap_or(&value);
        let tag = tag.as_str().map(str::to_owned).or_else(|| tag.as_object()?.keys().next().cloned());
        told.insert(tag.expect("a message has a tag"));
    }
    let stated = variants(source, name);
    assert!(!stated.is_empty(), "no enum {name} in the source");
    assert_eq!(told, stated, "variants of {name} that the test reads, and those that there are");
}

/// The variants of `pub enum name` in snake case.
fn variants(source: &str, name: &str) -> BTreeSet<String> {
    let start = format!("pub enum {name} {{");
    let body = source.lines().skip_while(|line| line.trim() != start).skip(1).take_while(|line| *line != "}");
    let names = body.filter_map(|line| line.strip_prefix("    ")).filter(|line| line.starts_with(char::is_uppercase));
    names.map(|line| snake(line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default())).collect()
}

fn snake(name: &str) -> String {
    let mut text = String::new();
    for (i, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && i > 0 {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

/// A subject of two messages, as a file of the catalogue would state it.
#[derive(Debug, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
enum Told {
    OneThing { a: u8 },
    Two,
}

impl Message for Told {
    fn say(&self, language: Language) -> String {
        match self {
            Self::OneThing { a } => sentence!(language, id: "Ada {a}.", en: "There is {a}."),
            Self::Two => sentence!(language, id: "Ada dua.", en: "There are two."),
        }
    }
}

const TOLD: &str = "pub enum Told {\n    /// One.\n    OneThing {\n        a: u8,\n    },\n    Two,\n}\n";

#[test]
fn every_variant_is_read() {
    read_all(TOLD, "Told", &[Told::OneThing { a: 1 }, Told::Two]);
}

#[test]
#[should_panic(expected = "variants of Told")]
fn a_variant_left_out_is_seen() {
    read_all(TOLD, "Told", &[Told::Two]);
}

#[test]
fn variants_are_found_in_the_source() {
    let source = "/// Doc.\npub enum Told {\n    /// One.\n    OneThing {\n        /// Field.\n        a: u8,\n    },\n    Two,\n}\n";
    assert_eq!(variants(source, "Told"), BTreeSet::from(["one_thing".to_owned(), "two".to_owned()]));
    assert!(variants(source, "Other").is_empty());
}

#[test]
#[should_panic(expected = "\"of\" is of the other language")]
fn a_word_of_the_other_language_is_seen() {
    without("pagu of DAK", &ENGLISH);
}
