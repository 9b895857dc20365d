//! Sentences on giving in where demands cannot hold together.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
use crate::words::demanded::Demanded;
use crate::words::{Language, Message, number, sentence};

/// A sentence on giving in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum GivingIn {
    /// Giving in on one demand for money does.
    Lower {
        /// The demand.
        what: Demanded,
        /// By how much.
        rupiah: Rupiah,
    },
    /// Giving in on one demand that allows too little does.
    Raise {
        /// The demand.
        what: Demanded,
        /// By how much.
        rupiah: Rupiah,
    },
    /// Giving in on several demands at once does; each is told after it.
    Several {
        /// How many.
        demands: usize,
        /// By how much in all.
        rupiah: Rupiah,
    },
    /// One of several demands that give in downwards.
    PartLower {
        /// The demand.
        what: Demanded,
        /// By how much.
        rupiah: Rupiah,
    },
    /// One of several demands that give in upwards.
    PartRaise {
        /// The demand.
        what: Demanded,
        /// By how much.
        rupiah: Rupiah,
    },
    /// A rule of numbers gives in by so many.
    ByNumber {
        /// The demand.
        what: Demanded,
        /// By how many.
        number: usize,
    },
    /// Leaving a demand out does.
    Without {
        /// The demand.
        what: Demanded,
    },
    /// Giving in downwards on one demand does for what the demands speak of.
    HereLower {
        /// The demand.
        what: Demanded,
        /// By how much.
        rupiah: Rupiah,
    },
    /// Giving in upwards on one demand does for what the demands speak of.
    HereRaise {
        /// The demand.
        what: Demanded,
        /// By how much.
        rupiah: Rupiah,
    },
    /// A rule of numbers that gives in by so many does for what the demands speak of.
    HereNumber {
        /// The demand.
        what: Demanded,
        /// By how many.
        number: usize,
    },
    /// Leaving a demand out does for what the demands speak of.
    HereWithout {
        /// The demand.
        what: Demanded,
    },
    /// Giving in on this demand alone does not do.
    NotAlone {
        /// The demand.
        what: Demanded,
    },
    /// Whether giving in on this demand alone does is not known.
    NotKnown {
        /// The demand.
        what: Demanded,
    },
}

impl Message for GivingIn {
    #[allow(clippy::too_many_lines)] // one arm for each sentence
    fn say(&self, language: Language) -> String {
        let say = |what: &Demanded| what.say(language);
        match self {
            Self::Lower { what, rupiah } => {
                let what = say(what);
                sentence!(language,
                    id: "Teruji: ada jalan keluar bila {what} meminta {rupiah} kurang daripada sekarang.",
                    en: "Confirmed by solving again: it fits if {what} asks for {rupiah} less.")
            }
            Self::Raise { what, rupiah } => {
                let what = say(what);
                sentence!(language,
                    id: "Teruji: ada jalan keluar bila {what} mengizinkan tambahan {rupiah}.",
                    en: "Confirmed by solving again: it fits if {what} allows {rupiah} more.")
            }
            Self::Several { demands, rupiah } => {
                let demands = number::count(*demands, language);
                sentence!(language,
                    id: "Teruji: ada jalan keluar bila {demands} tuntutan mengalah, seluruhnya {rupiah}:",
                    en: "Confirmed by solving again: it fits if {demands} demands give in, {rupiah} in all:")
            }
            Self::PartLower { what, rupiah } => {
                let what = say(what);
                sentence!(language, id: "- {what}: {rupiah} kurang.", en: "- {what}: {rupiah} less.")
            }
            Self::PartRaise { what, rupiah } => {
                let what = say(what);
                sentence!(language, id: "- {what}: tambahan {rupiah}.", en: "- {what}: {rupiah} more.")
            }
            Self::ByNumber { what, number: by } => {
                let (what, by) = (say(what), number::count(*by, language));
                sentence!(language,
                    id: "Teruji: ada jalan keluar bila {what} mengalah sebanyak {by}.",
                    en: "Confirmed by solving again: it fits if {what} gives in by {by}.")
            }
            Self::Without { what } => {
                let what = say(what);
                sentence!(language,
                    id: "Teruji: ada jalan keluar bila {what} dilepas.",
                    en: "Confirmed by solving again: it fits if {what} is left out.")
            }
            Self::HereLower { what, rupiah } => {
                let what = say(what);
                sentence!(language,
                    id: "Untuk pertentangan ini cukup bila {what} meminta {rupiah} kurang daripada sekarang; apakah seluruh program lalu dapat dipenuhi, belum diketahui.",
                    en: "For this contradiction it is enough if {what} asks for {rupiah} less; whether the whole programme then fits is not known.")
            }
            Self::HereRaise { what, rupiah } => {
                let what = say(what);
                sentence!(language,
                    id: "Untuk pertentangan ini cukup bila {what} mengizinkan tambahan {rupiah}; apakah seluruh program lalu dapat dipenuhi, belum diketahui.",
                    en: "For this contradiction it is enough if {what} allows {rupiah} more; whether the whole programme then fits is not known.")
            }
            Self::HereNumber { what, number: by } => {
                let (what, by) = (say(what), number::count(*by, language));
                sentence!(language,
                    id: "Untuk pertentangan ini cukup bila {what} mengalah sebanyak {by}; apakah seluruh program lalu dapat dipenuhi, belum diketahui.",
                    en: "For this contradiction it is enough if {what} gives in by {by}; whether the whole programme then fits is not known.")
            }
            Self::HereWithout { what } => {
                let what = say(what);
                sentence!(language,
                    id: "Untuk pertentangan ini cukup bila {what} dilepas; apakah seluruh program lalu dapat dipenuhi, belum diketahui.",
                    en: "For this contradiction it is enough if {what} is left out; whether the whole programme then fits is not known.")
            }
            Self::NotAlone { what } => {
                let what = say(what);
                sentence!(language,
                    id: "Belum cukup bila {what} saja yang mengalah: masih ada pertentangan lain.",
                    en: "It does not do if {what} alone gives in: there are other contradictions.")
            }
            Self::NotKnown { what } => {
                let what = say(what);
                sentence!(language,
                    id: "Belum diketahui apakah cukup bila {what} saja yang mengalah.",
                    en: "Whether it does if {what} alone gives in is not known.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Title;
    use crate::words::phrase::{Group, Rule};
    use crate::words::proof;

    #[test]
    fn every_sentence_reads_in_both() {
        let rule = Rule { id: "dry".into(), title: Title::default(), group: Group::default() };
        let what = || Demanded::Rule(rule.clone());
        let rupiah = Rupiah::new(1_000);
        let all = [
            GivingIn::Lower { what: what(), rupiah },
            GivingIn::Raise { what: what(), rupiah },
            GivingIn::Several { demands: 2, rupiah },
            GivingIn::PartLower { what: what(), rupiah },
            GivingIn::PartRaise { what: what(), rupiah },
            GivingIn::ByNumber { what: what(), number: 2 },
            GivingIn::Without { what: what() },
            GivingIn::NotAlone { what: what() },
            GivingIn::NotKnown { what: what() },
            GivingIn::HereLower { what: what(), rupiah },
            GivingIn::HereRaise { what: what(), rupiah },
            GivingIn::HereNumber { what: what(), number: 2 },
            GivingIn::HereWithout { what: what() },
        ];
        proof::read_all(include_str!("giving_in.rs"), "GivingIn", &all);
    }
}
