//! The report, as Markdown.

use std::collections::BTreeSet;

use super::{Claim, Heat, Run};
use crate::table::{grouped, line, number};

/// Seconds at which each solver is looked at, as far as the time limit goes.
const TIMES: [f64; 4] = [1.0, 3.0, 10.0, 60.0];

/// A bound below a checked plan by more than this, relatively, is false: solvers hold rows up to 1e-6 of their numbers.
const FALSE: f64 = 1e-5;

/// One table.
pub(super) fn heat(heat: &Heat, limit: f64) -> String {
    let mut times: Vec<f64> = TIMES.into_iter().filter(|&time| time < limit).collect();
    times.push(limit);
    let mut text = format!(
        "### {} sentra, {}: {} columns, {} rows, {} coefficients\n\n",
        grouped(heat.sentra),
        heat.purse.name(),
        grouped(heat.columns),
        grouped(heat.rows),
        grouped(heat.nonzeros)
    );
    let moments: Vec<String> = times.iter().map(|time| format!("at {time} s: plan / bound (gap)")).collect();
    let mut columns = vec!["solver"];
    columns.extend(moments.iter().map(String::as_str));
    columns.extend(["checked plan", "CPU s", "peak MB", ""]);
    line(&mut text, &columns);
    let mut rule = vec!["---"];
    rule.extend(times.iter().map(|_| "--:"));
    rule.extend(["--:", "--:", "--:", "---"]);
    line(&mut text, &rule);
    for (name, run) in &heat.runs {
        let mut cells = vec![name.clone()];
        if let Some(reason) = &run.not_installed {
            cells.extend(vec![String::new(); times.len() + 3]);
            cells.push(format!("not installed: {reason}"));
        } else {
            // What is told last counts as told in time: solvers take a moment to end.
            cells.extend(times.iter().map(|&time| claim(at(run, if time < limit { time } else { f64::INFINITY }))));
            cells.extend([checked(run), number(run.cpu_seconds, 0), number(run.peak_mb, 0)]);
            cells.push(verdict(heat, run));
        }
        line(&mut text, &cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    text
}

/// How a run ended, and whether a checked plan of anybody proves its bound false.
fn verdict(heat: &Heat, run: &Run) -> String {
    let ended = run.ended.clone().unwrap_or_default();
    let best = heat.runs.iter().filter_map(|(_, run)| run.judged).fold(f64::NEG_INFINITY, f64::max);
    match at(run, f64::INFINITY).1 {
        Some(bound) if best - bound > FALSE * bound.abs() => format!("**its bound is false** ({ended})"),
        _ => ended,
    }
}

/// The best plan and bound that a solver had told by `time`.
fn at(run: &Run, time: f64) -> (Option<f64>, Option<f64>) {
    let told = run.history.iter().filter(|claim| claim.0 <= time);
    told.fold((None, None), |(plan, bound), &Claim(_, benefit, least)| {
        let better = |old: Option<f64>, new: Option<f64>, best: fn(f64, f64) -> f64| match (old, new) {
            (Some(old), Some(new)) => Some(best(old, new)),
            (old, new) => old.or(new),
        };
        (better(plan, benefit, f64::max), better(bound, least, f64::min))
    })
}

fn claim((plan, bound): (Option<f64>, Option<f64>)) -> String {
    let write = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.0}"));
    let gap = plan.zip(bound).map(|(plan, bound)| (bound - plan) / plan.abs().max(f64::MIN_POSITIVE) * 100.0);
    let gap = gap.map_or_else(String::new, |gap| format!(" ({gap:.2} %)"));
    if plan.is_none() && bound.is_none() { "-".to_owned() } else { format!("{} / {}{gap}", write(plan), write(bound)) }
}

fn checked(run: &Run) -> String {
    match (&run.judged, &run.refused) {
        (Some(judged), _) => format!("{judged:.0}"),
        (None, Some(reason)) => format!("**refused**: {reason}"),
        (None, None) => "none".to_owned(),
    }
}

/// The versions of all that ran.
pub(super) fn versions(heats: &[Heat]) -> String {
    let all: BTreeSet<&str> =
        heats.iter().flat_map(|heat| &heat.runs).filter_map(|(_, run)| run.version.as_deref()).collect();
    format!("Versions: {}.", all.into_iter().collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::purse::Purse;

    #[test]
    fn a_checked_plan_shows_a_false_bound() {
        let run = |bound: f64, judged| Run { history: vec![Claim(1.0, None, Some(bound))], judged, ..Run::default() };
        let runs = vec![("a".to_owned(), run(99.0, None)), ("b".to_owned(), run(101.0, Some(100.0)))];
        let heat = Heat { purse: Purse::Tight, sentra: 50, columns: 1, rows: 1, nonzeros: 1, runs };
        assert!(verdict(&heat, &heat.runs[0].1).contains("false"));
        assert_eq!(verdict(&heat, &heat.runs[1].1), "");
    }

    #[test]
    fn a_moment_shows_what_was_told_by_then() {
        let history =
            vec![Claim(0.5, None, Some(120.0)), Claim(2.0, Some(100.0), Some(110.0)), Claim(9.0, Some(104.0), None)];
        let run = Run { history, ..Run::default() };
        let cells: Vec<String> = [0.1, 1.0, 3.0, 10.0].into_iter().map(|time| claim(at(&run, time))).collect();
        assert_eq!(cells, ["-", "- / 120", "100 / 110 (10.00 %)", "104 / 110 (5.77 %)"]);
    }
}
