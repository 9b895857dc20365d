//! `alokasi prices`: what ceilings and rules cost, how far a ceiling's price holds, and the curve of benefit against it.

use std::path::PathBuf;

use alokasi::allocate::Options;
use alokasi::explain::reason;
use alokasi::io;
use alokasi::lp::names::row_name;
use alokasi::lp::{RowKey, formulate};
use alokasi::prices::{self, Knob, say_curve, say_steps, say_worth};
use alokasi::whatif::{self, Lab};
use alokasi::words::price::Priced;
use alokasi::words::{Language, Message, number};
use serde_json::json;

use crate::exit::{Failure, Report};
use crate::progress::Line;

/// Which prices.
#[derive(Debug, clap::Args)]
#[command(after_help = "Without --row: the prices of certificate.json, dearest first, solving nothing.\n\n\
    Examples:\n  \
    alokasi prices data/lampung --plan plan --lang en\n  \
    alokasi prices data/lampung --plan plan --row ceiling:dak:nation:2019\n  \
    alokasi prices data/lampung --plan plan --row ceiling:dak:nation:2019 --from 1000 --to 6000\n  \
    alokasi prices whole-numbers --plan plan --row rule:pilot:2019:exactly --from 1 --to 5 --steps 5 --time-limit 10")]
pub(crate) struct Args {
    /// The programme.
    programme: PathBuf,
    /// The folder that `solve` wrote.
    #[arg(long, value_name = "DIR")]
    plan: PathBuf,
    /// Name of the row of a ceiling or rule: what it is worth, and how far that holds.
    #[arg(long, value_name = "NAME")]
    row: Option<String>,
    /// The curve of benefit from this ceiling (or this loosening of a rule) on, Rp 1 million.
    #[arg(long, value_name = "M", requires_all = ["row", "to"])]
    from: Option<f64>,
    /// The curve up to this ceiling, Rp 1 million.
    #[arg(long, value_name = "M", requires_all = ["row", "from"])]
    to: Option<f64>,
    /// For a programme with whole-number decisions: how many amounts from FROM to TO are solved again. Of a rule name the bound, as rule:pilot:2019:exactly, and
    /// give FROM and TO in Rp 1 million, as shares, or as numbers.
    #[arg(long, value_name = "N", default_value_t = 6)]
    steps: usize,
    /// The linear relaxation of a programme with whole-number decisions, whose curve is exact.
    #[arg(long)]
    relax: bool,
    /// Seconds for each solve of a programme with whole-number decisions. What is found then depends on the machine; what is proved holds on any.
    #[arg(long, value_name = "S", value_parser = crate::solve::positive)]
    time_limit: Option<f64>,
    /// Relative gap between plan and bound at which each of these solves stops: without a time limit the same programme has the same curve, byte by byte.
    #[arg(long, value_name = "G", value_parser = crate::solve::positive)]
    gap: Option<f64>,
    /// Solves that the curve may take.
    #[arg(long, value_name = "N", default_value_t = 200)]
    most: usize,
    /// Language: id or en.
    #[arg(long, value_name = "LANG", default_value_t)]
    lang: Language,
}

pub(crate) fn run(args: &Args) -> Result<Report, Failure> {
    let line = Line::start("reading");
    let loaded = io::read(&args.programme)?;
    let (relaxed, _) = loaded.programme.relaxed();
    let language = args.lang;
    let points = |value: f64| number::points(value, language);
    let Some(row) = &args.row else {
        let (certificate, _) = crate::explain::certificate(&args.plan, &relaxed)?;
        let formulation = formulate(&relaxed).map_err(alokasi::Error::from)?;
        let keys = formulation.lp.row_keys().map(|key| (row_name(&formulation, key), key));
        let keys: std::collections::HashMap<String, RowKey> = keys.collect();
        let mut rows = Vec::new();
        for price in &certificate.prices {
            if let Some(&key) = keys.get(&price.row)
                && matches!(key, RowKey::Ceiling(_) | RowKey::Rule { .. })
            {
                rows.push((price.price, price.row.clone(), reason(&formulation, key)));
            }
        }
        rows.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()).then_with(|| a.1.cmp(&b.1)));
        let text = rows.iter().map(|row| format!("{}  {}  [{}]\n", points(row.0), row.2.say(language), row.1));
        let listed: Vec<_> = rows.iter().map(|row| json!({"row": row.1, "price": row.0, "reason": row.2})).collect();
        drop(line);
        return Ok(Report { text: text.collect(), json: json!({"prices": listed}) });
    };
    line.stage("solving");
    let is_whole = !loaded.programme.whole_parts().is_empty();
    if let (true, false, Some(from), Some(to)) = (is_whole, args.relax, args.from, args.to) {
        let mut options = crate::explain::limited(args.time_limit);
        options.control.gap = args.gap.unwrap_or(options.control.gap);
        let mut lab = Lab::new(loaded.data, options)?;
        let unknown = || Failure::input(format!("there is no ceiling or bound of a rule of the name {row}"));
        let steps = prices::steps(&mut lab, row, (from, to), args.steps)?.ok_or_else(unknown)?;
        drop(line);
        let mut told = say_steps(&steps, language);
        told.extend(args.time_limit.map(|seconds| Priced::Timed { seconds }.say(language)));
        return Ok(Report { text: told.join("\n") + "\n", json: json!(steps) });
    }
    let mut lab = Lab::new(if is_whole { whatif::relaxed(&loaded.data) } else { loaded.data }, Options::default())?;
    let note = is_whole.then(|| Priced::Relaxed.say(language));
    let with_note = |mut told: Vec<String>| {
        told.extend(note.clone());
        told.join("\n") + "\n"
    };
    let unknown = || Failure::input(format!("there is no ceiling or rule of the name {row}"));
    let mut knob = Knob::new(&mut lab, row)?.ok_or_else(unknown)?;
    let none = || Failure::input("there is no plan at one of the ends".to_owned());
    let is_ceiling = knob.is_ceiling();
    if let (Some(from), Some(to)) = (args.from, args.to) {
        let curve = knob.curve(from, to, args.most)?.ok_or_else(none)?;
        drop(line);
        return Ok(Report { text: with_note(say_curve(&curve, language)), json: json!(curve) });
    }
    let (key, worth) = (knob.key(), knob.worth()?.ok_or_else(none)?);
    let formulation = formulate(lab.programme()).map_err(alokasi::Error::from)?;
    let what = reason(&formulation, key).say(language);
    drop(line);
    Ok(Report { text: with_note(say_worth(&worth, &what, is_ceiling, language)), json: json!(worth) })
}
