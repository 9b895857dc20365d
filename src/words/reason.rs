//! What makes money dear, as noun phrases.

use serde::{Deserialize, Serialize};

use crate::words::phrase::{self, Payment};
use crate::words::{Language, Message, sentence};

/// Which bound of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The lower bound.
    AtLeast,
    /// The upper bound.
    AtMost,
    /// Both at once.
    Exactly,
}

/// What makes money dear, or gives back; a noun phrase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Reason {
    /// A ceiling.
    Ceiling {
        /// Which.
        ceiling: phrase::Ceiling,
    },
    /// A rule in one of its groups.
    Rule {
        /// Which.
        rule: phrase::Rule,
        /// Which of its bounds.
        bound: Bound,
    },
    /// The need is paid no more than it costs.
    Whole,
    /// A need goes no further than one before it.
    Order {
        /// The later one.
        need: phrase::Need,
        /// The earlier one.
        before: phrase::Need,
        /// By the end of this year.
        year: i32,
    },
    /// A sentra is no further complete than an essential need is paid.
    Completion {
        /// The essential need.
        need: phrase::Need,
        /// By the end of this year.
        year: i32,
    },
    /// The earlier plan.
    Earlier {
        /// Its payment.
        payment: Payment,
    },
    /// A spending total.
    Total {
        /// Its number.
        number: u32,
    },
}

impl Message for Reason {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Ceiling { ceiling } => ceiling.say(language),
            Self::Rule { rule, .. } => rule.say(language),
            Self::Whole => sentence!(language, id: "biaya penuhnya sendiri", en: "its own full cost"),
            Self::Order { need, before, year } => {
                let (need, before) = (&need.code, &before.code);
                sentence!(language,
                    id: "urutan {before} sebelum {need} sampai akhir tahun {year}",
                    en: "the order of {before} before {need} up to the end of {year}")
            }
            Self::Completion { need, year } => {
                let sentra = need.sentra.to_string();
                sentence!(language,
                    id: "penyelesaian sentra {sentra} sampai akhir tahun {year}",
                    en: "the completion of sentra {sentra} up to the end of {year}")
            }
            Self::Earlier { payment } => {
                let payment = payment.say(language);
                sentence!(language, id: "{payment} menurut rancangan terdahulu", en: "{payment} under the earlier plan")
            }
            Self::Total { number } => {
                sentence!(language, id: "jumlah belanja nomor {number}", en: "spending total {number}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Name, proof};

    fn need() -> phrase::Need {
        phrase::Need { code: "N1".into(), activity: Name::new("x", "Mesin"), sentra: Name::new("kopi", "Kopi Liwa") }
    }

    fn dak() -> Name {
        Name::new("dak", "DAK")
    }

    fn rule() -> phrase::Rule {
        phrase::Rule { id: "r".into(), title: crate::input::Title::default(), group: phrase::Group::default() }
    }

    fn reasons() -> Vec<Reason> {
        let ceiling = phrase::Ceiling { source: dak(), place: phrase::Place::Nation, year: 2019 };
        vec![
            Reason::Ceiling { ceiling },
            Reason::Rule { rule: rule(), bound: Bound::AtLeast },
            Reason::Whole,
            Reason::Order { need: need(), before: need(), year: 2019 },
            Reason::Completion { need: need(), year: 2019 },
            Reason::Earlier { payment: Payment { need: need(), year: 2019, source: dak() } },
            Reason::Total { number: 3 },
        ]
    }

    #[test]
    fn every_reason_reads_in_both() {
        proof::read_all(include_str!("reason.rs"), "Reason", &reasons());
    }
}
