//! What stopped money from being spent.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
use crate::words::why::Reason;
use crate::words::{Language, Message, number, phrase, sentence};

/// What stopped a part of the money; a sentence with the amount is [`Rest`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Stop {
    /// Another ceiling is spent.
    Ceiling {
        /// Which.
        ceiling: phrase::Ceiling,
    },
    /// A rule.
    Row {
        /// Which.
        reason: Reason,
    },
    /// A need goes before those that ask.
    After {
        /// Which.
        before: phrase::Need,
    },
    /// The rest is less than those who ask must take at least.
    Least,
    /// Those who ask earn less here than the money is worth elsewhere.
    EarnsTooLittle,
    /// Every need that may be paid from it is wholly paid.
    NobodyAsks,
    /// Less than one unit of payment.
    Unit,
}

/// A part of what a ceiling leaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Rest {
    /// The head: how much is left of what.
    Left {
        /// The ceiling.
        ceiling: phrase::Ceiling,
        /// What is left.
        left: Rupiah,
        /// Its amount.
        rupiah: Rupiah,
    },
    /// A part, and what stopped it.
    Part {
        /// How much.
        rupiah: Rupiah,
        /// What stopped it.
        by: Stop,
    },
}

impl Message for Rest {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Left { ceiling, left, rupiah } => {
                let ceiling = ceiling.say(language);
                let share = number::part(*left, *rupiah, 1, language);
                sentence!(language, id: "Sisa {left} ({share}): {ceiling}.", en: "{left} left ({share}): {ceiling}.")
            }
            Self::Part { rupiah, by } => part(*rupiah, by, language),
        }
    }
}

fn part(rupiah: Rupiah, by: &Stop, language: Language) -> String {
    match by {
        Stop::Ceiling { ceiling } => {
            let ceiling = ceiling.say(language);
            sentence!(language,
                id: "- {rupiah} terhalang karena habisnya {ceiling}.",
                en: "- {rupiah} stopped because nothing is left under {ceiling}.")
        }
        Stop::Row { reason } => {
            let reason = reason.say(language);
            sentence!(language, id: "- {rupiah} terhalang oleh {reason}.", en: "- {rupiah} stopped by {reason}.")
        }
        Stop::After { before } => {
            let before = before.say(language);
            sentence!(language, id: "- {rupiah} menunggu {before}.", en: "- {rupiah} waits for {before}.")
        }
        Stop::Least => sentence!(language,
            id: "- {rupiah} terlalu kecil bagi peminta yang tersisa.",
            en: "- {rupiah} is too little for anyone still asking."),
        Stop::EarnsTooLittle => sentence!(language,
            id: "- {rupiah} tanpa peminta yang menghasilkan cukup poin.",
            en: "- {rupiah} without anyone asking who earns enough points."),
        Stop::NobodyAsks => sentence!(language,
            id: "- {rupiah} tanpa peminta: semua yang dapat dibayar sudah penuh.",
            en: "- {rupiah} that nobody asks for: all that can be paid is fully paid."),
        Stop::Unit => sentence!(language,
            id: "- {rupiah} di bawah satu satuan pembayaran.",
            en: "- {rupiah} below one unit of payment."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Name, proof};

    #[test]
    fn every_rest_reads_in_both() {
        let name = || Name::new("dak", "DAK");
        let ceiling = phrase::Ceiling { source: name(), place: phrase::Place::Nation, year: 2019 };
        let before = phrase::Need { code: "N1".into(), activity: name(), sentra: name() };
        let stops = [
            Stop::Ceiling { ceiling: ceiling.clone() },
            Stop::Row { reason: Reason::Whole },
            Stop::After { before },
            Stop::Least,
            Stop::EarnsTooLittle,
            Stop::NobodyAsks,
            Stop::Unit,
        ];
        let rupiah = Rupiah::new(1_234_567_000);
        let mut rests = vec![Rest::Left { ceiling, left: rupiah, rupiah }];
        rests.extend(stops.into_iter().map(|by| Rest::Part { rupiah, by }));
        proof::read_all(include_str!("leftover.rs"), "Rest", &rests);
    }
}
