//! A programme as a folder: `programme.json` and a CSV file for each table.

use std::fs;
use std::path::Path;

use super::csv_table;
use super::fault::{Located, LocatedFault, Spot};
use super::file_fault::FileFault;
use super::json_file::{self, Extent, Policy};
use super::locate::{Form, Origin};
use super::schema::{TABLES, Table};
use super::similar;
use super::{ReadError, Text};
use crate::input::ProgrammeData;
use crate::manifest::{FileHash, Form as Shape, Sources};

/// The file that holds the policy.
pub(super) const POLICY: &str = "programme.json";
/// Tables that a programme may lack.
const OPTIONAL: [&str; 2] = ["contracted", "previous"];

/// Reads the folder `dir`.
pub(super) fn read(dir: &Path) -> Result<Text, ReadError> {
    let names = file_names(dir)?;
    let mut folder = Folder { dir, names, hashes: Vec::new(), faults: Vec::new(), broken: false };
    let is_known = |name: &String| name == POLICY || TABLES.iter().any(|table| *name == file_of(table));
    if !folder.names.iter().any(is_known) {
        let tables: Vec<String> = TABLES.iter().filter(|table| !OPTIONAL.contains(table)).map(|t| file_of(t)).collect();
        let what = FileFault::NoProgramme { tables: tables.join(", ") };
        return Err(ReadError::faults(vec![Located { file: shown(dir), spot: Spot::File, what: what.into() }], false));
    }
    let mut data = ProgrammeData::default();
    let mut origin = Origin::new(Form::Folder { policy: POLICY.to_owned() });
    let mut beyond_judgement = Vec::new();
    if let Some(bytes) = folder.load(POLICY) {
        let Policy { faults, beyond_judgement: beyond, usable } =
            json_file::read_policy(POLICY, &bytes, &mut data, Extent::Policy, &mut origin);
        folder.faults.extend(faults);
        folder.broken |= !usable;
        beyond_judgement = beyond;
    }
    data.provinces = folder.table("provinces", &mut origin).unwrap_or_default();
    data.regions = folder.table("regions", &mut origin).unwrap_or_default();
    data.sectors = folder.table("sectors", &mut origin).unwrap_or_default();
    data.activities = folder.table("activities", &mut origin).unwrap_or_default();
    data.sources = folder.table("sources", &mut origin).unwrap_or_default();
    data.sentra = folder.table("sentra", &mut origin).unwrap_or_default();
    data.needs = folder.table("needs", &mut origin).unwrap_or_default();
    data.ceilings = folder.table("ceilings", &mut origin).unwrap_or_default();
    data.contracted = folder.table("contracted", &mut origin).unwrap_or_default();
    data.previous = folder.table("previous", &mut origin);
    folder.hashes.sort();
    let sources = Sources { form: Shape::Folder, files: folder.hashes };
    Ok(Text { data, origin, sources, faults: folder.faults, beyond_judgement, complete: !folder.broken })
}

struct Folder<'a> {
    dir: &'a Path,
    /// Names of its files, sorted.
    names: Vec<String>,
    /// Of the files that were read.
    hashes: Vec<FileHash>,
    faults: Vec<LocatedFault>,
    broken: bool,
}

impl Folder<'_> {
    fn fault(&mut self, file: &str, fault: FileFault) {
        self.faults.push(Located { file: file.to_owned(), spot: Spot::File, what: fault.into() });
        self.broken = true;
    }

    /// A file whose name is nearly `file`, and which is not a file of a programme itself.
    fn similar(&self, file: &str) -> Option<String> {
        let known = |name: &str| name == POLICY || TABLES.iter().any(|table| name == file_of(table));
        let strays = self.names.iter().map(String::as_str).filter(|name| !known(name));
        similar::of(file, strays).map(str::to_owned)
    }

    /// The bytes of a file that must be there.
    fn load(&mut self, file: &str) -> Option<Vec<u8>> {
        if !self.names.iter().any(|name| name == file) {
            let similar = self.similar(file);
            self.fault(file, FileFault::Missing { similar });
            return None;
        }
        match fs::read(self.dir.join(file)) {
            Ok(bytes) => {
                self.hashes.push(FileHash::of(file, &bytes));
                Some(bytes)
            }
            Err(error) => {
                self.fault(file, FileFault::Unreadable { reason: error.to_string() });
                None
            }
        }
    }

    /// The rows of a table; `None` if there is no file.
    fn table<T: Table>(&mut self, table: &'static str, origin: &mut Origin) -> Option<Vec<T>> {
        let file = file_of(table);
        if OPTIONAL.contains(&table) && !self.names.contains(&file) {
            // A misspelt name would silently leave out money that is committed already.
            if let Some(stray) = self.similar(&file) {
                self.fault(&stray, FileFault::Stray { table: file });
            }
            return None;
        }
        let bytes = self.load(&file)?;
        let read = csv_table::read::<T>(&file, &bytes, &mut self.faults);
        self.broken |= read.broken;
        origin.add(table, read.lines);
        Some(read.rows)
    }
}

/// The file of a table in a folder.
pub(super) fn file_of(table: &str) -> String {
    format!("{table}.csv")
}

/// The last part of `path`, as faults name it.
pub(super) fn shown(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn file_names(dir: &Path) -> Result<Vec<String>, ReadError> {
    let io = |source| ReadError::Io { path: dir.to_owned(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(io)? {
        names.push(entry.map_err(io)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
