//! Tiny random programmes of every rule family, and a judge of their plans that reads nothing but the data.
#![allow(dead_code, unreachable_pub)] // shared by several test binaries, each of which uses a part

pub mod judge;

use std::collections::BTreeMap;

use alokasi::id::SourceCode;
use alokasi::input::{
    ActivityRow, Bound, CeilingRow, Completion, Counting, Funding, NeedRow, OneOrMany, PaymentRow, PerKey, Priority,
    ProgrammeData, ProvinceRow, RegionRow, Rule, RuleName, Scope, SectorRow, Selector, SentraRow, Soft, SourceRow,
    Status, What,
};
use alokasi::units::Rupiah;

/// The unit of payment of tiny programmes.
pub const UNIT: i64 = 1_000_000;

/// A small generator of random numbers (splitmix64): the same on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x1234_5678)
    }
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    /// A number from 0 to `below - 1`.
    pub fn below(&mut self, below: u64) -> u64 {
        self.next() % below
    }
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()].clone()
    }
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(u64::try_from(high - low + 1).unwrap())).unwrap()
    }
}

/// What a tiny programme may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Families {
    /// What a linear program states.
    Linear,
    /// All of them.
    All,
}

/// Years, sources and needs of a tiny programme: no more than four or five payments.
const SIZES: [(usize, usize, usize); 5] = [(1, 1, 4), (2, 1, 2), (1, 2, 2), (2, 2, 1), (1, 1, 3)];

/// A tiny programme; `most` = the largest cost in units.
pub fn programme(seed: u64, families: Families, most: i64) -> ProgrammeData {
    let mut random = Random::new(seed);
    let size = random.pick(&SIZES);
    sized(seed, &mut random, size, families, most)
}

/// A programme of so many years, sources and needs; more than `SIZES` are too many to try all plans of.
pub fn sized(
    seed: u64,
    r: &mut Random,
    (years, sources, needs): (usize, usize, usize),
    families: Families,
    most: i64,
) -> ProgrammeData {
    let years: Vec<i32> = (2019..).take(years).collect();
    let mut data = ProgrammeData {
        name: format!("tiny {seed}"),
        years: years.clone(),
        unit: Rupiah::new(UNIT),
        discount: r.pick(&[1.0, 0.9]),
        completion: Completion::Proportional,
        provinces: vec![
            ProvinceRow { code: "18".into(), name: String::new(), island: "Sumatera".into() },
            ProvinceRow { code: "33".into(), name: String::new(), island: "Jawa".into() },
        ],
        regions: [("18.01", "18"), ("18.02", "18"), ("33.01", "33")]
            .map(|(code, province)| RegionRow { code: code.into(), province: province.into(), ..RegionRow::default() })
            .into(),
        sectors: ["pangan", "pangan.kering", "sandang"]
            .map(|code| SectorRow { code: code.into(), name: String::new() })
            .into(),
        activities: ["machinery", "packaging"]
            .map(|code| ActivityRow { code: code.into(), name: String::new() })
            .into(),
        sources: ["dak", "apbd"][..sources]
            .iter()
            .map(|&code| SourceRow { code: code.into(), name: String::new(), activities: Vec::new() })
            .collect(),
        ..ProgrammeData::default()
    };
    for (i, region) in ["18.01", "18.02", "33.01"].into_iter().enumerate().take(needs.max(2)) {
        data.sentra.push(SentraRow {
            code: format!("S{i}").into(),
            region: region.into(),
            sector: r.pick(&["pangan", "pangan.kering", "sandang"]).into(),
            completion_benefit: r.pick(&[0.0, 5.0, 20.0]),
            tags: if r.chance(30) { vec!["pilot".to_owned()] } else { Vec::new() },
            status: if r.chance(4) { Status::Gone } else { Status::Verified },
            ..SentraRow::default()
        });
    }
    for i in 0..needs {
        let after = if i > 0 && r.chance(30) { vec![format!("N{}", i - 1).into()] } else { Vec::new() };
        data.needs.push(NeedRow {
            code: format!("N{i}").into(),
            sentra: format!("S{}", r.below(data.sentra.len() as u64)).into(),
            activity: r.pick(&["machinery", "packaging"]).into(),
            cost: Rupiah::new(r.range(most / 2, most) * UNIT),
            benefit: r.range(0, 20) as f64,
            essential: r.chance(60),
            after,
            first_year: (years.len() > 1 && r.chance(15)).then(|| years[1]),
            ..NeedRow::default()
        });
    }
    if r.chance(30) {
        data.priorities.push(Priority { of: selector(r, &data, true), times: r.pick(&[0.5, 2.0]) });
    }
    for _ in 0..r.range(1, 3) {
        ceiling(r, &mut data, most);
    }
    if families == Families::All {
        whole_parts(r, &mut data);
    }
    if r.chance(40) {
        let rows = payments(r, &data, most);
        data.previous = Some(rows);
    }
    if r.chance(15) {
        data.contracted = payments(r, &data, 2).into_iter().take(1).collect();
    }
    for i in 0..r.range(1, 4) {
        let rule = rule(r, &data, families, most, i);
        data.rules.push(rule);
    }
    data
}

fn ceiling(r: &mut Random, data: &mut ProgrammeData, most: i64) {
    let (scope, code) = r.pick(&[
        (Scope::Nation, ""),
        (Scope::Nation, ""),
        (Scope::Province, "18"),
        (Scope::Region, "18.01"),
        (Scope::Region, "18.02"),
    ]);
    let source: SourceCode = r.pick(&data.sources).code;
    let year = r.pick(&data.years);
    let same = |c: &CeilingRow| c.scope == scope && c.code == code && c.source == source && c.year == year;
    if !data.ceilings.iter().any(same) {
        let rupiah = Rupiah::new(r.range(0, 2 * most) * UNIT + r.pick(&[0, 0, 1, UNIT / 2]));
        data.ceilings.push(CeilingRow { source, scope, code: code.to_owned(), year, rupiah });
    }
}

fn whole_parts(r: &mut Random, data: &mut ProgrammeData) {
    data.completion = r.pick(&[Completion::Proportional, Completion::AllOrNothing]);
    for need in &mut data.needs {
        need.funding = r.pick(&[Funding::Divisible, Funding::Whole, Funding::AtLeast(0.4)]);
        need.one_year = r.chance(30);
    }
}

/// Some payments, each once.
fn payments(r: &mut Random, data: &ProgrammeData, most: i64) -> Vec<PaymentRow> {
    let mut rows: BTreeMap<(String, i32, String), i64> = BTreeMap::new();
    for _ in 0..r.range(1, 3) {
        let need = r.pick(&data.needs).code.to_string();
        rows.insert((need, r.pick(&data.years), r.pick(&data.sources).code.to_string()), r.range(1, most) * UNIT);
    }
    rows.into_iter()
        .map(|((need, year, source), rupiah)| PaymentRow {
            need: need.into(),
            year,
            source: source.into(),
            rupiah: Rupiah::new(rupiah),
        })
        .collect()
}

/// A selector with at most two keys; `all` = years and sources are allowed.
fn selector(r: &mut Random, data: &ProgrammeData, all: bool) -> Selector {
    let mut of = Selector::default();
    for _ in 0..r.below(3) {
        match r.below(if all { 8 } else { 6 }) {
            0 => of.sector = Some(OneOrMany::One(r.pick(&["pangan", "pangan.kering", "sandang"]).into())),
            1 => of.activity = Some(OneOrMany::One(r.pick(&["machinery", "packaging"]).into())),
            2 => of.province = Some(OneOrMany::One("18".into())),
            3 => of.region = Some(OneOrMany::Many(vec!["18.01".into(), "33.01".into()])),
            4 => of.island = Some(OneOrMany::One("Jawa".to_owned())),
            5 => of.tag = Some(OneOrMany::One("pilot".to_owned())),
            6 => of.source = Some(OneOrMany::One(r.pick(&data.sources).code)),
            _ => of.year = Some(OneOrMany::One(r.pick(&data.years))),
        }
    }
    of
}

/// What a rule is, for tallies: its family, a sum of 0 or at least, or a count of the complete; and whether it is soft.
pub fn kind(rule: &Rule) -> String {
    let soft = if rule.soft.is_some() { "soft " } else { "" };
    let completed = rule.counting == Some(Counting::Completed);
    let family = match rule.zero_or_at_least {
        Some(_) => "least".to_owned(),
        None if completed => "Completed".to_owned(),
        None => format!("{:?}", rule.rule),
    };
    soft.to_owned() + &family
}

/// A random rule of `kind`, if the tables hold what it needs.
pub fn rule_of(r: &mut Random, data: &ProgrammeData, wanted: &str, most: i64, number: i64) -> Option<Rule> {
    (0..400).map(|_| rule(r, data, Families::All, most, number)).find(|rule| kind(rule) == wanted)
}

fn rule(r: &mut Random, data: &ProgrammeData, families: Families, most: i64, number: i64) -> Rule {
    use RuleName::{Amount, Count, Coverage, Exclusive, Growth, Match, Share, Stability, Together};
    let mut names = vec![Amount, Share, Coverage, Amount, Share];
    if data.years.len() > 1 {
        names.push(Growth);
    }
    if data.sources.len() > 1 {
        names.push(Match);
    }
    if data.previous.is_some() {
        names.push(Stability);
    }
    if families == Families::All {
        names.extend([Count, Count, Together, Exclusive]);
    }
    let name = r.pick(&names);
    let mut rule = Rule { id: format!("r{number}"), rule: name, ..Rule::default() };
    let keys = [PerKey::Year, PerKey::Region, PerKey::Province, PerKey::Island, PerKey::Sector, PerKey::Sentra];
    rule.per = keys.into_iter().filter(|_| r.chance(20)).collect();
    rule.of = selector(r, data, matches!(name, Amount | Share | Coverage | Stability));
    if r.chance(50) && !matches!(name, Together | Exclusive) {
        rule.soft = Some(Soft { penalty: r.pick(&[0.1, 1.0, 10.0]) });
    }
    let share = Bound::Same(r.pick(&[0.1, 0.25, 0.3, 0.5, 0.333_333]));
    let money = Bound::Same((r.range(0, most) * UNIT) as f64);
    match name {
        Amount => bound(r, data, &mut rule, money),
        Share => {
            rule.within = r.chance(60).then(|| selector(r, data, true));
            bound(r, data, &mut rule, share);
        }
        Coverage => bound(r, data, &mut rule, share),
        Growth => {
            rule.per.retain(|key| *key != PerKey::Year);
            rule.times = r.chance(70).then(|| Bound::Same(r.pick(&[0.5, 1.0, 1.5])));
            rule.plus = (rule.times.is_none() || r.chance(50)).then_some(money);
        }
        Match => {
            (rule.source, rule.to) = (Some("apbd".into()), Some("dak".into()));
            bound(r, data, &mut rule, share);
        }
        Stability => rule.at_most = Some(money),
        Count => {
            rule.what = Some(r.pick(&[What::Sentra, What::Need, What::Region]));
            if r.chance(30) {
                (rule.what, rule.counting) = (Some(What::Sentra), Some(Counting::Completed));
                (rule.of.activity, rule.of.source, rule.of.need) = (None, None, None);
            } else if r.chance(50) {
                rule.least = Some((r.range(1, 3) * UNIT) as f64);
            }
            let number = r.below(3) as f64;
            bound(r, data, &mut rule, Bound::Same(number));
        }
        Together => rule.per.retain(|key| *key != PerKey::Year),
        Exclusive => {}
    }
    if matches!(rule.rule, Amount | Coverage) && families == Families::All && r.chance(30) {
        (rule.at_least, rule.at_most, rule.exactly) = (None, None, None);
        rule.zero_or_at_least =
            Some(if rule.rule == Amount { Bound::Same(3.0 * UNIT as f64) } else { Bound::Same(0.4) });
    }
    rule
}

/// States `value` as one of the bounds of `rule`, at times for one year only.
fn bound(r: &mut Random, data: &ProgrammeData, rule: &mut Rule, value: Bound) {
    let value = match value {
        Bound::Same(value) if rule.per.contains(&PerKey::Year) && r.chance(40) => {
            Bound::ByYear([(r.pick(&data.years).to_string(), value)].into())
        }
        other => other,
    };
    match r.below(5) {
        0 | 1 => rule.at_least = Some(value),
        2 | 3 => rule.at_most = Some(value),
        _ => rule.exactly = Some(value),
    }
}
