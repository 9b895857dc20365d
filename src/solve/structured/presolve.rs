//! Before the first iteration: rows that leave no interior are taken out with the columns that they close.
//!
//! A row `sum a x <= 0` whose live coefficients are all positive closes its columns (they stay at their lower bounds): a zero
//! ceiling, a need wholly contracted, a region-year in which only support asks for money under a cap on support, growth from a closed
//! year. A row that no live column can break is dropped. Either may set off the next, until nothing changes.
//!
//! Prices are given back in reverse: the row that closed a column gets the least price under which none of its columns pays, which
//! costs nothing since its right-hand side is 0, and rows that closed earlier are priced later, knowing all later prices.
//!
//! # What is left as it is
//! Other ways to have no interior are left to the iteration, which starts outside the rows and closes them as it goes, each step kept near by `proximal.rs`: floors
//! (or caps) of all parts that sum to one, a lower and an upper bound that meet, rows that say the same, needs that are alike. Looking for them costs a pass over all
//! rows and saves nothing: at 350 and 1,750 sentra with published and tight money, without rules and with those of every family, floors that sum to one by sector and year took
//! 22 to 33 iterations and the same rules as equalities 22 to 32, shares of two parts in each region and year 18 to 38 and 18 to 40, bounds that meet 18 to 38,
//! twins of all needs 18 to 26 and the needs merged 18 to 24, all proved to 1e-9 (`tests/hard.rs` holds the law). What this does not see is a contradiction by less than some Rp 20
//! between floors that sum to one: with equalities in their place presolve proves it, with floors the iteration ends as stalled.

use crate::lp::Lp;

use super::hash::Map;
use super::measures::{RegionColumns, Signature};
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
    closed: Vec<Closed>,
    /// Rows of the core, the need's own aside, of columns that are closed, each list once.
    signatures: Vec<Signature>,
    /// The need row of each need; [`NONE`] where it has none.
    pub(super) need_row: Vec<u32>,
}

/// A row that closed columns.
#[derive(Debug)]
struct Closed {
    row: u32,
    /// Each with the place of its signature.
    columns: Vec<(u32, u32)>,
}

/// What a row holds (needs' own rows aside, which hold their needs' payments): a measure of a region, or a column (`region` = [`NONE`]).
#[derive(Clone, Copy)]
struct Atom {
    region: u32,
    index: u32,
    positive: bool,
}

struct Work<'a> {
    outline: &'a Outline<'a>,
    regions: &'a [RegionColumns],
    place_in_region: &'a [u32],
    /// The place among the signatures of each measure of which a column is closed.
    known: Map<(u32, u32), u32>,
    start: Vec<u32>,
    atoms: Vec<Atom>,
    up: Vec<u32>,
    down: Vec<u32>,
    members: Vec<Vec<u32>>,
    queue: Vec<u32>,
    queued: Vec<bool>,
    result: Presolved,
}

/// Presolves; `place_in_region` is the place of each column among those of its region.
///
/// # Errors
/// A row that no point can meet, with the prices (signs as in the program's rows) that show it, to be checked.
pub(super) fn presolve(
    outline: &Outline<'_>,
    regions: &[RegionColumns],
    place_in_region: &[u32],
) -> Result<Presolved, Box<(u32, Presolved)>> {
    let mut work = Work::new(outline, regions, place_in_region);
    let mut next = 0;
    while next < work.queue.len() {
        let row = work.queue[next];
        work.queued[row as usize] = false;
        next += 1;
        if !work.visit(row as usize) {
            return Err(Box::new((row, work.result)));
        }
    }
    Ok(work.result)
}

impl<'a> Work<'a> {
    fn new(outline: &'a Outline<'a>, regions: &'a [RegionColumns], place_in_region: &'a [u32]) -> Self {
        let (lp, places) = (outline.lp, outline.places);
        let mut need_row = vec![NONE; places.sentra.len()];
        for (i, line) in outline.lines.iter().enumerate() {
            if line.of_need() != NONE {
                need_row[line.of_need() as usize] = id(i);
            }
        }
        let rows = lp.row_count();
        let row_live: Vec<bool> = outline.lines.iter().map(|line| line.live).collect();
        let mut work = Self {
            outline,
            regions,
            place_in_region,
            known: Map::default(),
            start: Vec::new(),
            atoms: Vec::new(),
            up: vec![0; rows],
            down: vec![0; rows],
            members: regions.iter().map(|region| vec![0; region.measures.len()]).collect(),
            queue: (0..rows).filter(|&i| row_live[i]).map(id).collect(),
            queued: row_live.clone(),
            result: Presolved {
                row_live,
                column_live: vec![true; lp.column_count()],
                closed: Vec::new(),
                signatures: Vec::new(),
                need_row,
            },
        };
        work.index();
        work
    }

    fn for_each_atom(&self, mut tell: impl FnMut(u32, Atom)) {
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
        for (j, rows) in &self.outline.slack {
            for &(row, value) in rows {
                tell(row, Atom { region: NONE, index: *j, positive: value > 0.0 });
            }
        }
    }

    fn index(&mut self) {
        let rows = self.up.len();
        let mut start = vec![0u32; rows + 1];
        self.for_each_atom(|row, _| start[row as usize + 1] += 1);
        for i in 0..rows {
            start[i + 1] += start[i];
        }
        let mut atoms = vec![Atom { region: NONE, index: NONE, positive: false }; start[rows] as usize];
        let mut fill = start.clone();
        self.for_each_atom(|row, atom| {
            atoms[fill[row as usize] as usize] = atom;
            fill[row as usize] += 1;
        });
        for (i, line) in self.outline.lines.iter().enumerate() {
            let mine = &atoms[start[i] as usize..start[i + 1] as usize];
            let payments = if line.of_need() == NONE { 0 } else { self.outline.lp.row(i).columns.len() };
            self.up[i] = id(payments + mine.iter().filter(|atom| atom.positive).count());
            self.down[i] = id(payments + mine.len()) - self.up[i];
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
            let outline = self.outline;
            if line.of_need() != NONE {
                outline.lp.row(row).columns.iter().for_each(|&j| self.close_column(j, &mut columns));
            }
            for a in self.start[row]..self.start[row + 1] {
                self.close(self.atoms[a as usize], &mut columns);
            }
            self.result.closed.push(Closed { row: id(row), columns });
        }
        true
    }

    fn close(&mut self, atom: Atom, columns: &mut Vec<(u32, u32)>) {
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

    fn close_column(&mut self, j: u32, columns: &mut Vec<(u32, u32)>) {
        if !std::mem::replace(&mut self.result.column_live[j as usize], false) {
            return;
        }
        let (outline, regions) = (self.outline, self.regions);
        let places = outline.places;
        if places.columns.get(j as usize) == Place::Rows {
            let at = outline.slack.binary_search_by_key(&j, |(column, _)| *column);
            let rows = at.map_or(&[][..], |at| &outline.slack[at].1);
            columns.push((j, self.sign(rows.to_vec())));
            for &(row, value) in rows {
                self.less(row, value > 0.0);
            }
            return;
        }
        let r = places.region_of(j as usize);
        let (region, c) = (&regions[r as usize], self.place_in_region[j as usize] as usize);
        let (measure, inner) = (region.measure[c], region.inner_of(c));
        let above = if measure == NONE { &[][..] } else { &region.measures[measure as usize] };
        let signature = match self.known.get(&(r, measure)) {
            Some(&known) if inner.is_empty() => known,
            _ => {
                let new = self.sign(above.iter().chain(inner).copied().collect());
                if inner.is_empty() {
                    self.known.insert((r, measure), new);
                }
                new
            }
        };
        columns.push((j, signature));
        if let Place::Need(need) = places.columns.get(j as usize) {
            let row = self.result.need_row[need as usize];
            if row != NONE {
                self.less(row, true);
            }
        }
        for &(row, value) in inner {
            self.less(row, value > 0.0);
        }
        if measure != NONE {
            let left = &mut self.members[r as usize][measure as usize];
            *left -= 1;
            if *left == 0 {
                for &(row, value) in above {
                    self.less(row, value > 0.0);
                }
            }
        }
    }

    /// Keeps `signature` for the way back, and gives its place.
    fn sign(&mut self, mut signature: Signature) -> u32 {
        signature.sort_by_key(|&(row, _)| row);
        self.result.signatures.push(signature);
        id(self.result.signatures.len() - 1)
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
        for Closed { row, columns } in self.closed.iter().rev() {
            let equal = outline.lines[*row as usize].equal;
            let mut least = if equal { f64::NEG_INFINITY } else { 0.0 };
            let mut sign = 1.0;
            for &(j, signature) in columns {
                let (mut left, mut own) = (if with_cost { outline.cost(j as usize) } else { 0.0 }, 0.0);
                let mut see = |i: u32, value: f64| {
                    if i == *row { own = value } else { left -= value * prices[i as usize] }
                };
                for &(i, value) in &self.signatures[signature as usize] {
                    see(i, value);
                }
                if let Place::Need(need) = outline.places.columns.get(j as usize) {
                    let i = self.need_row[need as usize];
                    if i != NONE {
                        let at = lp.row(i as usize);
                        let scale = outline.scale(j as usize) * outline.lines[i as usize].factor;
                        let value = at.values.first().map_or(0.0, |a| a * scale);
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
