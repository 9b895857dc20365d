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

use crate::lp::{ColumnKey, Lp, RowKey, Sense};

use super::problem::{Level, NONE, Place, Places, Scope};

/// One row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Row of the core = `factor` times the row of the program; negative for `>=`.
    pub(super) factor: f64,
    pub(super) rhs: f64,
    pub(super) equal: bool,
    pub(super) scope: Scope,
    /// The need whose only row inside its sentra this is: `sum of its payments <= rhs`.
    pub(super) of_need: u32,
    /// False for definitions of totals and rows that hold no column.
    pub(super) live: bool,
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
    /// Totals in an order in which each comes after those that are defined by it.
    pub(super) order: Vec<u32>,
    pub(super) total_column: Vec<u32>,
    pub(super) total_row: Vec<u32>,
    /// The coefficient of each total in its definition.
    pub(super) total_own: Vec<f64>,
    touch_start: Vec<usize>,
    touches: Vec<(u32, f64)>,
    /// Points of the core per unit of each column of the core.
    costs: Vec<f64>,
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
            touch_start: Vec::new(),
            touches: Vec::new(),
            costs: Vec::new(),
        };
        outline.find_totals()?;
        let scopes = outline.scopes();
        outline.read_rows(&scopes);
        outline.weigh_totals();
        outline.index_columns();
        outline.shift();
        outline.costs = (0..lp.column_count()).map(|j| outline.cost_in_points(j)).collect();
        outline.points = outline.best_rate();
        let points = outline.points;
        outline.costs.iter_mut().for_each(|cost| *cost /= points);
        Ok(outline)
    }

    /// The scale of column `j`: program's unit in one unit of the core.
    pub(super) fn scale(&self, j: usize) -> f64 {
        if self.lp.columns()[j].is_money() { self.unit } else { 1.0 }
    }

    /// The upper bound of column `j` of the core.
    pub(super) fn upper(&self, j: usize) -> f64 {
        (self.lp.upper()[j] - self.lp.lower()[j]) / self.scale(j)
    }

    /// Points of the core per unit of column `j` of the core, those of its totals included.
    pub(super) fn cost(&self, j: usize) -> f64 {
        self.costs[j]
    }

    /// That in the program's points.
    fn cost_in_points(&self, j: usize) -> f64 {
        let totals: f64 = self
            .touches(j)
            .iter()
            .filter(|(row, _)| self.defines[*row as usize] != NONE)
            .map(|&(row, value)| self.part_of_total(row, value) * self.total_cost[self.defines[row as usize] as usize])
            .sum();
        (self.lp.cost()[j] + totals) * self.scale(j)
    }

    /// Rows of the program (without the need's own) in which column `j` stands, with its coefficients there.
    pub(super) fn touches(&self, j: usize) -> &[(u32, f64)] {
        &self.touches[self.touch_start[j]..self.touch_start[j + 1]]
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

    /// The smallest scope that holds all columns of each row (of a definition: of its total).
    fn scopes(&self) -> Vec<Option<Scope>> {
        let (lp, places) = (self.lp, self.places);
        let mut of_total: Vec<Option<Scope>> = vec![None; self.order.len()];
        let mut scopes = vec![None; lp.row_count()];
        let scope_of = |row: usize, of_total: &[Option<Scope>]| {
            let mut scope = None;
            for (j, _) in lp.row(row).terms() {
                let part = match lp.columns()[j] {
                    ColumnKey::Total(k) => of_total[k as usize],
                    _ => places.scope(j),
                };
                scope = match (scope, part) {
                    (Some(a), Some(b)) => Some(places.meet(a, b)),
                    (a, b) => a.or(b),
                };
                if scope == Some(Scope::NATION) {
                    break;
                }
            }
            scope
        };
        for &k in &self.order {
            let row = self.total_row[k as usize] as usize;
            of_total[k as usize] = scope_of(row, &of_total);
            scopes[row] = of_total[k as usize];
        }
        for (i, scope) in scopes.iter_mut().enumerate() {
            if self.defines[i] == NONE {
                *scope = scope_of(i, &of_total);
            }
        }
        // A slack column lives with its rows, so all its rows must live in one place.
        let mut slack: Vec<(usize, usize)> = Vec::new();
        for (i, row) in lp.rows().enumerate() {
            for (j, _) in row.terms() {
                if places.columns[j] == Place::Rows && !matches!(lp.columns()[j], ColumnKey::Total(_)) {
                    slack.push((j, i));
                }
            }
        }
        slack.sort_unstable();
        loop {
            let mut changed = false;
            for pair in slack.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                let (a, b) = (pair[0].1, pair[1].1);
                let common = match (scopes[a], scopes[b]) {
                    (Some(x), Some(y)) => Some(places.meet(x, y)),
                    (x, y) => x.or(y),
                };
                changed |= scopes[a] != common || scopes[b] != common;
                (scopes[a], scopes[b]) = (common, common);
            }
            if !changed {
                return scopes;
            }
        }
    }

    fn read_rows(&mut self, scopes: &[Option<Scope>]) {
        let (lp, places) = (self.lp, self.places);
        let mut payments = vec![0u32; places.sentra.len()];
        for place in &places.columns {
            if let Place::Need(need) = *place {
                payments[need as usize] += 1;
            }
        }
        let mut has_own = vec![false; places.sentra.len()];
        self.lines = Vec::with_capacity(lp.row_count());
        for (i, row) in lp.rows().enumerate() {
            let scope = scopes[i].unwrap_or(Scope::NATION);
            let largest = row.terms().map(|(j, a)| a.abs() * self.scale(j)).fold(0.0f64, f64::max);
            let sign = if row.sense == Sense::AtLeast { -1.0 } else { 1.0 };
            let factor = if largest > 0.0 { sign / largest } else { sign };
            let equal = row.sense == Sense::Equal;
            let own = scope.level == Level::Need
                && !equal
                && row.columns.len() == payments[scope.id as usize] as usize
                && row.terms().all(|(j, a)| {
                    matches!(places.columns[j], Place::Need(_))
                        && a * sign > 0.0
                        && a.to_bits() == row.values[0].to_bits()
                })
                && !has_own[scope.id as usize];
            if own {
                has_own[scope.id as usize] = true;
            }
            let scope = if scope.level == Level::Need && !own {
                Scope { level: Level::Sentra, id: places.sentra[scope.id as usize] }
            } else {
                scope
            };
            self.lines.push(Line {
                factor,
                rhs: row.rhs * factor,
                equal,
                scope,
                of_need: if own { scope.id } else { NONE },
                live: self.defines[i] == NONE,
            });
        }
    }

    fn index_columns(&mut self) {
        let lp = self.lp;
        let counted = |i: usize, lines: &[Line]| lines[i].of_need == NONE;
        let mut start = vec![0usize; lp.column_count() + 1];
        for (i, row) in lp.rows().enumerate() {
            if counted(i, &self.lines) {
                for &j in row.columns {
                    start[j as usize + 1] += 1;
                }
            }
        }
        for j in 0..lp.column_count() {
            start[j + 1] += start[j];
        }
        let mut touches = vec![(0u32, 0.0f64); start[lp.column_count()]];
        let mut fill = start.clone();
        for (i, row) in lp.rows().enumerate() {
            if counted(i, &self.lines) {
                for (j, value) in row.terms() {
                    touches[fill[j]] = (id(i), value);
                    fill[j] += 1;
                }
            }
        }
        self.touch_start = start;
        self.touches = touches;
    }

    /// Moves lower bounds to zero.
    fn shift(&mut self) {
        let lp = self.lp;
        for j in 0..lp.column_count() {
            let lower = lp.lower()[j];
            if lower != 0.0 && !matches!(lp.columns()[j], ColumnKey::Total(_)) {
                for (row, value) in self.expand(self.touches(j), 1.0) {
                    self.lines[row as usize].rhs -= value * lower;
                }
            }
        }
        for (i, row) in lp.rows().enumerate() {
            if self.lines[i].of_need != NONE {
                let held: f64 = row.terms().map(|(j, value)| value * lp.lower()[j]).sum();
                self.lines[i].rhs -= held * self.lines[i].factor;
            }
        }
    }

    /// Points of the core that the lower bounds earn.
    pub(super) fn constant(&self) -> f64 {
        let lp = self.lp;
        let held = |j: usize| lp.lower()[j] != 0.0 && !matches!(lp.columns()[j], ColumnKey::Total(_));
        (0..lp.column_count()).filter(|&j| held(j)).map(|j| self.cost(j) * lp.lower()[j] / self.scale(j)).sum()
    }

    /// The most points that one unit of a payment earns.
    fn best_rate(&self) -> f64 {
        let rate = (0..self.lp.column_count())
            .filter(|&j| matches!(self.places.columns[j], Place::Need(_)))
            .map(|j| self.cost(j))
            .fold(0.0f64, f64::max);
        if rate > 0.0 { rate } else { 1.0 }
    }
}

/// The median right-hand side of the need rows; of all rows where there is no need row.
fn natural_unit(lp: &Lp) -> f64 {
    let positive = |only_needs: bool| -> Vec<f64> {
        lp.row_keys()
            .iter()
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
