//! What a check of a programme comes to.

use serde::{Deserialize, Serialize};

use crate::id::NeedCode;
use crate::model::{Programme, WholePart};
use crate::words::{Language, Message, number, sentence};

/// How many codes are named before "and N more".
const NAMED: usize = 5;

/// How much a programme holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Fiscal years.
    pub years: usize,
    /// Regions.
    pub regions: usize,
    /// Sentra.
    pub sentra: usize,
    /// Needs.
    pub needs: usize,
    /// Sources.
    pub sources: usize,
    /// Ceilings.
    pub ceilings: usize,
    /// Rules.
    pub rules: usize,
    /// Payments that can be made.
    pub payments: usize,
}

impl Counts {
    /// Those of `programme`.
    #[must_use]
    pub fn new(programme: &Programme) -> Self {
        Self {
            years: programme.years().len(),
            regions: programme.regions().len(),
            sentra: programme.sentra().len(),
            needs: programme.needs().len(),
            sources: programme.sources().len(),
            ceilings: programme.ceilings().len(),
            rules: programme.rules().len(),
            payments: programme.payments().len(),
        }
    }
}

/// A sentence on a programme as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Checked {
    /// It has no faults.
    Sound {
        /// Its name.
        name: String,
        /// How many oddities it has.
        oddities: usize,
    },
    /// How much it holds.
    Holds {
        /// Of what how many.
        counts: Counts,
    },
    /// What of it takes whole numbers.
    Whole {
        /// The parts, as [`WholePart`] says them.
        parts: String,
    },
    /// Something odd.
    Odd {
        /// Where, and what.
        what: String,
    },
    /// It has faults.
    Faults {
        /// How many.
        faults: usize,
        /// In how many files.
        files: usize,
    },
    /// It has faults, of which some hide others.
    Unread {
        /// How many.
        faults: usize,
        /// In how many files.
        files: usize,
    },
}

impl Message for Checked {
    fn say(&self, language: Language) -> String {
        let count = |count: &usize| number::count(*count, language);
        match self {
            Self::Sound { name, oddities: 1 } => sentence!(language,
                id: "{name}: tidak ada kesalahan, 1 kejanggalan",
                en: "{name}: no faults, 1 oddity"),
            Self::Sound { name, oddities } => {
                let oddities = count(oddities);
                sentence!(language,
                    id: "{name}: tidak ada kesalahan, {oddities} kejanggalan",
                    en: "{name}: no faults, {oddities} oddities")
            }
            Self::Holds { counts: Counts { years, regions, sentra, needs, sources, ceilings, rules, payments } } => {
                let (years, regions, sentra, needs) = (count(years), count(regions), count(sentra), count(needs));
                let (sources, ceilings) = (count(sources), count(ceilings));
                let (rules, payments) = (count(rules), count(payments));
                sentence!(language,
                    id: "{years} tahun, {regions} daerah, {sentra} sentra, {needs} kebutuhan, {sources} sumber dana, {ceilings} pagu, {rules} aturan, {payments} pembayaran",
                    en: "{years} years, {regions} regions, {sentra} sentra, {needs} needs, {sources} sources, {ceilings} ceilings, {rules} rules, {payments} payments")
            }
            Self::Whole { parts } => sentence!(language,
                id: "bilangan bulat diperlukan untuk: {parts}",
                en: "whole numbers are needed for: {parts}"),
            Self::Odd { what } => sentence!(language, id: "janggal: {what}", en: "odd: {what}"),
            Self::Faults { faults, files } => {
                let (faults, files) =
                    (in_all(*faults, Counted::Fault, language), in_all(*files, Counted::File, language));
                sentence!(language, id: "{faults} dalam {files}", en: "{faults} in {files}")
            }
            Self::Unread { faults, files } => {
                let (faults, files) =
                    (in_all(*faults, Counted::Fault, language), in_all(*files, Counted::File, language));
                sentence!(language,
                    id: "{faults} dalam {files}; tabel-tabelnya belum dapat dicocokkan, jadi mungkin ada lagi setelah ini diperbaiki",
                    en: "{faults} in {files}; the tables could not be held against each other, so more may show once these are mended")
            }
        }
    }
}

/// What is counted.
#[derive(Clone, Copy)]
enum Counted {
    Fault,
    File,
}

/// `1 fault`, `7 files`
fn in_all(count: usize, of: Counted, language: Language) -> String {
    let written = number::count(count, language);
    match (of, count) {
        (Counted::Fault, 1) => sentence!(language, id: "1 kesalahan", en: "1 fault"),
        (Counted::Fault, _) => sentence!(language, id: "{written} kesalahan", en: "{written} faults"),
        (Counted::File, 1) => sentence!(language, id: "1 berkas", en: "1 file"),
        (Counted::File, _) => sentence!(language, id: "{written} berkas", en: "{written} files"),
    }
}

impl Message for WholePart {
    fn say(&self, language: Language) -> String {
        let list = |codes: &[NeedCode]| {
            number::list(&codes.iter().map(NeedCode::as_str).collect::<Vec<_>>(), NAMED, Language::Id)
        };
        match (language, self) {
            (Language::En, part) => part.to_string(),
            (Language::Id, Self::Rule { id, family }) => format!("aturan {id} ({family})"),
            (Language::Id, Self::ZeroOrAtLeast { id }) => format!("aturan {id} (zero_or_at_least)"),
            (Language::Id, Self::Funding(codes)) => format!("pendanaan whole atau at_least bagi {}", list(codes)),
            (Language::Id, Self::OneYear(codes)) => format!("one_year bagi {}", list(codes)),
            (Language::Id, Self::Completion(sentra)) => format!("penyelesaian all_or_nothing bagi {sentra} sentra"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::proof;

    #[test]
    fn every_sentence_reads_in_both() {
        let all = [
            Checked::Sound { name: "Lampung".into(), oddities: 1 },
            Checked::Sound { name: "Lampung".into(), oddities: 2 },
            Checked::Holds { counts: Counts { sentra: 1_234, ..Counts::default() } },
            Checked::Whole { parts: "x".into() },
            Checked::Odd { what: "x".into() },
            Checked::Faults { faults: 1, files: 1 },
            Checked::Unread { faults: 2, files: 3 },
        ];
        proof::read_all(include_str!("check.rs"), "Checked", &all);
        proof::read(&[WholePart::Rule { id: "few".into(), family: "count" }]);
        // The words of the format stand in both languages.
        let code = || vec!["N1".into()];
        let parts = [
            (WholePart::ZeroOrAtLeast { id: "grant".into() }, "aturan grant (zero_or_at_least)"),
            (WholePart::Funding(code()), "pendanaan whole atau at_least bagi N1"),
            (WholePart::OneYear(code()), "one_year bagi N1"),
            (WholePart::Completion(3), "penyelesaian all_or_nothing bagi 3 sentra"),
        ];
        for (part, told) in parts {
            assert_eq!((part.say(Language::Id).as_str(), part.say(Language::En)), (told, part.to_string()));
        }
    }
}
