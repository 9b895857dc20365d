//! JSON as people read it: one rule, one row, one priority on a line, and whole numbers without a decimal point.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

use super::whole::WriteError;

/// `value` as JSON text with a line end. The types that are written so leave out what is absent, so a null can only be a number
/// that is not finite: JSON would lose it without a word.
///
/// # Errors
/// If a number is not finite.
pub(super) fn text(value: &impl Serialize) -> Result<Vec<u8>, WriteError> {
    write(value, false)
}

/// The same for a type that states by a null what is absent.
pub(super) fn text_with_nulls(value: &impl Serialize) -> Result<Vec<u8>, WriteError> {
    write(value, true)
}

fn write(value: &impl Serialize, nulls: bool) -> Result<Vec<u8>, WriteError> {
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, Lines { depth: 0, empty: false, nulls });
    value.serialize(&mut serializer).map_err(|error| WriteError::NotJson { reason: error.to_string() })?;
    text.push(b'\n');
    Ok(text)
}

/// Lines for the outer two levels, one line each for what is deeper.
struct Lines {
    depth: usize,
    /// Whether the innermost list or object has nothing in it yet.
    empty: bool,
    /// Whether a null may stand in the text.
    nulls: bool,
}

/// Levels that are broken into lines: the top object, and the lists in it.
const BROKEN: usize = 2;

impl Lines {
    fn open<W: ?Sized + Write>(&mut self, out: &mut W, mark: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.empty = true;
        out.write_all(mark)
    }
    fn close<W: ?Sized + Write>(&mut self, out: &mut W, mark: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if !self.empty && self.depth < BROKEN {
            new_line(out, self.depth)?;
        }
        self.empty = false;
        out.write_all(mark)
    }
    fn item<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.empty = false;
        if self.depth <= BROKEN {
            if !first {
                out.write_all(b",")?;
            }
            new_line(out, self.depth)
        } else if first {
            Ok(())
        } else {
            out.write_all(b", ")
        }
    }
}

fn new_line<W: ?Sized + Write>(out: &mut W, depth: usize) -> io::Result<()> {
    out.write_all(b"\n")?;
    (0..depth).try_for_each(|_| out.write_all(b"  "))
}

impl Formatter for Lines {
    fn write_f64<W: ?Sized + Write>(&mut self, out: &mut W, value: f64) -> io::Result<()> {
        // Below 2^53 a whole number is exact in both notations.
        if value.fract() == 0.0 && value.abs() < 9e15 {
            #[allow(clippy::cast_possible_truncation)]
            return write!(out, "{}", value as i64);
        }
        CompactFormatter.write_f64(out, value)
    }
    fn write_null<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        if self.nulls { out.write_all(b"null") } else { Err(io::Error::other("a number is not finite")) }
    }
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }
    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }
    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(out, first)
    }
    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }
    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }
    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(out, first)
    }
    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outer_levels_have_lines_and_whole_numbers_no_point() {
        let value = serde_json::json!({"a": [{"x": 5e8, "y": [1.5, 2.0]}, {}], "b": [], "c": {"d": true}});
        let expected = "{\n  \"a\": [\n    {\"x\": 500000000, \"y\": [1.5, 2]},\n    {}\n  ],\n  \"b\": [],\n  \"c\": {\n    \"d\": true\n  }\n}\n";
        assert_eq!(String::from_utf8(text(&value).unwrap()).unwrap(), expected);
    }

    #[test]
    fn a_number_that_is_not_finite_is_not_written_as_null() {
        assert!(text(&[1.0, f64::NAN]).unwrap_err().to_string().contains("a number is not finite"));
    }
}
