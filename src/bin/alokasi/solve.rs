//! `alokasi solve`: the best plan of a programme, with its certificate.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use alokasi::allocate::{OnIncumbent, Options, Outcome, allocate, allocate_from};
use alokasi::conflict;
use alokasi::error::Error;
use alokasi::io::{self, LocatedOddity, Solution};
use alokasi::manifest::{Manifest, sha256};
use alokasi::model::Programme;
use alokasi::solve::{Choice, Control, Ended};
use alokasi::summary::{Claimed, Facts, Size, Status, Summary};
use alokasi::verify;
use alokasi::verify::certificate::relative_gap;
use alokasi::words::Language;
use serde_json::{Value, json};

use crate::exit::{Failure, Report, tell_oddities};
use crate::progress::{Line, Stop};
use crate::state;

/// What is solved and how.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Writes plan.csv, plan.json, certificate.json, summary.json and manifest.json into DIR, and regions.json where regions prove the \
    bound; all of them or none. Ctrl-C asks the \
    solver for the best plan it has; a second one ends the program.\n\n\
    Examples:\n  \
    alokasi solve data/lampung --out plan\n  \
    alokasi solve whole-numbers --relax --gap 1e-6 --time-limit 60 --out bound --json"
)]
pub(crate) struct Args {
    /// The programme.
    programme: PathBuf,
    /// Folder for the plan.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Solver.
    #[arg(long, value_name = "NAME", default_value_t)]
    solver: Choice,
    /// Take the linear relaxation of a programme with whole numbers: its plan need not keep them, its bound holds for both.
    #[arg(long)]
    relax: bool,
    /// Seconds after which the solver stops with the best it has.
    #[arg(long, value_name = "S", value_parser = positive)]
    time_limit: Option<f64>,
    /// Relative gap between plan and bound at which the solver may stop.
    #[arg(long, value_name = "G", value_parser = positive)]
    gap: Option<f64>,
    /// Threads; the plan is the same for any number.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Start from the state in this file, which an earlier run of this or a similar programme kept: saves about two fifths of the
    /// iterations and changes nothing in what is proved. Structured solver only.
    #[arg(long, value_name = "FILE")]
    from_state: Option<PathBuf>,
    /// Language of the reasons why there is no plan: id or en.
    #[arg(long, value_name = "LANG", default_value_t)]
    lang: Language,
    /// Keep a state in this file for a later run. Structured solver only.
    #[arg(long, value_name = "FILE")]
    keep_state: Option<PathBuf>,
}

pub(crate) fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        // A duration holds up to 2^64 seconds.
        Ok(value) if value > 0.0 && value < 1e18 => Ok(value),
        _ => Err("write a number above 0".to_owned()),
    }
}

pub(crate) fn run(args: &Args) -> Result<Report, Failure> {
    let line = Line::start("reading");
    let mut control = Control::default();
    control.gap = args.gap.unwrap_or(control.gap);
    control.time_limit = args.time_limit.map(Duration::from_secs_f64);
    control.threads = args.threads.map(usize::from);
    control.on_progress = Some(line.watcher());
    let gap = control.gap;
    let stop = Stop::listen(&control)?;

    let state = args.from_state.as_deref().map(state::read).transpose()?;
    let start = Instant::now();
    let loaded = io::read(&args.programme)?;
    let mut seconds = BTreeMap::from([("read".to_owned(), start.elapsed().as_secs_f64())]);
    stop.check()?;
    let (programme, relaxed) = if args.relax { loaded.programme.relaxed() } else { (loaded.programme, Vec::new()) };
    let manifest = Manifest::new(&loaded.data, loaded.sources, chosen(args, gap)?);

    line.stage("solving");
    let options = Options::default()
        .with_solver(args.solver)
        .with_control(control)
        .with_incumbents(OnIncumbent(line.plan_watcher()));
    let start = Instant::now();
    let with_states = args.from_state.is_some() || args.keep_state.is_some();
    let outcome = if with_states {
        allocate_from(&programme, &options, state.as_ref())
    } else {
        allocate(&programme, &options).map(|outcome| (outcome, None))
    };
    let (outcome, left) = outcome.map_err(|error| match error {
        Error::Infeasible(_) => Failure::from(error).with_sums(&conflict::sums(&programme), args.lang),
        error => stopped(error, &options.control, start),
    })?;
    seconds.extend(outcome.stages.each().map(|(stage, seconds)| (stage.to_owned(), seconds)));
    let status = status(&outcome, gap, &relaxed);
    let summary = summarise(&programme, &outcome, status, relaxed, &loaded.oddities, seconds);

    line.stage("writing");
    stop.writing();
    let solution = Solution {
        plan: &outcome.plan,
        certificate: outcome.certificate.as_ref(),
        regions: outcome.regions.as_ref(),
        summary: &summary,
        manifest: &manifest,
    };
    io::write_solution(&args.out, &programme, &solution)?;
    let mut text = tell(&summary, args);
    let mut json = json!(summary);
    if args.from_state.is_some() {
        let begun = outcome.begun.to_string();
        text += &begun;
        text.push('\n');
        json["begun"] = json!(begun);
    }
    if let Some(path) = &args.keep_state {
        text += &(state::write(path, left.as_ref())? + "\n");
    }
    drop(line);
    tell_oddities(&loaded.oddities, Language::En);
    Ok(Report { text, json })
}

/// What chooses the plan, for the audit trail: threads are not among it, since they change nothing.
fn chosen(args: &Args, gap: f64) -> Result<BTreeMap<String, Value>, Failure> {
    let mut options = BTreeMap::from([
        ("solver".to_owned(), json!(args.solver)),
        ("gap".to_owned(), json!(gap)),
        ("relax".to_owned(), json!(args.relax)),
    ]);
    if let Some(seconds) = args.time_limit {
        options.insert("time_limit".to_owned(), json!(seconds));
    }
    if let Some(path) = &args.from_state {
        let bytes = std::fs::read(path).map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
        options.insert("from_state".to_owned(), json!(sha256(&bytes)));
    }
    Ok(options)
}

/// A failure after the solver was told to stop is no fault of its own: its last point was just not good enough for a plan.
fn stopped(error: Error, control: &Control, start: Instant) -> Failure {
    match (control.stop(start), &error) {
        (Some(reason), Error::Solver(_) | Error::NoPlanNearby(_)) => Failure::stopped(reason),
        _ => error.into(),
    }
}

/// What whole units of payment may cost: the part of [`Outcome::scale`] by which a plan may fall short of its bound beyond the gap asked
/// for. About 1e-5 in a programme of 40 sentra, below 1e-6 at national size; the gap that is proved always stands beside the status.
const WHOLE_UNITS: f64 = 1e-4;

/// How it ended: by what is proved where there is a certificate, by the solver's word where there is none.
fn status(outcome: &Outcome, gap: f64, relaxed: &[String]) -> Status {
    let near = |bound: f64| bound - outcome.benefit.total <= (gap + WHOLE_UNITS) * outcome.scale;
    let near = outcome.bound.is_none_or(near);
    match outcome.ended {
        Ended::TimeLimit => Status::TimeLimit,
        Ended::Cancelled => Status::Cancelled,
        Ended::Optimal if !near => Status::Rounded,
        Ended::Optimal if relaxed.is_empty() => Status::Optimal,
        Ended::Optimal => Status::Relaxation,
        _ => Status::Stalled,
    }
}

fn summarise(
    programme: &Programme,
    outcome: &Outcome,
    status: Status,
    relaxed: Vec<String>,
    oddities: &[LocatedOddity],
    seconds: BTreeMap<String, f64>,
) -> Summary {
    let decides = !programme.whole_parts().is_empty();
    let facts = Facts {
        status,
        benefit: outcome.benefit,
        bound: outcome.bound,
        proved_by: outcome.proved_by.filter(|_| decides).map(|proof| proof.name().to_owned()),
        rules: verify::rules(programme, &outcome.plan),
        unfinished: outcome.finished.kept().map(|why| why.to_string()),
        unpriced: outcome.unpriced.clone(),
        unaided: outcome.unaided.clone(),
        claimed: outcome.claimed.map(|claim| Claimed { by: claim.by.to_owned(), bound: claim.bound }),
        relaxed,
        oddities: oddities.iter().map(LocatedOddity::to_note).collect(),
        solver: outcome.solver.to_owned(),
        size: Size { columns: outcome.point.len(), iterations: outcome.iterations },
        seconds,
    };
    Summary::new(programme, &outcome.plan, facts)
}

/// The summary in lines for people.
fn tell(summary: &Summary, args: &Args) -> String {
    let mut text = String::new();
    // Writing into a text cannot fail.
    let mut line = |words: std::fmt::Arguments<'_>| {
        let _ = writeln!(text, "{words}");
    };
    line(format_args!("{}: {} by {}", summary.programme, summary.status, summary.solver));
    match (summary.bound, summary.relative_gap) {
        (Some(bound), Some(gap)) => line(format_args!(
            "benefit {:.6} points; no plan has more than {bound:.6} (gap {gap:.1e})",
            summary.benefit
        )),
        (Some(bound), None) => {
            line(format_args!("benefit {:.6} points; no plan has more than {bound:.6}", summary.benefit));
        }
        _ => line(format_args!("benefit {:.6} points; no bound is proved", summary.benefit)),
    }
    line(format_args!("spent {}", summary.spent.total));
    if let Some(proof) = &summary.proved_by {
        line(format_args!("the bound is proved by {proof}"));
    }
    if let Some(claimed) = &summary.claimed {
        line(format_args!(
            "{} claims that no plan has more than {:.6} (gap {:.1e}): its word, which nothing proves",
            claimed.by,
            claimed.bound,
            relative_gap(claimed.bound, summary.benefit)
        ));
    }
    for (year, rupiah) in &summary.spent.by_year {
        line(format_args!("  {year}  {rupiah}"));
    }
    for (source, rupiah) in &summary.spent.by_source {
        line(format_args!("  {source}  {rupiah}"));
    }
    line(format_args!(
        "{} of {} sentra funded, {} complete; {} of {} needs; {} regions",
        summary.sentra_funded,
        summary.sentra,
        summary.sentra_complete,
        summary.needs_funded,
        summary.needs,
        summary.regions_funded
    ));
    for rule in &summary.rules {
        line(format_args!("rule {rule}"));
    }
    if let Some(why) = &summary.unfinished {
        line(format_args!("other plans may be as good, since this is the solver's own point: {why}"));
    }
    if let Some(why) = &summary.unpriced {
        line(format_args!("the relaxation has no prices that prove anything: {why}"));
    }
    if let Some(why) = &summary.unaided {
        line(format_args!("a solver that was asked for more than this plan failed: {why}"));
    }
    for part in &summary.relaxed {
        line(format_args!("relaxed: {part}"));
    }
    let total: f64 = summary.seconds.values().sum();
    line(format_args!("{total:.2} s; the plan is in {}", args.out.display()));
    text
}
