//! Files: programmes and plans, read with every fault at its line, written whole or not at all.
//!
//! This is the only part of the library that opens files, and only those it is asked to.
//!
//! # Reading
//! [`read`] takes a folder (`programme.json` and a CSV file for each table) or one JSON file with the same tables as lists. Nothing is
//! guessed: a cell that is not letter by letter what the format asks for is a fault. All faults are reported at once: those of the
//! text of all files together with those of what they state. A fault of the data that only echoes one of the text (the row of a
//! malformed cost has no cost) is left out.
//!
//! Tolerated: a byte order mark, LF or CRLF, columns in any order, lines without any content, and files of other names in the
//! folder, unless the name is nearly that of a table which the folder lacks.
//!
//! # Writing
//! Everything is written beside its target first and put in place only when all of it is written; where that fails, the old
//! files come back.

mod cells;
mod csv_table;
mod csv_text;
mod fault;
mod file_fault;
mod folder;
mod json_file;
mod json_object;
mod json_text;
mod json_write;
mod locate;
mod outputs;
mod plan;
mod policy;
mod said;
mod schema;
mod shape;
mod similar;
mod value;
mod whole;
mod write;

use std::fs;
use std::path::{Path, PathBuf};

pub use cells::Unwritable;
pub use fault::{Located, LocatedFault, LocatedFaults, LocatedOddity, Spot, Wrong};
pub use file_fault::FileFault;
pub use outputs::{
    CERTIFICATE, MANIFEST, PLAN_JSON, REGIONS, SUMMARY, Solution, output_hashes, read_certificate, read_manifest,
    read_plan_json, read_regions, read_summary, write_solution,
};
pub use plan::{PLAN, read_plan};
pub use shape::{Named, Separator, Shape, Wanted};
pub use whole::WriteError;
pub use write::{write_file, write_folder, write_json};

use crate::input::ProgrammeData;
use crate::manifest::Sources;
use crate::model::Programme;
use locate::Origin;

/// A programme that was read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Loaded {
    /// The data as the files state them.
    pub data: ProgrammeData,
    /// The checked programme.
    pub programme: Programme,
    /// What is valid but senseless, with its place in the files.
    pub oddities: Vec<LocatedOddity>,
    /// The files that it was read from, with the hashes of their bytes as they were read.
    pub sources: Sources,
}

/// Why a programme or plan could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The path itself cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The files are at fault.
    #[error(transparent)]
    Faults(#[from] LocatedFaults),
}

impl ReadError {
    fn faults(faults: Vec<LocatedFault>, complete: bool) -> Self {
        Self::Faults(LocatedFaults { faults, complete })
    }
}

/// What the text of the files states, before the programme is checked.
struct Text {
    data: ProgrammeData,
    origin: Origin,
    sources: Sources,
    faults: Vec<LocatedFault>,
    /// Paths of the policy at which the data cannot be judged.
    beyond_judgement: Vec<String>,
    /// Whether the tables can be held against each other.
    complete: bool,
}

fn read_text(path: &Path) -> Result<Text, ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    if fs::metadata(path).map_err(io)?.is_dir() {
        folder::read(path)
    } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        let what = FileFault::OneTable.into();
        Err(ReadError::faults(vec![Located { file: folder::shown(path), spot: Spot::File, what }], false))
    } else {
        Ok(json_file::read(&folder::shown(path), &fs::read(path).map_err(io)?))
    }
}

/// Reads the data at `path` without checking what they state, for tools that mend or convert them.
///
/// # Errors
/// If the path cannot be read, or every fault of the text of its files.
pub fn read_unchecked(path: &Path) -> Result<ProgrammeData, ReadError> {
    let Text { data, origin, faults, complete, .. } = read_text(path)?;
    if complete && faults.is_empty() {
        return Ok(data);
    }
    let mut faults = origin.faults(faults, &[], &[]);
    faults.complete = complete;
    Err(faults.into())
}

/// Reads and checks the programme at `path`: a folder, or one JSON file.
///
/// ```
/// let loaded = alokasi::io::read("data/lampung".as_ref())?;
/// assert_eq!(loaded.programme.sentra().len(), 40);
/// # Ok::<(), alokasi::io::ReadError>(())
/// ```
///
/// # Errors
/// If the path cannot be read, or every fault of its files, by file and line.
pub fn read(path: &Path) -> Result<Loaded, ReadError> {
    let Text { data, origin, sources, faults, beyond_judgement, complete } = read_text(path)?;
    if !complete {
        let mut faults = origin.faults(faults, &[], &[]);
        faults.complete = false;
        return Err(faults.into());
    }
    match Programme::try_from(&data) {
        Ok(programme) if faults.is_empty() => {
            let oddities = origin.oddities(programme.oddities());
            Ok(Loaded { data, programme, oddities, sources })
        }
        Ok(_) => Err(origin.faults(faults, &[], &beyond_judgement).into()),
        Err(found) => Err(origin.faults(faults, &found.0, &beyond_judgement).into()),
    }
}
