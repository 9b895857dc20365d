//! `alokasi check`: faults and oddities of a programme.

use std::path::PathBuf;

use alokasi::io;
use serde_json::{Value, json};

use crate::exit::{Failure, Report, number, tell_oddities};
use crate::progress::Line;

/// What is checked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Each fault names file, line, column, what is wrong and what to do; all are told at once.\n\n\
    Example: alokasi check data/lampung")]
pub(crate) struct Args {
    /// The programme.
    programme: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<Report, Failure> {
    let line = Line::start("reading");
    let loaded = io::read(&args.programme);
    drop(line);
    let loaded = loaded?;
    tell_oddities(&loaded.oddities);
    let programme = &loaded.programme;
    let counts = [
        ("years", programme.years().len()),
        ("regions", programme.regions().len()),
        ("sentra", programme.sentra().len()),
        ("needs", programme.needs().len()),
        ("sources", programme.sources().len()),
        ("ceilings", programme.ceilings().len()),
        ("rules", programme.rules().len()),
        ("payments", programme.payments().len()),
    ];
    let listed: Vec<String> = counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
    let whole = programme.whole_parts();
    let mut text = format!(
        "{}: no faults, {}\n{}\n",
        programme.name(),
        number(loaded.oddities.len(), "oddity").replace("odditys", "oddities"),
        listed.join(", ")
    );
    if !whole.is_empty() {
        let parts: Vec<String> = whole.iter().map(ToString::to_string).collect();
        text.push_str("whole numbers are needed for: ");
        text.push_str(&parts.join("; "));
        text.push('\n');
    }
    let notes: Vec<Value> = loaded.oddities.iter().map(|oddity| json!(oddity.to_note())).collect();
    let counts: serde_json::Map<String, Value> =
        counts.iter().map(|(what, count)| ((*what).to_owned(), json!(count))).collect();
    let json = json!({
        "status": "ok",
        "programme": programme.name(),
        "faults": [],
        "oddities": notes,
        "counts": counts,
        "whole": whole.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    Ok(Report { text, json })
}
