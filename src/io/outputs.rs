//! What a solved programme leaves in a folder: the plan, its certificate and its summary, together or not at all.

use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::fault::{Located, Spot};
use super::file_fault::FileFault;
use super::plan::{self, PLAN, PlanFile};
use super::whole::{WriteError, write_files};
use super::{ReadError, folder, json_write};
use crate::input::PaymentRow;
use crate::manifest::{FileHash, Manifest};
use crate::model::Programme;
use crate::plan::Plan;
use crate::region_proof::WholeCertificate;
use crate::summary::Summary;
use crate::verify::Certificate;

/// The plan for programs.
pub const PLAN_JSON: &str = "plan.json";
/// The prices and the bound.
pub const CERTIFICATE: &str = "certificate.json";
/// Prices and the bound claimed of each region, where those prove the bound of a programme with whole-number decisions.
pub const REGIONS: &str = "regions.json";
/// What is to be known at one glance.
pub const SUMMARY: &str = "summary.json";
/// The audit trail.
pub const MANIFEST: &str = "manifest.json";

/// The files whose bytes the manifest answers for. Not the summary, which tells seconds: `verify` makes it again instead.
const ANSWERED_FOR: [&str; 4] = [CERTIFICATE, PLAN, PLAN_JSON, REGIONS];

/// What is written together.
#[derive(Debug, Clone, Copy)]
pub struct Solution<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its certificate, unless the solver gives no prices.
    pub certificate: Option<&'a Certificate>,
    /// What proves the bound of a programme with whole-number decisions, where regions do.
    pub regions: Option<&'a WholeCertificate>,
    /// Its summary.
    pub summary: &'a Summary,
    /// Its audit trail; what it says of outputs is filled in as they are written.
    pub manifest: &'a Manifest,
}

/// Writes `plan.csv`, `plan.json`, `certificate.json`, `regions.json`, `summary.json` and `manifest.json` into the folder `dir`, which is made if it is not
/// there. Files of these names are replaced (old certificates are taken away if there are no new ones), other files stay.
///
/// # Errors
/// If the system refuses; nothing is changed then.
pub fn write_solution(dir: &Path, programme: &Programme, solution: &Solution<'_>) -> Result<(), WriteError> {
    let (csv, json) = plan::texts(programme, solution.plan)?;
    let mut files = vec![(PLAN, csv), (PLAN_JSON, json), (SUMMARY, json_write::text(solution.summary)?)];
    let mut obsolete = Vec::new();
    match solution.certificate {
        Some(certificate) => files.push((CERTIFICATE, json_write::text_with_nulls(certificate)?)),
        None => obsolete.push(CERTIFICATE),
    }
    match solution.regions {
        Some(regions) => files.push((REGIONS, json_write::text_with_nulls(regions)?)),
        None => obsolete.push(REGIONS),
    }
    let answered = files.iter().filter(|(name, _)| ANSWERED_FOR.contains(name));
    let outputs = answered.map(|(name, bytes)| FileHash::of(*name, bytes)).collect();
    files.push((MANIFEST, json_write::text(&solution.manifest.clone().with_outputs(outputs))?));
    write_files(dir, &files, &obsolete)
}

/// Reads the payments of the `plan.json` of the folder `dir`, unchecked; `None` if there is none.
///
/// # Errors
/// If it cannot be read, or is not in the shape of a plan.
pub fn read_plan_json(dir: &Path) -> Result<Option<Vec<PaymentRow>>, ReadError> {
    Ok(read_json::<PlanFile>(&dir.join(PLAN_JSON))?.map(|file| file.payments))
}

/// Reads the `certificate.json` of the folder `dir`; `None` if there is none.
///
/// # Errors
/// If it cannot be read, or is no certificate.
pub fn read_certificate(dir: &Path) -> Result<Option<Certificate>, ReadError> {
    read_json(&dir.join(CERTIFICATE))
}

/// Reads the `regions.json` of the folder `dir`; `None` if there is none.
///
/// # Errors
/// If it cannot be read, or is no certificate of regions.
pub fn read_regions(dir: &Path) -> Result<Option<WholeCertificate>, ReadError> {
    read_json(&dir.join(REGIONS))
}

/// Reads the `summary.json` of the folder `dir`; `None` if there is none.
///
/// # Errors
/// If it cannot be read, or is no summary.
pub fn read_summary(dir: &Path) -> Result<Option<Summary>, ReadError> {
    read_json(&dir.join(SUMMARY))
}

/// Reads the `manifest.json` of the folder `dir`; `None` if there is none.
///
/// # Errors
/// If it cannot be read, or is no manifest.
pub fn read_manifest(dir: &Path) -> Result<Option<Manifest>, ReadError> {
    read_json(&dir.join(MANIFEST))
}

/// Hashes of the files in the folder `dir` that a manifest answers for, as far as they are there.
///
/// # Errors
/// If one is there and cannot be read.
pub fn output_hashes(dir: &Path) -> Result<Vec<FileHash>, ReadError> {
    let mut hashes = Vec::new();
    for name in ANSWERED_FOR {
        let path = dir.join(name);
        match fs::read(&path) {
            Ok(bytes) => hashes.push(FileHash::of(name, &bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(ReadError::Io { path, source }),
        }
    }
    Ok(hashes)
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, ReadError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(ReadError::Io { path: path.to_owned(), source }),
    };
    serde_json::from_slice(&bytes).map(Some).map_err(|error| {
        let spot = Spot::Character { line: error.line(), column: error.column() };
        let reason = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let reason = reason.strip_suffix(&place).unwrap_or(&reason).to_owned();
        let what = FileFault::NotOurs { reason };
        ReadError::faults(vec![Located { file: folder::shown(path), spot, what: what.into() }], true)
    })
}
