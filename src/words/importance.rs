//! How much one of a list is worth to the plan.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
use crate::words::{Language, Message, Name, number, sentence};

/// A sentence on one of a list: a need, or all needs of a sentra.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Important {
    /// Points are lost without it.
    Worth {
        /// Which.
        what: Name,
        /// What it gets.
        paid: Rupiah,
        /// Points that the plan has less.
        lost: f64,
    },
    /// No plan was found that does without it.
    Needed {
        /// Which.
        what: Name,
        /// What it gets.
        paid: Rupiah,
    },
}

impl Message for Important {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Worth { what, paid, lost } => {
                let lost = number::points(*lost, language);
                sentence!(language,
                    id: "- {what} menerima {paid}; tanpanya hilang {lost} poin.",
                    en: "- {what} gets {paid}; without it {lost} points are lost.")
            }
            Self::Needed { what, paid } => sentence!(language,
                id: "- {what} menerima {paid}; tidak ditemukan rencana tanpanya.",
                en: "- {what} gets {paid}; no plan was found without it."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::proof;

    #[test]
    fn every_sentence_reads_in_both() {
        let (what, paid) = (Name::new("N1", "Mesin"), Rupiah::new(1_000));
        let all = [Important::Worth { what: what.clone(), paid, lost: 2.5 }, Important::Needed { what, paid }];
        proof::read_all(include_str!("importance.rs"), "Important", &all);
    }
}
