//! What a line of two plans is about, and what became of it.

use serde::{Deserialize, Serialize};

use crate::words::{Language, Message, Name, phrase, sentence};

/// What became of a line; a sentence with its amounts is [`Told::Line`](super::compare::Told::Line).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A need that got nothing is paid.
    New,
    /// A need that was paid gets nothing.
    Dropped,
    /// A need gets more.
    More,
    /// A need gets less.
    Less,
    /// A need gets the same, earlier on average.
    Earlier,
    /// A need gets the same, later on average.
    Later,
    /// A need gets the same in the same years, from other sources.
    OtherSource,
    /// A need gets the same, as early on average, over other years.
    OtherYears,
    /// A need gets the same money, which is worth other points.
    Revalued,
    /// The completion of a sentra earns more.
    CompletionUp,
    /// The completion of a sentra earns less.
    CompletionDown,
    /// The breaches of a rule cost more.
    PenaltyUp,
    /// The breaches of a rule cost less.
    PenaltyDown,
}

impl Message for Kind {
    /// A heading for the lines of this kind.
    fn say(&self, language: Language) -> String {
        match self {
            Self::New => sentence!(language, id: "baru didanai", en: "newly funded"),
            Self::Dropped => sentence!(language, id: "batal didanai", en: "dropped"),
            Self::More => sentence!(language, id: "didanai lebih banyak", en: "paid more"),
            Self::Less => sentence!(language, id: "didanai lebih sedikit", en: "paid less"),
            Self::Earlier => sentence!(language, id: "dimajukan", en: "paid earlier"),
            Self::Later => sentence!(language, id: "dimundurkan", en: "paid later"),
            Self::OtherSource => sentence!(language, id: "berganti sumber dana", en: "paid from another source"),
            Self::OtherYears => sentence!(language, id: "berganti pembagian tahun", en: "spread over other years"),
            Self::Revalued => sentence!(language, id: "dana tetap, nilai berubah", en: "same money, other value"),
            Self::CompletionUp => sentence!(language, id: "penyelesaian bertambah", en: "completion up"),
            Self::CompletionDown => sentence!(language, id: "penyelesaian berkurang", en: "completion down"),
            Self::PenaltyUp => sentence!(language, id: "denda bertambah", en: "penalty up"),
            Self::PenaltyDown => sentence!(language, id: "denda berkurang", en: "penalty down"),
        }
    }
}

/// Whom a line is about; a noun phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A need.
    Need(phrase::Need),
    /// The completion of a sentra.
    Sentra(Name),
    /// The penalty of a rule.
    Rule(phrase::Rule),
}

impl Message for Subject {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Need(need) => need.say(language),
            Self::Sentra(name) => sentence!(language,
                id: "penyelesaian sentra {name}",
                en: "the completion of sentra {name}"),
            Self::Rule(rule) => {
                let rule = rule.say(language);
                sentence!(language, id: "denda {rule}", en: "the penalty of {rule}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::proof;

    const SOURCE: &str = include_str!("line.rs");

    fn name() -> Name {
        Name::new("x", "Mesin")
    }

    fn need() -> phrase::Need {
        phrase::Need { code: "N1".into(), activity: name(), sentra: name() }
    }

    fn rule() -> phrase::Rule {
        phrase::Rule { id: "r".into(), title: crate::input::Title::default(), group: phrase::Group::default() }
    }

    const KINDS: [Kind; 13] = [
        Kind::New,
        Kind::Dropped,
        Kind::More,
        Kind::Less,
        Kind::Earlier,
        Kind::Later,
        Kind::OtherSource,
        Kind::OtherYears,
        Kind::Revalued,
        Kind::CompletionUp,
        Kind::CompletionDown,
        Kind::PenaltyUp,
        Kind::PenaltyDown,
    ];

    fn subjects() -> [Subject; 3] {
        [Subject::Need(need()), Subject::Sentra(name()), Subject::Rule(rule())]
    }

    #[test]
    fn kinds_and_subjects_read_in_both() {
        proof::read_all(SOURCE, "Kind", &KINDS);
        proof::read_all(SOURCE, "Subject", &subjects());
    }
}
