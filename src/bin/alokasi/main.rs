//! The command line: a thin layer over the library.

mod check;
mod compare;
mod conflict;
mod exit;
mod explain;
mod export;
mod prices;
mod progress;
mod proof;
mod solve;
mod state;
mod synth;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::{Failure, Report};

/// Allocates public funds over needs, regions and years.
#[derive(Debug, Parser)]
#[command(
    name = "alokasi",
    version,
    about = "Allocates public funds over needs, regions and years: a plan in whole rupiah, with a proof of how good it is",
    after_help = "A PROGRAMME is a folder (programme.json and CSV tables) or one JSON file with the same tables as lists.\n\n\
        Exit codes: 0 done; 1 the input is at fault; 2 usage; 3 no plan can meet the rules; 4 the solver failed, or was stopped with \
        nothing usable, or the result could not be written.\n\n\
        Examples:\n  \
        alokasi check  data/lampung\n  \
        alokasi solve  data/lampung --out plan\n  \
        alokasi verify data/lampung --plan plan"
)]
struct Cli {
    /// Print one JSON object on standard output, and nothing else there.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tell faults and oddities of a programme.
    Check(check::Args),
    /// Find the best plan, and prove how good it is.
    Solve(solve::Args),
    /// Check a plan again, rule by rule, and its bound, solving nothing.
    Verify(verify::Args),
    /// Tell why a need, sentra, region or sector got what it got, and what stopped the money that is left.
    Explain(explain::Args),
    /// Tell what ceilings and rules cost, how far a price holds, and the curve of benefit.
    Prices(prices::Args),
    /// Hold two plans against each other, line by line, a reason on each line.
    Compare(compare::Args),
    /// Tell what cannot hold together when nothing fits, and the cheapest ways to give in.
    Conflict(conflict::Args),
    /// Write the linear program for other solvers.
    Export(export::Args),
    /// Make up a programme on the real regions of Indonesia.
    Synth(synth::Args),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help and version are asked for, and go to standard output as they are.
        Err(error) if !error.use_stderr() => error.exit(),
        Err(error) => {
            // Not parsed, so the switch is looked for as it was typed.
            let json = std::env::args_os().take_while(|arg| arg != "--").any(|arg| arg == "--json");
            return exit::finish(Err(Failure::usage(error.render().to_string().trim_end().to_owned())), json);
        }
    };
    let done: Result<Report, Failure> = match &cli.command {
        Command::Check(args) => check::run(args),
        Command::Solve(args) => solve::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Prices(args) => prices::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Conflict(args) => conflict::run(args),
        Command::Export(args) => export::run(args),
        Command::Synth(args) => synth::run(args),
    };
    exit::finish(done, cli.json)
}
