//! Two plans side by side: what changed, in sum and on each line.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
use crate::words::cause::{CauseOf, KindOf};
use crate::words::inputs::Change;
pub use crate::words::line::{Kind, Subject};
use crate::words::{Language, Message, Name, number, sentence};

/// A sentence of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Told {
    /// The totals.
    Totals {
        /// Money before.
        before: Rupiah,
        /// Money after.
        after: Rupiah,
        /// Points before.
        points_before: f64,
        /// Points after.
        points_after: f64,
        /// Lines that differ.
        lines: usize,
    },
    /// The plans are the same.
    Same,
    /// Head of the changes of the programme.
    Inputs,
    /// The programmes state the same.
    NoInputs,
    /// A change of the programme.
    Input {
        /// Its number, from 1.
        number: usize,
        /// The change.
        change: Change,
    },
    /// What the difference of a ceiling is worth at the prices before and after.
    Worth {
        /// Points at the prices before.
        before: f64,
        /// Points at the prices after.
        after: f64,
    },
    /// Head of the causes.
    Causes,
    /// Head of the groups by region.
    Regions,
    /// Head of the groups by sector.
    Sectors,
    /// Head of the groups by sentra.
    SentraHead,
    /// Head of the lines.
    Lines,
    /// What comes of a cause.
    Cause {
        /// The cause.
        of: CauseOf,
        /// Lines.
        lines: usize,
        /// Money more.
        gained: Rupiah,
        /// Money less, below 0.
        lost: Rupiah,
        /// Points.
        points: f64,
    },
    /// What comes of all causes of a kind.
    Kind {
        /// The kind.
        of: KindOf,
        /// Causes.
        causes: usize,
        /// Lines.
        lines: usize,
        /// Money more.
        gained: Rupiah,
        /// Money less, below 0.
        lost: Rupiah,
        /// Points.
        points: f64,
    },
    /// What comes of all other causes.
    OtherCauses {
        /// Causes.
        causes: usize,
        /// Lines.
        lines: usize,
        /// Money more.
        gained: Rupiah,
        /// Money less, below 0.
        lost: Rupiah,
        /// Points.
        points: f64,
    },
    /// What changed in a group.
    Group {
        /// Its name.
        name: Name,
        /// Money before.
        before: Rupiah,
        /// Money after.
        after: Rupiah,
        /// Points more or less.
        points: f64,
        /// Lines.
        lines: usize,
    },
    /// A line.
    Line {
        /// Whom it is about.
        subject: Subject,
        /// What became of it.
        kind: Kind,
        /// Money before.
        before: Rupiah,
        /// Money after.
        after: Rupiah,
        /// Points more or less.
        points: f64,
    },
    /// A payment of a line.
    Payment {
        /// Fiscal year.
        year: i32,
        /// Who pays.
        source: Name,
        /// Before.
        before: Rupiah,
        /// After.
        after: Rupiah,
    },
    /// The prices do not prove the plans to the last point.
    Loose {
        /// Points above the plan before that its prices leave open.
        before: f64,
        /// The same after.
        after: f64,
    },
    /// There are no prices on both sides.
    NoPrices,
    /// Prices are of the relaxation.
    Relaxed,
}

impl Message for Told {
    fn say(&self, language: Language) -> String {
        let signed = |value: f64| {
            let text = number::decimal(value, 6, language);
            if value > 0.0 && text != "0" { format!("+{text}") } else { text }
        };
        match self {
            Self::Totals { before, after, points_before, points_after, lines } => {
                let (rupiah, points) = (*after - *before, signed(points_after - points_before));
                let [from, to] = [points_before, points_after].map(|value| number::decimal(*value, 6, language));
                let lines = in_lines(*lines, language);
                sentence!(language,
                    id: "Dana semula {before}, menjadi {after} ({rupiah}); poin semula {from}, menjadi {to} ({points}); {lines} berubah.",
                    en: "Money was {before} and is {after} ({rupiah}); points were {from} and are {to} ({points}); {lines} changed.")
            }
            Self::Same => sentence!(language,
                id: "Kedua alokasi sama sampai rupiah terakhir.",
                en: "Both plans are the same to the last rupiah."),
            Self::Inputs => sentence!(language, id: "Yang berubah di program:", en: "What changed in the programme:"),
            Self::NoInputs => sentence!(language,
                id: "Programnya sama: data dan ketentuannya tidak berubah.",
                en: "The programme is the same: nothing that it states has changed."),
            Self::Input { number, change } => {
                let change = change.say(language);
                format!("{number}. {change}")
            }
            Self::Worth { before, after } => {
                let (before, after) = (signed(*before), signed(*after));
                sentence!(language,
                    id: "Nilai selisihnya {before} poin menurut harga semula, {after} menurut harga baru.",
                    en: "The difference is worth {before} points at the prices before, {after} at those after.")
            }
            Self::Causes => sentence!(language,
                id: "Jumlah menurut sebab pertama tiap baris:",
                en: "Sums by the first reason of each line:"),
            Self::Regions => sentence!(language, id: "Menurut daerah:", en: "By region:"),
            Self::Sectors => sentence!(language, id: "Menurut sektor:", en: "By sector:"),
            Self::SentraHead => sentence!(language, id: "Menurut sentra:", en: "By sentra:"),
            Self::Lines => sentence!(language, id: "Baris demi baris:", en: "Line by line:"),
            Self::Cause { of, lines, gained, lost, points } => {
                let (of, lines, net) = (of.say(language), in_lines(*lines, language), *gained + *lost);
                let points = signed(*points);
                sentence!(language,
                    id: "- {of}: {lines}, naik {gained}, turun {lost}, bersih {net}, {points} poin.",
                    en: "- {of}: {lines}, up {gained}, down {lost}, net {net}, {points} points.")
            }
            Self::Kind { of, causes, lines, gained, lost, points } => {
                let (of, net, points) = (of.say(language), *gained + *lost, signed(*points));
                let (causes, lines) = (number::count(*causes, language), in_lines(*lines, language));
                sentence!(language,
                    id: "- {of} ({causes} sebab): {lines}, naik {gained}, turun {lost}, bersih {net}, {points} poin; yang terbesar:",
                    en: "- {of} ({causes} causes): {lines}, up {gained}, down {lost}, net {net}, {points} points; the largest:")
            }
            Self::OtherCauses { causes, lines, gained, lost, points } => {
                let (net, points) = (*gained + *lost, signed(*points));
                let (causes, lines) = (number::count(*causes, language), in_lines(*lines, language));
                sentence!(language,
                    id: "- sebab lain ({causes}): {lines}, naik {gained}, turun {lost}, bersih {net}, {points} poin.",
                    en: "- other causes ({causes}): {lines}, up {gained}, down {lost}, net {net}, {points} points.")
            }
            Self::Group { name, before, after, points, lines } => {
                let (rupiah, points, lines) = (*after - *before, signed(*points), in_lines(*lines, language));
                sentence!(language,
                    id: "- {name}: semula {before}, menjadi {after} ({rupiah}), {points} poin, {lines}.",
                    en: "- {name}: {before} before, {after} after ({rupiah}), {points} points, {lines}.")
            }
            Self::Line { subject, kind, before, after, points } => {
                let (subject, kind) = (subject.say(language), kind.say(language));
                let (rupiah, points) = (*after - *before, signed(*points));
                if before == after {
                    return sentence!(language,
                        id: "{subject}: {kind}; {points} poin.",
                        en: "{subject}: {kind}; {points} points.");
                }
                sentence!(language,
                    id: "{subject}: {kind}; semula {before}, menjadi {after} ({rupiah}); {points} poin.",
                    en: "{subject}: {kind}; {before} before, {after} after ({rupiah}); {points} points.")
            }
            Self::Payment { year, source, before, after } => sentence!(language,
                id: "{year}, {source}: semula {before}, menjadi {after}.",
                en: "{year}, {source}: {before} before, {after} after."),
            Self::Loose { before, after } => {
                let (before, after) = (signed(*before), signed(*after));
                sentence!(language,
                    id: "Di atas kedua alokasi masih terbuka {before} dan {after} poin; sejauh itu, sebab menurut harga adalah petunjuk.",
                    en: "Above the two plans {before} and {after} points are left open; to that extent reasons by prices are hints.")
            }
            Self::NoPrices => sentence!(language,
                id: "Harga tidak tersedia di kedua sisi, jadi sebab hanya dibaca dari data dan pagu.",
                en: "There are no prices on both sides, so reasons are read from inputs and ceilings alone."),
            Self::Relaxed => sentence!(language,
                id: "Harga berasal dari program linear tanpa aturan bilangan bulat; sebab menurut harga adalah petunjuk.",
                en: "Prices are those of the linear programme without rules of whole numbers; reasons by prices are hints."),
        }
    }
}

/// `1 line`, `7 lines`
fn in_lines(count: usize, language: Language) -> String {
    let written = number::count(count, language);
    match count {
        1 => sentence!(language, id: "1 baris", en: "1 line"),
        _ => sentence!(language, id: "{written} baris", en: "{written} lines"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::proof;

    const SOURCE: &str = include_str!("compare.rs");

    fn name() -> Name {
        Name::new("x", "Mesin")
    }

    #[test]
    fn every_sentence_reads_in_both() {
        let (before, after) = (Rupiah::new(1_234_567_000), Rupiah::new(1_000));
        let (gained, lost, points, lines) = (after, -before, -0.25, 1_234);
        let mut all = vec![
            Told::Totals { before, after, points_before: 2.5, points_after: 3.25, lines },
            Told::Same,
            Told::Inputs,
            Told::NoInputs,
            Told::Input { number: 1, change: Change::Previous { payments: 3 } },
            Told::Worth { before: -0.5, after: -0.75 },
            Told::Causes,
            Told::Regions,
            Told::Sectors,
            Told::SentraHead,
            Told::Lines,
            Told::Cause { of: CauseOf::Input { number: 1 }, lines, gained, lost, points },
            Told::Kind { of: KindOf::Ceilings, causes: 3, lines, gained, lost, points },
            Told::OtherCauses { causes: 3, lines, gained, lost, points },
            Told::Group { name: name(), before, after, points, lines },
            Told::Payment { year: 2019, source: name(), before, after },
            Told::Loose { before: 0.5, after: 0.25 },
            Told::NoPrices,
            Told::Relaxed,
        ];
        for kind in [Kind::New, Kind::Less, Kind::PenaltyUp] {
            let subject = Subject::Sentra(name());
            all.push(Told::Line { subject: subject.clone(), kind, before, after, points });
            all.push(Told::Line { subject, kind, before, after: before, points });
        }
        proof::read_all(SOURCE, "Told", &all);
    }
}
