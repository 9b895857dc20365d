//! Sentences on contradictions that a sum shows.

use serde::{Deserialize, Serialize};

use crate::units::{Ratio, Rupiah};
use crate::words::phrase::{Ceiling, Rule};
use crate::words::{Language, Message, number, sentence};

/// A contradiction that a sum shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Sum {
    /// A floor where nothing can be paid.
    NothingPayable {
        /// The rule.
        rule: Rule,
        /// What it asks for.
        asked: Rupiah,
    },
    /// A floor above what the needs cost.
    AboveCosts {
        /// The rule.
        rule: Rule,
        /// What it asks for.
        asked: Rupiah,
        /// What the needs cost.
        most: Rupiah,
    },
    /// A floor above what ceilings leave.
    AboveCeilings {
        /// The rule.
        rule: Rule,
        /// What it asks for.
        asked: Rupiah,
        /// What ceilings leave.
        most: Rupiah,
    },
    /// A floor above what needs that are paid wholly, or from a share on, or within one year, leave under their ceilings.
    AboveWhole {
        /// The rule.
        rule: Rule,
        /// What it asks for.
        asked: Rupiah,
        /// What can be paid.
        most: Rupiah,
    },
    /// Floors of disjoint parts of the same money that come to more than all of it. No contradiction by itself: nothing may be spent there.
    SharesAboveOne {
        /// The rules.
        rules: Vec<Rule>,
        /// Their shares added up, in parts per million.
        ppm: i64,
    },
    /// A floor above a cap of the same share of the same money. No contradiction by itself: nothing may be spent there.
    FloorAboveCap {
        /// The rule with the floor.
        floor: Box<Rule>,
        /// Its share, in parts per million.
        least: i64,
        /// The rule with the cap.
        cap: Box<Rule>,
        /// Its share, in parts per million.
        most: i64,
    },
    /// Contracts above a ceiling.
    ContractsAboveCeiling {
        /// The ceiling.
        ceiling: Ceiling,
        /// What it allows.
        rupiah: Rupiah,
        /// What is contracted under it.
        contracted: Rupiah,
    },
    /// A count of more than there are.
    TooFew {
        /// The rule.
        rule: Rule,
        /// How many it asks for.
        asked: usize,
        /// How many can count.
        there: usize,
    },
    /// A count that costs more than ceilings leave.
    TooDear {
        /// The rule.
        rule: Rule,
        /// How many it asks for.
        asked: usize,
        /// What they take at least.
        rupiah: Rupiah,
        /// What ceilings and costs leave.
        most: Rupiah,
    },
}

impl Message for Sum {
    fn say(&self, language: Language) -> String {
        match self {
            Self::NothingPayable { rule, asked } => {
                let rule = rule.say(language);
                sentence!(language,
                    id: "Hitungan: {rule} meminta {asked}, padahal di sana tiada yang dapat dibayar.",
                    en: "By sums alone: {rule} asks for {asked} where nothing can be paid.")
            }
            Self::AboveCosts { rule, asked, most } => {
                let rule = rule.say(language);
                sentence!(language,
                    id: "Hitungan: {rule} meminta {asked}, padahal biaya semua yang dimaksud hanya {most}.",
                    en: "By sums alone: {rule} asks for {asked}, but all that it means costs only {most}.")
            }
            Self::AboveCeilings { rule, asked, most } => {
                let rule = rule.say(language);
                sentence!(language,
                    id: "Hitungan: {rule} meminta {asked}, padahal pagu hanya menyisakan {most}.",
                    en: "By sums alone: {rule} asks for {asked}, but ceilings leave only {most}.")
            }
            Self::AboveWhole { rule, asked, most } => {
                let rule = rule.say(language);
                sentence!(language,
                    id: "Hitungan: {rule} meminta {asked}, padahal kebutuhan yang harus dibayar utuh dan pagunya hanya menyisakan {most}.",
                    en: "By sums alone: {rule} asks for {asked}, but needs that must be paid as a whole and their ceilings leave only {most}.")
            }
            Self::SharesAboveOne { rules, ppm } => {
                let total = Ratio::from_ppm(*ppm).unwrap_or_default();
                let (names, total) = (names(rules, language), number::share(total, language));
                sentence!(language,
                    id: "Hitungan: batas bawah dari {names} berjumlah {total}; itu hanya terpenuhi bila di sana nihil belanja.",
                    en: "By sums alone: the floors of {names} come to {total}; they hold only if nothing is spent there.")
            }
            Self::FloorAboveCap { floor, least, cap, most } => {
                let (floor, cap) = (floor.say(language), cap.say(language));
                let [least, most] =
                    [*least, *most].map(|ppm| number::share(Ratio::from_ppm(ppm).unwrap_or_default(), language));
                sentence!(language,
                    id: "Hitungan: {floor} meminta sekurangnya {least}, padahal {cap} mengizinkan paling banyak {most}; keduanya hanya terpenuhi bila di sana nihil belanja.",
                    en: "By sums alone: {floor} asks for at least {least}, but {cap} allows at most {most}; both hold only if nothing is spent there.")
            }
            Self::ContractsAboveCeiling { ceiling, rupiah, contracted } => {
                let ceiling = ceiling.say(language);
                sentence!(language,
                    id: "Hitungan: {ceiling} hanya {rupiah}, padahal kontrak di bawahnya sudah {contracted}.",
                    en: "By sums alone: {ceiling} is only {rupiah}, but {contracted} are contracted under it.")
            }
            Self::TooFew { rule, asked, there } => {
                let rule = rule.say(language);
                let (asked, there) = (number::count(*asked, language), number::count(*there, language));
                sentence!(language,
                    id: "Hitungan: {rule} meminta {asked}, padahal hanya {there} yang dapat memenuhinya.",
                    en: "By sums alone: {rule} asks for {asked}, but only {there} can count.")
            }
            Self::TooDear { rule, asked, rupiah, most } => {
                let (rule, asked) = (rule.say(language), number::count(*asked, language));
                sentence!(language,
                    id: "Hitungan: {rule} meminta {asked}, sekurangnya {rupiah} seluruhnya, padahal pagu dan biaya hanya menyisakan {most}.",
                    en: "By sums alone: {rule} asks for {asked}, which take {rupiah} at least, but ceilings and costs leave only {most}.")
            }
        }
    }
}

fn names(rules: &[Rule], language: Language) -> String {
    let names: Vec<String> = rules.iter().map(|rule| rule.say(language)).collect();
    number::list(&names, 5, language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::phrase::{Group, Place};
    use crate::words::{Name, proof};

    #[test]
    fn every_sum_reads_in_both() {
        let rule = || Rule { id: "dry".into(), group: Group { year: Some(2019), ..Group::default() }, ..plain() };
        let (asked, most, rupiah, contracted) =
            (Rupiah::new(3_000_000), Rupiah::new(1_000_000), Rupiah::new(5_000), Rupiah::new(6_000));
        let ceiling = Ceiling { source: Name::new("dak", "DAK Fisik"), place: Place::Nation, year: 2019 };
        let all = [
            Sum::NothingPayable { rule: rule(), asked },
            Sum::AboveCosts { rule: rule(), asked, most },
            Sum::AboveCeilings { rule: rule(), asked, most },
            Sum::AboveWhole { rule: rule(), asked, most },
            Sum::SharesAboveOne { rules: vec![rule(), rule()], ppm: 1_100_000 },
            Sum::FloorAboveCap { floor: Box::new(rule()), least: 800_000, cap: Box::new(rule()), most: 173_000 },
            Sum::ContractsAboveCeiling { ceiling, rupiah, contracted },
            Sum::TooFew { rule: rule(), asked: 3, there: 2 },
            Sum::TooDear { rule: rule(), asked: 3, rupiah, most },
        ];
        proof::read_all(include_str!("arithmetic.rs"), "Sum", &all);
    }

    fn plain() -> Rule {
        Rule { id: String::new(), title: crate::input::Title::default(), group: Group::default() }
    }
}
