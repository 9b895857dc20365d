//! What the lines of two plans are added up by.

use serde::{Deserialize, Serialize};

use crate::words::why::Reason;
use crate::words::{Language, Message, sentence};

/// What the lines of a cause have in common; a noun phrase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant)] // some hundred in a comparison
pub enum CauseOf {
    /// A change of the programme.
    Input {
        /// Its number, from 1.
        number: usize,
    },
    /// A row that does not differ, through which lines displace each other.
    Row {
        /// The row.
        by: Reason,
    },
    /// Rounding to whole units.
    Rounding,
    /// Completion follows the needs.
    Needs,
    /// Penalties follow the money.
    Money,
    /// How the plans were chosen.
    Choice,
    /// It cannot be told.
    Unknown,
}

impl Message for CauseOf {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Input { number } => sentence!(language, id: "perubahan nomor {number}", en: "change number {number}"),
            Self::Row { by } => {
                let by = by.say(language);
                sentence!(language, id: "pergeseran lewat {by}", en: "displacement through {by}")
            }
            Self::Rounding => sentence!(language, id: "pembulatan ke satuan", en: "rounding to whole units"),
            Self::Needs => sentence!(language, id: "kebutuhan wajib sentra", en: "essential lines of sentra"),
            Self::Money => sentence!(language, id: "dana di bawah aturan lunak", en: "money under soft rules"),
            Self::Choice => sentence!(language, id: "cara memilih alokasi", en: "how plans were chosen"),
            Self::Unknown => sentence!(language, id: "sebab tak terbaca", en: "reasons that cannot be told"),
        }
    }
}

/// A kind of causes; a noun phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KindOf {
    /// Ceilings that differ.
    Ceilings,
    /// Rules and priorities that differ.
    Rules,
    /// Rows of tables that differ: needs, sentra, places, sources, contracts.
    Tables,
    /// Years, discount, unit, completion.
    Terms,
    /// Ceilings that stayed, through which lines displace each other.
    ThroughCeilings,
    /// Rules that stayed, likewise.
    ThroughRules,
    /// Other rows that stayed, likewise.
    ThroughOthers,
    /// All that is no matter of inputs or prices.
    Rest,
}

impl Message for KindOf {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Ceilings => sentence!(language, id: "pagu yang berubah", en: "changed ceilings"),
            Self::Rules => {
                sentence!(language, id: "aturan dan prioritas yang berubah", en: "changed rules and priorities")
            }
            Self::Tables => sentence!(language, id: "data yang berubah pada tabel", en: "changed rows of the tables"),
            Self::Terms => sentence!(language, id: "ketentuan umum yang berubah", en: "changed general terms"),
            Self::ThroughCeilings => sentence!(language,
                id: "pergeseran lewat pagu yang tetap",
                en: "displacement through ceilings that stayed"),
            Self::ThroughRules => sentence!(language,
                id: "pergeseran lewat aturan yang tetap",
                en: "displacement through rules that stayed"),
            Self::ThroughOthers => sentence!(language,
                id: "pergeseran lewat urutan dan kelengkapan",
                en: "displacement through order and completion"),
            Self::Rest => sentence!(language,
                id: "pembulatan, kelengkapan, dan sebab tak terbaca",
                en: "rounding, completion, and reasons that cannot be told"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::proof;

    const SOURCE: &str = include_str!("cause.rs");

    #[test]
    fn every_cause_reads_in_both() {
        let causes = [
            CauseOf::Input { number: 3 },
            CauseOf::Row { by: Reason::Whole },
            CauseOf::Rounding,
            CauseOf::Needs,
            CauseOf::Money,
            CauseOf::Choice,
            CauseOf::Unknown,
        ];
        proof::read_all(SOURCE, "CauseOf", &causes);
    }

    #[test]
    fn every_kind_reads_in_both() {
        let kinds = [
            KindOf::Ceilings,
            KindOf::Rules,
            KindOf::Tables,
            KindOf::Terms,
            KindOf::ThroughCeilings,
            KindOf::ThroughRules,
            KindOf::ThroughOthers,
            KindOf::Rest,
        ];
        proof::read_all(SOURCE, "KindOf", &kinds);
    }
}
