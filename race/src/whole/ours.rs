//! Our side: makes the programmes, writes them as MPS, and searches one in this process.

use std::io::BufWriter;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use alokasi::allocate::{Incumbent, OnIncumbent, Options, allocate};
use alokasi::lp::{Formulation, export};
use alokasi::model::Programme;
use alokasi::synthetic::{Kind, Spec, make};
use alokasi::verify;

use super::{Claim, Run};
use crate::purse::Purse;
use crate::run::Fault;
use crate::{Args, machine};

/// The programme of `sentra` sentra.
pub(super) fn programme(args: &Args, sentra: usize, purse: Purse) -> Result<Programme, Fault> {
    let (kind, money) = (Kind::Whole, purse.money());
    let spec = Spec { sentra, years: args.years, seed: args.seed, kind, money, ..Spec::default() };
    spec.check().map_err(|error| Fault::new(error.to_string()))?;
    Programme::try_from(make(&spec)).map_err(|faults| Fault::new(faults.to_string()))
}

/// Writes the mixed-integer program as MPS.
pub(super) fn export(mixed: &Formulation<'_>, path: &Path) -> Result<(), Fault> {
    let failed = |error: std::io::Error| Fault::new(format!("{}: {error}", path.display()));
    let mut out = BufWriter::new(std::fs::File::create(path).map_err(failed)?);
    export::write_mps(mixed, &mut out).map_err(failed)?;
    std::io::Write::flush(&mut out).map_err(failed)
}

/// Searches the first size and purse of `args` here, and prints one line of JSON.
pub(crate) fn alone(args: &Args) -> Result<ExitCode, Fault> {
    let (Some(&sentra), Some(&purse)) = (args.sizes.first(), args.whole.first()) else {
        return Err(Fault::new("--alone takes one size and one purse".to_owned()));
    };
    let programme = programme(args, sentra, purse)?;
    let history: Arc<Mutex<Vec<Claim>>> = Arc::default();
    let heard = Arc::clone(&history);
    let mut options = Options::default().with_incumbents(OnIncumbent(Arc::new(move |found: &Incumbent<'_>| {
        let claim = Claim(found.seconds, Some(found.benefit), found.bound);
        heard.lock().unwrap_or_else(PoisonError::into_inner).push(claim);
    })));
    options.control.threads = Some(args.threads);
    options.control.time_limit = Some(Duration::from_secs_f64(args.time_limit));
    let memory = machine::Memory::start();
    let (start, cpu) = (Instant::now(), machine::cpu_seconds());
    let found = allocate(&programme, &options);
    let seconds = start.elapsed().as_secs_f64();
    let mut run = Run {
        version: Some(format!("alokasi {}", env!("CARGO_PKG_VERSION"))),
        seconds: Some(seconds),
        cpu_seconds: cpu.zip(machine::cpu_seconds()).map(|(before, after)| after - before),
        peak_mb: memory.and_then(|memory| memory.peak_mb()),
        history: history.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        ..Run::default()
    };
    match found {
        Ok(outcome) => {
            run.ended = Some(format!("{:?}, {}", outcome.ended, outcome.solver));
            run.history.push(Claim(seconds, Some(outcome.benefit.total), outcome.bound));
            match verify::check(&programme, &outcome.plan).first() {
                None => run.judged = Some(verify::benefit(&programme, &outcome.plan).total),
                Some(violation) => run.refused = Some(violation.to_string()),
            }
        }
        Err(error) => run.ended = Some(error.to_string()),
    }
    println!("{}", serde_json::to_string(&run).map_err(|error| Fault::new(error.to_string()))?);
    Ok(ExitCode::SUCCESS)
}
