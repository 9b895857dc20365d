//! An upper bound on the points of every plan of a whole programme, and the region plans it is made of.
//!
//! # The bound
//! A plan is seen through its *features* (see `items`): the share of its need that each payment pays, and items that are counted. Rows
//! whose features lie in several regions *link* them. For any price `y >= 0` of each link (soft: at most its penalty),
//!
//! ```text
//! points of every plan  <=  sum over links  y * rhs  +  sum over regions  max over plans of the region of
//!                           ( points - penalties of its own soft rules - sum over links  y * usage )
//! ```
//! since a plan keeps `usage <= rhs` (a soft one pays at least `y` for each unit over). A region's maximum is never below the truth: see
//! `decide`. It is exact where every need is whole, paid in one year and by one source, and the search was not cut. Else it is loosened, but
//! stays true:
//!
//! - **Needs that can be split.** Their shares paid by the end of each year, with order and completion, form an order polytope, whose corners
//!   pay each need by one payment or not at all. A linear value has its maximum at a corner, so the same schedules bound them too; rows
//!   that count are replaced by linear ones (see `rows`), and the region's bound is that by prices, without search.
//! - **Rules of 0 or at least** that link regions, and change against an earlier plan of needs that can be split, are left out.
//! - **More than six switches** in a region (see `region`) are left open: on or off, whichever is worth more.
//! - **Schedules not looked at**, after a node limit, count by the bound above them.
//!
//! Payments that no plan can make, as all rows together tell (see [`reach`](super::reach)), are no schedules of a region.
//!
//! With one need to a region it is the bound of Dantzig and Wolfe: never weaker than that of the linear relaxation at the best prices.
//!
//! # Moving prices
//! Prices start at those of the linear relaxation, those of a region's own rows too, and follow when links change theirs: where a ceiling of
//! the region binds, money costs about the same whoever asks for it. Each round decides every region, from the best plan known at the prices
//! on; keeps its plan and the best met for each pattern of its switches (without these the master does not know what a count of regions is
//! worth), and asks the master (see `master`) for prices within a box around the best: a fiftieth of a link's scale to either side at first,
//! twice as far after a round that brought a tenth of what the master promised, half as far after one that brought nothing. Before the first round
//! prices of links that the relaxation does not know move by glances (see `foresee`). The scale of a link is its price, or, where that is more, the price at
//! which its usage would take a twentieth of the points; where it has a right-hand side, the geometric mean of usage and right-hand side stands
//! for usage, since three sentra of a thousand are worth far more than the mean one. The two sides of an equality move as one price of either
//! sign. Without the box prices oscillate, since few plans say little; a step from prices of 0 can double the bound.
//! At most 600 links move, those that are broken or priced most: the master's matrix holds a square of them. The others stay as they are.
//!
//! Where prices are far off regions are looked at quickly: a few steps of their prices, one short search. That bound is valid and loose, which does no harm
//! then. After glances, or once what regions leave open makes a tenth of what the master promises, or prices have failed several times, regions with
//! anything open are decided in full; and where that leaves more than a 20,000th of the bound open, they are branched on from the next round on (see `branch`),
//! with four times the nodes each time.
//!
//! # Rounding
//! A region's bound is lifted by more than its own sums can be off; the sum over links and regions is rounded outward.

mod assemble;
mod branch;
mod certificate;
mod counts;
mod decide;
mod effort;
mod envelope;
mod foresee;
mod gap;
mod implied;
mod items;
mod known;
mod master;
mod mend;
mod names;
mod neighbours;
mod outline;
mod prices;
mod pricing;
mod region;
mod rounds;
mod rows;
mod search;
mod seen;
mod sentra;
mod usage;
mod vary;
mod walk;

use std::sync::Arc;
use std::time::Instant;

pub use crate::region_proof::{RegionBound, RowPrice, WholeCertificate};
pub use assemble::Assembly;
pub use certificate::{RecheckError, Rechecked};
pub use gap::GapParts;
pub use rows::Link;
pub use seen::{Seen, Start};
pub use vary::Variants;

use crate::id::PaymentId;
use crate::interval::{Interval, UpperSum};
use crate::lp::Formulation;
use crate::model::Programme;
use crate::plan::Plan;
use crate::solve::whole::reach::Reach;
use crate::solve::{Control, Ended, SolveError};

use decide::Memory;
use known::known_prices;
use master::Column;
use outline::Outline;

/// How far prices may move at first, in scales of the links.
const REACH: f64 = 0.02;
/// Plans kept of each region in a round beside its best, once prices move: the master's time grows with them.
const OTHERS: usize = 3;
/// Roundings behind a right-hand side, as in the certificate of linear programs.
const STORED: u32 = 8;

/// What a round brought.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Improved {
    /// The bound fell by this much (0 if it did not).
    By(f64),
    /// No step is left that could lower it.
    Done,
    /// The round was stopped and changed nothing.
    Stopped(Ended),
}

/// The bound of a programme, its prices, and what it was made of.
#[derive(Debug)]
pub struct Bounds<'a> {
    programme: &'a Programme,
    outline: Arc<Outline>,
    memories: Vec<Memory>,
    best: Round,
    at: Vec<f64>,
    /// For each region the plans seen.
    columns: Vec<Vec<Column>>,
    /// What the best selections of the last round use of each link, and the same without signs.
    usage: Vec<f64>,
    size: Vec<f64>,
    /// For each link the first and the last region that it joins.
    spans: Vec<(usize, usize)>,
    /// For each link the other side of the equality, where it is one.
    twins: Vec<Option<usize>>,
    /// Whether prices were moved before the first round (see `foresee`).
    foreseen: bool,
    /// Rounds on end that brought little of what was promised.
    stuck: usize,
    /// How far prices may move from the best, in scales.
    reach: f64,
    scales: Vec<f64>,
    /// Plans of a round that are kept of each region beside its best.
    others: usize,
    /// Values of the features in the last round.
    last: Vec<f64>,
    /// Nodes of all regions in the last round.
    nodes: usize,
    /// What the master promised of the last round.
    promised: f64,
    /// The choices of each region in the plan learned last; empty if there is none.
    learned: Vec<Vec<u16>>,
}

/// Prices, and what they prove.
#[derive(Debug, Clone)]
struct Round {
    prices: Vec<f64>,
    /// What was known of each region before the round: it decides the same again.
    before: Vec<Memory>,
    regions: Vec<f64>,
    bound: f64,
}

/// A programme taken apart into regions and what links them, for which no prices are needed.
#[derive(Debug, Clone)]
pub struct Apart<'a> {
    programme: &'a Programme,
    outline: Arc<Outline>,
}

impl<'a> Apart<'a> {
    /// Takes `programme` apart, where plans pay no more than `reach` says.
    #[must_use]
    pub fn new(programme: &'a Programme, reach: &Reach) -> Self {
        Self { programme, outline: Arc::new(Outline::new(programme, reach)) }
    }
}

impl<'a> Bounds<'a> {
    /// Takes `programme` apart and bounds it at the prices of `relaxed`, a linear program of it or of its relaxation: one price for each
    /// row; rows that are not priced start at 0.
    ///
    /// # Errors
    /// [`SolveError::Stopped`] if `control` says so before the first bound is there.
    pub fn new(
        programme: &'a Programme,
        relaxed: &Formulation<'_>,
        prices: &[f64],
        control: &Control,
    ) -> Result<Self, SolveError> {
        Self::of(Apart::new(programme, &Reach::new(programme)), relaxed, prices, control)
    }

    /// Likewise, of a programme that was taken apart before.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn of(
        apart: Apart<'a>,
        relaxed: &Formulation<'_>,
        prices: &[f64],
        control: &Control,
    ) -> Result<Self, SolveError> {
        let start = Instant::now();
        let Apart { programme, outline } = apart;
        let known = known_prices(programme, relaxed, prices);
        let price = |link: Link| known.get(&link).copied().unwrap_or(0.0).max(0.0);
        let links = outline.links.iter();
        let at: Vec<f64> = links.map(|row| price(row.link).min(row.penalty.unwrap_or(f64::INFINITY))).collect();
        let of_rows = |region: &region::Region| {
            let rows = region.rows.iter();
            rows.map(|row| region.stated(row).map_or(0.0, |link| (price(link) * row.scale).min(row.cap))).collect()
        };
        let memories =
            outline.regions.iter().map(|region| Memory { prices: of_rows(region), ..Memory::default() }).collect();
        let count = outline.links.len();
        let mut bounds = Self {
            programme,
            memories,
            best: Round { prices: at.clone(), before: Vec::new(), regions: Vec::new(), bound: f64::INFINITY },
            usage: vec![0.0; count],
            size: vec![0.0; count],
            columns: vec![Vec::new(); outline.regions.len()],
            scales: vec![1.0; count],
            spans: outline.spans(),
            twins: outline.twins(),
            outline,
            at: at.clone(),
            last: Vec::new(),
            others: usize::MAX,
            promised: f64::INFINITY,
            learned: Vec::new(),
            nodes: 0,
            stuck: 0,
            foreseen: false,
            reach: REACH,
        };
        let stopped = |ended| SolveError::Stopped { solver: "whole", ended };
        let is_priced: Vec<bool> = bounds.outline.links.iter().map(|row| known.contains_key(&row.link)).collect();
        bounds.foresee(&is_priced, control, start);
        bounds.round(control, start).map_err(stopped)?;
        bounds.scales = bounds.price_scales();
        bounds.others = OTHERS;
        Ok(bounds)
    }

    /// No plan has more points than this; minus infinity if there is no plan at all.
    #[must_use]
    pub fn bound(&self) -> f64 {
        self.best.bound
    }

    /// By how much the bound could fall at most in the last round, as far as the plans seen by then told; infinite before the first round.
    #[must_use]
    pub fn promised(&self) -> f64 {
        self.promised
    }

    /// Whether prices were moved before the first round, so that they are near the best.
    pub(in crate::solve::whole) fn foreseen(&self) -> bool {
        self.foreseen
    }

    /// Nodes that the last round went through: a measure of its work that is the same on every machine.
    pub(in crate::solve::whole) fn nodes(&self) -> usize {
        self.nodes
    }

    /// One round: every region is decided at new prices. `control.time_limit` counts from now.
    pub fn improve(&mut self, control: &Control) -> Improved {
        let start = Instant::now();
        if self.best.bound == f64::NEG_INFINITY || self.reach < 1e-4 {
            return Improved::Done;
        }
        let before = self.best.bound;
        let prices = self.master_prices(&|_| true);
        let promised = before - self.seen_at(&prices);
        self.promised = promised.max(1e-6 * before.abs());
        if promised < 1e-6 * before.abs() {
            return Improved::Done;
        }
        let old = std::mem::replace(&mut self.at, prices);
        if let Err(ended) = self.round(control, start) {
            self.at = old;
            return Improved::Stopped(ended);
        }
        let gain = before - self.best.bound;
        self.stuck = if gain > 0.1 * promised { 0 } else { self.stuck + 1 };
        if gain > 0.1 * promised {
            self.reach *= 2.0;
        } else if gain <= 0.0 {
            self.reach *= 0.5;
        }
        Improved::By(gain.max(0.0))
    }

    /// Takes note of a good plan: its part of each region becomes a plan seen.
    pub fn learn(&mut self, plan: &Plan) {
        let values = self.outline.values(&self.at);
        let outline = Arc::clone(&self.outline);
        let mut used = vec![0.0; self.at.len()];
        self.learned.clear();
        for (region, columns) in outline.regions.iter().zip(&mut self.columns) {
            let choices = region.choices(self.programme, plan);
            if let Some(worth) = region.worth(&choices, &region.values(&values)) {
                let column = outline.column(region, &(worth, choices.clone()), &self.at, &mut used);
                prices::add(columns, column, prices::COLUMNS);
            }
            self.learned.push(choices);
        }
    }

    /// The value of wholly paying a need by each payment at the best prices: its points less the price of what it takes.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        let mut values = self.outline.values(&self.best.prices);
        values.truncate(self.outline.payments);
        values
    }

    /// Every link and its best price, in order.
    pub fn prices(&self) -> impl Iterator<Item = (Link, f64)> + '_ {
        self.outline.links.iter().map(|row| row.link).zip(self.best.prices.iter().copied())
    }

    /// The certificate of the best bound.
    #[must_use]
    pub fn certificate(&self, benefit: f64) -> WholeCertificate {
        WholeCertificate::new(self.programme, &self.outline, &self.best, benefit)
    }
}

/// The payments of a selection, in order.
fn payments(region: &region::Region, choices: &[u16]) -> Vec<PaymentId> {
    let mut payments = Vec::new();
    region.features(choices, &mut |f| {
        if (f as usize) < region.payments.len() {
            payments.push(PaymentId::new(region.payments.start + f as usize));
        }
    });
    payments.sort_unstable();
    payments
}

/// The bound that `prices` give with these bounds of regions, rounded outward.
fn total(outline: &Outline, prices: &[f64], regions: &[f64]) -> f64 {
    if outline.impossible || regions.contains(&f64::NEG_INFINITY) {
        return f64::NEG_INFINITY;
    }
    let mut sum = UpperSum::default();
    sum.add(outline.lost + outline.lost.abs() * 1e-12);
    for (row, &price) in outline.links.iter().zip(prices) {
        if price > 0.0 {
            sum.add(Interval::rounded(row.rhs, STORED).times(Interval::exact(price)).hi);
        }
    }
    for &bound in regions {
        sum.add(bound);
    }
    sum.total()
}
