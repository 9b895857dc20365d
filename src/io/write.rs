//! A programme to a folder or to one JSON file.

use std::path::Path;

use serde::Serialize;

use super::cells::csv;
use super::folder::{POLICY, file_of};
use super::json_write;
use super::whole::{WriteError, write_files};
use crate::input::{Completion, Goal, Priority, ProgrammeData, Rule};
use crate::units::Rupiah;

/// The policy part of [`ProgrammeData`], as `programme.json` holds it.
#[derive(Serialize)]
struct PolicyView<'a> {
    name: &'a str,
    years: &'a [i32],
    unit: Rupiah,
    discount: f64,
    completion: Completion,
    priorities: &'a [Priority],
    rules: &'a [Rule],
    goals: &'a [Goal],
}

/// Writes `data` as a folder: `programme.json` and a CSV file for each table. A folder that holds a programme already is replaced,
/// file by file; other files in it stay.
///
/// # Errors
/// If the system refuses, the folder holds files but no programme, or the data hold what a cell cannot (a negative amount, a number
/// that is not finite, a `;` inside an item of a list). Nothing is changed then.
pub fn write_folder(data: &ProgrammeData, dir: &Path) -> Result<(), WriteError> {
    let empty = || dir.read_dir().is_ok_and(|mut entries| entries.next().is_none());
    if dir.is_dir() && !dir.join(POLICY).is_file() && !empty() {
        return Err(WriteError::Foreign { path: dir.to_owned() });
    }
    let policy = PolicyView {
        name: &data.name,
        years: &data.years,
        unit: data.unit,
        discount: data.discount,
        completion: data.completion,
        priorities: &data.priorities,
        rules: &data.rules,
        goals: &data.goals,
    };
    let mut files = vec![
        (POLICY.to_owned(), json_write::text(&policy)?),
        (file_of("provinces"), csv("provinces", &data.provinces)?),
        (file_of("regions"), csv("regions", &data.regions)?),
        (file_of("sectors"), csv("sectors", &data.sectors)?),
        (file_of("activities"), csv("activities", &data.activities)?),
        (file_of("sources"), csv("sources", &data.sources)?),
        (file_of("sentra"), csv("sentra", &data.sentra)?),
        (file_of("needs"), csv("needs", &data.needs)?),
        (file_of("ceilings"), csv("ceilings", &data.ceilings)?),
    ];
    // An old file of a table that this programme does not have would become part of it.
    let (contracted, previous) = (file_of("contracted"), file_of("previous"));
    let mut obsolete = Vec::new();
    if data.contracted.is_empty() {
        obsolete.push(contracted.as_str());
    } else {
        files.push((contracted.clone(), csv("contracted", &data.contracted)?));
    }
    match &data.previous {
        Some(rows) => files.push((previous.clone(), csv("previous", rows)?)),
        None => obsolete.push(previous.as_str()),
    }
    let files: Vec<(&str, Vec<u8>)> =
        files.iter_mut().map(|(name, text)| (name.as_str(), std::mem::take(text))).collect();
    write_files(dir, &files, &obsolete)
}

/// Writes `data` as one JSON file, in place of a file that is there.
///
/// # Errors
/// If the system refuses, or a number is not finite. Nothing is changed then.
pub fn write_json(data: &ProgrammeData, path: &Path) -> Result<(), WriteError> {
    write_file(path, json_write::text(data)?)
}

/// Writes `text` to the file `path`, whole or not at all, in place of a file that is there.
///
/// # Errors
/// If the system refuses; nothing is changed then.
pub fn write_file(path: &Path, text: Vec<u8>) -> Result<(), WriteError> {
    let io = |source| WriteError::Io { path: path.to_owned(), source };
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| io(std::io::Error::new(std::io::ErrorKind::InvalidInput, "this names no file")))?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    write_files(parent, &[(name, text)], &[])
}
