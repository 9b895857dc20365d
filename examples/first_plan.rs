//! A first plan: three districts of Lampung, four sentra, two years. The programme is built in code, allocated, and printed line by
//! line: what each need gets, when and from whom, and a proof that no plan could be better.

use alokasi::id::NeedCode;
use alokasi::input::{
    ActivityRow, CeilingRow, NeedRow, OneOrMany, PerKey, ProvinceRow, RegionRow, Rule, RuleName, SectorRow, Selector,
    SentraRow, SourceRow,
};
use alokasi::{Options, Programme, ProgrammeData, Rupiah, allocate};

const REGIONS: [(&str, &str); 3] =
    [("18.01", "Lampung Selatan"), ("18.02", "Lampung Tengah"), ("18.04", "Lampung Barat")];
/// Code, region, sector.
const SENTRA: [(&str, &str, &str); 4] = [
    ("kemplang", "18.01", "pangan"),
    ("kelanting", "18.02", "pangan"),
    ("kopi", "18.04", "pangan"),
    ("tapis", "18.04", "sandang"),
];
/// Sentra, activity, cost in Rp 1 million, points, the activity that goes before it.
const NEEDS: [(&str, &str, i64, f64, Option<&str>); 8] = [
    ("kemplang", "building", 1170, 31.0, None),
    ("kemplang", "machinery", 300, 16.0, Some("building")),
    ("kemplang", "packaging", 550, 18.0, None),
    ("kelanting", "building", 900, 28.0, None),
    ("kopi", "machinery", 650, 30.0, None),
    ("kopi", "packaging", 480, 24.0, Some("machinery")),
    ("tapis", "building", 800, 22.0, None),
    ("tapis", "machinery", 350, 15.0, Some("building")),
];

fn programme() -> ProgrammeData {
    let code = |sentra: &str, activity: &str| NeedCode::from(format!("{sentra}-{activity}"));
    let region = |(code, name): (&str, &str)| RegionRow {
        code: code.into(),
        name: name.into(),
        province: "18".into(),
        ..RegionRow::default()
    };
    let sentra = |(code, region, sector): (&str, &str, &str)| SentraRow {
        code: code.into(),
        region: region.into(),
        sector: sector.into(),
        ..SentraRow::default()
    };
    let need = |(sentra, activity, millions, benefit, after): (&str, &str, i64, f64, Option<&str>)| NeedRow {
        code: code(sentra, activity),
        sentra: sentra.into(),
        activity: activity.into(),
        cost: Rupiah::millions(millions),
        benefit,
        after: after.map(|before| code(sentra, before)).into_iter().collect(),
        ..NeedRow::default()
    };
    let ceiling = |(year, millions)| CeilingRow {
        source: "dak".into(),
        year,
        rupiah: Rupiah::millions(millions),
        ..CeilingRow::default()
    };
    let food = Selector { sector: Some(OneOrMany::One("pangan".into())), ..Selector::default() };
    ProgrammeData {
        years: vec![2025, 2026],
        discount: 0.95,
        rules: vec![Rule {
            id: "food-packaging".into(),
            rule: RuleName::Share,
            of: Selector { activity: Some(OneOrMany::One("packaging".into())), ..food.clone() },
            within: Some(food),
            at_least: Some(0.3.into()),
            per: vec![PerKey::Year],
            ..Rule::default()
        }],
        provinces: vec![ProvinceRow { code: "18".into(), name: "Lampung".into(), island: "Sumatera".into() }],
        regions: REGIONS.map(region).to_vec(),
        sectors: ["pangan", "sandang"].map(|s| SectorRow { code: s.into(), ..SectorRow::default() }).to_vec(),
        activities: ["building", "machinery", "packaging"]
            .map(|a| ActivityRow { code: a.into(), name: a.into() })
            .to_vec(),
        sources: vec![SourceRow { code: "dak".into(), ..SourceRow::default() }],
        sentra: SENTRA.map(sentra).to_vec(),
        needs: NEEDS.map(need).to_vec(),
        ceilings: [(2025, 1500), (2026, 1800)].map(ceiling).to_vec(), // of the nation, as no place is named
        ..ProgrammeData::default()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let programme = Programme::try_from(programme())?;
    let outcome = allocate(&programme, &Options::default())?;
    for row in outcome.plan.rows(&programme) {
        println!("{}  {:<20} {:>18}  from {}", row.year, row.need, row.rupiah.to_string(), row.source);
    }
    println!("All together {}, worth {:.2} points.", outcome.plan.total(), outcome.benefit.total);
    let gap = outcome.relative_gap().ok_or("this solver gives no prices, so nothing is proved")?;
    println!("No plan can be better by more than {:.7} %: the prices in the certificate prove it.", gap * 100.0);
    Ok(())
}
