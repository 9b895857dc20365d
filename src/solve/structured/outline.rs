//! The rows in one form, and totals substituted out.
//!
//! Every row that is not the definition of a total becomes
//!
//! ```text
//! sum_j a[i][j] x[j] <= b[i]     (or = b[i])      x = (column - lower) / scale of its column
//! ```
//!
//! with signs changed for `>=`. Money is divided by a natural unit (the median cost of a need), points by the best that a unit of money
//! can earn, and each row by its largest coefficient, so that the same programme in rupiah or in billions is the same problem here.
//! A total is never a column here: `weights[k]` says what one unit of total `k` adds to which rows, so that a column's own rows
//! follow from the few rows and totals that it stands in.

use rayon::prelude::*;

use crate::lp::{ColumnKey, Lp, RowKey, Sense};

use super::problem::{Level, NONE, Place, Places, Scope};

/// One row. There are as many as needs, so that their size counts: 24 bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Row of the core = `factor` times the row of the program; negative for `>=`.
    pub(super) factor: f64,
    pub(super) rhs: f64,
    /// Where its [`scope`](Self::scope) is, and of what size.
    place: u32,
    level: Level,
    pub(super) equal: bool,
    /// Whether it is the need's only row inside its sentra: `sum of its payments <= rhs`.
    own: bool,
    /// False for definitions of totals and rows that hold no column.
    pub(super) live: bool,
}

impl Line {
    /// The smallest part of the country that holds all its columns.
    pub(super) fn scope(&self) -> Scope {
        Scope { level: self.level, id: self.place }
    }

    /// The need whose only row inside its sentra this is; [`NONE`] if it is none.
    pub(super) fn of_need(&self) -> u32 {
        if self.own { self.place } else { NONE }
    }
}

/// The program in the form of the core.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    pub(super) lp: &'a Lp,
    pub(super) places: &'a Places,
    /// Money unit of the core in the program's unit.
    pub(super) unit: f64,
    /// Points of the core in points.
    pub(super) points: f64,
    pub(super) lines: Vec<Line>,
    /// What a unit of each total (in the program's unit) adds to each row of the core.
    pub(super) weights: Vec<Vec<(u32, f64)>>,
    /// Points of a unit of each total.
    pub(super) total_cost: Vec<f64>,
    /// The total that each row defines.
    pub(super) defines: Vec<u32>,
    /// Totals in an order in which each comes after those that it is defined by.
    pub(super) order: Vec<u32>,
    pub(super) total_column: Vec<u32>,
    pub(super) total_row: Vec<u32>,
    /// The coefficient of each total in its definition.
    pub(super) total_own: Vec<f64>,
    /// The rows of the program in which each total stands, its definition aside, with its coefficients there.
    pub(super) users: Vec<Vec<(u32, f64)>>,
    /// Columns that live with their rows, totals aside, by number, each with its rows of the core.
    pub(super) slack: Vec<(u32, Vec<(u32, f64)>)>,
    /// Points (of the program) of a unit of each column that come through totals; empty where no total earns any, which is the rule.
    earned: Vec<f64>,
}

impl<'a> Outline<'a> {
    /// Reads `lp`.
    ///
    /// # Errors
    /// In words, what this solver cannot take.
    pub(super) fn new(lp: &'a Lp, places: &'a Places) -> Result<Self, String> {
        let mut outline = Self {
            lp,
            places,
            unit: natural_unit(lp),
            points: 1.0,
            lines: Vec::new(),
            weights: Vec::new(),
            total_cost: Vec::new(),
            defines: vec![NONE; lp.row_count()],
            order: Vec::new(),
            total_column: Vec::new(),
            total_row: Vec::new(),
            total_own: Vec::new(),
            users: Vec::new(),
            slack: Vec::new(),
            earned: Vec::new(),
        };
        outline.find_totals()?;
        let slack = outline.find_users()?;
        outline.order_totals()?;
        let scopes = outline.scopes(&slack);
        outline.read_rows(&scopes);
        outline.weigh_totals();
        outline.shift();
        outline.earned = outline.earned_through_totals();
        outline.points = outline.best_rate();
        outline.slack = outline.slack_columns(&slack);
        Ok(outline)
    }

    /// The scale of column `j`: program's unit in one unit of the core.
    pub(super) fn scale(&self, j: usize) -> f64 {
        if self.lp.column(j).is_money() { self.unit } else { 1.0 }
    }

    /// The upper bound of column `j` of the core.
    pub(super) fn upper(&self, j: usize) -> f64 {
        (self.lp.upper()[j] - self.lp.lower()[j]) / self.scale(j)
    }

    /// Points of the core per unit of column `j` of the core, those of its totals included.
    pub(super) fn cost(&self, j: usize) -> f64 {
        self.cost_in_points(j) / self.points
    }

    /// That in the program's points.
    fn cost_in_points(&self, j: usize) -> f64 {
        (self.lp.cost()[j] + self.earned.get(j).copied().unwrap_or(0.0)) * self.scale(j)
    }

    /// What a coefficient `value` in the definition `row` puts into the total that it defines.
    pub(super) fn part_of_total(&self, row: u32, value: f64) -> f64 {
        -value / self.total_own[self.defines[row as usize] as usize]
    }

    /// Rows of the core in which a column with these `touches` and this `scale` stands, by row, each once.
    pub(super) fn expand(&self, touches: &[(u32, f64)], scale: f64) -> Vec<(u32, f64)> {
        let mut rows = Vec::with_capacity(touches.len());
        for &(row, value) in touches {
            let total = self.defines[row as usize];
            if total == NONE {
                rows.push((row, value * self.lines[row as usize].factor * scale));
            } else {
                let share = self.part_of_total(row, value) * scale;
                rows.extend(self.weights[total as usize].iter().map(|&(row, weight)| (row, weight * share)));
            }
        }
        rows.sort_by_key(|&(row, _)| row);
        rows.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        rows.retain(|&(_, value)| value != 0.0);
        rows
    }

    fn read_rows(&mut self, scopes: &[Option<Scope>]) {
        let (lp, places) = (self.lp, self.places);
        let mut payments = vec![0u32; places.sentra.len()];
        for place in places.columns.iter() {
            if let Place::Need(need) = place {
                payments[need as usize] += 1;
            }
        }
        let line = |i: usize| {
            let row = lp.row(i);
            let scope = scopes[i].unwrap_or(Scope::NATION);
            let largest = row.terms().map(|(j, a)| a.abs() * self.scale(j)).fold(0.0f64, f64::max);
            let sign = if row.sense == Sense::AtLeast { -1.0 } else { 1.0 };
            let factor = if largest > 0.0 { sign / largest } else { sign };
            let equal = row.sense == Sense::Equal;
            let own = scope.level == Level::Need
                && !equal
                && row.columns.len() == payments[scope.id as usize] as usize
                && row.terms().all(|(j, a)| {
                    matches!(places.columns.get(j), Place::Need(_))
                        && a * sign > 0.0
                        && a.to_bits() == row.values[0].to_bits()
                });
            let (rhs, live) = (row.rhs * factor, self.defines[i] == NONE);
            Line { factor, rhs, place: scope.id, level: scope.level, equal, own, live }
        };
        let mut lines: Vec<Line> = (0..lp.row_count()).into_par_iter().map(line).collect();
        let mut has_own = vec![false; places.sentra.len()];
        for line in lines.iter_mut().filter(|line| line.level == Level::Need) {
            let need = line.place as usize;
            if !line.own || std::mem::replace(&mut has_own[need], true) {
                line.own = false;
                (line.level, line.place) = (Level::Sentra, places.sentra[need]);
            }
        }
        self.lines = lines;
    }

    /// Moves lower bounds to zero: what they hold of each row, through totals too, leaves its right-hand side.
    fn shift(&mut self) {
        let lp = self.lp;
        if lp.lower().iter().all(|lower| lower == 0.0) {
            return;
        }
        let held = |j: usize| if is_total(lp.column(j)) { 0.0 } else { lp.lower()[j] };
        let mut holds: Vec<f64> = (0..lp.row_count())
            .into_par_iter()
            .map(|i| lp.row(i).terms().map(|(j, value)| value * held(j)).sum())
            .collect();
        for &k in &self.order {
            let k = k as usize;
            let of_total = -holds[self.total_row[k] as usize] / self.total_own[k];
            for &(row, value) in &self.users[k] {
                holds[row as usize] += value * of_total;
            }
        }
        for (line, held) in self.lines.iter_mut().zip(&holds) {
            line.rhs -= held * line.factor;
        }
    }

    /// The slack columns, from the rows that they stand in.
    fn slack_columns(&self, slack: &[(u32, u32, f64)]) -> Vec<(u32, Vec<(u32, f64)>)> {
        slack
            .chunk_by(|a, b| a.0 == b.0)
            .map(|own| {
                let touches: Vec<(u32, f64)> = own.iter().map(|&(_, row, value)| (row, value)).collect();
                (own[0].0, self.expand(&touches, self.scale(own[0].0 as usize)))
            })
            .collect()
    }

    /// Points of the core that the lower bounds earn.
    pub(super) fn constant(&self) -> f64 {
        let lp = self.lp;
        let held = |j: usize| lp.lower()[j] != 0.0 && !is_total(lp.column(j));
        (0..lp.column_count()).filter(|&j| held(j)).map(|j| self.cost(j) * lp.lower()[j] / self.scale(j)).sum()
    }

    /// The most points that one unit of a payment earns.
    fn best_rate(&self) -> f64 {
        let rate = (0..self.lp.column_count())
            .filter(|&j| matches!(self.places.columns.get(j), Place::Need(_)))
            .map(|j| self.cost_in_points(j))
            .fold(0.0f64, f64::max);
        if rate > 0.0 { rate } else { 1.0 }
    }
}

/// Whether this is a total's column.
pub(super) fn is_total(key: ColumnKey) -> bool {
    matches!(key, ColumnKey::Total(_))
}

/// The median right-hand side of the need rows; of all rows where there is no need row.
fn natural_unit(lp: &Lp) -> f64 {
    let positive = |only_needs: bool| -> Vec<f64> {
        lp.row_keys()
            .zip(lp.rhs())
            .filter(|(key, rhs)| (!only_needs || matches!(key, RowKey::Need(_))) && **rhs > 0.0)
            .map(|(_, rhs)| *rhs)
            .collect()
    };
    let mut sizes = positive(true);
    if sizes.is_empty() {
        sizes = positive(false);
    }
    if sizes.is_empty() {
        return 1.0;
    }
    let middle = sizes.len() / 2;
    *sizes.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// `index` as it is stored in lists.
pub(super) fn id(index: usize) -> u32 {
    u32::try_from(index).expect("a linear program has fewer than 2^32 columns and rows")
}
