//! Sentences on demands that cannot hold together.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
pub use crate::words::demanded::Demanded;
use crate::words::phrase::Ceiling;
use crate::words::{Language, Message, number, sentence};

/// A sentence on a conflict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Clash {
    /// There is a plan, or at least a point of the linear program.
    Fits,
    /// There is a plan in whole units, found and checked.
    FitsWhole,
    /// The linear relaxation fits; of the whole decisions nothing is known.
    FitsLinear,
    /// How far that was looked: parts that have a plan by themselves.
    Looked {
        /// How many.
        parts: usize,
        /// Needs of the largest.
        needs: usize,
    },
    /// Parts that were not decided.
    NotLooked {
        /// How many.
        parts: usize,
    },
    /// Demands that cannot hold together, while all but one can.
    Together {
        /// How many.
        demands: usize,
    },
    /// One demand that cannot hold by itself.
    Single,
    /// Demands that cannot hold together; whether fewer would do is not known.
    Some {
        /// How many.
        demands: usize,
    },
    /// Demands that cannot hold together as whole decisions, while in parts they can.
    Whole {
        /// How many.
        demands: usize,
    },
    /// One demand that cannot hold by itself as a whole decision, while in parts it can.
    WholeSingle,
    /// The same of several; whether fewer would do is not known.
    WholeSome {
        /// How many.
        demands: usize,
    },
    /// More findings by sums, not told one by one.
    MoreSums {
        /// How many.
        findings: usize,
    },
    /// More demands of the set, not told one by one.
    More {
        /// How many.
        demands: usize,
    },
    /// A demand for money that cannot be met.
    Asks {
        /// The demand.
        what: Demanded,
        /// What it asks for while the others hold.
        asked: Rupiah,
        /// The most that can be paid then.
        best: Rupiah,
        /// What is missing.
        missing: Rupiah,
    },
    /// A demand that allows too little.
    Allows {
        /// The demand.
        what: Demanded,
        /// What it allows while the others hold.
        asked: Rupiah,
        /// The least that must be paid then.
        best: Rupiah,
        /// What is too much.
        missing: Rupiah,
    },
    /// Ceilings that stand against it together.
    Ceilings {
        /// The ceilings.
        ceilings: Vec<Ceiling>,
        /// What they allow in all.
        rupiah: Rupiah,
    },
    /// A demand without figures.
    Stands {
        /// The demand.
        what: Demanded,
    },
    /// What needs cost limits what can be paid.
    Costs {
        /// How many needs.
        needs: usize,
        /// What they cost.
        rupiah: Rupiah,
    },
    /// A rule of the set is law.
    Law {
        /// Its id.
        rule: String,
    },
    /// A rule of the set is law, and rests on a regulation.
    Basis {
        /// Its id.
        rule: String,
        /// The regulation.
        basis: String,
    },
    /// Nothing of the set may give in.
    NothingGives,
    /// No less than this much giving in of rules does.
    Least {
        /// How much.
        rupiah: Rupiah,
    },
}

impl Message for Clash {
    #[allow(clippy::too_many_lines)] // one arm for each sentence
    fn say(&self, language: Language) -> String {
        let say = |what: &Demanded| what.say(language);
        match self {
            Self::Fits => sentence!(language,
                id: "Semua aturan, pagu dan kontrak dapat dipenuhi bersama.",
                en: "All rules, ceilings and contracts can hold together."),
            Self::FitsWhole => sentence!(language,
                id: "Semua aturan, pagu dan kontrak dapat dipenuhi bersama; sebuah rencana dalam satuan utuh sudah ditemukan dan diperiksa.",
                en: "All rules, ceilings and contracts can hold together; a plan in whole units was found and checked."),
            Self::FitsLinear => sentence!(language,
                id: "Bila kebutuhan boleh dibayar sebagian, semuanya dapat dipenuhi bersama. Apakah keputusan utuh juga dapat, belum diketahui: \
                     hitungan tiap aturan tidak menunjukkan pertentangan, dan pencarian rencana tidak tuntas.",
                en: "If needs may be paid in part, all can hold together. Whether whole decisions can too is not known: the sums of no rule show a \
                     contradiction, and the search for a plan did not come to an end."),
            Self::Looked { parts, needs } => {
                let (parts, needs) = (number::count(*parts, language), number::count(*needs, language));
                sentence!(language,
                    id: "Sudah diputuskan sampai tuntas: {parts} bagian, yaitu yang disebut satu aturan, kontrak atau daerah (terbesar: {needs} kebutuhan); \
                         masing-masing dapat dipenuhi sendiri.",
                    en: "Decided to the end: {parts} parts, each what one rule, contract or region speaks of (the largest: {needs} needs); each can hold \
                         by itself.")
            }
            Self::NotLooked { parts } => {
                let parts = number::count(*parts, language);
                sentence!(language,
                    id: "Belum diputuskan: {parts} bagian lagi, yang terlalu besar untuk diperiksa sendiri.",
                    en: "Not decided: {parts} more parts, which are too large to be looked at by themselves.")
            }
            Self::Single => sentence!(language,
                id: "Tidak ada rencana: satu tuntutan ini mustahil dipenuhi, apa pun yang dilepas selain dirinya.",
                en: "There is no plan: this one demand cannot be met, whatever else is left out."),
            Self::Together { demands } => {
                let demands = number::count(*demands, language);
                sentence!(language,
                    id: "Tidak ada rencana: {demands} tuntutan berikut mustahil berlaku bersama; tanpa salah satunya, sisanya dapat.",
                    en: "There is no plan: these {demands} demands cannot hold together; without any one of them the others can.")
            }
            Self::Some { demands } => {
                let demands = number::count(*demands, language);
                sentence!(language,
                    id: "Tidak ada rencana: {demands} tuntutan berikut mustahil berlaku bersama; apakah sebagiannya saja sudah mustahil, belum diketahui.",
                    en: "There is no plan: these {demands} demands cannot hold together; whether fewer of them already cannot is not known.")
            }
            Self::Whole { demands } => {
                let demands = number::count(*demands, language);
                sentence!(language,
                    id: "Tidak ada rencana: bila kebutuhan boleh dibayar sebagian semuanya dapat, tetapi sebagai keputusan utuh {demands} tuntutan berikut mustahil berlaku bersama.",
                    en: "There is no plan: if needs may be paid in part all can hold, but as whole decisions these {demands} demands cannot hold together.")
            }
            Self::WholeSingle => sentence!(language,
                id: "Tidak ada rencana: bila kebutuhan boleh dibayar sebagian semuanya dapat, tetapi sebagai keputusan utuh satu tuntutan mustahil berlaku.",
                en: "There is no plan: if needs may be paid in part all can hold, but as a whole decision one demand cannot hold by itself."),
            Self::WholeSome { demands } => {
                let demands = number::count(*demands, language);
                sentence!(language,
                    id: "Tidak ada rencana: bila kebutuhan boleh dibayar sebagian semuanya dapat, tetapi sebagai keputusan utuh {demands} tuntutan berikut mustahil berlaku bersama; \
                         apakah sebagiannya saja sudah mustahil, belum diketahui untuk semuanya.",
                    en: "There is no plan: if needs may be paid in part all can hold, but as whole decisions these {demands} demands cannot hold together; whether \
                         fewer of them already cannot was not decided for all.")
            }
            Self::MoreSums { findings } => {
                let findings = number::count(*findings, language);
                sentence!(language, id: "Hitungan: ada {findings} temuan lagi.", en: "By sums alone: {findings} more of this kind.")
            }
            Self::More { demands } => {
                let demands = number::count(*demands, language);
                sentence!(language, id: "- dan {demands} tuntutan lagi.", en: "- and {demands} more demands.")
            }
            Self::Asks { what, asked, best, missing } => {
                let what = say(what);
                sentence!(language,
                    id: "- {what} meminta {asked}; bila yang lain berlaku, paling banyak {best} dapat dibayar: {missing} tidak tercapai.",
                    en: "- {what} asks for {asked}; while the others hold, at most {best} can be paid: {missing} are missing.")
            }
            Self::Allows { what, asked, best, missing } => {
                let what = say(what);
                sentence!(language,
                    id: "- {what} mengizinkan {asked}; bila yang lain berlaku, sekurangnya {best} harus dibayar: {missing} terlalu banyak.",
                    en: "- {what} allows {asked}; while the others hold, at least {best} must be paid: {missing} too much.")
            }
            Self::Ceilings { ceilings, rupiah } => {
                let count = number::count(ceilings.len(), language);
                let names: Vec<String> = ceilings.iter().map(|ceiling| ceiling.say(language)).collect();
                let names = number::list(&names, 3, language);
                sentence!(language,
                    id: "- {count} pagu bersama-sama hanya mengizinkan {rupiah}: {names}.",
                    en: "- {count} ceilings allow only {rupiah} together: {names}.")
            }
            Self::Stands { what } => {
                let what = say(what);
                sentence!(language, id: "- {what}", en: "- {what}")
            }
            Self::Costs { needs, rupiah } => {
                let needs = number::count(*needs, language);
                sentence!(language,
                    id: "- Kebutuhan yang dimaksud ({needs}) seluruhnya hanya berbiaya {rupiah}; melebihi biaya itu mustahil dibayar.",
                    en: "- The needs meant ({needs}) cost {rupiah} in all; no more than that can be paid for them.")
            }
            Self::Law { rule } => sentence!(language,
                id: "Aturan [{rule}] adalah hukum dan tetap berlaku.",
                en: "Rule [{rule}] is law and stays."),
            Self::Basis { rule, basis } => sentence!(language,
                id: "Aturan [{rule}] adalah hukum ({basis}) dan tetap berlaku.",
                en: "Rule [{rule}] is law ({basis}) and stays."),
            Self::NothingGives => sentence!(language,
                id: "Tidak satu pun dapat mengalah sebagai aturan: semuanya hukum, pagu, kontrak atau urutan.",
                en: "None of them can give in as a rule: all are law, ceilings, contracts or order."),
            Self::Least { rupiah } => sentence!(language,
                id: "Terbukti: bila hanya aturan di luar hukum yang mengalah, jumlahnya sekurangnya {rupiah}.",
                en: "Proved: if only rules that are no law give in, it takes at least {rupiah} in all."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Title;
    use crate::words::phrase::{Group, Place, Rule};
    use crate::words::{Name, proof};

    #[test]
    fn every_sentence_reads_in_both() {
        let source = Name::new("dak", "DAK Fisik");
        let ceiling = Ceiling { source, place: Place::Nation, year: 2019 };
        let rule = Rule { id: "dry".into(), title: Title::default(), group: Group::default() };
        let what = || Demanded::Rule(rule.clone());
        let (asked, best, missing, rupiah) =
            (Rupiah::new(3_000_000_000), Rupiah::new(1_000_000_000), Rupiah::new(2_000_000_000), Rupiah::new(1_000));
        let all = [
            Clash::Fits,
            Clash::FitsWhole,
            Clash::FitsLinear,
            Clash::Looked { parts: 12, needs: 3 },
            Clash::NotLooked { parts: 12 },
            Clash::Together { demands: 2 },
            Clash::Single,
            Clash::Some { demands: 2 },
            Clash::Whole { demands: 2 },
            Clash::WholeSingle,
            Clash::WholeSome { demands: 2 },
            Clash::MoreSums { findings: 2 },
            Clash::More { demands: 2 },
            Clash::Asks { what: what(), asked, best, missing },
            Clash::Allows { what: what(), asked, best, missing },
            Clash::Ceilings { ceilings: vec![ceiling.clone(), ceiling], rupiah },
            Clash::Stands { what: what() },
            Clash::Costs { needs: 3, rupiah },
            Clash::Law { rule: "r".into() },
            Clash::Basis { rule: "r".into(), basis: "PMK 198/2021".into() },
            Clash::NothingGives,
            Clash::Least { rupiah },
        ];
        proof::read_all(include_str!("conflict.rs"), "Clash", &all);
    }
}
