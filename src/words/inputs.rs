//! What a planner changed between two programmes: each change with both values.

use serde::{Deserialize, Serialize};

use crate::input::Completion;
use crate::units::Rupiah;
pub use crate::words::cells::{Cell, Column, Row};
use crate::words::phrase::{self, Payment};
use crate::words::{Language, Message, number, sentence};

/// A key of a rule with its value before and after, as compact JSON; `-` where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The key, as in `programme.json`.
    pub key: String,
    /// Its value before.
    pub before: String,
    /// Its value after.
    pub after: String,
}

/// One change of what a programme states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Change {
    /// The fiscal years.
    Years {
        /// Before.
        before: Vec<i32>,
        /// After.
        after: Vec<i32>,
    },
    /// The unit of payment.
    Unit {
        /// Before.
        before: Rupiah,
        /// After.
        after: Rupiah,
    },
    /// The discount.
    Discount {
        /// Before.
        before: f64,
        /// After.
        after: f64,
    },
    /// How completion counts.
    Completion {
        /// Before.
        before: Completion,
        /// After.
        after: Completion,
    },
    /// A priority that was not there.
    PriorityNew {
        /// Its selector as compact JSON.
        of: String,
        /// Its factor.
        times: f64,
    },
    /// A priority that is no longer there.
    PriorityGone {
        /// Its selector as compact JSON.
        of: String,
        /// Its factor.
        times: f64,
    },
    /// A rule that was not there.
    RuleNew {
        /// Which.
        rule: phrase::Rule,
    },
    /// A rule that is no longer there.
    RuleGone {
        /// Which.
        rule: phrase::Rule,
    },
    /// A rule that states something else.
    RuleChanged {
        /// Which.
        rule: phrase::Rule,
        /// What of it.
        keys: Vec<Key>,
    },
    /// A ceiling where there was none.
    CeilingNew {
        /// Which.
        ceiling: phrase::Ceiling,
        /// Its amount.
        rupiah: Rupiah,
    },
    /// A ceiling that is no longer there.
    CeilingGone {
        /// Which.
        ceiling: phrase::Ceiling,
        /// Its amount.
        rupiah: Rupiah,
    },
    /// A ceiling of another amount.
    CeilingChanged {
        /// Which.
        ceiling: phrase::Ceiling,
        /// Before.
        before: Rupiah,
        /// After.
        after: Rupiah,
    },
    /// A row that was not there.
    RowNew {
        /// Which.
        row: Row,
    },
    /// A row that is no longer there.
    RowGone {
        /// Which.
        row: Row,
    },
    /// A cell that holds something else.
    Cell {
        /// The row.
        row: Row,
        /// The column.
        column: Column,
        /// Before.
        before: Cell,
        /// After.
        after: Cell,
    },
    /// Contracted money of another amount; nothing is 0.
    Contracted {
        /// For what.
        payment: Payment,
        /// Before.
        before: Rupiah,
        /// After.
        after: Rupiah,
    },
    /// The earlier plan that stability rules compare with.
    Previous {
        /// Payments that differ.
        payments: usize,
    },
}

impl Message for Change {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Years { before, after } => {
                let (before, after) = (number::years(before, language), number::years(after, language));
                sentence!(language,
                    id: "Tahun anggaran semula {before}, menjadi {after}.",
                    en: "The fiscal years were {before} and are {after}.")
            }
            Self::Unit { before, after } => sentence!(language,
                id: "Satuan pembayaran semula {before}, menjadi {after}.",
                en: "The unit of payment was {before} and is {after}."),
            Self::Discount { before, after } => {
                let [before, after] = [before, after].map(|value| number::decimal(*value, 6, language));
                sentence!(language,
                    id: "Faktor diskonto semula {before}, menjadi {after}.",
                    en: "The discount was {before} and is {after}.")
            }
            Self::Completion { after: Completion::AllOrNothing, .. } => sentence!(language,
                id: "Penyelesaian sentra kini dihitung utuh saja, semula sebanding bagian yang dibayar.",
                en: "Completion of sentra now counts as a whole only, before it counted in proportion."),
            Self::Completion { after: Completion::Proportional, .. } => sentence!(language,
                id: "Penyelesaian sentra kini dihitung sebanding bagian yang dibayar, semula utuh saja.",
                en: "Completion of sentra now counts in proportion, before it counted as a whole only."),
            Self::PriorityNew { of, times } => {
                let times = number::decimal(*times, 6, language);
                sentence!(language, id: "Prioritas baru {of}: kali {times}.", en: "New priority {of}: times {times}.")
            }
            Self::PriorityGone { of, times } => {
                let times = number::decimal(*times, 6, language);
                sentence!(language,
                    id: "Prioritas {of} (kali {times}) dicabut.",
                    en: "Priority {of} (times {times}) is withdrawn.")
            }
            Self::RuleNew { rule } => {
                let rule = rule.say(language);
                sentence!(language, id: "Ditambahkan: {rule}.", en: "Added: {rule}.")
            }
            Self::RuleGone { rule } => {
                let rule = rule.say(language);
                sentence!(language, id: "Dicabut: {rule}.", en: "Withdrawn: {rule}.")
            }
            Self::RuleChanged { rule, keys } => {
                let rule = rule.say(language);
                let keys: Vec<String> =
                    keys.iter().map(|key| format!("{} {} -> {}", key.key, key.before, key.after)).collect();
                let keys = keys.join("; ");
                sentence!(language, id: "Diubah: {rule}: {keys}.", en: "Changed: {rule}: {keys}.")
            }
            Self::CeilingNew { ceiling, rupiah } => {
                let ceiling = ceiling.say(language);
                sentence!(language, id: "Ditetapkan: {ceiling}, {rupiah}.", en: "Set: {ceiling}, {rupiah}.")
            }
            Self::CeilingGone { ceiling, rupiah } => {
                let ceiling = ceiling.say(language);
                sentence!(language, id: "Dicabut: {ceiling}, {rupiah}.", en: "Lifted: {ceiling}, {rupiah}.")
            }
            Self::CeilingChanged { ceiling, before, after } => {
                let (ceiling, by) = (ceiling.say(language), *after - *before);
                sentence!(language,
                    id: "Diubah: {ceiling}: semula {before}, menjadi {after} (selisih {by}).",
                    en: "Changed: {ceiling}: it was {before} and is {after} (a difference of {by}).")
            }
            Self::RowNew { row } => {
                let row = row.say(language);
                sentence!(language, id: "Data baru: {row}.", en: "New row: {row}.")
            }
            Self::RowGone { row } => {
                let row = row.say(language);
                sentence!(language, id: "Data dihapus: {row}.", en: "Row taken out: {row}.")
            }
            Self::Cell { row, column, before, after } => {
                let (row, column) = (row.say(language), column.say(language));
                let (before, after) = (before.say(language), after.say(language));
                sentence!(language,
                    id: "{row}: {column} semula {before}, menjadi {after}.",
                    en: "{row}: {column} was {before}, now {after}.")
            }
            Self::Contracted { payment, before, after } => {
                let payment = payment.say(language);
                sentence!(language,
                    id: "Nilai kontrak {payment} semula {before}, menjadi {after}.",
                    en: "The contracted part of {payment} was {before} and is {after}.")
            }
            Self::Previous { payments } => {
                let payments = number::count(*payments, language);
                sentence!(language,
                    id: "Rancangan terdahulu yang menjadi pembanding berbeda di {payments} pembayaran.",
                    en: "The earlier plan to compare with differs at {payments} payments.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Status, Title};
    use crate::words::Name;
    use crate::words::proof;

    const SOURCE: &str = include_str!("inputs.rs");

    fn name() -> Name {
        Name::new("x", "Mesin")
    }

    fn need() -> phrase::Need {
        phrase::Need { code: "N1".into(), activity: name(), sentra: name() }
    }

    #[test]
    fn every_change_reads_in_both() {
        let (before, after) = (Rupiah::new(1_234_567_000), Rupiah::new(1_000));
        let rule = || phrase::Rule { id: "r".into(), title: Title::default(), group: phrase::Group::default() };
        let ceiling = || phrase::Ceiling { source: name(), place: phrase::Place::Nation, year: 2019 };
        let payment = Payment { need: need(), year: 2019, source: name() };
        let key = Key { key: "penalty".into(), before: "1".into(), after: "2".into() };
        let mut all = vec![
            Change::Years { before: vec![2019], after: vec![2019, 2020] },
            Change::Unit { before, after },
            Change::Discount { before: 1.0, after: 0.95 },
            Change::Completion { before: Completion::AllOrNothing, after: Completion::Proportional },
            Change::Completion { before: Completion::Proportional, after: Completion::AllOrNothing },
            Change::PriorityNew { of: "[]".into(), times: 2.0 },
            Change::PriorityGone { of: "[]".into(), times: 2.0 },
            Change::RuleNew { rule: rule() },
            Change::RuleGone { rule: rule() },
            Change::RuleChanged { rule: rule(), keys: vec![key] },
            Change::CeilingNew { ceiling: ceiling(), rupiah: after },
            Change::CeilingGone { ceiling: ceiling(), rupiah: after },
            Change::CeilingChanged { ceiling: ceiling(), before, after },
            Change::RowNew { row: Row::Need(need()) },
            Change::RowGone { row: Row::Sentra(name()) },
            Change::Contracted { payment, before, after },
            Change::Previous { payments: 3 },
        ];
        let cells = [
            (Cell::Money(before), Cell::Money(after)),
            (Cell::Points(1.5), Cell::Points(2.0)),
            (Cell::Year(2019), Cell::Year(2020)),
            (Cell::Years(vec![2019, 2020]), Cell::Years(Vec::new())),
            (Cell::Flag(true), Cell::Flag(false)),
            (Cell::Status(Status::Verified), Cell::Status(Status::Gone)),
            (Cell::Status(Status::Unverified), Cell::Status(Status::Gone)),
            (Cell::Codes(vec!["a".into(), "b".into()]), Cell::Codes(Vec::new())),
            (Cell::All, Cell::All),
        ];
        all.extend(cells.into_iter().map(|(before, after)| Change::Cell {
            row: Row::Need(need()),
            column: Column::Cost,
            before,
            after,
        }));
        proof::read_all(SOURCE, "Change", &all);
    }
}
