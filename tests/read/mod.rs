//! How tests hold a sentence in one language against that in the other.

use std::collections::BTreeMap;

use alokasi::words::{Language, Message};

/// What of `text` is data or stands in the files: texts in quotes, and all that holds a digit; each with how often it is there. A hole that one
/// language fills and the other leaves out shows as a difference.
fn facts(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let quoted = if quotes_a_quote(text) { Vec::new() } else { text.split('"').skip(1).step_by(2).collect() };
    let marks = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let words = text.split(marks).map(|word| word.trim_matches(['.', '-']));
    let digits = words.filter(|word| word.contains(|c: char| c.is_ascii_digit())).map(str::to_owned);
    quoted.into_iter().map(str::to_owned).chain(digits).for_each(|fact| *found.entry(fact).or_default() += 1);
    found
}

/// What is quoted cannot be told from what is not then.
fn quotes_a_quote(text: &str) -> bool {
    text.matches('"').count() % 2 == 1
}

/// Words that a sentence of one language does not hold; keys and tables of the format are told in both.
const INDONESIAN: [&str; 16] = [
    "yang",
    "dan",
    "atau",
    "dari",
    "untuk",
    "tidak",
    "bukan",
    "dengan",
    "oleh",
    "pada",
    "tahun",
    "pagu",
    "aturan",
    "kebutuhan",
    "isi",
    "hapus",
];
const ENGLISH: [&str; 15] =
    ["the", "and", "or", "is", "are", "was", "for", "from", "that", "this", "by", "with", "not", "give", "write"];

/// `message` says the same in both languages: every datum of one stands in the other, and no word of one in the other.
pub(crate) fn in_both(message: &dyn Message) {
    let [id, en] = Language::ALL.map(|language| message.say(language));
    assert_eq!(facts(&id), facts(&en), "{id}\n{en}");
    assert_ne!(id, en);
    for (text, words) in [(&id, &ENGLISH[..]), (&en, &INDONESIAN[..])] {
        let plain: String = text.split(['"', '`']).step_by(2).collect();
        let plain = if quotes_a_quote(text) { String::new() } else { plain };
        for word in plain.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
            assert!(!words.contains(&word), "\"{word}\" is of the other language: {text}");
        }
    }
}
