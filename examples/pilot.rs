//! A pilot, a survey, the roll-out: first exactly three sentra in each of six sectors, then what a survey finds of all of them, then the money of three years with
//! what the pilot has contracted. Needs are whole, machinery waits for its building, a sentra counts once it is complete. All data are made up.

use std::collections::BTreeSet;

use alokasi::id::{NeedCode, SentraCode};
use alokasi::input::{
    ActivityRow, CeilingRow, Completion, Funding, NeedRow, PaymentRow, PerKey, ProvinceRow, RegionRow, Rule, RuleName,
    SectorRow, SentraRow, SourceRow, Status, What,
};
use alokasi::tables::{By, Reached, Spending};
use alokasi::{Options, Outcome, Programme, ProgrammeData, Rupiah, allocate};

/// Code and name; five sentra each, one in each region.
const SECTORS: [(&str, &str); 6] = [
    ("furnitur", "Furniture"),
    ("kerajinan", "Crafts"),
    ("kimia", "Chemicals"),
    ("logam", "Metal"),
    ("pangan", "Food"),
    ("sandang", "Textiles"),
];
const REGIONS: [(&str, &str); 5] = [
    ("18.01", "Lampung Selatan"),
    ("18.02", "Lampung Tengah"),
    ("18.04", "Lampung Barat"),
    ("18.07", "Lampung Timur"),
    ("18.71", "Bandar Lampung"),
];
/// Years of the roll-out; the pilot has the first alone.
const YEARS: [i32; 3] = [2026, 2027, 2028];
/// Money of each year, in Rp 1 million.
const MONEY: [i64; 3] = [10_500, 3_000, 3_000];

/// The sentra of sector `s` in region `r`.
fn sentra_code(s: usize, r: usize) -> SentraCode {
    format!("{}-{}", SECTORS[s].0, r + 1).into()
}

/// Every sentra as the proposals state it, before anybody went to look.
fn proposals() -> ProgrammeData {
    let (mut sentra, mut needs) = (Vec::new(), Vec::new());
    for (s, (sector, _)) in SECTORS.iter().enumerate() {
        for (r, (region, _)) in REGIONS.iter().enumerate() {
            let code = sentra_code(s, r);
            // Any numbers do, as long as they are the same on every run.
            let mix = i64::try_from(s * 37 + r * 53 + s * r * 11).unwrap_or(0);
            let building = NeedCode::from(format!("{code}-building"));
            for (activity, millions, points) in
                [("building", 300 + mix % 7 * 50, 20 + mix % 9), ("machinery", 150 + mix % 5 * 40, 14 + mix % 6)]
            {
                needs.push(NeedRow {
                    code: format!("{code}-{activity}").into(),
                    sentra: code.clone(),
                    activity: activity.into(),
                    cost: Rupiah::millions(millions),
                    benefit: f64::from(i32::try_from(points).unwrap_or(0)),
                    essential: true,
                    after: (activity == "machinery").then(|| building.clone()).into_iter().collect(),
                    funding: Funding::Whole,
                    ..NeedRow::default()
                });
            }
            sentra.push(SentraRow {
                code,
                region: (*region).into(),
                sector: (*sector).into(),
                completion_benefit: 15.0,
                ..SentraRow::default()
            });
        }
    }
    let row = |&(code, name): &(&str, &str)| (code.to_owned(), name.to_owned());
    ProgrammeData {
        completion: Completion::AllOrNothing,
        provinces: vec![ProvinceRow { code: "18".into(), name: "Lampung".into(), island: "Sumatera".into() }],
        regions: REGIONS
            .iter()
            .map(row)
            .map(|(code, name)| RegionRow { code: code.into(), name, province: "18".into(), ..RegionRow::default() })
            .collect(),
        sectors: SECTORS.iter().map(row).map(|(code, name)| SectorRow { code: code.into(), name }).collect(),
        activities: ["building", "machinery"].map(|a| ActivityRow { code: a.into(), name: a.into() }).to_vec(),
        sources: vec![SourceRow { code: "dak".into(), name: "DAK".into(), ..SourceRow::default() }],
        sentra,
        needs,
        ..ProgrammeData::default()
    }
}

fn ceiling(year: i32, rupiah: Rupiah) -> CeilingRow {
    CeilingRow { source: "dak".into(), year, rupiah, ..CeilingRow::default() }
}

/// The pilot: one year, exactly three funded sentra in each sector.
fn pilot(proposals: &ProgrammeData) -> ProgrammeData {
    ProgrammeData {
        name: "Pilot".into(),
        years: vec![YEARS[0]],
        ceilings: vec![ceiling(YEARS[0], Rupiah::millions(MONEY[0]))],
        rules: vec![Rule {
            id: "three-a-sector".into(),
            rule: RuleName::Count,
            what: Some(What::Sentra),
            exactly: Some(3.0.into()),
            least: Some(300e6), // no building costs less, so that a sentra counts by its building
            per: vec![PerKey::Sector],
            ..Rule::default()
        }],
        ..proposals.clone()
    }
}

/// What the survey found, as far as it changes the programme.
struct Survey {
    gone: Vec<SentraCode>,
    dearer: Vec<NeedCode>,
}

/// Everybody is visited: every fifth sentra outside the pilot is gone, and machinery of every fourth sentra costs a fifth more. Made up, as the rest.
fn survey(proposals: &mut ProgrammeData, paid: &BTreeSet<NeedCode>) -> Survey {
    let in_pilot: BTreeSet<SentraCode> =
        proposals.needs.iter().filter(|need| paid.contains(&need.code)).map(|need| need.sentra.clone()).collect();
    let mut found = Survey { gone: Vec::new(), dearer: Vec::new() };
    let mut others = 0;
    for sentra in &mut proposals.sentra {
        sentra.status = Status::Verified;
        if !in_pilot.contains(&sentra.code) {
            others += 1;
            if others % 5 == 0 {
                sentra.status = Status::Gone;
                found.gone.push(sentra.code.clone());
            }
        }
    }
    let open =
        proposals.needs.iter_mut().filter(|need| need.activity.as_str() == "machinery" && !paid.contains(&need.code));
    for need in open.step_by(4) {
        need.cost = Rupiah::new(need.cost.get() / 5 * 6);
        found.dearer.push(need.code.clone());
    }
    found
}

/// The roll-out: three years, the first of which is spent as the pilot has contracted it.
fn roll_out(surveyed: &ProgrammeData, contracted: Vec<PaymentRow>) -> ProgrammeData {
    let spent = contracted.iter().map(|row| row.rupiah).sum();
    let later = YEARS.into_iter().zip(MONEY).skip(1).map(|(year, millions)| ceiling(year, Rupiah::millions(millions)));
    ProgrammeData {
        name: "Roll-out".into(),
        years: YEARS.to_vec(),
        discount: 0.95,
        ceilings: std::iter::once(ceiling(YEARS[0], spent)).chain(later).collect(),
        contracted,
        ..surveyed.clone()
    }
}

/// Money by sector and year, and what is reached.
fn tell(programme: &Programme, outcome: &Outcome) {
    let spending = Spending::new(programme, &outcome.plan, By::Sector);
    print!("{:<12}", "Rp million");
    spending.years().iter().for_each(|year| print!("{year:>9}"));
    println!("  sentra funded, complete");
    for (label, column) in spending.columns().iter().zip(spending.cells().columns()) {
        print!("{:<12}", label.name);
        column.iter().for_each(|&rupiah| print!("{:>9.0}", Rupiah::new(rupiah).as_millions()));
        let paid = |n: usize| -> Rupiah { programme.needs()[n].payments.clone().map(|p| outcome.plan.paid()[p]).sum() };
        let of_sector =
            programme.sentra().iter().filter(|s| programme.sectors()[s.sector.index()].code.as_str() == label.code);
        let (mut funded, mut complete) = (0, 0);
        for sentra in of_sector {
            funded += usize::from(sentra.needs.clone().any(|n| paid(n) > Rupiah::ZERO));
            complete += usize::from(sentra.needs.clone().all(|n| paid(n) == programme.needs()[n].cost));
        }
        println!("  {funded} {complete}");
    }
    let reached = Reached::new(programme, &outcome.plan);
    println!(
        "{}: {} sentra funded, {} complete, {} paid, {:.2} points.",
        programme.name(),
        reached.sentra,
        reached.complete,
        outcome.plan.total(),
        outcome.benefit.total
    );
    match outcome.relative_gap() {
        Some(gap) => println!("No plan has more than {:.2} % more points: proved.\n", (gap * 100.0).max(0.0)),
        None => println!("Nothing is proved of how good this is.\n"),
    }
}

/// Two hundredths of all points are left open: what a plan of made-up numbers is worth.
fn options() -> Options {
    let mut options = Options::default();
    options.control.gap = 0.02;
    options
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!(
        "30 made-up sentra in 6 sectors; whole needs; machinery after its building; 15 points for a complete sentra.\n"
    );
    let mut proposals = proposals();
    let programme = Programme::try_from(&pilot(&proposals))?;
    let outcome = allocate(&programme, &options())?;
    tell(&programme, &outcome);

    let contracted: Vec<PaymentRow> = outcome.plan.rows(&programme).collect();
    let found = survey(&mut proposals, &contracted.iter().map(|row| row.need.clone()).collect());
    let list = |codes: &[String]| codes.join(", ");
    println!("The survey (made up): all are visited.");
    println!("  gone: {}", list(&found.gone.iter().map(ToString::to_string).collect::<Vec<_>>()));
    println!("  dearer by a fifth: {}\n", list(&found.dearer.iter().map(ToString::to_string).collect::<Vec<_>>()));

    let programme = Programme::try_from(&roll_out(&proposals, contracted))?;
    let outcome = allocate(&programme, &options())?;
    tell(&programme, &outcome);
    Ok(())
}
