//! Plans as files: `plan.csv` to read and write, and `plan.json` beside it for programs.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::cells::csv;
use super::fault::{Located, LocatedFault, LocatedFaults, Spot};
use super::file_fault::FileFault;
use super::shape::Named;
use super::whole::WriteError;
use super::{ReadError, csv_table, folder, json_write};
use crate::id::{NeedId, SourceId, YearId};
use crate::input::PaymentRow;
use crate::model::Programme;
use crate::plan::Plan;
use crate::units::Rupiah;

/// The file that holds the plan in the folder of a solved programme.
pub const PLAN: &str = "plan.csv";

/// Reads the plan of `programme` at `path`: a CSV file `need,year,source,rupiah`, or a folder with such a file named `plan.csv`.
///
/// Only what makes no sense as a plan of this programme at all is a fault: an unknown code, a payment that cannot exist, one that is
/// stated twice, money that is not whole. Whether the rules hold is for [`verify`](crate::verify) to say.
///
/// # Errors
/// If the file cannot be read, or every fault of it, by line.
pub fn read_plan(path: &Path, programme: &Programme) -> Result<Plan, ReadError> {
    let path = if path.is_dir() { path.join(PLAN) } else { path.to_owned() };
    let bytes = fs::read(&path).map_err(|source| ReadError::Io { path: path.clone(), source })?;
    parse_plan(&folder::shown(&path), &bytes, programme).map_err(ReadError::from)
}

/// The plan in `bytes`; `file` is the name that faults give.
fn parse_plan(file: &str, bytes: &[u8], programme: &Programme) -> Result<Plan, LocatedFaults> {
    let mut faults: Vec<LocatedFault> = Vec::new();
    let table = csv_table::read::<PaymentRow>(file, bytes, &mut faults);
    let codes = Codes::new(programme);
    let mut paid = vec![Rupiah::ZERO; programme.payments().len()];
    let mut lines = BTreeMap::new();
    for (row, &line) in table.rows.iter().zip(&table.lines) {
        let mut fault = |column: &str, fault: FileFault| {
            let spot = Spot::Line { line, column: column.to_owned() };
            faults.push(Located { file: file.to_owned(), spot, what: fault.into() });
        };
        let (need, year, source) = codes.find(row, &mut fault);
        let (Some(need), Some(year), Some(source)) = (need, year, source) else { continue };
        let Some(payment) = programme.payment(need, year, source) else {
            fault("", FileFault::NoSuchPayment);
            continue;
        };
        if let Some(&line) = lines.get(&payment) {
            fault("", FileFault::DuplicatePayment { line });
        } else if row.rupiah > Rupiah::LARGEST {
            let largest = Rupiah::LARGEST.get().to_string();
            fault("rupiah", FileFault::TooLarge { found: row.rupiah.get().to_string(), largest });
        } else {
            lines.insert(payment, line);
            paid[payment.index()] = row.rupiah;
        }
    }
    if faults.is_empty() {
        return Ok(Plan::new(paid));
    }
    faults.sort_by_key(|fault| if let Spot::Line { line, .. } = fault.spot { line } else { 0 });
    Err(LocatedFaults { faults, complete: !table.broken })
}

/// The codes of a programme that rows of a plan name.
struct Codes<'a> {
    needs: HashMap<&'a str, NeedId>,
    years: HashMap<i32, YearId>,
    sources: HashMap<&'a str, SourceId>,
}

impl<'a> Codes<'a> {
    fn new(programme: &'a Programme) -> Self {
        let needs = programme.needs().iter().enumerate();
        let sources = programme.sources().iter().enumerate();
        let years = programme.years().iter().enumerate();
        Self {
            needs: needs.map(|(i, need)| (need.code.as_str(), NeedId::new(i))).collect(),
            years: years.map(|(i, &year)| (year, YearId::new(i))).collect(),
            sources: sources.map(|(i, source)| (source.code.as_str(), SourceId::new(i))).collect(),
        }
    }

    /// The ids that `row` names; what is unknown is reported to `fault`.
    fn find(
        &self,
        row: &PaymentRow,
        fault: &mut impl FnMut(&str, FileFault),
    ) -> (Option<NeedId>, Option<YearId>, Option<SourceId>) {
        let need = self.needs.get(row.need.as_str()).copied();
        if need.is_none() {
            fault("need", FileFault::UnknownCode { what: Named::Need, code: row.need.to_string() });
        }
        let year = self.years.get(&row.year).copied();
        if year.is_none() {
            fault("year", FileFault::UnknownCode { what: Named::Year, code: row.year.to_string() });
        }
        let source = self.sources.get(row.source.as_str()).copied();
        if source.is_none() {
            fault("source", FileFault::UnknownCode { what: Named::Source, code: row.source.to_string() });
        }
        (need, year, source)
    }
}

/// `plan.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanFile {
    /// Name of the programme.
    programme: String,
    /// All money paid.
    total: Rupiah,
    /// The rows of `plan.csv`.
    pub(super) payments: Vec<PaymentRow>,
}

/// The text of `plan.csv` and of `plan.json`.
pub(super) fn texts(programme: &Programme, plan: &Plan) -> Result<(Vec<u8>, Vec<u8>), WriteError> {
    let rows: Vec<PaymentRow> = plan.rows(programme).collect();
    let csv = csv("plan", &rows)?;
    let file = PlanFile { programme: programme.name().to_owned(), total: plan.total(), payments: rows };
    Ok((csv, json_write::text(&file)?))
}
