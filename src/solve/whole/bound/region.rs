//! One region: its sentra, its own rows, and what a selection of schedules is worth there.

use std::ops::Range;

use super::outline::tolerance;
use super::rows::Link;
use super::sentra::{Need, Sentra, reaches};
use crate::model::Programme;
use crate::plan::Plan;

/// A sum of payments on which something hangs: a grant is given or not, a region counts or not.
#[derive(Debug, Clone)]
pub(super) struct Switch {
    /// The rule and group that first state it.
    pub(super) link: Link,
    /// Rp 1 million that each payment adds, by payment.
    pub(super) terms: Vec<(u32, f64)>,
    /// It is on from this sum on.
    pub(super) least: f64,
    /// The sum is never more.
    pub(super) most: f64,
    /// Whether the sum is 0 where it is off; else only below `least`.
    pub(super) bars: bool,
    /// Items that are 1 where it is on.
    pub(super) items: Vec<u32>,
    /// The row that states `most`, where one does.
    pub(super) ceiling: Option<Link>,
}

/// The right-hand side of a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Right {
    Fixed(f64),
    /// At most `most` where the switch is on; off, nothing or less than `least`.
    Most(usize),
    /// At least `least` where the switch is on.
    Least(usize),
}

/// `sum terms <= right`, scaled to a largest coefficient of 1.
#[derive(Debug, Clone)]
pub(super) struct RegionRow {
    /// What it states; of a switch, the rule and group of that.
    pub(super) link: Link,
    pub(super) terms: Vec<(u32, f64)>,
    pub(super) right: Right,
    /// What the terms were divided by.
    pub(super) scale: f64,
    /// The most that its price may be; infinite where it is hard.
    pub(super) cap: f64,
    /// Whether the programme states it so; else it follows from `link`, which joins other regions too.
    pub(super) stated: bool,
}

impl RegionRow {
    pub(super) fn new(link: Link, mut terms: Vec<(u32, f64)>, right: Right, penalty: Option<f64>) -> Self {
        let largest = terms.iter().map(|&(_, a)| a.abs()).fold(0.0, f64::max);
        let scale = if largest > 0.0 { largest } else { 1.0 };
        for (_, a) in &mut terms {
            *a /= scale;
        }
        Self { link, terms, right, scale, cap: penalty.map_or(f64::INFINITY, |p| p * scale), stated: true }
    }
}

/// A region.
#[derive(Debug, Clone)]
pub(super) struct Region {
    /// Its place in the programme.
    pub(super) index: usize,
    pub(super) payments: Range<usize>,
    /// Its items, as features of the programme.
    pub(super) items: Vec<u32>,
    pub(super) sentra: Vec<Sentra>,
    pub(super) rows: Vec<RegionRow>,
    pub(super) switches: Vec<Switch>,
    /// For each payment the switches that bar it when off; empty where there are too many switches to tell apart.
    pub(super) masks: Vec<u64>,
    /// For each feature the rows it is in.
    pub(super) columns: Vec<Vec<(u32, f64)>>,
    pub(super) exact: bool,
    pub(super) years: usize,
}

/// Switches whose states are told apart: 64 patterns, six years of grants. Beyond, all are left open.
const TOLD_APART: usize = 6;

impl Region {
    pub(super) fn new(
        index: usize,
        payments: Range<usize>,
        items: Vec<u32>,
        sentra: Vec<Sentra>,
        rows: Vec<RegionRow>,
        switches: Vec<Switch>,
    ) -> Self {
        let mut masks = vec![0; payments.len()];
        if switches.len() <= TOLD_APART {
            for (k, switch) in switches.iter().enumerate().filter(|(_, switch)| switch.bars) {
                switch.terms.iter().for_each(|&(p, _)| masks[p as usize] |= 1 << k);
            }
        }
        let mut columns = vec![Vec::new(); payments.len() + items.len()];
        for (row, number) in rows.iter().zip(0..) {
            row.terms.iter().for_each(|&(f, a)| columns[f as usize].push((number, a)));
        }
        let options = sentra.iter().flat_map(|sentra| &sentra.needs).flat_map(|need| &need.options);
        let years = options.map(|option| usize::from(option.year) + 1).max().unwrap_or(0);
        let exact = sentra.iter().all(|sentra| sentra.exact);
        Self { index, payments, items, sentra, rows, switches, masks, columns, exact, years }
    }

    /// Number of states of switches that are told apart.
    pub(super) fn patterns(&self) -> usize {
        if self.switches.len() <= TOLD_APART { 1 << self.switches.len() } else { 1 }
    }

    /// Whether switch `k` is on in `pattern`; `None` = open.
    pub(super) fn state(&self, pattern: usize, k: usize) -> Option<bool> {
        (self.switches.len() <= TOLD_APART).then_some(pattern >> k & 1 == 1)
    }

    /// The right-hand side of `row` where its switch is `on`.
    pub(super) fn right(&self, row: &RegionRow, on: bool) -> f64 {
        let right = match row.right {
            Right::Fixed(rhs) => rhs,
            Right::Most(k) if on => self.switches[k].most,
            Right::Most(k) if self.switches[k].bars => 0.0,
            Right::Most(k) => self.switches[k].least.min(self.switches[k].most),
            Right::Least(k) if on => -self.switches[k].least,
            Right::Least(_) => 0.0,
        };
        right / row.scale
    }

    /// The selection that makes the payments of `plan` which pay a need wholly; others are left out.
    pub(super) fn choices(&self, programme: &Programme, plan: &Plan) -> Vec<u16> {
        let paid = |payment: u32| {
            let p = self.payments.start + payment as usize;
            plan.paid()[p] == programme.needs()[programme.payments()[p].need.index()].cost
        };
        let needs = self.sentra.iter().flat_map(|sentra| &sentra.needs);
        let option = |need: &Need| need.options.iter().position(|option| paid(option.payment));
        needs.map(|need| option(need).map_or(0, |option| u16::try_from(option + 1).unwrap_or(0))).collect()
    }

    /// Values of this region's features, out of those of the programme.
    pub(super) fn values(&self, values: &[f64]) -> Vec<f64> {
        let payments = values[self.payments.clone()].iter();
        payments.copied().chain(self.items.iter().map(|&item| values[item as usize])).collect()
    }

    /// The row of the programme whose right-hand side `row` has, where it is one.
    pub(super) fn stated(&self, row: &RegionRow) -> Option<Link> {
        match row.right {
            Right::Fixed(_) => row.stated.then_some(row.link),
            Right::Most(k) => self.switches[k].ceiling,
            Right::Least(_) => None,
        }
    }

    /// Moves `prices` of the rows after values that `changed`: where a row binds, what its features cost in all stays about the same, so that
    /// its price makes up for what others take less. One row at a time, by least squares.
    pub(super) fn follow(&self, changed: &[f64], prices: &mut [f64]) {
        for (row, price) in self.rows.iter().zip(prices) {
            let (mut product, mut square) = (0.0, 0.0);
            for &(f, a) in &row.terms {
                product += a * changed[f as usize];
                square += a * a;
            }
            if square > 0.0 && matches!(row.right, Right::Fixed(_) | Right::Most(_)) {
                *price = (*price + product / square).clamp(0.0, row.cap);
            }
        }
    }

    /// The features of a selection: a schedule for each sentra, one after the other; switches by what is paid. Gives the points of
    /// completion.
    pub(super) fn features(&self, choices: &[u16], each: &mut dyn FnMut(u32)) -> f64 {
        let mut points = 0.0;
        let mut paid = vec![false; self.payments.len()];
        let mut from = 0;
        for sentra in &self.sentra {
            let choice = &choices[from..from + sentra.needs.len()];
            from += sentra.needs.len();
            let year = sentra.features(choice, |feature| {
                if let Some(paid) = paid.get_mut(feature as usize) {
                    *paid = true;
                }
                each(feature);
            });
            points += year.map_or(0.0, |year| sentra.completion[usize::from(year)]);
        }
        for switch in &self.switches {
            let sum: f64 = switch.terms.iter().filter(|&&(p, _)| paid[p as usize]).map(|&(_, a)| a).sum();
            if reaches(sum, switch.least) {
                switch.items.iter().for_each(|&item| each(item));
            }
        }
        points
    }

    /// What a selection is worth at `values`, penalties taken off; `None` if it breaks a hard row.
    pub(super) fn worth(&self, choices: &[u16], values: &[f64]) -> Option<f64> {
        let mut usage = vec![0.0; self.rows.len()];
        let mut worth = 0.0;
        let points = self.features(choices, &mut |feature| {
            worth += values[feature as usize];
            self.columns[feature as usize].iter().for_each(|&(row, a)| usage[row as usize] += a);
        });
        worth += points;
        for (row, &used) in self.rows.iter().zip(&usage) {
            let over = match row.right {
                Right::Fixed(_) => used - self.right(row, true),
                Right::Most(k) => {
                    let switch = &self.switches[k];
                    let sum = used * row.scale;
                    if switch.bars && sum > 0.0 && !reaches(sum, switch.least) {
                        return None;
                    }
                    (sum - switch.most) / row.scale
                }
                Right::Least(_) => 0.0,
            };
            if over > tolerance(used) {
                if row.cap.is_infinite() {
                    return None;
                }
                worth -= row.cap * over;
            }
        }
        Some(worth)
    }
}
