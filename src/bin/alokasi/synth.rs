//! `alokasi synth`: a made-up programme on the real regions of Indonesia.

use std::path::PathBuf;

use alokasi::io;
use alokasi::synthetic::{Kind, Money, Spec, make};
use serde_json::json;

use crate::exit::{Failure, Report};
use crate::progress::Line;

/// What is made.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Same arguments, same programme. What is real in it and what is made up stands in the documentation of the \
    library, `alokasi::synthetic`.\n\nExample: alokasi synth --sentra 350 --years 3 --out small"
)]
pub(crate) struct Args {
    /// Number of sentra (the real number is 7437).
    #[arg(long)]
    sentra: usize,
    /// Number of years.
    #[arg(long, default_value_t = 5)]
    years: usize,
    /// First year.
    #[arg(long, default_value_t = 2018)]
    first_year: i32,
    /// Seed of the random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Kind of programme.
    #[arg(long, value_enum, default_value_t = KindName::Rules)]
    kind: KindName,
    /// How much money there is.
    #[arg(long, value_enum, default_value_t = MoneyName::Published)]
    money: MoneyName,
    /// Number of sources of money.
    #[arg(long, default_value_t = 1)]
    sources: usize,
    /// Let machinery and packaging come after the building (always so with kind whole).
    #[arg(long)]
    order: bool,
    /// Let completing a sentra earn points (always so with kind whole).
    #[arg(long)]
    completion: bool,
    /// The new folder.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// The kinds by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum KindName {
    /// Needs and ceilings, no rules.
    Core,
    /// Every rule family that stays a linear program.
    Rules,
    /// Whole needs, order, completion all or nothing, counts.
    Whole,
}

/// The settings of money by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum MoneyName {
    /// The published DAK, scaled to the number of sentra.
    Published,
    /// 27 % of all costs; what regions may take is short.
    Tight,
    /// 27 % of all costs; regions may take three times as much, so the nation's money is short.
    Loose,
}

pub(crate) fn run(args: &Args) -> Result<Report, Failure> {
    let spec = Spec {
        sentra: args.sentra,
        years: args.years,
        first_year: args.first_year,
        seed: args.seed,
        kind: match args.kind {
            KindName::Core => Kind::Core,
            KindName::Rules => Kind::Rules,
            KindName::Whole => Kind::Whole,
        },
        money: match args.money {
            MoneyName::Published => Money::Published,
            MoneyName::Tight => Money::Tight,
            MoneyName::Loose => Money::Loose,
        },
        sources: args.sources,
        order: args.order,
        completion: args.completion,
    };
    spec.check().map_err(|fault| Failure::usage(fault.to_string()))?;
    let line = Line::start("making up");
    let data = make(&spec);
    line.stage("writing");
    io::write_folder(&data, &args.out)?;
    drop(line);
    let out = args.out.display().to_string();
    let text = format!(
        "{out}: {} sentra, {} needs, {} ceilings, {} rules; regions and totals are real, sentra and their needs are made up\n",
        data.sentra.len(),
        data.needs.len(),
        data.ceilings.len(),
        data.rules.len()
    );
    let json = json!({
        "status": "ok", "out": out, "sentra": data.sentra.len(), "needs": data.needs.len(),
        "ceilings": data.ceilings.len(), "rules": data.rules.len(),
    });
    Ok(Report { text, json })
}
