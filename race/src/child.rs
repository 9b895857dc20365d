//! Processes: ours and the rivals' one after the other, each stopped if it does not come to an end.

use std::io::{ErrorKind, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use alokasi::solve::Choice;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::purse::Purse;
use crate::run::{Fault, Run};
use crate::whole;
use crate::{Args, Entry, Mode};

/// Rivals that the runner knows.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Rivals {
    /// All of them.
    pub(crate) cold: Vec<String>,
    /// Those that can start from an earlier answer.
    pub(crate) warm: Vec<String>,
}

/// Asks the runner for the rivals it knows; there are none without Python.
pub(crate) fn list<T: DeserializeOwned + Default>(python: &Path, runner: &Path) -> Result<T, Fault> {
    let output = match Command::new(python).arg(runner).arg("--list").output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("race: no {}, so no rivals", python.display());
            return Ok(T::default());
        }
        output => output.map_err(|error| Fault::new(format!("{}: {error}", python.display())))?,
    };
    serde_json::from_slice(&output.stdout).map_err(|error| {
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        Fault::new(format!("{} does not list rivals: {error}\n{complaint}", runner.display()))
    })
}

/// Runs a solver of ours in a process of its own.
pub(crate) fn ours(args: &Args, entry: Entry, choice: Choice, patience: Duration) -> Result<Run, Fault> {
    let program = std::env::current_exe().map_err(|error| Fault::new(error.to_string()))?;
    let mut command = Command::new(program);
    let mode = if entry.mode == Mode::Warm { "warm" } else { "cold" };
    command.args(["--alone", "--ours", choice.name(), "--modes", mode]);
    command.args(["--sources", &args.sources.to_string(), "--money", entry.purse.name()]);
    same(&mut command, args, entry.sentra);
    if args.order {
        command.arg("--order");
    }
    run(command, patience)
}

/// The arguments that both races hand on.
fn same(command: &mut Command, args: &Args, sentra: usize) {
    for (name, value) in [
        ("--sizes", sentra.to_string()),
        ("--years", args.years.to_string()),
        ("--seed", args.seed.to_string()),
        ("--threads", args.threads.to_string()),
        ("--time-limit", args.time_limit.to_string()),
    ] {
        command.args([name, &value]);
    }
}

/// Runs our search of a whole-number programme in a process of its own.
pub(crate) fn whole_ours(args: &Args, sentra: usize, purse: Purse, patience: Duration) -> Result<whole::Run, Fault> {
    let program = std::env::current_exe().map_err(|error| Fault::new(error.to_string()))?;
    let mut command = Command::new(program);
    command.args(["--alone", "--whole", purse.name()]);
    same(&mut command, args, sentra);
    whole_run(command, patience)
}

/// Runs a rival on a mixed-integer program in a process of its own.
pub(crate) fn whole_rival(
    args: &Args,
    python: &Path,
    runner: &Path,
    rival: &str,
    mps: &Path,
    point: &Path,
    patience: Duration,
) -> Result<whole::Run, Fault> {
    let mut command = Command::new(python);
    command.arg(runner).arg(rival).arg("--mps").arg(mps).arg("--point").arg(point);
    command.args(["--time-limit", &args.time_limit.to_string(), "--threads", &args.threads.to_string()]);
    whole_run(command, patience)
}

fn run(command: Command, patience: Duration) -> Result<Run, Fault> {
    Ok(wait(command, patience)?.unwrap_or_else(|ended| Run { ended: Some(ended), ..Run::default() }))
}

fn whole_run(command: Command, patience: Duration) -> Result<whole::Run, Fault> {
    Ok(wait(command, patience)?.unwrap_or_else(|ended| whole::Run { ended: Some(ended), ..whole::Run::default() }))
}

/// Runs a rival in a process of its own.
pub(crate) fn rival(
    args: &Args,
    python: &Path,
    runner: &Path,
    rival: &str,
    mps: &Path,
    second: Option<&Path>,
    patience: Duration,
) -> Result<Run, Fault> {
    let mut command = Command::new(python);
    command.arg(runner).arg(rival).arg("--mps").arg(mps);
    if let Some(second) = second {
        command.arg("--second").arg(second);
    }
    command.args(["--time-limit", &args.time_limit.to_string(), "--threads", &args.threads.to_string()]);
    run(command, patience)
}

/// Waits for `command` and reads the one line of JSON that it prints. A solver that fails or hangs is a run that failed, not a fault: how it ended is
/// told instead.
fn wait<T: DeserializeOwned>(mut command: Command, patience: Duration) -> Result<Result<T, String>, Fault> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |error: std::io::Error| Fault::new(format!("{program}: {error}"));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(failed)?;
    let reader = |stream: Option<Box<dyn Read + Send>>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = stream.map_or(Ok(0), |mut stream| stream.read_to_end(&mut bytes));
            read.map(|_| String::from_utf8_lossy(&bytes).into_owned())
        })
    };
    let said = reader(child.stdout.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>));
    let complained = reader(child.stderr.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            break Some(status);
        }
        if start.elapsed() > patience {
            child.kill().map_err(failed)?;
            child.wait().map_err(failed)?;
            break None;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let Some(status) = status else {
        return Ok(Err(format!("killed after {:.0} s", patience.as_secs_f64())));
    };
    let text = |thread: std::thread::JoinHandle<std::io::Result<String>>| {
        thread.join().map_err(|_| Fault::new(format!("{program}: its output was lost")))?.map_err(failed)
    };
    let (said, complained) = (text(said)?, text(complained)?);
    match serde_json::from_str(said.trim()) {
        Ok(run) if status.success() => Ok(Ok(run)),
        _ => {
            let last = complained.lines().last().unwrap_or("it says nothing");
            Ok(Err(format!("failed ({status}): {last}")))
        }
    }
}
