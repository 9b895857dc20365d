//! The report, as Markdown.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::run::Run;
use crate::{Heat, Mode};

/// A rival's answer counts as the same optimum up to this.
const SAME: f64 = 1e-9;
/// Up to this a rival's answer is usable, if not exact.
const USABLE: f64 = 1e-6;
/// Above this a point breaks rows.
const BREAKS: f64 = 1e-7;

/// One table.
pub(crate) fn heat(heat: &Heat) -> String {
    let what = match heat.entry.mode {
        Mode::Cold => "from nothing",
        Mode::Warm => "after all ceilings moved by up to 5 %",
    };
    let mut text = format!(
        "### {} sentra, money {}, {what}: {} columns, {} rows, {} coefficients\n\n\
         | solver | build s | solve s | CPU s | times ours (wall, CPU) | peak MB | iterations | benefit off by | rows missed by | |\n\
         | --- | --: | --: | --: | --: | --: | --: | --: | --: | --- |\n",
        grouped(heat.entry.sentra),
        heat.entry.purse.name(),
        grouped(heat.columns),
        grouped(heat.rows),
        grouped(heat.nonzeros)
    );
    let reference = heat.runs.first().map(|(_, run)| run);
    for (name, run) in &heat.runs {
        if let Some(reason) = &run.not_installed {
            line(&mut text, &[name, "", "", "", "", "", "", "", "", &format!("not installed: {reason}")]);
            continue;
        }
        let off = reference.and_then(|ours| Some((run.benefit? - ours.benefit?) / ours.benefit?.abs()));
        let [wall, cpu] = [times(reference, run, |run| run.seconds), times(reference, run, |run| run.cpu_seconds)];
        let cells = [
            name.clone(),
            format!("{:.2}", run.build_seconds),
            number(run.seconds, 3),
            number(run.cpu_seconds, 3),
            if wall.is_none() { String::new() } else { format!("{}, {}", number(wall, 1), number(cpu, 1)) },
            number(run.peak_mb, 0),
            run.iterations.map_or_else(String::new, |n| n.to_string()),
            off.map_or_else(String::new, |off| format!("{off:.0e}")),
            run.miss.map_or_else(String::new, |miss| format!("{miss:.0e}")),
            verdict(run, off),
        ];
        line(&mut text, &cells.each_ref().map(String::as_str));
    }
    text.push_str(&fastest(heat));
    text
}

/// How many times as long as ours `run` took.
fn times(ours: Option<&Run>, run: &Run, seconds: impl Fn(&Run) -> Option<f64>) -> Option<f64> {
    Some(seconds(run)? / seconds(ours?)?)
}

/// The sentence on the fastest rival whose answer is usable.
fn fastest(heat: &Heat) -> String {
    let Some((name, ours)) = heat.runs.first() else { return String::new() };
    let usable = |run: &Run| {
        let off = Some((run.benefit? - ours.benefit?).abs() / ours.benefit?.abs());
        (off? <= USABLE && run.miss? <= BREAKS).then_some(())
    };
    let cpu = |run: &Run| run.cpu_seconds.unwrap_or(f64::INFINITY);
    let rivals = heat.runs.iter().filter(|(name, run)| !name.starts_with("alokasi ") && usable(run).is_some());
    rivals.min_by(|a, b| cpu(&a.1).total_cmp(&cpu(&b.1))).map_or_else(String::new, |(rival, run)| {
        let [wall, cpu] = [times(Some(ours), run, |run| run.seconds), times(Some(ours), run, |run| run.cpu_seconds)];
        let [wall, cpu] = [wall, cpu].map(|ratio| number(ratio, 1));
        format!("\nOf the rivals within {USABLE:.0e}, {rival} took the least: {wall} times as long as {name} ({cpu} times the CPU).\n")
    })
}

/// The versions of all that ran.
pub(crate) fn versions(heats: &[Heat]) -> String {
    let all: BTreeSet<&str> =
        heats.iter().flat_map(|heat| &heat.runs).filter_map(|(_, run)| run.version.as_deref()).collect();
    format!("Versions: {}.", all.into_iter().collect::<Vec<_>>().join("; "))
}

fn verdict(run: &Run, off: Option<f64>) -> String {
    let ended = run.ended.clone().unwrap_or_default();
    match (off, run.miss) {
        (Some(_), Some(miss)) if miss > BREAKS => format!("**breaks rows** ({ended})"),
        (Some(off), _) if off.abs() > SAME => format!("**off** ({ended})"),
        (None, _) => format!("**no answer** ({ended})"),
        _ => ended,
    }
}

pub(crate) fn line(text: &mut String, cells: &[&str]) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

pub(crate) fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(String::new, |value| format!("{value:.digits$}"))
}

pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
