//! `alokasi conflict`: what in a programme cannot hold together, and how to give in.

use std::path::PathBuf;

use alokasi::conflict::{self, Options, Verdict};
use alokasi::io;
use alokasi::solve::Choice;
use alokasi::words::Language;
use serde_json::json;

use crate::exit::{Failure, Report, tell_oddities};
use crate::progress::Line;

/// Which programme.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 all demands can hold together; 3 they cannot, and what was found is told.\n\n\
    Examples:\n  \
    alokasi conflict data/lampung\n  \
    alokasi conflict data/lampung --lang en --json")]
pub(crate) struct Args {
    /// The programme.
    programme: PathBuf,
    /// Ways to give in that are solved at most.
    #[arg(long, value_name = "N", default_value_t = 4)]
    ways: usize,
    /// Solver.
    #[arg(long, value_name = "NAME", default_value_t)]
    solver: Choice,
    /// Language: id or en.
    #[arg(long, value_name = "LANG", default_value_t)]
    lang: Language,
}

pub(crate) fn run(args: &Args) -> Result<Report, Failure> {
    let line = Line::start("reading");
    let loaded = io::read(&args.programme)?;
    line.stage("looking for contradictions");
    let mut options = Options::default();
    options.most_ways = args.ways;
    options.solver = args.solver;
    let found = conflict::find(&loaded.programme, &options)?;
    let mut text = conflict::say(&found, args.lang).join("\n");
    text.push('\n');
    drop(line);
    tell_oddities(&loaded.oddities, args.lang);
    if found.verdict == Verdict::Clashes {
        return Err(Failure::conflict(text, json!(found)));
    }
    Ok(Report { text, json: json!(found) })
}
