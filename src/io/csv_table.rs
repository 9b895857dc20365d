//! One CSV file to the rows of its table, with the line of each row and every fault of its text.

use super::csv_text::{self, Cell, Records};
use super::fault::{Located, LocatedFault, Spot};
use super::file_fault::FileFault;
use super::schema::{Record, Table};
use super::shape::Separator;
use super::similar;
use super::value::Value;

/// What could be read of a file.
#[derive(Debug)]
pub(super) struct Read<T> {
    /// The rows.
    pub(super) rows: Vec<T>,
    /// The line of each row.
    pub(super) lines: Vec<u64>,
    /// Whether rows or whole columns could not be read, so that codes of this table may be unknown for no fault of their own.
    pub(super) broken: bool,
}

/// Reads the table of `bytes`, adding what is wrong with it to `faults`. `file` is the name that faults give.
pub(super) fn read<T: Table>(file: &str, bytes: &[u8], faults: &mut Vec<LocatedFault>) -> Read<T> {
    let mut read = Read { rows: Vec::new(), lines: Vec::new(), broken: false };
    let mut sink = Sink { file, faults };
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        sink.at(Spot::File, FileFault::Utf16);
        return Read { broken: true, ..read };
    }
    let mut records = Records::new(bytes);
    let Some(head) = records.next().filter(|head| !head.is_blank()) else {
        sink.at(Spot::File, FileFault::NoHeader { header: T::REQUIRED.join(",") });
        return Read { broken: true, ..read };
    };
    let Some(header) = Header::read::<T>(&head, &mut sink, &mut read.broken) else {
        return Read { broken: true, ..read };
    };
    for record in records {
        if record.is_blank() {
            continue;
        }
        let line = record.line;
        if record.open {
            let column = header.names.get(record.cells.len() - 1).cloned().unwrap_or_default();
            sink.at(Spot::Line { line, column }, FileFault::OpenQuote);
            read.broken = true;
            break;
        }
        let fits = record.cells.len() == header.names.len();
        if !fits {
            let (found, wanted) = (record.cells.len(), header.names.len());
            sink.at(Spot::Line { line, column: String::new() }, FileFault::CellCount { found, wanted });
        }
        // The cells of a row of the wrong length stand under wrong columns: it is kept only where others may name its code.
        if !fits && T::REQUIRED[0] != "code" {
            continue;
        }
        let mut row = Row { header: &header, record: &record, sink: fits.then_some(&mut sink) };
        if let Some(values) = T::read(&mut row) {
            read.rows.push(values);
            read.lines.push(line);
        }
    }
    read
}

/// Faults of one file.
struct Sink<'a> {
    file: &'a str,
    faults: &'a mut Vec<LocatedFault>,
}

impl Sink<'_> {
    fn at(&mut self, spot: Spot, fault: FileFault) {
        self.faults.push(Located { file: self.file.to_owned(), spot, what: fault.into() });
    }
}

/// The first line of a table.
struct Header {
    /// The names as they stand.
    names: Vec<String>,
}

impl Header {
    /// Checks the header; `None` if it is none at all.
    fn read<T: Table>(head: &csv_text::Record<'_>, sink: &mut Sink<'_>, broken: &mut bool) -> Option<Self> {
        let known: Vec<&str> = T::REQUIRED.iter().chain(T::OPTIONAL).copied().collect();
        let first_line = |column: &str| Spot::Line { line: 1, column: column.to_owned() };
        if head.open {
            sink.at(first_line(""), FileFault::OpenQuote);
            return None;
        }
        if let Some(separator) = separator(&head.cells) {
            sink.at(first_line(""), FileFault::Separator { separator });
            return None;
        }
        let mut names: Vec<String> = Vec::with_capacity(head.cells.len());
        for cell in &head.cells {
            let name = match cell {
                Cell::Text(text) => text.clone().into_owned(),
                Cell::NotUtf8(readable) => {
                    sink.at(first_line(""), FileFault::NotUtf8 { readable: readable.clone() });
                    format!("{readable}\u{FFFD}")
                }
                Cell::StrayQuote => {
                    sink.at(first_line(""), FileFault::StrayQuote);
                    "\u{FFFD}".to_owned()
                }
            };
            if names.contains(&name) {
                sink.at(first_line(&name), FileFault::DuplicateColumn);
                *broken = true;
            } else if !known.contains(&name.as_str()) && !name.ends_with('\u{FFFD}') {
                let similar = similar::of(&name, known.iter().copied()).map(str::to_owned);
                sink.at(first_line(&name), FileFault::UnknownColumn { known: known.join(", "), similar });
            }
            names.push(name);
        }
        for column in T::REQUIRED.iter().filter(|column| !names.iter().any(|name| name == *column)) {
            sink.at(first_line(column), FileFault::MissingColumn);
            *broken = true;
        }
        Some(Self { names })
    }
}

/// What separates the columns of a header that has no comma.
fn separator(cells: &[Cell<'_>]) -> Option<Separator> {
    let [Cell::Text(text)] = cells else { return None };
    [Separator::Semicolon, Separator::Tab, Separator::Bar].into_iter().find(|found| text.contains(found.mark()))
}

/// A record under its header. Without a sink nothing is reported.
struct Row<'a, 'b> {
    header: &'a Header,
    record: &'a csv_text::Record<'a>,
    sink: Option<&'a mut Sink<'b>>,
}

impl Row<'_, '_> {
    fn fault(&mut self, column: &str, fault: FileFault) {
        if let Some(sink) = &mut self.sink {
            sink.at(Spot::Line { line: self.record.line, column: column.to_owned() }, fault);
        }
    }

    /// The text of a cell; `None` if its column is missing or it does not read: that has been reported.
    fn cell(&mut self, column: &'static str) -> Option<&str> {
        let place = self.header.names.iter().position(|name| name == column)?;
        match self.record.cells.get(place)? {
            Cell::Text(text) => return Some(text),
            Cell::NotUtf8(readable) => self.fault(column, FileFault::NotUtf8 { readable: readable.clone() }),
            Cell::StrayQuote => self.fault(column, FileFault::StrayQuote),
        }
        None
    }
}

impl Record for Row<'_, '_> {
    fn required<T: Value>(&mut self, column: &'static str) -> Option<T> {
        if self.cell(column)?.is_empty() {
            self.fault(column, FileFault::EmptyCell);
            return None;
        }
        self.optional(column)
    }

    fn optional<T: Value>(&mut self, column: &'static str) -> Option<T> {
        let text = self.cell(column)?;
        if text.is_empty() {
            return None;
        }
        T::from_text(text).map_err(|fault| self.fault(column, fault)).ok()
    }
}
