//! `alokasi check`: faults and oddities of a programme.

use std::path::PathBuf;

use alokasi::io::{self, ReadError};
use alokasi::words::check::{Checked, Counts};
use alokasi::words::{Language, Message};
use serde_json::{Value, json};

use crate::exit::{Failure, Report, tell_oddities};
use crate::progress::Line;

/// What is checked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Each fault names file, line, column, what is wrong and what to do; all are told at once.\n\n\
    Example: alokasi check data/lampung --lang en")]
pub(crate) struct Args {
    /// The programme.
    programme: PathBuf,
    /// Language: id or en.
    #[arg(long, value_name = "LANG", default_value_t)]
    lang: Language,
}

pub(crate) fn run(args: &Args) -> Result<Report, Failure> {
    let language = args.lang;
    let line = Line::start("reading");
    let loaded = io::read(&args.programme);
    drop(line);
    let loaded = loaded.map_err(|error| match error {
        ReadError::Faults(faults) => Failure::faults(&faults, language),
        other => other.into(),
    })?;
    tell_oddities(&loaded.oddities, language);
    let programme = &loaded.programme;
    let counts = Counts::new(programme);
    let sound = Checked::Sound { name: programme.name().to_owned(), oddities: loaded.oddities.len() };
    let mut told = vec![sound.say(language), Checked::Holds { counts }.say(language)];
    let whole: Vec<String> = programme.whole_parts().iter().map(|part| part.say(language)).collect();
    if !whole.is_empty() {
        told.push(Checked::Whole { parts: whole.join("; ") }.say(language));
    }
    let notes: Vec<Value> = loaded.oddities.iter().map(|oddity| json!(oddity.note(language))).collect();
    let json = json!({
        "status": "ok",
        "programme": programme.name(),
        "faults": [],
        "oddities": notes,
        "counts": counts,
        "whole": whole,
    });
    Ok(Report { text: told.join("\n") + "\n", json })
}
