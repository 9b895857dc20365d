//! Rows as CSV text. A value that the text cannot carry is an error, never bent.

use super::schema::Table;
use crate::input::{Funding, Scope};
use crate::units::Rupiah;

/// Something that a CSV file cannot hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{table}[{row}].{column}: {reason}")]
pub struct Unwritable {
    /// The table.
    pub table: &'static str,
    /// The row, counted from 0.
    pub row: usize,
    /// The column.
    pub column: &'static str,
    /// Why not.
    pub reason: String,
}

/// The cells of one row.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    cells: &'a mut Vec<String>,
    /// The first cell that cannot be written: its place in the row, and why.
    refused: Option<(usize, String)>,
}

impl Cells<'_> {
    fn refuse(&mut self, reason: String) {
        self.refused.get_or_insert((self.cells.len(), reason));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.cells.push(text.to_owned());
    }
    pub(super) fn list(&mut self, items: impl Iterator<Item = String>) {
        let items: Vec<String> = items.collect();
        if let Some(item) = items.iter().find(|item| item.is_empty() || item.contains(';')) {
            self.refuse(format!("a list in a cell cannot hold the item \"{item}\": it is empty or has a ';'"));
        }
        self.cells.push(items.join(";"));
    }
    pub(super) fn money(&mut self, rupiah: Rupiah) {
        if rupiah < Rupiah::ZERO {
            self.refuse(format!("{rupiah} is negative"));
        }
        self.cells.push(rupiah.get().to_string());
    }
    pub(super) fn decimal(&mut self, value: f64) {
        if !value.is_finite() || value < 0.0 {
            self.refuse(format!("{value} is not a decimal number of 0 or more"));
        }
        // Without the sign of a negative zero.
        self.cells.push(value.abs().to_string());
    }
    pub(super) fn optional_decimal(&mut self, value: Option<f64>) {
        match value {
            Some(value) => self.decimal(value),
            None => self.text(""),
        }
    }
    pub(super) fn number(&mut self, value: Option<u64>) {
        self.cells.push(value.map_or_else(String::new, |value| value.to_string()));
    }
    pub(super) fn year(&mut self, value: Option<i32>) {
        if let Some(year) = value.filter(|&year| year < 0) {
            self.refuse(format!("the year {year} is negative"));
        }
        self.cells.push(value.map_or_else(String::new, |value| value.to_string()));
    }
    pub(super) fn flag(&mut self, value: bool) {
        self.cells.push(value.to_string());
    }
    pub(super) fn scope(&mut self, scope: Scope) {
        self.text(match scope {
            Scope::Nation => "nation",
            Scope::Province => "province",
            Scope::Region => "region",
        });
    }
    pub(super) fn funding(&mut self, funding: Funding) {
        match funding {
            Funding::AtLeast(share) if !share.is_finite() || share < 0.0 => {
                self.refuse(format!("{share} is not a share"));
            }
            _ => {}
        }
        self.cells.push(funding.into());
    }
}

/// Writes `rows` as the CSV file of table `name`: a header, LF, commas, quotes where they must be.
pub(super) fn csv<T: Table>(name: &'static str, rows: &[T]) -> Result<Vec<u8>, Unwritable> {
    let columns: Vec<&'static str> = T::REQUIRED.iter().chain(T::OPTIONAL).copied().collect();
    let mut text = String::new();
    push_line(&mut text, &columns);
    let mut cells = Vec::with_capacity(columns.len());
    for (row, values) in rows.iter().enumerate() {
        cells.clear();
        let mut line = Cells { cells: &mut cells, refused: None };
        values.write(&mut line);
        if let Some((place, reason)) = line.refused {
            return Err(Unwritable { table: name, row, column: columns[place], reason });
        }
        push_line(&mut text, &cells);
    }
    Ok(text.into_bytes())
}

fn push_line(text: &mut String, cells: &[impl AsRef<str>]) {
    for (i, cell) in cells.iter().map(AsRef::as_ref).enumerate() {
        if i > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\r', '\n']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
}
