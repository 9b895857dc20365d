//! A program, linear or mixed-integer, as text for other solvers: free MPS, and the LP format of CPLEX.
//!
//! Both are written in Rp 1 million as formulated, with every bound, numbers to the last digit. The names are those of
//! [`names`](super::names); the LP format gives `:` and `-` meanings of its own, so there they are written `@` and `~`.

use std::io::{self, Write};

use crate::lp::names::{column_name, row_name};
use crate::lp::{Formulation, Lp, Sense};

/// Terms on one line of the LP format, which allows 560 characters.
const TERMS_PER_LINE: usize = 4;

/// Writes the program as free MPS.
///
/// # Errors
/// Those of `out`.
pub fn write_mps(formulation: &Formulation<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lp = &formulation.lp;
    let rows: Vec<String> = lp.row_keys().map(|key| row_name(formulation, key)).collect();
    writeln!(out, "NAME alokasi\nOBJSENSE\n    MAX\nROWS\n N benefit")?;
    for (name, sense) in rows.iter().zip(lp.senses()) {
        let letter = match sense {
            Sense::AtMost => 'L',
            Sense::AtLeast => 'G',
            Sense::Equal => 'E',
        };
        writeln!(out, " {letter} {name}")?;
    }
    writeln!(out, "COLUMNS")?;
    let columns: Vec<String> = lp.columns().map(|key| column_name(formulation, key)).collect();
    let mut whole = false;
    for (j, ((name, &cost), terms)) in columns.iter().zip(lp.cost()).zip(by_column(lp)).enumerate() {
        // Decisions stand between markers.
        if lp.whole()[j] != whole {
            whole = !whole;
            marker(out, whole)?;
        }
        // A column in no row still needs a line to exist.
        if cost != 0.0 || terms.is_empty() {
            writeln!(out, " {name} benefit {cost}")?;
        }
        for (row, value) in terms {
            writeln!(out, " {name} {} {value}", rows[row])?;
        }
    }
    if whole {
        marker(out, false)?;
    }
    writeln!(out, "RHS")?;
    for (name, &rhs) in rows.iter().zip(lp.rhs()) {
        if rhs != 0.0 {
            writeln!(out, " rhs {name} {rhs}")?;
        }
    }
    writeln!(out, "BOUNDS")?;
    for ((name, lower), &upper) in columns.iter().zip(lp.lower().iter()).zip(lp.upper()) {
        if lower != 0.0 {
            writeln!(out, " LO bound {name} {lower}")?;
        }
        writeln!(out, " UP bound {name} {upper}")?;
    }
    writeln!(out, "ENDATA")
}

/// From here on columns take whole numbers, or no more.
fn marker(out: &mut dyn Write, whole: bool) -> io::Result<()> {
    writeln!(out, " MARKER 'MARKER' '{}'", if whole { "INTORG" } else { "INTEND" })
}

/// The terms of each column, by row.
fn by_column(lp: &Lp) -> Vec<Vec<(usize, f64)>> {
    let mut columns = vec![Vec::new(); lp.column_count()];
    for (i, row) in lp.rows().enumerate() {
        for (column, value) in row.terms() {
            columns[column].push((i, value));
        }
    }
    columns
}

/// Writes the program in the LP format.
///
/// # Errors
/// Those of `out`.
pub fn write_lp(formulation: &Formulation<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lp = &formulation.lp;
    let columns: Vec<String> = lp.columns().map(|key| lp_name(&column_name(formulation, key))).collect();
    write!(out, "\\ alokasi: benefit in points, money in Rp 1 million\nMaximize\n benefit:")?;
    write_terms(out, &columns, lp.cost().iter().copied().enumerate().filter(|&(_, cost)| cost != 0.0))?;
    writeln!(out, "Subject To")?;
    for row in lp.rows() {
        write!(out, " {}:", lp_name(&row_name(formulation, row.key)))?;
        write_terms(out, &columns, row.terms())?;
        let sense = match row.sense {
            Sense::AtMost => "<=",
            Sense::AtLeast => ">=",
            Sense::Equal => "=",
        };
        writeln!(out, "  {sense} {}", row.rhs)?;
    }
    writeln!(out, "Bounds")?;
    for ((name, lower), upper) in columns.iter().zip(lp.lower().iter()).zip(lp.upper()) {
        writeln!(out, " {lower} <= {name} <= {upper}")?;
    }
    if lp.is_mixed() {
        writeln!(out, "General")?;
        for (name, _) in columns.iter().zip(lp.whole().iter()).filter(|(_, whole)| *whole) {
            writeln!(out, " {name}")?;
        }
    }
    writeln!(out, "End")
}

fn write_terms(out: &mut dyn Write, columns: &[String], terms: impl Iterator<Item = (usize, f64)>) -> io::Result<()> {
    let mut count = 0;
    for (column, value) in terms {
        if count > 0 && count % TERMS_PER_LINE == 0 {
            write!(out, "\n ")?;
        }
        let sign = if value < 0.0 { '-' } else { '+' };
        write!(out, " {sign} {} {}", value.abs(), columns[column])?;
        count += 1;
    }
    // The format has no empty sum; a program without columns borrows one that does nothing.
    if count == 0 {
        write!(out, " 0 {}", columns.first().map_or("nothing", String::as_str))?;
    }
    writeln!(out)
}

/// A name as the LP format takes it; `@` and `~` stand in no other name, so it stays unique.
fn lp_name(name: &str) -> String {
    name.replace(':', "@").replace('-', "~")
}
