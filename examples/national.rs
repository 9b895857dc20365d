//! The main job: 7,437 sentra in 514 regions, five years, every linear rule family; prints where the money goes, which rules bind at
//! what price, and how near to the best plan this one is proved to be. `--sentra N` makes it smaller or larger.

use std::collections::BTreeMap;
use std::time::Instant;

use alokasi::lp::{RowKey, formulate};
use alokasi::model::Place;
use alokasi::synthetic::{Spec, make};
use alokasi::tables::{By, Reached, Spending};
use alokasi::{Options, Outcome, Programme, ProgrammeData, Rupiah, allocate};

/// A price below this, in points per Rp 1 million, is nothing: a million earns about a tenth of a point.
const NO_PRICE: f64 = 1e-6;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let size = std::env::args().skip_while(|arg| arg != "--sentra").nth(1);
    let sentra = size.map_or(Ok(Spec::default().sentra), |text| text.parse())?;
    let spec = Spec { sentra, sources: 2, order: true, completion: true, ..Spec::default() };
    spec.check()?;
    let start = Instant::now();
    let data = ProgrammeData { unit: Rupiah::new(1), ..make(&spec) }; // DAK is paid to the rupiah
    let (made, start) = (start.elapsed(), Instant::now());
    let programme = Programme::try_from(data)?;
    let checked = start.elapsed();
    println!("{}\n", programme.name());
    println!("{} needs, {} payments that may be made", programme.needs().len(), programme.payments().len());
    let outcome = allocate(&programme, &Options::default())?;

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
    match &outcome.certificate {
        Some(proof) => println!("No plan has more than {:.3}: proved gap {:.1e}.", proof.bound, proof.relative_gap()),
        None => println!("Solver {} gives no prices, so nothing is proved.", outcome.solver),
    }
    print!("Seconds: make {:.2}, check {:.2}", made.as_secs_f64(), checked.as_secs_f64());
    outcome.stages.each().iter().for_each(|(stage, seconds)| print!(", {stage} {seconds:.2}"));
    println!("; solver {}, {} iterations, {:?}", outcome.solver, outcome.iterations, outcome.ended);
    Ok(())
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
    let formulation = formulate(programme)?;
    let mut rules: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (key, &price) in formulation.lp.row_keys().iter().zip(outcome.prices.iter().flatten()) {
        let name = match key {
            RowKey::Rule { rule, bound, .. } => format!("{} {bound:?}", programme.rules()[rule.index()].id),
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
