//! What is wrong with a programme: where, what, and what to do.

mod kind;
mod words;

use std::fmt;

pub use kind::FaultKind;
pub use words::Obstacle;
pub(crate) use words::{Number, family_name};

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

impl Place {
    /// The place `path` in `programme.json`.
    #[must_use]
    pub fn policy(path: impl Into<String>) -> Self {
        Self::Policy(path.into())
    }
    /// A cell of `table`.
    #[must_use]
    pub fn cell(table: &'static str, row: usize, column: &str) -> Self {
        Self::Cell { table, row: Some(row), column: column.to_owned() }
    }
    /// A whole row of `table`.
    #[must_use]
    pub fn row(table: &'static str, row: usize) -> Self {
        Self::cell(table, row, "")
    }
    /// A whole table.
    #[must_use]
    pub fn table(table: &'static str) -> Self {
        Self::Cell { table, row: None, column: String::new() }
    }
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

/// What a code or a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A province.
    Province,
    /// A region.
    Region,
    /// A sector.
    Sector,
    /// An activity.
    Activity,
    /// A source of money.
    Source,
    /// A sentra.
    Sentra,
    /// A need.
    Need,
    /// An island group, named in table `provinces`.
    Island,
    /// A tag, named in table `sentra`.
    Tag,
}

impl Item {
    /// The table that lists it.
    #[must_use]
    pub fn table(self) -> &'static str {
        match self {
            Self::Province | Self::Island => "provinces",
            Self::Region => "regions",
            Self::Sector => "sectors",
            Self::Activity => "activities",
            Self::Source => "sources",
            Self::Sentra | Self::Tag => "sentra",
            Self::Need => "needs",
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Province => "province",
            Self::Region => "region",
            Self::Sector => "sector",
            Self::Activity => "activity",
            Self::Source => "source",
            Self::Sentra => "sentra",
            Self::Need => "need",
            Self::Island => "island group",
            Self::Tag => "tag",
        })
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

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.kind)
    }
}

/// All that is wrong with a programme.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    /// One fault a line.
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
