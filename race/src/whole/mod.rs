//! The whole-number race: the same mixed-integer programs, and what each solver has to show at stated times.

mod ours;
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use alokasi::lp::{Formulation, decided, formulate_whole};
use alokasi::model::Programme;
use alokasi::round::to_plan;
use alokasi::verify;
use serde::{Deserialize, Serialize};

use crate::purse::Purse;
use crate::run::Fault;
use crate::{Args, child, machine};

pub(crate) use ours::alone;

/// What a solver claims at a moment: seconds since it was called, points of its best plan, its bound.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Claim(pub(crate) f64, pub(crate) Option<f64>, pub(crate) Option<f64>);

/// What one solver did with one program. Both our own process and `whole_rivals.py` report it as one line of JSON.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Run {
    /// Name and version of the solver.
    pub(crate) version: Option<String>,
    /// How it says that it ended.
    pub(crate) ended: Option<String>,
    /// Why it could not run at all.
    pub(crate) not_installed: Option<String>,
    /// Seconds to read or state the program.
    pub(crate) build_seconds: f64,
    /// Seconds to solve it.
    pub(crate) seconds: Option<f64>,
    /// CPU seconds to solve it, all threads.
    pub(crate) cpu_seconds: Option<f64>,
    /// Memory beyond what the process held before, MB.
    pub(crate) peak_mb: Option<f64>,
    /// What it claimed while it ran, in the order of time.
    pub(crate) history: Vec<Claim>,
    /// Points of its last point, recomputed from the rows; rivals only.
    pub(crate) benefit: Option<f64>,
    /// The worst miss of a row or bound, relative to the largest number in it; rivals only.
    pub(crate) miss: Option<f64>,
    /// Points of the plan in whole units that our judge passed; for a rival, the plan made of its last point.
    pub(crate) judged: Option<f64>,
    /// Why there is no such plan.
    pub(crate) refused: Option<String>,
}

/// Everything of one program.
#[derive(Debug, Serialize)]
struct Heat {
    purse: Purse,
    sentra: usize,
    columns: usize,
    rows: usize,
    nonzeros: usize,
    runs: Vec<(String, Run)>,
}

/// A rival's checked plan above our bound by more than this, relatively, proves the bound wrong.
const BEYOND: f64 = 1e-9;

/// Races on programmes with whole-number decisions.
pub(crate) fn race(args: &Args, python: &Path) -> Result<ExitCode, Fault> {
    let runner = Path::new(env!("CARGO_MANIFEST_DIR")).join("whole_rivals.py");
    let known: Vec<String> = child::list(python, &runner)?;
    let wanted = args.rivals.clone().unwrap_or_else(|| known.clone());
    let wanted: Vec<String> = wanted.into_iter().filter(|name| !name.is_empty()).collect();
    if let Some(name) = wanted.iter().find(|name| !known.contains(name)) {
        return Err(Fault::new(format!("no rival `{name}`; there are {}", known.join(", "))));
    }
    println!("{}", machine::describe(args.threads));
    let mut heats = Vec::new();
    for &sentra in &args.sizes {
        for &purse in &args.whole {
            let heat = heat(args, sentra, purse, &wanted, python, &runner)?;
            println!("{}", table::heat(&heat, args.time_limit));
            heats.push(heat);
        }
    }
    println!("{}", table::versions(&heats));
    if let Some(path) = &args.json {
        let text = serde_json::to_string_pretty(&heats).map_err(|error| Fault::new(error.to_string()))?;
        std::fs::write(path, text).map_err(|error| Fault::new(format!("{}: {error}", path.display())))?;
    }
    let wrong: Vec<String> = heats.iter().flat_map(wrong).collect();
    for fault in &wrong {
        eprintln!("race: {fault}");
    }
    Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn heat(
    args: &Args,
    sentra: usize,
    purse: Purse,
    rivals: &[String],
    python: &Path,
    runner: &Path,
) -> Result<Heat, Fault> {
    let folder = tempfile::tempdir().map_err(|error| Fault::new(error.to_string()))?;
    let mps = folder.path().join("whole.mps");
    let programme = ours::programme(args, sentra, purse)?;
    let mixed = formulate_whole(&programme);
    ours::export(&mixed, &mps)?;
    // A solver that does not keep its own limit is stopped from outside.
    let patience = Duration::from_secs_f64(args.time_limit * 2.0 + 120.0);
    let mut runs = vec![("alokasi".to_owned(), child::whole_ours(args, sentra, purse, patience)?)];
    for rival in rivals {
        let point = folder.path().join(format!("{rival}.point"));
        let mut run = child::whole_rival(args, python, runner, rival, &mps, &point, patience)?;
        judge(&programme, &mixed, &point, &mut run)?;
        runs.push((rival.clone(), run));
    }
    let lp = &mixed.lp;
    let (columns, rows, nonzeros) = (lp.column_count(), lp.row_count(), lp.nonzeros());
    Ok(Heat { purse, sentra, columns, rows, nonzeros, runs })
}

/// Makes a plan in whole units of the point at `path`, if a rival left one, and has it judged.
fn judge(programme: &Programme, mixed: &Formulation<'_>, path: &PathBuf, run: &mut Run) -> Result<(), Fault> {
    if !path.exists() {
        return Ok(());
    }
    let text = std::fs::read_to_string(path).map_err(|error| Fault::new(format!("{}: {error}", path.display())))?;
    let point: Result<Vec<f64>, _> = text.lines().map(str::parse).collect();
    let point = point.map_err(|error| Fault::new(format!("{}: {error}", path.display())))?;
    let plan = decided(&mixed.lp, &point)
        .map_err(|error| error.to_string())
        .and_then(|lp| to_plan(&Formulation { programme, lp }, &point).map_err(|error| error.to_string()));
    match plan {
        Ok(rounded) => match verify::check(programme, &rounded.plan).first() {
            None => run.judged = Some(verify::benefit(programme, &rounded.plan).total),
            Some(violation) => run.refused = Some(violation.to_string()),
        },
        Err(error) => run.refused = Some(error),
    }
    Ok(())
}

/// What is wrong with our answer in `heat`. That there is no plan yet is not wrong, it is late.
fn wrong(heat: &Heat) -> Vec<String> {
    let place = format!("{}, {} sentra", heat.purse.name(), heat.sentra);
    let mut faults = Vec::new();
    let Some((_, ours)) = heat.runs.first() else { return faults };
    if let Some(refused) = &ours.refused {
        faults.push(format!("{place}: our plan does not hold: {refused}"));
    }
    for &Claim(seconds, benefit, bound) in &ours.history {
        let (Some(benefit), Some(bound)) = (benefit, bound) else { continue };
        if benefit - bound > BEYOND * bound.abs() {
            faults.push(format!("{place}: at {seconds:.1} s our plan has {benefit} points, above its bound {bound}"));
        }
    }
    let bounds = ours.history.iter().filter_map(|claim| claim.2);
    let bound = bounds.fold(f64::INFINITY, f64::min);
    for (rival, run) in heat.runs.iter().skip(1) {
        if let Some(judged) = run.judged.filter(|judged| judged - bound > BEYOND * bound.abs()) {
            faults.push(format!("{place}: {rival} has a checked plan of {judged} points, above our bound {bound}"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heat(ours: Run, rival: Run) -> Heat {
        let runs = vec![("alokasi".to_owned(), ours), ("rival".to_owned(), rival)];
        Heat { purse: Purse::Tight, sentra: 50, columns: 1, rows: 1, nonzeros: 1, runs }
    }

    fn claims(history: Vec<Claim>) -> Run {
        Run { history, ..Run::default() }
    }

    #[test]
    fn a_late_plan_is_not_wrong_and_a_false_bound_is() {
        let none = claims(vec![Claim(1.0, None, Some(110.0))]);
        let found = Run { judged: Some(105.0), ..Run::default() };
        assert!(wrong(&heat(none, found.clone())).is_empty());
        let low = claims(vec![Claim(1.0, Some(90.0), Some(110.0)), Claim(2.0, Some(90.0), Some(104.0))]);
        assert_eq!(
            wrong(&heat(low, found)),
            ["tight, 50 sentra: rival has a checked plan of 105 points, above our bound 104"]
        );
        let above = claims(vec![Claim(1.0, Some(90.0), Some(80.0))]);
        assert_eq!(
            wrong(&heat(above, Run::default())),
            ["tight, 50 sentra: at 1.0 s our plan has 90 points, above its bound 80"]
        );
        let broken = Run { refused: Some("ceiling".to_owned()), ..Run::default() };
        assert_eq!(wrong(&heat(broken, Run::default())), ["tight, 50 sentra: our plan does not hold: ceiling"]);
    }
}
