//! Numbers that stand for rows and columns whatever else is in the programme.
//!
//! A [`RowKey`] or [`ColumnKey`] counts in places of one programme's tables: take one need out, and the keys of all later ones move.
//! An identity is a hash of the planner's own codes instead, so that a row or column of one programme is found again in the next, also
//! from a file. Two that differ have the same identity once in some 10^19 pairs; who uses identities must survive that.

use crate::id::{CeilingId, NeedId, PaymentId, RuleId, SentraId, YearId};
use crate::lp::Formulation;
use crate::lp::matrix::{BoundKey, ColumnKey, Item, RowKey};
use crate::model::Place;

/// The identities of a linear program.
#[derive(Debug, Clone)]
pub struct Identities {
    /// One for each column; `None` for totals, which rows define.
    pub columns: Vec<Option<u64>>,
    /// One for each row; `None` for definitions of totals.
    pub rows: Vec<Option<u64>>,
}

/// The identities of the columns and rows of `formulation`.
#[must_use]
pub fn identities(formulation: &Formulation<'_>) -> Identities {
    let codes = Codes::new(formulation);
    Identities {
        columns: formulation.lp.columns().map(|key| codes.column(key)).collect(),
        rows: formulation.lp.row_keys().map(|key| codes.row(key)).collect(),
    }
}

/// What kind of row or column; part of each identity.
#[derive(Clone, Copy)]
enum Tag {
    Payment,
    Completion,
    Shortfall,
    Excess,
    Change,
    Need,
    Ceiling,
    Order,
    Complete,
    AtLeast,
    AtMost,
    Exactly,
    ChangeUp,
    ChangeDown,
    Paid,
    Open,
    Counts,
    Wanting,
    ShortOfLeast,
    Fewer,
    More,
    Funding,
    OneYear,
    Link,
}

/// The hash of each code of the programme.
struct Codes<'a> {
    formulation: &'a Formulation<'a>,
    years: Vec<u64>,
    islands: Vec<u64>,
    provinces: Vec<u64>,
    regions: Vec<u64>,
    sectors: Vec<u64>,
    sources: Vec<u64>,
    sentra: Vec<u64>,
    needs: Vec<u64>,
    rules: Vec<u64>,
}

fn texts<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<u64> {
    texts.map(text).collect()
}

impl<'a> Codes<'a> {
    fn new(formulation: &'a Formulation<'a>) -> Self {
        let programme = formulation.programme;
        Self {
            formulation,
            years: programme.years().iter().map(|year| text(&year.to_string())).collect(),
            islands: texts(programme.islands().iter().map(String::as_str)),
            provinces: texts(programme.provinces().iter().map(|row| row.code.as_str())),
            regions: texts(programme.regions().iter().map(|row| row.code.as_str())),
            sectors: texts(programme.sectors().iter().map(|row| row.code.as_str())),
            sources: texts(programme.sources().iter().map(|row| row.code.as_str())),
            sentra: texts(programme.sentra().iter().map(|row| row.code.as_str())),
            needs: texts(programme.needs().iter().map(|row| row.code.as_str())),
            rules: texts(programme.rules().iter().map(|row| row.id.as_str())),
        }
    }

    fn column(&self, key: ColumnKey) -> Option<u64> {
        Some(match key {
            ColumnKey::Payment(id) => self.payment(Tag::Payment, id),
            ColumnKey::Completion(sentra, year) => join(Tag::Completion, &[self.sentra(sentra), self.year(year)]),
            ColumnKey::Total(_) => return None,
            ColumnKey::Shortfall(rule, group) => self.in_group(Tag::Shortfall, rule, group),
            ColumnKey::Excess(rule, group) => self.in_group(Tag::Excess, rule, group),
            ColumnKey::Change(id) => self.payment(Tag::Change, id),
            ColumnKey::Paid(need, year) => join(Tag::Paid, &[self.need(need), self.perhaps(year)]),
            ColumnKey::Open(rule, group) => self.in_group(Tag::Open, rule, group),
            ColumnKey::Counts(rule, group, item) => {
                then(self.in_group(Tag::Counts, rule, group), self.item(Some(item)))
            }
            ColumnKey::Wanting(rule, group, need) => then(self.in_group(Tag::Wanting, rule, group), self.need(need)),
            ColumnKey::ShortOfLeast(rule, group) => self.in_group(Tag::ShortOfLeast, rule, group),
            ColumnKey::Fewer(rule, group) => self.in_group(Tag::Fewer, rule, group),
            ColumnKey::More(rule, group) => self.in_group(Tag::More, rule, group),
        })
    }

    fn row(&self, key: RowKey) -> Option<u64> {
        Some(match key {
            RowKey::Need(need) => join(Tag::Need, &[self.need(need)]),
            RowKey::Ceiling(id) => self.ceiling(id),
            RowKey::Total(_) => return None,
            RowKey::Order { need, before, year } => {
                join(Tag::Order, &[self.need(need), self.need(before), self.year(year)])
            }
            RowKey::Completion { need, year } => join(Tag::Complete, &[self.need(need), self.year(year)]),
            RowKey::Rule { rule, group, bound } => self.in_group(of_bound(bound), rule, group),
            RowKey::ChangeUp(id) => self.payment(Tag::ChangeUp, id),
            RowKey::ChangeDown(id) => self.payment(Tag::ChangeDown, id),
            RowKey::Funding { need, year, bound } => {
                join(Tag::Funding, &[self.need(need), self.perhaps(year), of_bound(bound) as u64])
            }
            RowKey::OneYear(need) => join(Tag::OneYear, &[self.need(need)]),
            RowKey::Link { rule, group, item, need, bound } => {
                let need = need.map_or(0, |need| self.need(need));
                let parts = [self.item(item), need, of_bound(bound) as u64];
                parts.iter().fold(self.in_group(Tag::Link, rule, group), |sum, &part| then(sum, part))
            }
        })
    }

    /// A year, or none.
    fn perhaps(&self, year: Option<YearId>) -> u64 {
        year.map_or(0, |year| self.year(year))
    }

    fn item(&self, item: Option<Item>) -> u64 {
        match item {
            None => 0,
            Some(Item::Sentra(id)) => then(1, self.sentra(id)),
            Some(Item::Need(id)) => then(2, self.need(id)),
            Some(Item::Region(id)) => then(3, self.regions[id.index()]),
        }
    }

    fn need(&self, id: NeedId) -> u64 {
        self.needs[id.index()]
    }

    fn sentra(&self, id: SentraId) -> u64 {
        self.sentra[id.index()]
    }

    fn year(&self, id: YearId) -> u64 {
        self.years[id.index()]
    }

    fn payment(&self, tag: Tag, id: PaymentId) -> u64 {
        let payment = &self.formulation.programme.payments()[id.index()];
        join(tag, &[self.need(payment.need), self.year(payment.year), self.sources[payment.source.index()]])
    }

    fn ceiling(&self, id: CeilingId) -> u64 {
        let ceiling = &self.formulation.programme.ceilings()[id.index()];
        let (level, place) = match ceiling.place {
            Place::Nation => (0, 0),
            Place::Province(id) => (1, self.provinces[id.index()]),
            Place::Region(id) => (2, self.regions[id.index()]),
        };
        join(Tag::Ceiling, &[self.sources[ceiling.source.index()], level, place, self.year(ceiling.year)])
    }

    fn in_group(&self, tag: Tag, rule: RuleId, group: u32) -> u64 {
        let key = self.formulation.lp.groups()[rule.index()][group as usize];
        let parts = [
            key.year.map(|id| self.year(id)),
            key.island.map(|id| self.islands[id.index()]),
            key.province.map(|id| self.provinces[id.index()]),
            key.region.map(|id| self.regions[id.index()]),
            key.sector.map(|id| self.sectors[id.index()]),
            key.sentra.map(|id| self.sentra(id)),
        ];
        parts.iter().fold(join(tag, &[self.rules[rule.index()]]), |sum, part| then(sum, part.unwrap_or(0)))
    }
}

fn of_bound(bound: BoundKey) -> Tag {
    match bound {
        BoundKey::AtLeast => Tag::AtLeast,
        BoundKey::AtMost => Tag::AtMost,
        BoundKey::Exactly => Tag::Exactly,
    }
}

/// FNV-1a over the bytes, so that the hash is the same in every build and on every machine.
fn text(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn join(tag: Tag, parts: &[u64]) -> u64 {
    parts.iter().fold(then(0, tag as u64), |sum, &part| then(sum, part))
}

/// Adds `part` to a hash: the finish of `splitmix64`, which spreads every bit over all others.
fn then(sum: u64, part: u64) -> u64 {
    let mut z = (sum ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
