//! What is wrong with a programme (faults) and what is valid but senseless (oddities): what, where, what to do.

use std::fmt;

/// Where in the data something stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A path in `programme.json`, such as `rules[3].at_least`.
    Policy(String),
    /// A cell or row of a table.
    Cell {
        /// Name of the table, such as `needs`.
        table: &'static str,
        /// Row, counted from 0; `None` = the header or the table as a whole.
        row: Option<usize>,
        /// Name of the column; empty = the whole row.
        column: String,
    },
}

impl fmt::Display for Place {
    /// As in one JSON file: `needs[17].cost`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policy(path) => f.write_str(path),
            Self::Cell { table, row, column } => {
                f.write_str(table)?;
                if let Some(row) = row {
                    write!(f, "[{row}]")?;
                }
                if column.is_empty() { Ok(()) } else { write!(f, ".{column}") }
            }
        }
    }
}

/// One thing that is wrong with a programme.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What can be wrong; its text says what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultKind {
    /// Text that is not what the cell must hold.
    #[error("{found} is not {wanted}")]
    Malformed {
        /// The text found.
        found: String,
        /// What is wanted.
        wanted: String,
    },
}

/// All that is wrong with a programme.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.kind)
    }
}
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}
impl std::error::Error for Faults {}

/// Something valid but senseless.
#[derive(Debug, Clone, PartialEq)]
pub struct Oddity {
    /// Where.
    pub place: Place,
    /// What is odd.
    pub kind: OddityKind,
}

/// What can be odd.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OddityKind {
    /// A ceiling where nothing can be paid.
    #[error("nothing can be paid under this ceiling")]
    UnusableCeiling,
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.kind)
    }
}
