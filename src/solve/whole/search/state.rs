//! A plan in the making: one choice for each need, and everything that follows from the choices, kept up to date in whole numbers.
//!
//! ```text
//! score = points - penalties of soft rules - sum over broken hard rows  weight * breach
//! ```
//! The plan keeps every hard rule when no hard row is broken: that is counted in whole numbers. The score is a sum of `f64`, taken anew from time
//! to time; it guides and proves nothing.

use super::choices::NEVER;
use super::rows::Row;
use super::table::Table;
use crate::plan::Plan;
use crate::units::Rupiah;

/// What a hard breach costs at first, in times of what the money of the breach earns on the average.
const FIRST: f64 = 4.0;

/// By how much a row that stays broken weighs more, and one that holds less, and how much more at most: beyond it nothing else would count.
const HEAVIER: f64 = 1.3;
const LIGHTER: f64 = 0.98;
const HEAVIEST: f64 = 100.0;

const NOWHERE: u32 = u32::MAX;

/// A row at work.
#[derive(Debug, Clone)]
struct Gauge {
    activity: i128,
    lo: i128,
    hi: i128,
    step: i128,
    /// Points that one unit of breach costs in the score.
    weight: f64,
    /// Points that being broken costs in the score, however little.
    fixed: f64,
    /// How often as much both cost by now: rows that stay broken weigh more.
    heavy: f64,
    /// What the breach costs in the score.
    cost: f64,
    /// Place among the broken rows.
    place: u32,
    soft: bool,
}

impl Gauge {
    fn new(row: &Row, table: &Table<'_>) -> Self {
        let weight = match row.penalty {
            Some(penalty) => penalty * row.unit,
            None if row.unit >= 1.0 => FIRST * table.worth * 3.0,
            None => FIRST * table.density * row.unit,
        };
        let (activity, soft) = (row.start, row.penalty.is_some());
        // A sum between nothing and the least costs half the least on top: else it would pay to stay just below it.
        let fixed = if soft { 0.0 } else { table.worth + 0.5 * row.step as f64 * weight };
        Self {
            activity,
            lo: row.lo,
            hi: row.hi,
            step: row.step,
            weight,
            fixed,
            heavy: 1.0,
            cost: 0.0,
            place: NOWHERE,
            soft,
        }
    }

    fn holds(&self) -> bool {
        let within = self.activity >= self.lo && self.activity <= self.hi;
        within && (self.activity >= self.step || self.activity <= 0)
    }

    fn breach(&self) -> i128 {
        let mut breach = self.lo.saturating_sub(self.activity).max(0) + self.activity.saturating_sub(self.hi).max(0);
        if self.activity > 0 && self.activity < self.step {
            let short = self.step - self.activity;
            // A soft step costs what is missing; of a hard one the nearer way out leads on.
            breach += if self.soft { short } else { short.min(self.activity) };
        }
        breach
    }
}

#[derive(Debug, Clone)]
pub(super) struct State<'t, 'a> {
    pub(super) table: &'t Table<'a>,
    pub(super) chosen: Vec<u16>,
    rupiah: Vec<i64>,
    /// What each row needs at every step, side by side.
    gauges: Vec<Gauge>,
    item_sum: Vec<i128>,
    /// Year by which each sentra is complete.
    complete: Vec<u8>,
    /// Points of completion of each sentra.
    completion: Vec<f64>,
    points: f64,
    hard: f64,
    soft: f64,
    /// Broken hard rows.
    broken: Vec<u32>,
    /// Needs that are paid, by year in which payments begin, and the place of each need among them.
    paid: Vec<Vec<u32>>,
    paid_place: Vec<u32>,
}

impl<'t, 'a> State<'t, 'a> {
    /// Only what is contracted is paid.
    pub(super) fn new(table: &'t Table<'a>) -> Self {
        let needs = table.programme.needs().len();
        let mut state = Self {
            table,
            chosen: vec![0; needs],
            rupiah: vec![0; table.programme.payments().len()],
            gauges: table.rows.iter().map(|row| Gauge::new(row, table)).collect(),
            item_sum: vec![0; table.items.len()],
            complete: vec![NEVER; table.sentra.len()],
            completion: vec![0.0; table.sentra.len()],
            points: 0.0,
            hard: 0.0,
            soft: 0.0,
            broken: Vec::new(),
            paid: vec![Vec::new(); table.programme.years().len()],
            paid_place: vec![NOWHERE; needs],
        };
        for (i, item) in table.items.iter().enumerate() {
            // Items that ask for nothing count from the start.
            if state.item_sum[i] >= item.least {
                state.gauges[item.row as usize].activity += 1;
            }
        }
        for row in 0..table.rows.len() {
            state.settle(row);
        }
        for need in 0..needs {
            let need = u32::try_from(need).expect("the model refuses tables of 2^32 rows");
            let choice = *table.choices.get(need, 0);
            for &(p, rupiah) in table.choices.parts(&choice) {
                state.add(p, rupiah);
            }
            state.points += choice.points;
            if choice.start != NEVER {
                state.list(need, usize::from(choice.start));
            }
        }
        for sentra in 0..table.sentra.len() {
            state.complete_sentra(sentra);
        }
        state
    }

    /// Points less the penalties of soft rules: the plan's own worth.
    pub(super) fn worth(&self) -> f64 {
        self.points - self.soft
    }

    /// What the search maximises.
    pub(super) fn score(&self) -> f64 {
        self.points - self.soft - self.hard
    }

    /// What broken hard rows cost in the score.
    pub(super) fn hard(&self) -> f64 {
        self.hard
    }

    /// Broken hard rows, in no order.
    pub(super) fn broken(&self) -> &[u32] {
        &self.broken
    }

    pub(super) fn is_plan(&self) -> bool {
        self.broken.is_empty() && !self.table.impossible
    }

    pub(super) fn activity(&self, row: u32) -> i128 {
        self.gauges[row as usize].activity
    }

    /// By how much `row` is broken.
    pub(super) fn breach(&self, row: u32) -> i128 {
        self.gauges[row as usize].breach()
    }

    /// Whether `item` counts.
    pub(super) fn counts(&self, item: u32) -> bool {
        self.item_sum[item as usize] >= self.table.items[item as usize].least
    }

    pub(super) fn is_complete(&self, sentra: u32) -> bool {
        self.complete[sentra as usize] != NEVER
    }

    /// Needs whose payments begin in `year`.
    pub(super) fn paid_in(&self, year: usize) -> &[u32] {
        &self.paid[year]
    }

    /// Rupiah of payment `p`.
    pub(super) fn rupiah(&self, p: u32) -> i64 {
        self.rupiah[p as usize]
    }

    /// The choices as a plan.
    pub(super) fn plan(&self) -> Plan {
        Plan::new(self.rupiah.iter().map(|&rupiah| Rupiah::new(rupiah)).collect())
    }

    /// Lets hard rows that are broken weigh more, and the others gradually as little as at first.
    pub(super) fn reweigh(&mut self) {
        for row in 0..self.gauges.len() {
            let gauge = &mut self.gauges[row];
            if gauge.place == NOWHERE {
                gauge.heavy = (gauge.heavy * LIGHTER).max(1.0);
            } else {
                gauge.heavy = (gauge.heavy * HEAVIER).min(HEAVIEST);
                self.settle(row);
            }
        }
    }

    /// Takes the sums behind the score anew: each step leaves a rounding behind.
    pub(super) fn refresh(&mut self) {
        let table = self.table;
        let needs = self.chosen.iter().zip(0_u32..);
        self.points = needs.map(|(&choice, need)| table.choices.get(need, choice).points).sum::<f64>()
            + self.completion.iter().sum::<f64>();
        let sum =
            |soft: bool| -> f64 { self.gauges.iter().filter(|gauge| gauge.soft == soft).map(|gauge| gauge.cost).sum() };
        (self.hard, self.soft) = (sum(false), sum(true));
    }

    /// Chooses `choice` for `need`.
    pub(super) fn set(&mut self, need: u32, choice: u16) {
        let n = need as usize;
        let old = *self.table.choices.get(need, self.chosen[n]);
        let new = *self.table.choices.get(need, choice);
        self.chosen[n] = choice;
        for &(p, rupiah) in self.table.choices.parts(&old) {
            self.add(p, -rupiah);
        }
        for &(p, rupiah) in self.table.choices.parts(&new) {
            self.add(p, rupiah);
        }
        self.points += new.points - old.points;
        if old.start != new.start {
            if old.start != NEVER {
                self.unlist(need, usize::from(old.start));
            }
            if new.start != NEVER {
                self.list(need, usize::from(new.start));
            }
        }
        if self.table.essential[n] && (self.table.proportional || old.full != new.full) {
            self.complete_sentra(self.table.sentra_of[n] as usize);
        }
    }

    fn list(&mut self, need: u32, year: usize) {
        self.paid_place[need as usize] = u32::try_from(self.paid[year].len()).expect("fewer than the needs");
        self.paid[year].push(need);
    }

    fn unlist(&mut self, need: u32, year: usize) {
        let place = self.paid_place[need as usize] as usize;
        self.paid[year].swap_remove(place);
        if let Some(&moved) = self.paid[year].get(place) {
            self.paid_place[moved as usize] = u32::try_from(place).expect("fewer than the needs");
        }
        self.paid_place[need as usize] = NOWHERE;
    }

    fn add(&mut self, p: u32, rupiah: i64) {
        let table = self.table;
        for &(row, a) in table.terms.of(p as usize) {
            self.gauges[row as usize].activity += i128::from(a) * i128::from(rupiah);
            self.settle(row as usize);
        }
        for &item in table.items_of.of(p as usize) {
            let before = self.counts(item);
            self.item_sum[item as usize] += i128::from(rupiah);
            let after = self.counts(item);
            if before != after {
                let row = table.items[item as usize].row as usize;
                self.gauges[row].activity += if after { 1 } else { -1 };
                self.settle(row);
            }
        }
        let now = self.rupiah[p as usize];
        self.rupiah[p as usize] = now + rupiah;
        for &(row, before) in table.changes.of(p as usize) {
            let change = |rupiah: i64| i128::from((rupiah - before).abs());
            self.gauges[row as usize].activity += change(now + rupiah) - change(now);
            self.settle(row as usize);
        }
    }

    /// Points of completion of `sentra`, and what counts it as complete.
    fn complete_sentra(&mut self, sentra: usize) {
        let table = self.table;
        let of = &table.sentra[sentra];
        let full = |&need: &u32| table.choices.get(need, self.chosen[need as usize]).full;
        let year = of.essential.iter().map(full).max().unwrap_or(NEVER);
        let old = self.complete[sentra];
        if year != old {
            self.complete[sentra] = year;
            for completed in table.completed_of.of(sentra) {
                let (before, after) = (old <= completed.year, year <= completed.year);
                if before != after {
                    self.gauges[completed.row as usize].activity += if after { 1 } else { -1 };
                    self.settle(completed.row as usize);
                }
            }
        }
        let points = if of.points.is_empty() {
            0.0
        } else if table.proportional {
            self.proportional(sentra)
        } else {
            of.points.get(usize::from(year)).copied().unwrap_or(0.0)
        };
        self.points += points - self.completion[sentra];
        self.completion[sentra] = points;
    }

    /// `sum over years  V (z[t] - z[t-1]) d^(t-1)`, z[t] the least share paid of an essential need.
    fn proportional(&self, sentra: usize) -> f64 {
        let table = self.table;
        let of = &table.sentra[sentra];
        let (mut points, mut before) = (0.0, 0.0);
        for (year, worth) in of.points.iter().enumerate() {
            let share = |&need: &u32| {
                let choice = table.choices.get(need, self.chosen[need as usize]);
                let parts = table.choices.parts(choice).iter().filter(|&&(p, _)| table.year(p) <= year);
                let paid: i64 = parts.map(|&(_, rupiah)| rupiah).sum();
                paid as f64 / table.programme.needs()[need as usize].cost.get() as f64
            };
            let now = of.essential.iter().map(share).fold(1.0, f64::min);
            points += worth * (now - before);
            before = now;
        }
        points
    }

    /// Brings what row `row` costs in line with its activity.
    fn settle(&mut self, row: usize) {
        let gauge = &mut self.gauges[row];
        let old = gauge.cost;
        let holds = gauge.holds();
        if holds && gauge.place == NOWHERE && !gauge.soft {
            return;
        }
        let cost = if holds { 0.0 } else { (gauge.breach() as f64 * gauge.weight + gauge.fixed) * gauge.heavy };
        gauge.cost = cost;
        if gauge.soft {
            self.soft += cost - old;
            return;
        }
        self.hard += cost - old;
        let place = gauge.place;
        if !holds && place == NOWHERE {
            gauge.place = u32::try_from(self.broken.len()).expect("fewer than the rows");
            self.broken.push(u32::try_from(row).expect("the model refuses tables of 2^32 rows"));
        } else if holds && place != NOWHERE {
            gauge.place = NOWHERE;
            self.broken.swap_remove(place as usize);
            if let Some(&moved) = self.broken.get(place as usize) {
                self.gauges[moved as usize].place = place;
            }
        }
    }
}
