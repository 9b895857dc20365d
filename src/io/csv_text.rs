//! The bytes of a CSV file as records with their lines, by RFC 4180: commas, quotes, CRLF or LF.
//!
//! Written out here because a table of money must not be read by guess: a quote that is never closed would swallow the rest of the
//! file without a word, and a broken byte must be told by line and column while the rest is still read.

use std::borrow::Cow;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell<'a> {
    /// Its text, without quotes.
    Text(Cow<'a, str>),
    /// Not UTF-8; what can be read before the first broken byte.
    NotUtf8(String),
    /// A quote stands where none may be.
    StrayQuote,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record<'a> {
    /// The line on which it starts, counted from 1.
    pub(super) line: u64,
    /// Its cells, at least one.
    pub(super) cells: Vec<Cell<'a>>,
    /// Whether its last cell has a quote that is never closed.
    pub(super) open: bool,
}

impl Record<'_> {
    /// Whether nothing stands in it: an empty line, or only commas as spreadsheets leave below a table.
    pub(super) fn is_blank(&self) -> bool {
        !self.open && self.cells.iter().all(|cell| matches!(cell, Cell::Text(text) if text.is_empty()))
    }
}

/// The records of a text, in order.
#[derive(Debug, Clone)]
pub(super) struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Records<'a> {
    /// The records of `bytes`; a byte order mark at the start is left out.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes: bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes), at: 0, line: 1 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Where the line or cell that starts at the current place ends without quotes.
    fn plain_end(&self) -> usize {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|b| matches!(b, b',' | b'\n')).unwrap_or(rest.len());
        // A carriage return belongs to the line end only right before it, or at the end of the file.
        if end > 0 && rest[end - 1] == b'\r' && rest.get(end) != Some(&b',') {
            self.at + end - 1
        } else {
            self.at + end
        }
    }

    fn plain_cell(&mut self) -> Cell<'a> {
        let bytes = &self.bytes[self.at..self.plain_end()];
        self.at += bytes.len();
        if bytes.contains(&b'"') { Cell::StrayQuote } else { text(Cow::Borrowed(bytes)) }
    }

    /// The cell behind an opening quote; `None` if the quote is never closed.
    fn quoted_cell(&mut self) -> Option<Cell<'a>> {
        self.at += 1;
        let mut parts: Cow<'a, [u8]> = Cow::Borrowed(&[]);
        loop {
            let rest = &self.bytes[self.at..];
            let len = rest.iter().position(|&b| b == b'"')?;
            let doubled = rest.get(len + 1) == Some(&b'"');
            let part = &rest[..len + usize::from(doubled)];
            self.line += part.split(|&b| b == b'\n').count() as u64 - 1;
            if parts.is_empty() {
                parts = Cow::Borrowed(part);
            } else {
                parts.to_mut().extend_from_slice(part);
            }
            self.at += len + 1 + usize::from(doubled);
            if !doubled {
                break;
            }
        }
        let end = self.plain_end();
        let stray = end > self.at;
        self.at = end;
        Some(if stray { Cell::StrayQuote } else { text(parts) })
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        self.peek()?;
        let mut record = Record { line: self.line, cells: Vec::new(), open: false };
        loop {
            if self.peek() == Some(b'"') {
                let cell = self.quoted_cell();
                record.open = cell.is_none();
                record.cells.push(cell.unwrap_or(Cell::Text(Cow::Borrowed(""))));
                if record.open {
                    self.at = self.bytes.len();
                    return Some(record);
                }
            } else {
                record.cells.push(self.plain_cell());
            }
            let end = self.peek();
            self.at += 1;
            if end == Some(b',') {
                continue;
            }
            if end == Some(b'\r') && self.peek() == Some(b'\n') {
                self.at += 1;
            }
            self.at = self.at.min(self.bytes.len());
            self.line += 1;
            return Some(record);
        }
    }
}

fn text(bytes: Cow<'_, [u8]>) -> Cell<'_> {
    let broken = |error: std::str::Utf8Error, bytes: &[u8]| {
        Cell::NotUtf8(String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned())
    };
    match bytes {
        Cow::Borrowed(bytes) => {
            std::str::from_utf8(bytes).map_or_else(|e| broken(e, bytes), |text| Cell::Text(Cow::Borrowed(text)))
        }
        Cow::Owned(bytes) => String::from_utf8(bytes)
            .map_or_else(|e| broken(e.utf8_error(), e.as_bytes()), |text| Cell::Text(Cow::Owned(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &[u8]) -> Vec<(u64, Vec<String>)> {
        Records::new(text)
            .map(|record| {
                assert!(!record.open);
                let cells = record.cells.into_iter().map(|cell| match cell {
                    Cell::Text(text) => text.into_owned(),
                    other => format!("{other:?}"),
                });
                (record.line, cells.collect())
            })
            .collect()
    }

    #[test]
    fn lines_are_those_of_the_file_where_cells_break_lines() {
        let text = b"a,b\r\n\"one\r\ntwo\",x\r\n3,\"say \"\"no\"\"\"\r\n";
        assert_eq!(
            read(text),
            [
                (1, vec!["a".into(), "b".into()]),
                (2, vec!["one\r\ntwo".into(), "x".into()]),
                (4, vec!["3".into(), "say \"no\"".into()])
            ]
        );
    }

    #[test]
    fn a_last_line_needs_no_end_and_a_comma_at_the_end_opens_a_cell() {
        assert_eq!(read(b"a,"), [(1, vec![String::from("a"), String::new()])]);
        assert_eq!(read(b"a\n\nb\r"), [(1, vec!["a".into()]), (2, vec![String::new()]), (3, vec!["b".into()])]);
        assert_eq!(read(b""), []);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_at_the_record_it_opens_in() {
        let records: Vec<_> = Records::new(b"a\n\"b,c\nd\n").collect();
        assert_eq!((records.len(), records[1].line, records[1].open), (2, 2, true));
    }

    #[test]
    fn quotes_in_the_middle_of_a_cell_are_no_cell() {
        assert_eq!(read(b"4\" pipe,\"x\"y,z\n")[0].1, ["StrayQuote", "StrayQuote", "z"]);
    }

    #[test]
    fn broken_bytes_spoil_one_cell_only() {
        assert_eq!(read(b"caf\xE9,ok\n")[0].1, ["NotUtf8(\"caf\")", "ok"]);
    }

    proptest! {
        // Source of truth: the csv crate as writer.
        #[test]
        fn reads_what_the_csv_crate_writes(
            rows in prop::collection::vec(prop::collection::vec("[a,\"\r\n; é]{0,4}", 2..4), 0..5),
            crlf in any::<bool>(),
        ) {
            let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer = csv::WriterBuilder::new().flexible(true).terminator(terminator).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let read: Vec<_> = read(&writer.into_inner().unwrap()).into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, rows);
        }

        #[test]
        fn reads_any_bytes_without_panic(bytes in prop::collection::vec(prop::sample::select(b"a,\"\r\n\xE9".to_vec()), 0..30)) {
            Records::new(&bytes).count();
        }
    }
}
