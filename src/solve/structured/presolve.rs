//! Before the first iteration: rows that leave no interior are taken out with the columns that they close.
//!
//! A row `sum a x <= 0` whose live coefficients are all positive closes its columns (they stay at their lower bounds): a zero
//! ceiling, a need wholly contracted, a region-year in which only support asks for money under a cap on support, growth from a closed
//! year. A row that no live column can break is dropped. Either may set off the next, until nothing changes.
//!
//! Prices are given back in reverse: the row that closed a column gets the least price under which none of its columns pays, which
//! costs nothing since its right-hand side is 0, and rows that closed earlier are priced later, knowing all later prices.

use crate::lp::Lp;

use super::measures::RegionColumns;
use super::outline::{Outline, id};
use super::problem::{NONE, Place};

/// A right-hand side this small (in units of a median need) is zero: less than a rupiah for needs below Rp 1,000 million.
const NOTHING: f64 = 1e-9;

/// What is left, and how to undo the rest.
#[derive(Debug)]
pub(super) struct Presolved {
    /// Whether each row of the program is still there.
    pub(super) row_live: Vec<bool>,
    /// Whether each column is still there; dead ones are at their lower bound.
    pub(super) column_live: Vec<bool>,
    /// Rows that closed columns, first to last.
    closed: Vec<(u32, Vec<u32>)>,
    /// The need row of each need; [`NONE`] where it has none.
    pub(super) need_row: Vec<u32>,
}

/// What a row holds: a measure of a region, or a column (`region` = [`NONE`]).
#[derive(Clone, Copy)]
struct Atom {
    region: u32,
    index: u32,
    positive: bool,
}

struct Work<'a> {
    outline: &'a Outline<'a>,
    regions: &'a [RegionColumns],
    place_in_region: Vec<u32>,
    slack_rows: Vec<(u32, Vec<(u32, f64)>)>,
    start: Vec<usize>,
    atoms: Vec<Atom>,
    up: Vec<u32>,
    down: Vec<u32>,
    members: Vec<Vec<u32>>,
    queue: Vec<u32>,
    queued: Vec<bool>,
    result: Presolved,
}

/// Presolves.
///
/// # Errors
/// A row that no point can meet, with the prices (signs as in the program's rows) that show it, to be checked.
pub(super) fn presolve(outline: &Outline<'_>, regions: &[RegionColumns]) -> Result<Presolved, (u32, Presolved)> {
    let mut work = Work::new(outline, regions);
    let mut next = 0;
    while next < work.queue.len() {
        let row = work.queue[next];
        work.queued[row as usize] = false;
        next += 1;
        if !work.visit(row as usize) {
            return Err((row, work.result));
        }
    }
    Ok(work.result)
}

impl<'a> Work<'a> {
    fn new(outline: &'a Outline<'a>, regions: &'a [RegionColumns]) -> Self {
        let (lp, places) = (outline.lp, outline.places);
        let mut need_row = vec![NONE; places.sentra.len()];
        for (i, line) in outline.lines.iter().enumerate() {
            if line.of_need != NONE {
                need_row[line.of_need as usize] = id(i);
            }
        }
        let mut place_in_region = vec![NONE; lp.column_count()];
        for region in regions {
            for (c, &j) in region.columns.iter().enumerate() {
                place_in_region[j as usize] = id(c);
            }
        }
        let slack_rows = (0..lp.column_count())
            .filter(|&j| places.columns[j] == Place::Rows && !matches!(lp.columns()[j], crate::lp::ColumnKey::Total(_)))
            .map(|j| (id(j), outline.expand(outline.touches(j), outline.scale(j))))
            .collect();
        let rows = lp.row_count();
        let row_live: Vec<bool> = outline.lines.iter().map(|line| line.live).collect();
        let mut work = Self {
            outline,
            regions,
            place_in_region,
            slack_rows,
            start: Vec::new(),
            atoms: Vec::new(),
            up: vec![0; rows],
            down: vec![0; rows],
            members: regions.iter().map(|region| vec![0; region.measures.len()]).collect(),
            queue: (0..rows).filter(|&i| row_live[i]).map(id).collect(),
            queued: row_live.clone(),
            result: Presolved { row_live, column_live: vec![true; lp.column_count()], closed: Vec::new(), need_row },
        };
        work.index();
        work
    }

    fn for_each_atom(&self, mut tell: impl FnMut(u32, Atom)) {
        for (i, line) in self.outline.lines.iter().enumerate() {
            if line.of_need != NONE {
                for &j in self.outline.lp.row(i).columns {
                    tell(id(i), Atom { region: NONE, index: j, positive: true });
                }
            }
        }
        for (r, region) in self.regions.iter().enumerate() {
            for (k, signature) in region.measures.iter().enumerate() {
                for &(row, value) in signature {
                    tell(row, Atom { region: id(r), index: id(k), positive: value > 0.0 });
                }
            }
            for (c, &j) in region.columns.iter().enumerate() {
                for &(row, value) in region.inner_of(c) {
                    tell(row, Atom { region: NONE, index: j, positive: value > 0.0 });
                }
            }
        }
        for (j, rows) in &self.slack_rows {
            for &(row, value) in rows {
                tell(row, Atom { region: NONE, index: *j, positive: value > 0.0 });
            }
        }
    }

    fn index(&mut self) {
        let rows = self.up.len();
        let mut start = vec![0usize; rows + 1];
        self.for_each_atom(|row, _| start[row as usize + 1] += 1);
        for i in 0..rows {
            start[i + 1] += start[i];
        }
        let mut atoms = vec![Atom { region: NONE, index: NONE, positive: false }; start[rows]];
        let mut fill = start.clone();
        self.for_each_atom(|row, atom| {
            atoms[fill[row as usize]] = atom;
            fill[row as usize] += 1;
        });
        for i in 0..rows {
            let mine = &atoms[start[i]..start[i + 1]];
            self.up[i] = id(mine.iter().filter(|atom| atom.positive).count());
            self.down[i] = id(mine.len()) - self.up[i];
        }
        self.start = start;
        self.atoms = atoms;
        for (r, region) in self.regions.iter().enumerate() {
            for &k in region.measure.iter().filter(|k| **k != NONE) {
                self.members[r][k as usize] += 1;
            }
        }
    }

    /// Looks at one row; false if nothing can meet it.
    fn visit(&mut self, row: usize) -> bool {
        if !self.result.row_live[row] {
            return true;
        }
        let line = &self.outline.lines[row];
        let (up, down, rhs) = (self.up[row] > 0, self.down[row] > 0, line.rhs);
        let zero = rhs.abs() <= NOTHING;
        let impossible = (!down && rhs < -NOTHING) || (line.equal && !up && rhs > NOTHING);
        if impossible {
            return false;
        }
        let idle = (!up && !down) || (!line.equal && !up && rhs >= -NOTHING);
        let closes = zero && ((!down && up) || (line.equal && up != down));
        if idle || closes {
            self.result.row_live[row] = false;
        }
        if closes {
            let mut columns = Vec::new();
            for a in self.start[row]..self.start[row + 1] {
                self.close(self.atoms[a], &mut columns);
            }
            self.result.closed.push((id(row), columns));
        }
        true
    }

    fn close(&mut self, atom: Atom, columns: &mut Vec<u32>) {
        if atom.region == NONE {
            self.close_column(atom.index, columns);
            return;
        }
        if self.members[atom.region as usize][atom.index as usize] == 0 {
            return;
        }
        let regions = self.regions;
        let region = &regions[atom.region as usize];
        for (c, &j) in region.columns.iter().enumerate() {
            if region.measure[c] == atom.index {
                self.close_column(j, columns);
            }
        }
    }

    fn close_column(&mut self, j: u32, columns: &mut Vec<u32>) {
        if !std::mem::replace(&mut self.result.column_live[j as usize], false) {
            return;
        }
        columns.push(j);
        let places = self.outline.places;
        if places.columns[j as usize] == Place::Rows {
            let at = self.slack_rows.binary_search_by_key(&j, |(column, _)| *column);
            let rows = at.map_or_else(|_| Vec::new(), |at| self.slack_rows[at].1.clone());
            for (row, value) in rows {
                self.less(row, value > 0.0);
            }
            return;
        }
        if let Place::Need(need) = places.columns[j as usize] {
            let row = self.result.need_row[need as usize];
            if row != NONE {
                self.less(row, true);
            }
        }
        let regions = self.regions;
        let r = places.region_of(j as usize) as usize;
        let (region, c) = (&regions[r], self.place_in_region[j as usize] as usize);
        for &(row, value) in region.inner_of(c) {
            self.less(row, value > 0.0);
        }
        let measure = region.measure[c];
        if measure != NONE {
            let left = &mut self.members[r][measure as usize];
            *left -= 1;
            if *left == 0 {
                for &(row, value) in &region.measures[measure as usize] {
                    self.less(row, value > 0.0);
                }
            }
        }
    }

    fn less(&mut self, row: u32, positive: bool) {
        let count = if positive { &mut self.up } else { &mut self.down };
        count[row as usize] -= 1;
        if self.result.row_live[row as usize] && !std::mem::replace(&mut self.queued[row as usize], true) {
            self.queue.push(row);
        }
    }
}

impl Presolved {
    /// Gives the rows that closed columns their prices; the others in `prices` (of the core's rows, `<=` form) must be final.
    ///
    /// `reduced(j)` is the cost of column `j` of the core less the prices of all rows given so far.
    pub(super) fn price_closed(&self, lp: &Lp, outline: &Outline<'_>, prices: &mut [f64], with_cost: bool) {
        for (row, columns) in self.closed.iter().rev() {
            let equal = outline.lines[*row as usize].equal;
            let mut least = if equal { f64::NEG_INFINITY } else { 0.0 };
            let mut sign = 1.0;
            for &j in columns {
                let (mut left, mut own) = (if with_cost { outline.cost(j as usize) } else { 0.0 }, 0.0);
                let mut see = |i: u32, value: f64| {
                    if i == *row { own = value } else { left -= value * prices[i as usize] }
                };
                let scale = outline.scale(j as usize);
                for (i, value) in outline.expand(outline.touches(j as usize), scale) {
                    see(i, value);
                }
                if let Place::Need(need) = outline.places.columns[j as usize] {
                    let i = self.need_row[need as usize];
                    if i != NONE {
                        let at = lp.row(i as usize);
                        let value = at.values.first().map_or(0.0, |a| a * scale * outline.lines[i as usize].factor);
                        see(i, value);
                    }
                }
                if own != 0.0 {
                    sign = own.signum();
                    least = least.max(left / own.abs());
                }
            }
            prices[*row as usize] = if least.is_finite() { least * sign } else { 0.0 };
        }
    }
}
