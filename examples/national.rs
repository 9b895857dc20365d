//! The main job: 7,437 sentra in 514 regions, five years; whole needs in order, completion, least grants, counts of regions, a pilot of three
//! sentra in each sector. Prints each better plan as it comes, where the money goes, which rules bind at what price, and how near to the best plan
//! this one is proved to be.
//!
//! `--sentra N` makes it smaller or larger, `--seconds S` gives it more or less time than 60 s, `--relax` solves the linear relaxation.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use alokasi::allocate::{Incumbent, OnIncumbent};
use alokasi::lp::{RowKey, formulate};
use alokasi::model::Place;
use alokasi::synthetic::{Kind, Money, Spec, make};
use alokasi::tables::{By, Reached, Spending};
use alokasi::{Control, Options, Outcome, Programme, ProgrammeData, Rupiah, allocate};

/// A price below this, in points per Rp 1 million, is nothing: a million earns about a tenth of a point.
const NO_PRICE: f64 = 1e-6;

/// The value after the word `name` of the command line.
fn argument<T: std::str::FromStr>(name: &str, default: T) -> Result<T, T::Err> {
    std::env::args().skip_while(|arg| arg != name).nth(1).map_or(Ok(default), |text| text.parse())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sentra = argument("--sentra", Spec::default().sentra)?;
    let seconds: u64 = argument("--seconds", 60)?;
    let spec = Spec { sentra, kind: Kind::Whole, money: Money::Loose, ..Spec::default() };
    spec.check()?;
    let start = Instant::now();
    let data = ProgrammeData { unit: Rupiah::new(1), ..make(&spec) }; // DAK is paid to the rupiah
    let (made, start) = (start.elapsed(), Instant::now());
    let programme = Programme::try_from(data)?;
    let checked = start.elapsed();
    let relax = std::env::args().any(|arg| arg == "--relax");
    let programme = if relax { programme.relaxed().0 } else { programme };
    println!("{}\n", programme.name());
    println!("{} needs, {} payments that may be made", programme.needs().len(), programme.payments().len());
    let mut control = Control::default();
    if !relax {
        // Half a per cent: what is left is less than anybody knows the needs.
        (control.gap, control.time_limit) = (5e-3, Some(Duration::from_secs(seconds)));
    }
    let options = Options::default().with_control(control).with_incumbents(OnIncumbent(Arc::new(tell)));
    let outcome = allocate(&programme, &options)?;

    for (title, by) in [("source", By::Source), ("island", By::Island), ("sector", By::Sector)] {
        money(&programme, &outcome, title, by);
    }
    let reached = Reached::new(&programme, &outcome.plan);
    println!(
        "\n{} of {sentra} sentra get money, {} are completed; {} regions.",
        reached.sentra, reached.complete, reached.regions
    );
    binding(&programme, &outcome)?;
    println!("\nBenefit {:.3} points. Rounding to whole rupiah moved {}.", outcome.benefit.total, outcome.moved);
    match (outcome.bound, outcome.relative_gap(), outcome.proved_by) {
        (Some(bound), Some(gap), Some(proof)) => {
            println!("No plan has more than {bound:.3}, by {proof}: proved gap {gap:.1e}.");
        }
        _ => println!("Nothing is proved of it."),
    }
    print!("Seconds: make {:.2}, check {:.2}", made.as_secs_f64(), checked.as_secs_f64());
    outcome.stages.each().iter().for_each(|(stage, seconds)| print!(", {stage} {seconds:.2}"));
    println!("; solver {}, {} steps, {:?}", outcome.solver, outcome.iterations, outcome.ended);
    Ok(())
}

/// A better plan.
fn tell(found: &Incumbent<'_>) {
    let gap =
        found.relative_gap().map_or_else(String::new, |gap| format!(", at most {:.2} % below the best", 1e2 * gap));
    println!("after {:6.2} s a plan of {:.1} points{gap}", found.seconds, found.benefit);
}

/// Money by year and one other thing, in Rp 1 billion.
fn money(programme: &Programme, outcome: &Outcome, title: &str, by: By) {
    let spending = Spending::new(programme, &outcome.plan, by);
    let billions = |rupiah: i64| Rupiah::new(rupiah).as_millions() / 1e3;
    print!("\n{:<44}", format!("Rp billion by {title}"));
    spending.years().iter().for_each(|year| print!("{year:>9}"));
    println!("{:>10}", "all");
    for (label, column) in spending.columns().iter().zip(spending.cells().columns()) {
        print!("{:<44}", label.name);
        column.iter().for_each(|&rupiah| print!("{:>9.1}", billions(rupiah)));
        println!("{:>10.1}", billions(column.sum()));
    }
    print!("{:<44}", "all");
    spending.by_year().iter().for_each(|(_, rupiah)| print!("{:>9.1}", billions(rupiah.get())));
    println!("{:>10.1}", billions(spending.total().get()));
}

/// How many rows of each rule and kind of ceiling have a price, and the prices.
fn binding(programme: &Programme, outcome: &Outcome) -> Result<(), Box<dyn std::error::Error>> {
    let relaxed = programme.relaxed().0;
    let formulation = formulate(&relaxed)?;
    let mut rules: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (key, &price) in formulation.lp.row_keys().zip(outcome.prices.iter().flatten()) {
        let name = match key {
            RowKey::Rule { rule, bound, .. } => format!("{} {bound:?}", relaxed.rules()[rule.index()].id),
            RowKey::Ceiling(id) => {
                let ceiling = programme.ceilings()[id.index()];
                let place = match ceiling.place {
                    Place::Nation => "nation",
                    Place::Province(_) => "province",
                    Place::Region(_) => "region",
                };
                format!("ceiling of {} {place}", programme.sources()[ceiling.source.index()].code)
            }
            _ => continue,
        };
        rules.entry(name).or_default().push(price);
    }
    println!(
        "\n{:<32}{:>8}{:>8}   price (points per Rp 1 million): mean, largest",
        "Rule or ceiling", "bounds", "binding"
    );
    for (name, prices) in rules {
        let binding = prices.iter().copied().filter(|price| *price > NO_PRICE);
        let (count, sum) = (binding.clone().count(), binding.clone().fold(0.0, |sum, price| sum + price));
        let (mean, largest) = (sum / count.max(1) as f64, binding.fold(0.0, f64::max));
        println!("{name:<32}{:>8}{count:>8}   {mean:.4}, {largest:.4}", prices.len());
    }
    Ok(())
}
