//! The draft as tables of a programme.

use super::draft::{self, Draft, KINDS, SECTORS};
use super::indonesia;
use super::money::Ceilings;
use super::reference::{Reference, UNIT};
use super::rules::is_published;
use super::{Kind, Money, Spec};
use crate::id::NeedCode;
use crate::input::{
    ActivityRow, CeilingRow, Completion, Funding, NeedRow, OneOrMany, PaymentRow, Priority, ProgrammeData, RegionRow,
    Scope, SectorRow, Selector, SentraRow, SourceRow,
};
use crate::random::Random;
use crate::units::Rupiah;

/// All tables but the rules and what hangs on the reference plan.
pub(super) fn tables(spec: &Spec, draft: &Draft, money: &Ceilings) -> ProgrammeData {
    let years = spec.calendar();
    let codes = Codes::new(spec);
    ProgrammeData {
        name: name(spec),
        unit: Rupiah::new(UNIT),
        discount: 0.95,
        completion: if spec.kind == Kind::Whole { Completion::AllOrNothing } else { Completion::Proportional },
        priorities: priorities(),
        provinces: draft.provinces.clone(),
        regions: regions(draft, money, &years),
        sectors: sectors(),
        activities: draft::activities()
            .map(|(code, name)| ActivityRow { code: code.into(), name: name.to_owned() })
            .collect(),
        sources: sources(spec.sources),
        sentra: sentra(draft, &codes),
        needs: needs(spec, draft, &codes, &years),
        ceilings: ceilings(draft, money, &years),
        years,
        ..ProgrammeData::default()
    }
}

/// Codes of sentra and needs, all of one width so that they sort as they are counted.
struct Codes {
    width: usize,
}

impl Codes {
    fn new(spec: &Spec) -> Self {
        Self { width: spec.sentra.to_string().len() }
    }
    fn sentra(&self, index: usize) -> String {
        format!("S{:0width$}", index + 1, width = self.width)
    }
    fn need(&self, draft: &Draft, index: usize) -> NeedCode {
        let need = &draft.needs[index];
        format!("{}-{}", self.sentra(need.sentra), need.activity_code()).into()
    }
}

/// The name tells what is real and what is not.
fn name(spec: &Spec) -> String {
    if spec.money != Money::Published {
        return format!(
            "Made-up programme of {} sentra, seed {}, {} money. Real: regions, shares of sectors and provinces. Made up: sentra, needs, \
             costs within the reported range, points, all ceilings (together 27 % of all costs), bounds of rules",
            spec.sentra,
            spec.seed,
            if spec.money == Money::Tight { "tight" } else { "loose" }
        );
    }
    let unknown: Vec<String> =
        spec.calendar().iter().filter(|&&year| !indonesia::dak(year).1).map(ToString::to_string).collect();
    let assumed = if unknown.is_empty() { String::new() } else { format!(", assumed for {}", unknown.join(", ")) };
    format!(
        "Made-up programme of {} sentra, seed {}. Real: regions, shares of sectors and provinces, national DAK of the years \
         (scaled to the number of sentra{assumed}). Made up: sentra, needs, costs within the reported range, points, other ceilings, \
         bounds of rules",
        spec.sentra, spec.seed
    )
}

/// Tag of the sentra in regions that the made-up list of tourism regions names.
const TOURISM: &str = "wisata";

fn priorities() -> Vec<Priority> {
    let packaging = Selector {
        sector: Some(OneOrMany::One("pangan.kering".into())),
        activity: Some(OneOrMany::One("packaging".into())),
        ..Selector::default()
    };
    let tourism = Selector { tag: Some(OneOrMany::One(TOURISM.to_owned())), ..Selector::default() };
    vec![Priority { of: packaging, times: 1.2 }, Priority { of: tourism, times: 1.1 }]
}

fn sectors() -> Vec<SectorRow> {
    let row = |code: &str, name: &str| SectorRow { code: code.into(), name: name.to_owned() };
    let leaves = KINDS.iter().filter(|(code, ..)| code.contains('.')).map(|&(code, name, ..)| row(code, name));
    SECTORS.iter().map(|&(code, name)| row(code, name)).chain(leaves).collect()
}

fn sources(number: usize) -> Vec<SourceRow> {
    let row = |code: &str, name: &str, activities: &[&str]| SourceRow {
        code: code.into(),
        name: name.to_owned(),
        activities: activities.iter().map(|&a| a.into()).collect(),
    };
    let mut all = vec![
        row("dak", "DAK Fisik bidang IKM", &[]),
        row("apbd", "APBD kabupaten/kota", &[]),
        row("dekranasda", "Dekranasda dan mitra", &["machinery", "packaging"]),
    ];
    all.truncate(number);
    all
}

fn regions(draft: &Draft, money: &Ceilings, years: &[i32]) -> Vec<RegionRow> {
    let mut rows = draft.regions.clone();
    for (region, row) in rows.iter_mut().enumerate() {
        let ceilings = &money.region[region];
        if money.listed[region] && ceilings.contains(&0) {
            row.eligible_years = years.iter().zip(ceilings).filter(|(_, c)| **c > 0).map(|(&year, _)| year).collect();
        }
    }
    rows
}

fn sentra(draft: &Draft, codes: &Codes) -> Vec<SentraRow> {
    let row = |(index, sentra): (usize, &draft::SentraDraft)| {
        let (sector, _, _, _, products) = KINDS[sentra.kind];
        SentraRow {
            code: codes.sentra(index).into(),
            name: format!("Sentra {} {}", products[sentra.product], draft.regions[sentra.region].name),
            region: draft.regions[sentra.region].code.clone(),
            sector: sector.into(),
            units: Some(sentra.units),
            workers: Some(sentra.workers),
            status: sentra.status,
            completion_benefit: sentra.completion,
            tags: if draft.tourism[sentra.region] { vec![TOURISM.to_owned()] } else { Vec::new() },
            ..SentraRow::default()
        }
    };
    draft.sentra.iter().enumerate().map(row).collect()
}

fn needs(spec: &Spec, draft: &Draft, codes: &Codes, years: &[i32]) -> Vec<NeedRow> {
    let whole = spec.kind == Kind::Whole;
    let row = |(index, need): (usize, &draft::NeedDraft)| NeedRow {
        code: codes.need(draft, index),
        sentra: codes.sentra(need.sentra).into(),
        activity: need.activity_code().into(),
        cost: Rupiah::new(need.cost),
        benefit: need.benefit,
        first_year: (need.first > 0).then(|| years[need.first]),
        last_year: (need.last + 1 < years.len()).then(|| years[need.last]),
        essential: need.essential,
        after: need.after.map(|before| codes.need(draft, before)).into_iter().collect(),
        funding: if whole { Funding::Whole } else { Funding::Divisible },
        one_year: whole,
    };
    draft.needs.iter().enumerate().map(row).collect()
}

fn ceilings(draft: &Draft, money: &Ceilings, years: &[i32]) -> Vec<CeilingRow> {
    let mut rows = Vec::new();
    let mut add = |source: &str, scope: Scope, code: &str, amounts: &[i64], skip_closed: bool| {
        for (&year, &amount) in years.iter().zip(amounts) {
            if !(skip_closed && amount == 0) {
                rows.push(CeilingRow {
                    source: source.into(),
                    scope,
                    code: code.to_owned(),
                    year,
                    rupiah: Rupiah::new(amount),
                });
            }
        }
    };
    add("dak", Scope::Nation, "", &money.nation, false);
    for (province, row) in draft.provinces.iter().enumerate() {
        let has_needs =
            draft.province_of.iter().enumerate().any(|(r, &p)| p == province && !money.region[r].is_empty());
        if has_needs {
            add("dak", Scope::Province, row.code.as_str(), &money.province[province], false);
            if let Some(partners) = money.partners.get(province) {
                add("dekranasda", Scope::Province, row.code.as_str(), partners, false);
            }
        }
    }
    for (region, row) in draft.regions.iter().enumerate() {
        // A year that is not on the list of eligible years needs no ceiling.
        let listed = money.listed[region];
        add("dak", Scope::Region, row.code.as_str(), &money.region[region], listed);
        if let Some(own) = money.own.get(region) {
            let open: Vec<i64> =
                own.iter().zip(&money.region[region]).map(|(&o, &c)| if c == 0 { 0 } else { o }).collect();
            add("apbd", Scope::Region, row.code.as_str(), &open, listed);
        }
    }
    rows
}

/// Adds an earlier plan, and what is already contracted: both from the first year of the reference plan.
pub(super) fn add_history(spec: &Spec, data: &mut ProgrammeData, reference: &Reference<'_>) {
    let random = &mut Random::new(spec.seed, 3);
    let mut previous = Vec::new();
    for paid in reference.paid.iter().filter(|p| p.year == 0) {
        let need = &reference.draft.needs[paid.need];
        let row = |rupiah: i64| PaymentRow {
            need: data.needs[paid.need].code.clone(),
            year: data.years[0],
            source: "dak".into(),
            rupiah: Rupiah::new(rupiah),
        };
        // One payment of thirty is under contract, for a third of its sum.
        let under_contract = paid.dak / 3 / UNIT * UNIT;
        if random.chance(1.0 / 30.0) && under_contract > 0 {
            data.contracted.push(row(under_contract));
        }
        // The earlier plan is known to differ from what is best now: some promises are off the table, others were larger.
        let published = (paid.dak as f64 * random.between(0.5, 1.2) / 1e6).ceil() * 1e6;
        if is_published(need, paid.year) && random.chance(0.8) {
            #[allow(clippy::cast_possible_truncation)] // below the cost of a need
            previous.push(row((published as i64).min(need.cost)));
        }
    }
    data.previous = Some(previous);
}
