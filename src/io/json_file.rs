//! A programme, or its policy alone, as one JSON text.

use std::cell::RefCell;

use super::fault::{Located, LocatedFault, Spot};
use super::file_fault::FileFault;
use super::json_object::{self, Object};
use super::json_text::{At, Json, Path};
use super::locate::{Form, Origin};
use super::policy;
use super::schema::{TABLES, Table};
use super::{Text, folder};
use crate::input::ProgrammeData;
use crate::manifest::{FileHash, Form as Shape, Sources};

/// What came of reading the policy.
pub(super) struct Policy {
    pub(super) faults: Vec<LocatedFault>,
    /// Paths at which the data cannot be judged.
    pub(super) beyond_judgement: Vec<String>,
    /// Whether there are years and, if asked for, tables: without them nothing can be held against each other.
    pub(super) usable: bool,
}

/// What a JSON file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The policy; the tables lie beside it.
    Policy,
    /// The policy and the tables.
    Programme,
}

/// Reads a programme in one file.
pub(super) fn read(file: &str, bytes: &[u8]) -> Text {
    let mut data = ProgrammeData::default();
    let mut origin = Origin::new(Form::OneFile { file: file.to_owned() });
    let Policy { faults, beyond_judgement, usable } =
        read_policy(file, bytes, &mut data, Extent::Programme, &mut origin);
    // Its name is no part of what was read: a renamed file is the same programme.
    let sources = Sources { form: Shape::OneFile, files: vec![FileHash::of("programme", bytes)] };
    Text { data, origin, sources, faults, beyond_judgement, complete: usable }
}

/// Reads what `bytes` hold into `data`.
pub(super) fn read_policy(
    file: &str,
    bytes: &[u8],
    data: &mut ProgrammeData,
    extent: Extent,
    origin: &mut Origin,
) -> Policy {
    let json = match Json::parse(bytes) {
        Ok(json) => json,
        Err((spot, fault)) => {
            let faults = vec![Located { file: file.to_owned(), spot, what: fault.into() }];
            return Policy { faults, beyond_judgement: Vec::new(), usable: false };
        }
    };
    let sink = RefCell::new(Vec::new());
    let at = At { path: Path::Top, faults: &sink };
    let mut usable = false;
    if let Some(mut top) = Object::new(&json, at) {
        usable = policy::read(&mut top, data).is_some();
        if extent == Extent::Programme {
            usable &= read_tables(&mut top, data, origin, at);
            top.finish(|_| None);
        } else {
            top.finish(|key| TABLES.contains(&key).then(|| FileFault::TableInPolicy { file: folder::file_of(key) }));
        }
    }
    let faults = sink.into_inner();
    let beyond_judgement = policy::beyond_judgement(&json, &faults);
    let located = |(path, fault): (String, FileFault)| Located {
        file: file.to_owned(),
        spot: Spot::Path(path),
        what: fault.into(),
    };
    Policy { faults: faults.into_iter().map(located).collect(), beyond_judgement, usable }
}

/// Reads all tables; false if one that must be there is not, or is no list.
fn read_tables(top: &mut Object<'_>, data: &mut ProgrammeData, origin: &mut Origin, at: At<'_>) -> bool {
    // Asked of each, so that each is known.
    let present = TABLES.map(|table| top.get(table).is_some());
    if !present.contains(&true) {
        at.fault(FileFault::NoTables);
        return false;
    }
    let mut whole = true;
    data.provinces = required(top, "provinces", origin, &mut whole);
    data.regions = required(top, "regions", origin, &mut whole);
    data.sectors = required(top, "sectors", origin, &mut whole);
    data.activities = required(top, "activities", origin, &mut whole);
    data.sources = required(top, "sources", origin, &mut whole);
    data.sentra = required(top, "sentra", origin, &mut whole);
    data.needs = required(top, "needs", origin, &mut whole);
    data.ceilings = required(top, "ceilings", origin, &mut whole);
    data.contracted = optional(top, "contracted", origin, &mut whole).unwrap_or_default();
    data.previous = optional(top, "previous", origin, &mut whole);
    whole
}

fn required<T: Table>(top: &mut Object<'_>, table: &'static str, origin: &mut Origin, whole: &mut bool) -> Vec<T> {
    let read = top.read_required(table, json_object::table);
    *whole &= read.is_some();
    keep(table, read, origin).unwrap_or_default()
}

fn optional<T: Table>(
    top: &mut Object<'_>,
    table: &'static str,
    origin: &mut Origin,
    whole: &mut bool,
) -> Option<Vec<T>> {
    top.get(table)?;
    let read = top.read(table, json_object::table);
    *whole &= read.is_some();
    keep(table, read, origin)
}

fn keep<T>(table: &'static str, read: Option<(Vec<T>, Vec<u64>)>, origin: &mut Origin) -> Option<Vec<T>> {
    let (rows, places) = read?;
    origin.add(table, places);
    Some(rows)
}
