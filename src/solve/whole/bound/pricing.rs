//! The bounds of a region's patterns at some prices of its rows: each sentra's best schedule within each pattern.

use super::outline::tolerance;
use super::region::{Region, Right};
use super::walk::{Sink, Walk};

/// Nodes in the walk of one sentra: enough for six needs in five years with nothing passed over; the rest counts by its bound.
pub(super) const WALK: usize = 60_000;

/// For each pattern the best schedule within it; with one pattern alone only that.
#[derive(Default)]
struct Table {
    worth: Vec<f64>,
    choice: Vec<u16>,
    needs: usize,
    cut: f64,
}

impl Table {
    fn clear(&mut self, patterns: usize, needs: usize) {
        self.worth.clear();
        self.worth.resize(patterns, f64::NEG_INFINITY);
        self.choice.clear();
        self.choice.resize(patterns * needs, 0);
        (self.needs, self.cut) = (needs, f64::NEG_INFINITY);
    }

    fn at(&self, mask: u64) -> usize {
        if self.worth.len() == 1 { 0 } else { usize::try_from(mask).unwrap_or(0) }
    }
}

impl Sink for Table {
    fn floor(&self, mask: u64) -> f64 {
        self.worth[self.at(mask)].max(self.cut)
    }
    fn take(&mut self, choice: &[u16], mask: u64, value: f64) {
        let mask = self.at(mask);
        // Every pattern that has these switches on, and maybe more.
        let mut pattern = mask;
        while pattern < self.worth.len() {
            if value > self.worth[pattern] {
                self.worth[pattern] = value;
                self.choice[pattern * self.needs..(pattern + 1) * self.needs].copy_from_slice(choice);
            }
            pattern = (pattern + 1) | mask;
        }
    }
    fn cut(&mut self, bound: f64) {
        self.cut = self.cut.max(bound);
    }
}

/// Which patterns are priced.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope {
    All,
    One(usize),
}

/// What prices say of a region. Its buffers live as long as the region is being decided.
pub(super) struct Pricing<'a> {
    region: &'a Region,
    values: &'a [f64],
    /// Value of each feature less the price of what it takes.
    reduced: Vec<f64>,
    /// What each switch adds when off and on.
    switched: Vec<(f64, f64)>,
    walk: Option<Walk<'a>>,
    table: Table,
    needs: usize,
    /// The bound of each pattern in scope.
    pub(super) bounds: Vec<f64>,
    /// For each pattern in scope the best schedules of all sentra, one after the other.
    choices: Vec<u16>,
}

impl<'a> Pricing<'a> {
    pub(super) fn new(region: &'a Region, values: &'a [f64]) -> Self {
        Self {
            region,
            values,
            reduced: Vec::new(),
            switched: Vec::new(),
            walk: region.sentra.first().map(Walk::new),
            table: Table::default(),
            needs: region.sentra.iter().map(|sentra| sentra.needs.len()).sum(),
            bounds: Vec::new(),
            choices: Vec::new(),
        }
    }

    /// Payments that a scope allows, as the switches that may be touched.
    fn allowed(&self, scope: Scope) -> u64 {
        match scope {
            Scope::One(pattern) if self.region.patterns() > 1 => pattern as u64,
            _ => u64::MAX,
        }
    }

    /// The schedules behind `bounds[k]`.
    pub(super) fn choices(&self, k: usize) -> &[u16] {
        &self.choices[k * self.needs..(k + 1) * self.needs]
    }

    /// Prices the patterns in `scope`.
    pub(super) fn price(&mut self, prices: &[f64], scope: Scope) {
        self.set(prices);
        let patterns = match scope {
            Scope::All => 0..self.region.patterns(),
            Scope::One(pattern) => pattern..pattern + 1,
        };
        let allowed = self.allowed(scope);
        let count = patterns.len();
        let fixed = self.fixed(prices);
        self.bounds.clear();
        for pattern in patterns {
            self.bounds.push(fixed + self.switches(pattern));
        }
        self.choices.clear();
        self.choices.resize(count * self.needs, 0);
        let Some(walk) = &mut self.walk else { return };
        let mut from = 0;
        for sentra in &self.region.sentra {
            let needs = sentra.needs.len();
            self.table.clear(count, needs);
            walk.enter(sentra, &self.reduced, &self.region.masks, allowed, self.region.years);
            walk.run(WALK, &mut self.table);
            for k in 0..count {
                self.bounds[k] += self.table.worth[k].max(self.table.cut);
                let to = k * self.needs + from;
                self.choices[to..to + needs].copy_from_slice(&self.table.choice[k * needs..(k + 1) * needs]);
            }
            from += needs;
        }
    }

    /// Goes to `prices` without pricing; what `pattern` adds beside its schedules.
    pub(super) fn open(&mut self, prices: &[f64], pattern: usize) -> f64 {
        self.set(prices);
        self.fixed(prices) + self.switches(pattern)
    }

    /// Walks sentra `s` within `pattern` at the prices set last.
    pub(super) fn walk(&mut self, s: usize, pattern: usize, sink: &mut impl Sink) {
        let allowed = self.allowed(Scope::One(pattern));
        if let Some(walk) = &mut self.walk {
            walk.enter(&self.region.sentra[s], &self.reduced, &self.region.masks, allowed, self.region.years);
            walk.run(WALK, sink);
        }
    }

    /// Whether switch `k` is on in `pattern`, or, where that is open, worth more when on.
    pub(super) fn is_on(&self, pattern: usize, k: usize) -> bool {
        self.region.state(pattern, k).unwrap_or_else(|| self.switched[k].1 > self.switched[k].0)
    }

    fn set(&mut self, prices: &[f64]) {
        self.reduced.clear();
        let columns = self.values.iter().zip(&self.region.columns);
        self.reduced
            .extend(columns.map(|(v, rows)| v - rows.iter().map(|&(row, a)| prices[row as usize] * a).sum::<f64>()));
        self.switched.clear();
        for switch in &self.region.switches {
            let possible = switch.least <= switch.most + tolerance(switch.most);
            let reward: f64 = switch.items.iter().map(|&item| self.reduced[item as usize]).sum();
            self.switched.push((0.0, if possible { reward } else { f64::NEG_INFINITY }));
        }
        for (row, price) in self.region.rows.iter().zip(prices) {
            if let Right::Most(k) | Right::Least(k) = row.right {
                self.switched[k].0 += price * self.region.right(row, false);
                self.switched[k].1 += price * self.region.right(row, true);
            }
        }
    }

    fn fixed(&self, prices: &[f64]) -> f64 {
        let rows = self.region.rows.iter().zip(prices);
        let fixed = rows.filter(|(row, _)| matches!(row.right, Right::Fixed(_)));
        fixed.map(|(row, price)| price * self.region.right(row, true)).sum()
    }

    fn switches(&self, pattern: usize) -> f64 {
        let of = self.switched.iter().enumerate();
        of.map(|(k, &(off, on))| match self.region.state(pattern, k) {
            Some(true) => on,
            Some(false) => off,
            None => on.max(off),
        })
        .sum()
    }
}
