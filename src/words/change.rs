//! What would change it, and what insisting costs.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
use crate::words::{Language, Message, number, phrase, sentence};

/// A bound, in the rule's own unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Rupiah.
    Rupiah(Rupiah),
    /// A share or a ratio.
    Share(f64),
    /// A number of things.
    Count(f64),
}

impl Message for Amount {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Rupiah(rupiah) => sentence!(language, id: "{rupiah}", en: "{rupiah}"),
            Self::Share(share) => {
                let percent = number::decimal(share * 100.0, 4, language);
                sentence!(language, id: "{percent} %", en: "{percent} %")
            }
            Self::Count(count) => {
                let count = number::decimal(*count, 0, language);
                sentence!(language, id: "{count}", en: "{count}")
            }
        }
    }
}

/// What was looked for in vain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Points.
    Benefit,
    /// A cost.
    Cost,
    /// A ceiling.
    Ceiling,
    /// A rule.
    Rule,
    /// A window.
    Window,
}

impl Message for What {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Benefit => sentence!(language, id: "poin", en: "points"),
            Self::Cost => sentence!(language, id: "biaya", en: "cost"),
            Self::Ceiling => sentence!(language, id: "pagu", en: "a ceiling"),
            Self::Rule => sentence!(language, id: "batas aturan", en: "a bound of a rule"),
            Self::Window => sentence!(language, id: "jendela tahun", en: "its window"),
        }
    }
}

/// A sentence on a change that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Would {
    /// More points bring it in.
    Benefit {
        /// Its points as they are.
        now: f64,
        /// Points that do.
        points: f64,
        /// What it gets.
        paid: Rupiah,
    },
    /// A lower cost brings it in.
    Cost {
        /// Its cost as it is.
        now: Rupiah,
        /// The cost that does.
        rupiah: Rupiah,
        /// What it gets.
        paid: Rupiah,
    },
    /// A higher ceiling brings it in.
    Ceiling {
        /// Which.
        ceiling: phrase::Ceiling,
        /// As it is.
        now: Rupiah,
        /// The ceiling that does.
        rupiah: Rupiah,
        /// What it gets.
        paid: Rupiah,
    },
    /// Another bound of a rule brings it in.
    Bound {
        /// The rule, by title or id.
        rule: String,
        /// The year whose bound it is, if it differs by year.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        year: Option<i32>,
        /// The bound as it is.
        now: Amount,
        /// The bound that does.
        bound: Amount,
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
    /// The search for a change of this kind ended before it knew.
    GaveUp {
        /// Of what kind.
        what: What,
    },
    /// No change of its points was found that does.
    NoBenefit,
    /// No change of its cost was found that does.
    NoCost,
    /// No change of the ceiling of its region or province was found that does.
    NoCeiling,
    /// Leaving out the dearest rule does not do, nor the next that costs more than is missing.
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
    /// What is lost without several.
    WithoutAll {
        /// How many.
        needs: usize,
        /// Points lost.
        lost: f64,
    },
    /// What is proved of a loss that a search of whole numbers found.
    Between {
        /// No less is lost than this.
        least: f64,
        /// No more is.
        most: f64,
    },
    /// Who gets another sum then.
    Displaced {
        /// Who.
        need: phrase::Need,
        /// What it got.
        before: Rupiah,
        /// What it gets then.
        after: Rupiah,
    },
    /// So many others get another sum too.
    More {
        /// How many.
        needs: usize,
    },
    /// No plan was found that insists on it, or does without it.
    Impossible,
}

impl Message for Would {
    fn say(&self, language: Language) -> String {
        let points = |value: &f64| number::points(*value, language);
        match self {
            Self::Benefit { now, points: value, paid } => {
                // All its digits: fewer may be too few points.
                let [now, value] = [now, value].map(|value| number::decimal(*value, 12, language));
                sentence!(language,
                    id: "Poinnya: naik dari {now} menjadi {value}, maka ia menerima {paid}. Teruji; dengan 99 % dari tambahan itu belum.",
                    en: "Its points: from {now} up to {value}, and it gets {paid}. Confirmed; 99 % of the increase does not do.")
            }
            Self::Cost { now, rupiah, paid } => sentence!(language,
                id: "Biayanya: turun dari {now} menjadi {rupiah}, maka ia menerima {paid}. Teruji; dengan 99 % dari potongan itu belum.",
                en: "Its cost: from {now} down to {rupiah}, and it gets {paid}. Confirmed; 99 % of the cut does not do."),
            Self::Ceiling { ceiling, now, rupiah, paid } => {
                let (ceiling, more) = (ceiling.say(language), *rupiah - *now);
                sentence!(language,
                    id: "Pagu: tambah {more} pada {ceiling}, dari {now} menjadi {rupiah}, maka ia menerima {paid}. Teruji; dengan 99 % dari tambahan itu belum.",
                    en: "A ceiling: {more} more for {ceiling}, from {now} up to {rupiah}, and it gets {paid}. Confirmed; 99 % of the increase does not do.")
            }
            Self::Bound { rule, year, now, bound, paid } => {
                let (now, bound) = (now.say(language), bound.say(language));
                match year {
                    Some(year) => sentence!(language,
                        id: "Aturan [{rule}]: batas tahun {year} dari {now} menjadi {bound}, maka ia menerima {paid}. Teruji; dengan 99 % dari pelonggaran itu belum.",
                        en: "Rule [{rule}]: its bound of {year} from {now} to {bound}, and it gets {paid}. Confirmed; 99 % of the loosening does not do."),
                    None => sentence!(language,
                        id: "Aturan [{rule}]: batasnya dari {now} menjadi {bound}, maka ia menerima {paid}. Teruji; dengan 99 % dari pelonggaran itu belum.",
                        en: "Rule [{rule}]: its bound from {now} to {bound}, and it gets {paid}. Confirmed; 99 % of the loosening does not do."),
                }
            }
            Self::GaveUp { what } => {
                let what = what.say(language);
                sentence!(language,
                    id: "Pencarian perubahan {what} dihentikan sebelum ada kepastian; mungkin saja ada.",
                    en: "The search for a change of {what} was given up before it was certain; there may be one.")
            }
            Self::Rule { rule, paid } => sentence!(language,
                id: "Aturan [{rule}]: bila dicabut seluruhnya, ia menerima {paid}. Teruji; melonggarkan batas satu tahun tidak ditemukan cukup. \
                     Batas yang diperketat, atau beberapa tahun sekaligus, belum diperiksa.",
                en: "Rule [{rule}]: left out wholly, the need gets {paid}. Confirmed; no looser bound of one year was found that would do. Tighter \
                     bounds, or several years at once, were not looked at."),
            Self::Window { first, last, paid } => sentence!(language,
                id: "Jendelanya: diperlebar menjadi {first} sampai {last}, maka ia menerima {paid}. Teruji.",
                en: "Its window: widened to {first} to {last}, and it gets {paid}. Confirmed."),
            Self::NoBenefit => sentence!(language,
                id: "Poinnya: tidak ditemukan tambahan yang cukup.",
                en: "Its points: no increase was found that would do."),
            Self::NoCost => sentence!(language,
                id: "Biayanya: tidak ditemukan potongan yang cukup.",
                en: "Its cost: no lower one was found that would do."),
            Self::NoCeiling => sentence!(language,
                id: "Pagu: menambah satu pagu daerah atau provinsinya, tahun mana pun, tidak cukup.",
                en: "A ceiling: no increase of a single one of its region or province, in any year, was found that would do."),
            Self::NoRule => sentence!(language,
                id: "Aturan: tidak ada aturan yang menghalanginya, atau mencabut satu aturan seluruhnya (yang termahal, atau berikutnya yang lebih mahal \
                     daripada kekurangannya) belum cukup; batas yang diperketat belum diperiksa.",
                en: "A rule: none is in its way, or leaving one out wholly (the dearest, or the next that costs more than is missing) would not do; \
                     tighter bounds were not looked at."),
            Self::NoWindow => sentence!(language,
                id: "Jendelanya: memperlebar saja belum cukup.",
                en: "Its window: widening it alone would not do."),
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
            Self::WithoutAll { needs, lost } => {
                let (needs, lost) = (number::count(*needs, language), points(lost));
                sentence!(language,
                    id: "Tanpa {needs} kebutuhan itu hilang {lost} poin.",
                    en: "Without these {needs} needs {lost} points are lost.")
            }
            Self::Between { least, most } => {
                let (least, most) = (points(least), points(most));
                sentence!(language,
                    id: "Dicari dengan keputusan bilangan bulat; yang terbukti: kerugiannya antara {least} dan {most} poin.",
                    en: "Searched with whole-number decisions; proved: between {least} and {most} points are lost.")
            }
            Self::Displaced { need, before, after } => {
                let need = need.say(language);
                sentence!(language,
                    id: "- {need}: semula {before}, menjadi {after}.",
                    en: "- {need}: before {before}, then {after}.")
            }
            Self::More { needs } => {
                let needs = number::count(*needs, language);
                sentence!(language,
                    id: "- dan {needs} kebutuhan lain menerima jumlah yang berbeda.",
                    en: "- and {needs} other needs get another sum.")
            }
            Self::Impossible => sentence!(language,
                id: "Tidak ditemukan rencana yang memenuhinya; aturan, pagu atau kontrak menghalanginya.",
                en: "No plan was found that does; rules, ceilings or contracts stand against it."),
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
        let dak = crate::words::Name::new("dak", "DAK");
        let ceiling = phrase::Ceiling { source: dak, place: phrase::Place::Nation, year: 2019 };
        let sentra = crate::words::Name::new("kopi", "Kopi Liwa");
        let need = phrase::Need { code: "N1".into(), activity: crate::words::Name::new("x", "Mesin"), sentra };
        let amounts = [Amount::Rupiah(rupiah), Amount::Share(0.3), Amount::Count(3.0)];
        let whats = [What::Benefit, What::Cost, What::Ceiling, What::Rule, What::Window];
        proof::read_all(include_str!("change.rs"), "What", &whats);
        let all = [
            Would::Benefit { now: 1.0, points: 1.5, paid },
            Would::Cost { now: rupiah, rupiah, paid },
            Would::Ceiling { ceiling, now: paid, rupiah, paid },
            Would::Bound { rule: "r".into(), year: None, now: amounts[0], bound: amounts[1], paid },
            Would::Bound { rule: "r".into(), year: Some(2019), now: amounts[1], bound: amounts[2], paid },
            Would::GaveUp { what: What::Cost },
            Would::Rule { rule: "r".into(), paid },
            Would::Window { first: 2019, last: 2020, paid },
            Would::NoBenefit,
            Would::NoCost,
            Would::NoCeiling,
            Would::NoRule,
            Would::NoWindow,
            Would::Insist { rupiah, lost },
            Would::Without { lost },
            Would::WithoutAll { needs: 12, lost },
            Would::Between { least: 1.0, most: 2.0 },
            Would::Displaced { need, before, after },
            Would::More { needs: 3 },
            Would::Impossible,
        ];
        proof::read_all(include_str!("change.rs"), "Would", &all);
    }
}
