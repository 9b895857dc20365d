//! Where in which file something is wrong: each fault names its file, its line or path, and what to do.

use std::fmt;

use super::file_fault::FileFault;
use crate::model::fault::FaultKind;
use crate::model::oddity::OddityKind;
use crate::summary::Note;

/// Where in a file something stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Spot {
    /// The file as a whole.
    File,
    /// A line of a table, counted from 1, and the name of a column; an empty name is the whole line.
    Line {
        /// The line on which the record starts; the header is line 1.
        line: u64,
        /// The name of the column.
        column: String,
    },
    /// A path inside a JSON file, such as `rules[3].at_least`.
    Path(String),
    /// A character of a text that is no JSON, both counted from 1.
    Character {
        /// The line.
        line: usize,
        /// The character in the line.
        column: usize,
    },
}

impl fmt::Display for Spot {
    /// What follows the name of the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => Ok(()),
            Self::Line { line, column } if column.is_empty() => write!(f, ":{line}"),
            Self::Line { line, column } => write!(f, ":{line}: {column}"),
            Self::Path(path) if path.is_empty() => Ok(()),
            Self::Path(path) => write!(f, ": {path}"),
            Self::Character { line, column } => write!(f, ":{line}:{column}"),
        }
    }
}

/// Something said of a place in a file: `needs.csv:18: cost: ...`.
#[derive(Debug, Clone, PartialEq)]
pub struct Located<What> {
    /// Name of the file, without its folder.
    pub file: String,
    /// Where in the file.
    pub spot: Spot,
    /// What is said of it.
    pub what: What,
}

impl<What: fmt::Display> fmt::Display for Located<What> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}: {}", self.file, self.spot, self.what)
    }
}

impl<What: fmt::Display> Located<What> {
    /// The same as plain data, for a program that reads JSON.
    #[must_use]
    pub fn to_note(&self) -> Note {
        self.noted(self.what.to_string())
    }
}

impl<What> Located<What> {
    /// `message` at this place.
    pub(super) fn noted(&self, message: String) -> Note {
        let mut note = Note { file: self.file.clone(), message, ..Note::default() };
        match &self.spot {
            Spot::File => {}
            Spot::Line { line, column } => {
                note.line = Some(*line);
                note.column.clone_from(column);
            }
            Spot::Path(path) => note.path.clone_from(path),
            Spot::Character { line, column } => {
                note.line = Some(*line as u64);
                note.column = column.to_string();
            }
        }
        note
    }
}

/// A fault of the text of a file, or of what it states.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Wrong {
    /// The file does not read.
    #[error(transparent)]
    File(#[from] FileFault),
    /// It reads, but what it states is wrong.
    #[error(transparent)]
    Model(#[from] FaultKind),
}

/// Oddities of a file.
pub type LocatedOddity = Located<OddityKind>;
/// A fault of a file.
pub type LocatedFault = Located<Wrong>;

/// All faults of the files of a programme or plan, by file and line.
#[derive(Debug, Clone, PartialEq)]
pub struct LocatedFaults {
    /// The faults, at least one.
    pub faults: Vec<LocatedFault>,
    /// False where a file is so broken that the tables could not be held against each other: more faults may show once it reads.
    pub complete: bool,
}

impl fmt::Display for LocatedFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.faults.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}
impl std::error::Error for LocatedFaults {}
