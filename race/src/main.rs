//! Races alokasi against other solvers on the same linear programs, each in a process of its own.
//!
//! With `--whole`, on the same mixed-integer programs. See `README.md` for the method. Exits with 1 if an answer of ours is wrong, whatever the rivals do.

mod child;
mod machine;
mod ours;
mod purse;
mod run;
mod table;
mod whole;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::purse::Purse;
use crate::run::{Fault, Run};

/// Races alokasi against other solvers on the same linear programs.
#[derive(Debug, Parser)]
struct Args {
    /// Numbers of sentra.
    #[arg(long, value_delimiter = ',', default_value = "350,1750,7437")]
    sizes: Vec<usize>,
    /// Years of the programmes.
    #[arg(long, default_value_t = 5)]
    years: usize,
    /// Sources of money (1 to 3).
    #[arg(long, default_value_t = 1)]
    sources: usize,
    /// Whether sentra have order and completion rows.
    #[arg(long)]
    order: bool,
    /// How much money there is.
    #[arg(long, value_delimiter = ',', default_value = "published")]
    money: Vec<Purse>,
    /// Seed of the programmes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Solvers of ours; the first is what the others are compared with.
    #[arg(long, value_delimiter = ',', default_value = "structured")]
    ours: Vec<alokasi::solve::Choice>,
    /// Rivals (default: all that the runner knows; an empty list for none).
    #[arg(long, value_delimiter = ',')]
    rivals: Option<Vec<String>>,
    /// From nothing, or after ceilings moved by 5 %.
    #[arg(long, value_delimiter = ',', default_value = "cold,warm")]
    modes: Vec<Mode>,
    /// Seconds for each solve.
    #[arg(long, default_value_t = 300.0)]
    time_limit: f64,
    /// Threads for each solver that takes the number.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Runs of each; the fastest counts.
    #[arg(long, default_value_t = 1)]
    repeat: usize,
    /// Python with the rivals (default: that of `race/install.sh`, else `python3`).
    #[arg(long)]
    python: Option<PathBuf>,
    /// Also writes every run as JSON to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Races on programmes with whole-number decisions instead, with this much money: what is recorded is plan and bound over time.
    #[arg(long, value_delimiter = ',', conflicts_with_all = ["sources", "order", "money", "ours", "modes", "repeat"])]
    whole: Vec<Purse>,
    /// Runs one solver of ours in this process (how the race calls itself).
    #[arg(long, hide = true)]
    alone: bool,
}

/// What is solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Serialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    /// A programme, from nothing.
    Cold,
    /// The same programme after its ceilings moved, from what the solver kept of the first, if it keeps anything.
    Warm,
}

/// Which program is raced.
#[derive(Debug, Clone, Copy, serde::Serialize)]
struct Entry {
    mode: Mode,
    purse: Purse,
    sentra: usize,
}

/// Everything of one program: what was raced, and how each did.
#[derive(Debug, serde::Serialize)]
struct Heat {
    #[serde(flatten)]
    entry: Entry,
    columns: usize,
    rows: usize,
    nonzeros: usize,
    runs: Vec<(String, Run)>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = match (args.alone, args.whole.is_empty()) {
        (true, true) => ours::alone(&args),
        (true, false) => whole::alone(&args),
        (false, _) => race(&args),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("race: {error}");
            ExitCode::from(2)
        }
    }
}

fn race(args: &Args) -> Result<ExitCode, Fault> {
    let runner = Path::new(env!("CARGO_MANIFEST_DIR")).join("rivals.py");
    let python = args.python.clone().unwrap_or_else(|| {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/python");
        if own.exists() { own } else { PathBuf::from("python3") }
    });
    if !args.whole.is_empty() {
        return whole::race(args, &python);
    }
    let known: child::Rivals = child::list(&python, &runner)?;
    let wanted = args.rivals.clone().unwrap_or_else(|| known.cold.clone());
    let wanted: Vec<String> = wanted.into_iter().filter(|name| !name.is_empty()).collect();
    if let Some(name) = wanted.iter().find(|name| !known.cold.contains(name)) {
        return Err(Fault::new(format!("no rival `{name}`; there are {}", known.cold.join(", "))));
    }
    println!("{}", machine::describe(args.threads));
    let mut heats = Vec::new();
    let entries = args.money.iter().flat_map(|&purse| {
        args.sizes.iter().flat_map(move |&sentra| args.modes.iter().map(move |&mode| Entry { mode, purse, sentra }))
    });
    for entry in entries {
        let rivals: Vec<&String> =
            wanted.iter().filter(|name| entry.mode == Mode::Cold || known.warm.contains(name)).collect();
        let heat = heat(args, entry, &rivals, &python, &runner)?;
        println!("{}", table::heat(&heat));
        heats.push(heat);
    }
    println!("{}", table::versions(&heats));
    if let Some(path) = &args.json {
        let text = serde_json::to_string_pretty(&heats).map_err(|error| Fault::new(error.to_string()))?;
        std::fs::write(path, text).map_err(|error| Fault::new(format!("{}: {error}", path.display())))?;
    }
    let wrong: Vec<String> = heats.iter().flat_map(run::wrong).collect();
    for fault in &wrong {
        eprintln!("race: {fault}");
    }
    Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn heat(args: &Args, entry: Entry, rivals: &[&String], python: &Path, runner: &Path) -> Result<Heat, Fault> {
    let folder = tempfile::tempdir().map_err(|error| Fault::new(error.to_string()))?;
    let (first, second) = (folder.path().join("first.mps"), folder.path().join("second.mps"));
    let lp = ours::export(args, entry, false, &first)?;
    if entry.mode == Mode::Warm {
        ours::export(args, entry, true, &second)?;
    }
    // A solver that does not keep its own limit is stopped from outside.
    let patience = Duration::from_secs_f64(args.time_limit * 2.0 + 120.0);
    let best = |start: &dyn Fn() -> Result<Run, Fault>| -> Result<Run, Fault> {
        let mut best = start()?;
        for _ in 1..args.repeat {
            let next = start()?;
            if next.seconds.unwrap_or(f64::INFINITY) < best.seconds.unwrap_or(f64::INFINITY) {
                best = next;
            }
        }
        Ok(best)
    };
    let mut runs = Vec::new();
    for &choice in &args.ours {
        runs.push((format!("alokasi {choice}"), best(&|| child::ours(args, entry, choice, patience))?));
    }
    for &rival in rivals {
        let second = (entry.mode == Mode::Warm).then_some(second.as_path());
        runs.push((rival.clone(), best(&|| child::rival(args, python, runner, rival, &first, second, patience))?));
    }
    Ok(Heat { entry, columns: lp.columns, rows: lp.rows, nonzeros: lp.nonzeros, runs })
}
