//! Our side: makes the programmes, writes them as MPS, and solves one in this process.

use std::io::BufWriter;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use alokasi::input::ProgrammeData;
use alokasi::lp::{Formulation, export, formulate};
use alokasi::model::Programme;
use alokasi::solve::audit::{ask, settle};
use alokasi::solve::structured::{Structured, WarmStart};
use alokasi::solve::{Answer, Choice, Control, SolveError};
use alokasi::synthetic::{Spec, make};
use alokasi::units::Rupiah;

use crate::run::{Fault, Run};
use crate::{Args, Entry, Mode, machine};

/// How far ceilings move, in parts per thousand.
const MOVE: u64 = 50;

/// How large a program is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) nonzeros: usize,
}

/// Writes the program of `entry` as MPS; with `moved` the one whose ceilings moved.
pub(crate) fn export(args: &Args, entry: Entry, moved: bool, path: &Path) -> Result<Size, Fault> {
    let programme = programme(args, entry, moved)?;
    let formulation = formulation(&programme)?;
    let failed = |error: std::io::Error| Fault::new(format!("{}: {error}", path.display()));
    let mut out = BufWriter::new(std::fs::File::create(path).map_err(failed)?);
    export::write_mps(&formulation, &mut out).map_err(failed)?;
    std::io::Write::flush(&mut out).map_err(failed)?;
    let lp = &formulation.lp;
    Ok(Size { columns: lp.column_count(), rows: lp.row_count(), nonzeros: lp.nonzeros() })
}

/// Solves the first size, purse and mode of `args` with its first solver of ours, here, and prints one line of JSON.
pub(crate) fn alone(args: &Args) -> Result<ExitCode, Fault> {
    let (Some(&sentra), Some(&purse), Some(&mode), Some(&choice)) =
        (args.sizes.first(), args.money.first(), args.modes.first(), args.ours.first())
    else {
        return Err(Fault::new("--alone takes one size, one purse, one mode and one solver".to_owned()));
    };
    let entry = Entry { mode, purse, sentra };
    let solver = choice.solver();
    let mut control = Control::default();
    control.threads = Some(args.threads);
    control.time_limit = Some(Duration::from_secs_f64(args.time_limit));
    // The state that the first solve leaves is not counted, as the basis that HiGHS starts from is not. Other solvers keep nothing.
    let state = if mode == Mode::Warm && choice == Choice::Structured { state(args, entry, &control)? } else { None };
    let programme = programme(args, entry, mode == Mode::Warm)?;
    let memory = machine::Memory::start();
    let start = Instant::now();
    let formulation = formulation(&programme)?;
    let build_seconds = start.elapsed().as_secs_f64();
    let (start, cpu) = (Instant::now(), machine::cpu_seconds());
    let claim = match &state {
        Some(state) => from_state(&formulation, &control, state),
        None => ask(&*solver, &formulation, &control),
    };
    let found = claim.and_then(|claim| settle(solver.name(), &formulation.lp, claim, control.gap));
    let seconds = start.elapsed().as_secs_f64();
    let mut run = Run {
        version: Some(format!("alokasi {}", env!("CARGO_PKG_VERSION"))),
        build_seconds,
        seconds: Some(seconds),
        cpu_seconds: cpu.zip(machine::cpu_seconds()).map(|(before, after)| after - before),
        peak_mb: memory.and_then(|memory| memory.peak_mb()),
        ..Run::default()
    };
    match found {
        Ok((answer, audit)) => {
            run.ended = Some(format!("{:?}", answer.ended));
            run.iterations = Some(answer.iterations as u64).filter(|&iterations| iterations > 0);
            run.benefit = Some(audit.objective);
            run.bound = audit.bound;
            run.miss = Some(audit.miss);
        }
        Err(error) => run.ended = Some(error.to_string()),
    }
    println!("{}", serde_json::to_string(&run).map_err(|error| Fault::new(error.to_string()))?);
    Ok(ExitCode::SUCCESS)
}

/// What a solve of the first programme leaves for the next.
fn state(args: &Args, entry: Entry, control: &Control) -> Result<Option<WarmStart>, Fault> {
    let programme = programme(args, entry, false)?;
    let resumed = Structured.solve_from(&formulation(&programme)?, control, None);
    Ok(resumed.map_err(|error| Fault::new(error.to_string()))?.state)
}

fn from_state(formulation: &Formulation<'_>, control: &Control, state: &WarmStart) -> Result<Answer, SolveError> {
    Ok(Structured.solve_from(formulation, control, Some(state))?.answer)
}

fn programme(args: &Args, entry: Entry, moved: bool) -> Result<Programme, Fault> {
    let spec = Spec {
        sentra: entry.sentra,
        money: entry.purse.money(),
        years: args.years,
        sources: args.sources,
        order: args.order,
        completion: args.order,
        seed: args.seed,
        ..Spec::default()
    };
    spec.check().map_err(|error| Fault::new(error.to_string()))?;
    let mut data = make(&spec);
    if moved {
        move_ceilings(&mut data, args.seed);
    }
    Programme::try_from(&data).map_err(|faults| Fault::new(faults.to_string()))
}

fn formulation(programme: &Programme) -> Result<Formulation<'_>, Fault> {
    formulate(programme).map_err(|error| Fault::new(error.to_string()))
}

/// Moves each ceiling by up to [`MOVE`] parts per thousand either way, to a whole unit, the same on every machine.
fn move_ceilings(data: &mut ProgrammeData, seed: u64) {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for ceiling in &mut data.ceilings {
        // xorshift64*
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let bits = state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        let thousandths = i64::try_from(1000 - MOVE + bits % (2 * MOVE + 1)).unwrap_or(1000);
        let moved = i128::from(ceiling.rupiah.get()) * i128::from(thousandths) / 1000;
        ceiling.rupiah = Rupiah::new(i64::try_from(moved).unwrap_or(i64::MAX)).floor_to(data.unit);
    }
}
