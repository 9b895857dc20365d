//! From places in the data to places in files, and which faults of the data only echo a fault of the text.

use std::collections::{BTreeMap, HashSet};

use super::fault::{Located, LocatedFault, LocatedFaults, LocatedOddity, Spot};
use super::schema::TABLES;
use crate::model::fault::{Fault, Place};
use crate::model::oddity::Oddity;

/// Where the tables stand.
#[derive(Debug, Clone)]
pub(super) enum Form {
    /// In a file each, `needs.csv`, with the policy in this file.
    Folder {
        /// Name of the policy file.
        policy: String,
    },
    /// All in the file of this name.
    OneFile {
        /// Name of the file.
        file: String,
    },
}

/// Where everything that was read stands in the files.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    form: Form,
    /// For each table the line (in a folder) or the place in the list (in one file) of each row.
    rows: BTreeMap<&'static str, Vec<u64>>,
}

impl Origin {
    pub(super) fn new(form: Form) -> Self {
        Self { form, rows: BTreeMap::new() }
    }

    /// States where the rows of `table` stand.
    pub(super) fn add(&mut self, table: &'static str, rows: Vec<u64>) {
        self.rows.insert(table, rows);
    }

    /// The file and spot of `place`.
    fn locate(&self, place: &Place) -> (String, Spot) {
        let row_of = |table: &str, row: usize| self.rows.get(table).and_then(|rows| rows.get(row)).copied();
        match (&self.form, place) {
            (Form::Folder { policy: file } | Form::OneFile { file }, Place::Policy(path)) => {
                (file.clone(), Spot::Path(path.clone()))
            }
            (Form::Folder { .. }, Place::Cell { table, row, column }) => {
                // A table as a whole is told at its header.
                let line = row.and_then(|row| row_of(table, row)).unwrap_or(1);
                let spot = if row.is_none() && column.is_empty() {
                    Spot::File
                } else {
                    Spot::Line { line, column: column.clone() }
                };
                (format!("{table}.csv"), spot)
            }
            (Form::OneFile { file }, Place::Cell { table, row, column }) => {
                let row = row.map(|row| row_of(table, row).and_then(|i| usize::try_from(i).ok()).unwrap_or(row));
                let place = Place::Cell { table, row, column: column.clone() };
                (file.clone(), Spot::Path(place.to_string()))
            }
        }
    }

    /// `oddities` with their places in the files.
    pub(super) fn oddities(&self, oddities: &[Oddity]) -> Vec<LocatedOddity> {
        let located = |oddity: &Oddity| {
            let (file, spot) = self.locate(&oddity.place);
            Located { file, spot, what: oddity.kind.clone() }
        };
        oddities.iter().map(located).collect()
    }

    /// All faults, by file and line: those of the text, and those of the data that are not mere echoes of them.
    /// `beyond_judgement` are paths of the policy where the data cannot be judged.
    pub(super) fn faults(&self, text: Vec<LocatedFault>, data: &[Fault], beyond_judgement: &[String]) -> LocatedFaults {
        let (policy, _) = self.locate(&Place::Policy(String::new()));
        let mut spoilt: HashSet<String> =
            beyond_judgement.iter().map(|path| key(&policy, &Spot::Path(path.clone()))).collect();
        let mut above: HashSet<String> = HashSet::new();
        for fault in &text {
            let key = key(&fault.file, &fault.spot);
            above.extend(ancestors(&key).map(str::to_owned));
            spoilt.insert(key);
        }
        let mut faults = text;
        for fault in data {
            let (file, spot) = self.locate(&fault.place);
            let key = key(&file, &spot);
            if !above.contains(&key) && !spoilt.contains(&key) && !ancestors(&key).any(|key| spoilt.contains(key)) {
                faults.push(Located { file, spot, what: fault.kind.clone().into() });
            }
        }
        faults.sort_by_key(|fault| (rank(&fault.file), line(&fault.spot)));
        LocatedFaults { faults, complete: true }
    }
}

/// A place as one text in which the places above it are its beginnings, cut at `.`, `[` or the mark behind the file.
fn key(file: &str, spot: &Spot) -> String {
    match spot {
        Spot::File => format!("{file}\0"),
        Spot::Line { line, column } if column.is_empty() => format!("{file}\0.{line}"),
        Spot::Line { line, column } => format!("{file}\0.{line}.{column}"),
        Spot::Path(path) if path.is_empty() => format!("{file}\0"),
        Spot::Path(path) => format!("{file}\0.{path}"),
        Spot::Character { line, column } => format!("{file}\0.{line}:{column}"),
    }
}

/// The places above `key`, from its file on.
fn ancestors(key: &str) -> impl Iterator<Item = &str> {
    let start = key.find('\0').map_or(0, |i| i + 1);
    key[start..].char_indices().filter(|(_, c)| matches!(c, '.' | '[')).map(move |(i, _)| &key[..start + i])
}

/// The order of files: the one with the policy first, then the tables in the order of the format, then strays.
fn rank(file: &str) -> usize {
    match file.strip_suffix(".csv") {
        None => 0,
        Some(stem) => TABLES.iter().position(|table| *table == stem).map_or(usize::MAX, |i| i + 1),
    }
}

fn line(spot: &Spot) -> u64 {
    match spot {
        Spot::Line { line, .. } => *line,
        Spot::Character { line, .. } => *line as u64,
        Spot::File | Spot::Path(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_above_are_beginnings() {
        let key = key("programme.json", &Spot::Path("rules[3].at_least.2019".to_owned()));
        let above: Vec<&str> = ancestors(&key).collect();
        assert_eq!(
            above,
            [
                "programme.json\0",
                "programme.json\0.rules",
                "programme.json\0.rules[3]",
                "programme.json\0.rules[3].at_least"
            ]
        );
    }
}
