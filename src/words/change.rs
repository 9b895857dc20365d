//! What would change it, and what insisting costs.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
use crate::words::{Language, Message, number, sentence};

/// A sentence on a change that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Would {
    /// More points bring it in.
    Benefit {
        /// Points that do.
        points: f64,
        /// What it gets.
        paid: Rupiah,
    },
    /// A lower cost brings it in.
    Cost {
        /// The cost that does.
        rupiah: Rupiah,
        /// What it gets.
        paid: Rupiah,
    },
    /// A higher ceiling brings it in.
    Ceiling {
        /// Source, place and year, in codes.
        ceiling: String,
        /// The ceiling that does.
        rupiah: Rupiah,
        /// What it gets.
        paid: Rupiah,
    },
    /// It comes in without a rule.
    Rule {
        /// The rule's id.
        rule: String,
        /// What it gets.
        paid: Rupiah,
    },
    /// It comes in within another window.
    Window {
        /// First year.
        first: i32,
        /// Last year.
        last: i32,
        /// What it gets.
        paid: Rupiah,
    },
    /// No change of its points was found that does.
    NoBenefit,
    /// No change of its cost was found that does.
    NoCost,
    /// No change of the ceiling of its region or province was found that does.
    NoCeiling,
    /// Leaving out the dearest rule does not do.
    NoRule,
    /// No other window does.
    NoWindow,
    /// What insisting on it costs.
    Insist {
        /// What it is to get at least.
        rupiah: Rupiah,
        /// Points lost.
        lost: f64,
    },
    /// What is lost without it.
    Without {
        /// Points lost.
        lost: f64,
    },
    /// Who gets another sum then.
    Displaced {
        /// The need's code.
        need: String,
        /// What it got.
        before: Rupiah,
        /// What it gets then.
        after: Rupiah,
    },
    /// No plan was found that insists on it, or does without it.
    Impossible,
}

impl Message for Would {
    fn say(&self, language: Language) -> String {
        let points = |value: &f64| number::points(*value, language);
        match self {
            Self::Benefit { points: value, paid } => {
                let value = points(value);
                sentence!(language,
                    id: "Teruji: dengan {value} poin ia menerima {paid}; dengan 99 % dari tambahannya belum.",
                    en: "Confirmed: with {value} points it gets {paid}; with 99 % of the increase it does not.")
            }
            Self::Cost { rupiah, paid } => sentence!(language,
                id: "Teruji: dengan biaya {rupiah} ia menerima {paid}; dengan 99 % dari potongannya belum.",
                en: "Confirmed: with a cost of {rupiah} it gets {paid}; with 99 % of the cut it does not."),
            Self::Ceiling { ceiling, rupiah, paid } => sentence!(language,
                id: "Teruji: dengan pagu {ceiling} sebesar {rupiah} ia menerima {paid}; dengan 99 % dari tambahannya belum.",
                en: "Confirmed: with a ceiling {ceiling} of {rupiah} it gets {paid}; with 99 % of the increase it does not."),
            Self::Rule { rule, paid } => sentence!(language,
                id: "Teruji: tanpa aturan [{rule}] ia menerima {paid}.",
                en: "Confirmed: without rule [{rule}] it gets {paid}."),
            Self::Window { first, last, paid } => sentence!(language,
                id: "Teruji: dengan jendela {first} sampai {last} ia menerima {paid}.",
                en: "Confirmed: with the window {first} to {last} it gets {paid}."),
            Self::NoBenefit => sentence!(language,
                id: "Tidak ditemukan tambahan poin yang cukup.",
                en: "No increase of its points was found that would do."),
            Self::NoCost => sentence!(language,
                id: "Tidak ditemukan potongan biaya yang cukup.",
                en: "No lower cost was found that would do."),
            Self::NoCeiling => sentence!(language,
                id: "Tidak ditemukan tambahan pagu daerah atau provinsinya yang cukup.",
                en: "No increase of a ceiling of its region or province was found that would do."),
            Self::NoRule => sentence!(language,
                id: "Mencabut satu aturan termahal saja belum cukup.",
                en: "Leaving out the dearest rule alone would not do."),
            Self::NoWindow => sentence!(language,
                id: "Jendela lain saja belum cukup.",
                en: "Another window alone would not do."),
            Self::Insist { rupiah, lost } => {
                let lost = points(lost);
                sentence!(language,
                    id: "Memaksakan {rupiah} baginya menghilangkan {lost} poin.",
                    en: "Insisting on {rupiah} for it loses {lost} points.")
            }
            Self::Without { lost } => {
                let lost = points(lost);
                sentence!(language, id: "Tanpanya hilang {lost} poin.", en: "Without it {lost} points are lost.")
            }
            Self::Displaced { need, before, after } => sentence!(language,
                id: "- {need}: semula {before}, menjadi {after}.",
                en: "- {need}: before {before}, then {after}."),
            Self::Impossible => sentence!(language,
                id: "Tidak ditemukan rencana yang memenuhinya.",
                en: "No plan was found that does."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::proof;

    #[test]
    fn every_change_reads_in_both() {
        let (rupiah, paid) = (Rupiah::new(1_234_567_000), Rupiah::new(1_000));
        let (before, after, lost) = (rupiah, paid, 1.5);
        let all = [
            Would::Benefit { points: 1.5, paid },
            Would::Cost { rupiah, paid },
            Would::Ceiling { ceiling: "dak 18.01 2019".into(), rupiah, paid },
            Would::Rule { rule: "r".into(), paid },
            Would::Window { first: 2019, last: 2020, paid },
            Would::NoBenefit,
            Would::NoCost,
            Would::NoCeiling,
            Would::NoRule,
            Would::NoWindow,
            Would::Insist { rupiah, lost },
            Would::Without { lost },
            Would::Displaced { need: "N1".into(), before, after },
            Would::Impossible,
        ];
        proof::read_all(include_str!("change.rs"), "Would", &all);
    }
}
