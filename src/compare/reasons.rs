//! Why a line changed: inputs first, then prices, then what ceilings show.

use std::collections::BTreeMap;

use super::diff::{Diff, ceiling_key};
use super::lines::Moved;
use super::prices::Prices;
use super::side::Side;
use crate::id::{CeilingId, NeedId, PaymentId, SentraId};
use crate::model::{Kind, Rule};
use crate::units::Rupiah;
use crate::words::because::Because;
use crate::words::inputs::Change;

/// Reasons of one sort that a line names at most.
const MOST: usize = 3;

/// Units of payment that rounding may move: chains of single units pass through a payment some times at most.
const UNITS: i128 = 10;

/// Points are the same up to this part of their size: prices are those of an interior method, good to some 1e-9 of all points.
const SAME: f64 = 1e-6;
/// A price that moved by less than this part of it reads the same before and after, in the four digits that are told: it is the reason of nothing.
const MOVED: f64 = 5e-4;

/// All that reasons are read from.
pub(super) struct Reasons<'a> {
    sides: [&'a Side<'a>; 2],
    diff: &'a Diff<'a>,
    prices: Option<&'a Prices<'a>>,
}

/// A payment that moved, as each side knows it, with the change in Rp 1 million.
struct Step {
    at: [Option<PaymentId>; 2],
    change: f64,
    source: String,
}

/// What a priced row did to the payments of a need that moved.
#[derive(Debug, Clone, Copy, Default)]
struct Moves {
    /// Points by which money followed the price: positive where less is paid as it rose, or more as it fell.
    score: f64,
    /// Points per Rp 1 million before and after, on the payment that it did most to.
    part: [f64; 2],
    most: f64,
}

impl<'a> Reasons<'a> {
    pub(super) fn new(
        before: &'a Side<'a>,
        after: &'a Side<'a>,
        diff: &'a Diff<'a>,
        prices: Option<&'a Prices<'a>>,
    ) -> Self {
        Self { sides: [before, after], diff, prices }
    }

    /// Why a need is paid otherwise, or its points differ.
    pub(super) fn need(&self, ids: [Option<NeedId>; 2], payments: &[Moved]) -> Vec<Because> {
        if self.diff.changes.is_empty() {
            return vec![Because::Choice];
        }
        let steps = self.steps(ids, payments);
        let mut because: Vec<Because> = self.own(ids, &steps).into_iter().map(|place| self.own_input(place)).collect();
        let unit = self.sides.map(|side| side.programme.unit()).into_iter().fold(Rupiah::ZERO, Rupiah::max);
        let most = i128::from(unit.get()) * UNITS;
        let small = |moved: &Moved| i128::from((moved.after - moved.before).get()).abs() <= most;
        if because.is_empty() && !payments.is_empty() && payments.iter().all(small) {
            return vec![Because::Rounding { unit }];
        }
        let moves = self.moves(&steps);
        because.extend(self.bounds(ids, &steps, &moves));
        because.extend(self.diff.general.iter().map(|&place| {
            let (number, change) = self.change(place);
            Because::General { number, change }
        }));
        because.extend(self.displaced(&moves));
        if because.is_empty() {
            because.extend(self.margin(&steps));
        }
        if because.is_empty() {
            because.extend(self.full(&steps));
        }
        if because.is_empty()
            && let Some(place) = self.diff.unit
        {
            let (number, change) = self.change(place);
            because.push(Because::General { number, change });
        }
        if because.is_empty() {
            because.push(Because::Unknown);
        }
        because
    }

    /// Why the completion of a sentra earns otherwise; `touched` if its essential needs are paid otherwise.
    pub(super) fn completion(&self, code: &str, ids: [Option<SentraId>; 2], touched: bool) -> Vec<Because> {
        let mut places = self.diff.sentra.get(code).cloned().unwrap_or_default();
        for (side, id) in self.sides.into_iter().zip(ids) {
            let Some(id) = id else { continue };
            let sentra = &side.programme.sentra()[id.index()];
            for need in &side.programme.needs()[sentra.needs.clone()] {
                let essential = |place: &usize| {
                    need.essential || matches!(&self.diff.changes[*place], Change::Cell { .. } | Change::RowGone { .. })
                };
                let own = self.diff.needs.get(need.code.as_str()).into_iter().flatten().copied();
                places.extend(own.filter(essential));
            }
        }
        for &(place, side, i) in &self.diff.priorities {
            let priority = &self.sides[side].programme.priorities()[i];
            let selects = ids[side].is_some_and(|id| priority.of.selects_sentra(self.sides[side].programme, id));
            if priority.of.speaks_of_sentra_alone() && selects {
                places.push(place);
            }
        }
        places.sort_unstable();
        places.dedup();
        let mut because: Vec<Because> = places.into_iter().map(|place| self.own_input(place)).collect();
        because.extend(self.diff.general.iter().map(|&place| {
            let (number, change) = self.change(place);
            Because::General { number, change }
        }));
        if touched {
            // What was paid otherwise is the nearer reason, unless the sentra's own inputs differ.
            let general = because.iter().position(|because| matches!(because, Because::General { .. }));
            because.insert(general.unwrap_or(because.len()), Because::Needs);
        }
        if because.is_empty() {
            because.push(Because::Unknown);
        }
        because
    }

    /// Why a rule's penalty differs.
    pub(super) fn penalty(&self, id: &str) -> Vec<Because> {
        match self.diff.rules.get(id) {
            Some(&place) => vec![self.own_input(place)],
            None => vec![Because::Money],
        }
    }

    fn change(&self, place: usize) -> (usize, Change) {
        (place + 1, self.diff.changes[place].clone())
    }

    fn own_input(&self, place: usize) -> Because {
        let (number, change) = self.change(place);
        Because::Own { number, change }
    }

    fn steps(&self, ids: [Option<NeedId>; 2], payments: &[Moved]) -> Vec<Step> {
        let step = |moved: &Moved| Step {
            at: [0, 1].map(|i| ids[i].and_then(|id| self.sides[i].payment(id, moved.year, &moved.source.code))),
            change: (moved.after - moved.before).as_millions(),
            source: moved.source.code.clone(),
        };
        payments.iter().map(step).collect()
    }

    /// Changes of the need's own inputs, in the order of changes.
    fn own(&self, ids: [Option<NeedId>; 2], steps: &[Step]) -> Vec<usize> {
        let mut places = Vec::new();
        for (side, id) in self.sides.into_iter().zip(ids) {
            let Some(id) = id else { continue };
            let programme = side.programme;
            let sentra = programme.sentra_of(id);
            let region = &programme.regions()[sentra.region.index()];
            let province = &programme.provinces()[region.province.index()];
            for (table, code) in [
                (&self.diff.needs, programme.needs()[id.index()].code.as_str()),
                (&self.diff.sentra, sentra.code.as_str()),
                (&self.diff.regions, region.code.as_str()),
                (&self.diff.provinces, province.code.as_str()),
            ] {
                places.extend(table.get(code).into_iter().flatten());
            }
        }
        for step in steps {
            places.extend(self.diff.sources.get(&step.source).into_iter().flatten());
        }
        for &(place, side, i) in &self.diff.priorities {
            let programme = self.sides[side].programme;
            let of = &programme.priorities()[i].of;
            let payments = ids[side].map(|id| programme.needs()[id.index()].payments.clone());
            if payments.into_iter().flatten().any(|p| of.selects(programme, &programme.payments()[p])) {
                places.push(place);
            }
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    /// What each priced row did, by its shared number.
    fn moves(&self, steps: &[Step]) -> BTreeMap<u32, Moves> {
        let mut moves: BTreeMap<u32, Moves> = BTreeMap::new();
        let Some(prices) = self.prices else { return moves };
        for step in steps {
            let mut parts: BTreeMap<u32, [f64; 2]> = BTreeMap::new();
            for (side, payment) in step.at.into_iter().enumerate() {
                let Some(payment) = payment else { continue };
                for (row, points) in prices.parts(side, payment) {
                    parts.entry(row).or_default()[side] += points;
                }
            }
            for (row, part) in parts {
                let moved = moves.entry(row).or_default();
                // Where a payment exists on one side only there is no price to compare.
                if step.at.iter().all(Option::is_some) {
                    moved.score -= step.change * (part[1] - part[0]);
                }
                let size = (step.change * (part[1] - part[0])).abs().max(f64::MIN_POSITIVE);
                if size > moved.most {
                    moved.most = size;
                    moved.part = part;
                }
            }
        }
        moves
    }

    /// Ceilings and rules over the need that differ and bind on it.
    fn bounds(&self, ids: [Option<NeedId>; 2], steps: &[Step], moves: &BTreeMap<u32, Moves>) -> Vec<Because> {
        let mut found: BTreeMap<usize, (f64, Option<[f64; 2]>)> = BTreeMap::new();
        if let Some(prices) = self.prices {
            for (row, moved) in moves {
                if let Some(place) = prices.rows[*row as usize].change {
                    let entry = found.entry(place).or_default();
                    entry.0 += moved.score;
                    if entry.1.is_none_or(|part| (part[1] - part[0]).abs() < (moved.part[1] - moved.part[0]).abs()) {
                        entry.1 = Some(moved.part);
                    }
                }
            }
        } else {
            for (i, ceiling) in self.ceilings_over(steps) {
                let key = ceiling_key(self.sides[i].programme, ceiling);
                if let Some(&place) = self.diff.ceilings.get(&key)
                    && self.sides[i].is_spent(ceiling)
                {
                    found.entry(place).or_default();
                }
            }
        }
        // Prices know nothing of rules of whole numbers.
        for (i, side) in self.sides.into_iter().enumerate() {
            for rule in side.programme.rules() {
                if let Some(&place) = self.diff.rules.get(&rule.id)
                    && (self.prices.is_none() || is_whole(rule))
                    && ids[i].is_some_and(|id| speaks_of(side, rule, id, steps.iter().filter_map(|step| step.at[i])))
                {
                    found.entry(place).or_default();
                }
            }
        }
        let mut found: Vec<_> =
            found.into_iter().filter(|&(place, (score, _))| self.agrees(place, score, steps)).collect();
        found.sort_by(|a, b| b.1.0.abs().total_cmp(&a.1.0.abs()).then(a.0.cmp(&b.0)));
        found.truncate(MOST);
        let because = |(place, (_, part)): (usize, (f64, Option<[f64; 2]>))| {
            let (number, change) = self.change(place);
            let [before, after] = part.map_or([None; 2], |part| part.map(Some));
            Because::Bound { number, change, before, after }
        };
        found.into_iter().map(because).collect()
    }

    /// Whether money moved the way that the change of a ceiling lets it, or followed its price. Of a rule nothing of the kind can be asked.
    fn agrees(&self, place: usize, score: f64, steps: &[Step]) -> bool {
        let room = match &self.diff.changes[place] {
            Change::CeilingChanged { before, after, .. } => (*after - *before).as_millions(),
            Change::CeilingNew { .. } => -1.0,
            Change::CeilingGone { .. } => 1.0,
            _ => return true,
        };
        let under = |step: &&Step| {
            let over = |i: usize| {
                let side = self.sides[i];
                step.at[i].is_some_and(|payment| {
                    let mut keys = side.ceilings_over(payment).map(|id| ceiling_key(side.programme, id));
                    keys.any(|key| self.diff.ceilings.get(&key) == Some(&place))
                })
            };
            over(0) || over(1)
        };
        let moved: f64 = steps.iter().filter(under).map(|step| step.change).sum();
        moved * room > 0.0 || score > 0.0
    }

    /// Ceilings over the payments that moved, with their sides.
    fn ceilings_over(&self, steps: &[Step]) -> Vec<(usize, CeilingId)> {
        let mut over = Vec::new();
        for step in steps {
            for (i, payment) in step.at.into_iter().enumerate() {
                if let Some(payment) = payment {
                    over.extend(self.sides[i].ceilings_over(payment).map(|ceiling| (i, ceiling)));
                }
            }
        }
        over
    }

    /// Rows that do not differ, whose price moved money.
    fn displaced(&self, moves: &BTreeMap<u32, Moves>) -> Vec<Because> {
        let Some(prices) = self.prices else { return Vec::new() };
        let followed = |(row, moved): (&u32, &Moves)| {
            let about = prices.rows[*row as usize];
            let size = moved.part[0].abs().max(moved.part[1].abs());
            let is_moved = (moved.part[1] - moved.part[0]).abs() > MOVED * size;
            (!about.own && about.change.is_none() && moved.score > 0.0 && is_moved).then_some((*row, *moved))
        };
        let mut found: Vec<(u32, Moves)> = moves.iter().filter_map(followed).collect();
        found.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0)));
        found.truncate(MOST);
        let because = |(row, moved): (u32, Moves)| Because::Displaced {
            by: prices.reason(row),
            before: moved.part[0],
            after: moved.part[1],
        };
        found.into_iter().map(because).collect()
    }

    /// The row at whose margin a payment that moved stands before and after.
    fn margin(&self, steps: &[Step]) -> Option<Because> {
        let prices = self.prices?;
        let mut best: Option<(f64, u32)> = None;
        for step in steps {
            let [Some(a), Some(b)] = step.at else { continue };
            let mut parts: BTreeMap<u32, [f64; 2]> = BTreeMap::new();
            let mut cost = [0.0; 2];
            for (side, payment) in [a, b].into_iter().enumerate() {
                for (row, points) in prices.parts(side, payment) {
                    if !prices.rows[row as usize].own {
                        parts.entry(row).or_default()[side] += points;
                    }
                    cost[side] += points;
                }
            }
            let earns = [prices.earns(0, a), prices.earns(1, b)];
            let even = |i: usize| (cost[i] - earns[i]).abs() <= SAME * cost[i].abs().max(earns[i].abs());
            if !(even(0) && even(1)) {
                continue;
            }
            for (row, [before, after]) in parts {
                let price = before.min(after);
                if price > 0.0
                    && prices.rows[row as usize].change.is_none()
                    && best.is_none_or(|(most, _)| price > most)
                {
                    best = Some((price, row));
                }
            }
        }
        best.map(|(price, row)| Because::Margin { by: prices.reason(row), price })
    }

    /// A ceiling that does not differ and is spent before and after, where there are no prices.
    fn full(&self, steps: &[Step]) -> Option<Because> {
        if self.prices.is_some() {
            return None;
        }
        let over = self.ceilings_over(steps);
        let spent: Vec<_> = over.iter().filter(|(i, ceiling)| self.sides[*i].is_spent(*ceiling)).collect();
        let key = |&&(i, ceiling): &&(usize, CeilingId)| ceiling_key(self.sides[i].programme, ceiling);
        let before: Vec<_> = spent.iter().filter(|(i, _)| *i == 0).map(key).collect();
        let both = |entry: &&&(usize, CeilingId)| {
            entry.0 == 1 && before.contains(&key(entry)) && !self.diff.ceilings.contains_key(&key(entry))
        };
        let &&(_, ceiling) = spent.iter().find(both)?;
        Some(Because::Full { ceiling: self.sides[1].ceiling(ceiling) })
    }
}

/// Whether a rule takes whole numbers, so that linear prices know nothing of it.
fn is_whole(rule: &Rule) -> bool {
    match &rule.kind {
        Kind::Count { .. } | Kind::Together | Kind::Exclusive => true,
        Kind::Amount(bounds) => !bounds.zero_or_at_least.is_none(),
        Kind::Coverage(bounds) => !bounds.zero_or_at_least.is_none(),
        Kind::Share { .. } | Kind::Growth { .. } | Kind::Match { .. } | Kind::Stability(_) => false,
    }
}

/// Whether `rule` speaks of the need or of one of its payments.
fn speaks_of(side: &Side<'_>, rule: &Rule, need: NeedId, mut payments: impl Iterator<Item = PaymentId>) -> bool {
    let programme = side.programme;
    match &rule.kind {
        // These look at what a need gets over all years.
        Kind::Count { .. } | Kind::Together | Kind::Exclusive => rule.of.selects_need(programme, need),
        kind => payments.any(|payment| {
            let payment = &programme.payments()[payment.index()];
            let within = matches!(kind, Kind::Share { within, .. } if within.selects(programme, payment));
            within || rule.of.selects(programme, payment)
        }),
    }
}
