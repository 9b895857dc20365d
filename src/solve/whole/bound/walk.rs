//! The schedules of one sentra, walked need by need, best first, as far as they can matter.
//!
//! A node has decided the first needs. What lies below it is worth at most
//!
//! ```text
//! value so far + sum over the other needs of max(0, best option not before those that go before it)
//!              + best completion still possible + rewards of items not yet reached
//! ```
//! and is passed over where that is no more than what the caller has already. A node limit keeps sentra of many needs and years from
//! growing without end: what is not looked at is told as one value that no schedule there exceeds.

use super::outline::tolerance;
use super::sentra::{CheckKind, Sentra, reaches};

/// Who takes the schedules.
pub(super) trait Sink {
    /// Schedules that touch the switches `mask`, or more, are of no use unless worth more than this.
    fn floor(&self, mask: u64) -> f64;
    /// A schedule, the switches it touches, its value.
    fn take(&mut self, choice: &[u16], mask: u64, value: f64);
    /// No schedule that was not looked at is worth more than this.
    fn cut(&mut self, bound: f64);
}

/// A year before which nothing can be, as nothing is there at all.
const NEVER: u8 = u8::MAX;

#[derive(Debug, Clone, Copy)]
struct Priced {
    value: f64,
    mask: u64,
    option: u16,
}

/// The walk through one sentra at given values.
pub(super) struct Walk<'a> {
    sentra: &'a Sentra,
    /// Options of all needs, each need's best first.
    options: Vec<Priced>,
    starts: Vec<usize>,
    /// For each need and year the best that an option in that year or later is worth; at least 0 unless the need must be paid.
    best: Vec<f64>,
    /// The same of being paid: minus infinity where no option is left.
    paying: Vec<f64>,
    years: usize,
    /// Worth of being complete by each year, and the most of that year and later (at least 0).
    completion: Vec<f64>,
    completion_best: Vec<f64>,
    rewards: Vec<f64>,
    // The node.
    choice: Vec<u16>,
    year: Vec<u8>,
    sums: Vec<f64>,
    rooms: Vec<f64>,
    nodes: usize,
}

impl<'a> Walk<'a> {
    /// A walk that stands nowhere; see [`Walk::enter`].
    pub(super) fn new(sentra: &'a Sentra) -> Self {
        Self {
            sentra,
            options: Vec::new(),
            starts: Vec::new(),
            best: Vec::new(),
            paying: Vec::new(),
            years: 0,
            completion: Vec::new(),
            completion_best: Vec::new(),
            rewards: Vec::new(),
            choice: Vec::new(),
            year: Vec::new(),
            sums: Vec::new(),
            rooms: Vec::new(),
            nodes: 0,
        }
    }

    /// Turns to `sentra` with `values` of the region's features; `masks` of its payments, of which those outside `allowed` are left out.
    /// What was allocated for another sentra is used again: regions are priced millions of times.
    pub(super) fn enter(&mut self, sentra: &'a Sentra, values: &[f64], masks: &[u64], allowed: u64, years: usize) {
        let count = sentra.needs.len();
        self.sentra = sentra;
        self.years = years;
        self.options.clear();
        self.starts.clear();
        self.best.clear();
        self.best.resize(count * (years + 1), 0.0);
        self.paying.clear();
        self.paying.resize(count * (years + 1), f64::NEG_INFINITY);
        for (n, need) in sentra.needs.iter().enumerate() {
            let start = self.options.len();
            self.starts.push(start);
            let none = if need.must { f64::NEG_INFINITY } else { 0.0 };
            let row = &mut self.best[n * (years + 1)..(n + 1) * (years + 1)];
            row.fill(none);
            let paying = &mut self.paying[n * (years + 1)..(n + 1) * (years + 1)];
            for (option, number) in need.options.iter().zip(1..) {
                let mask = masks[option.payment as usize];
                if mask & !allowed == 0 {
                    let value = values[option.payment as usize];
                    self.options.push(Priced { value, mask, option: number });
                    let at = &mut row[usize::from(option.year)];
                    *at = at.max(value);
                    let at = &mut paying[usize::from(option.year)];
                    *at = at.max(value);
                }
            }
            for year in (0..years).rev() {
                row[year] = row[year].max(row[year + 1]);
                paying[year] = paying[year].max(paying[year + 1]);
            }
            self.options[start..].sort_by(|a, b| b.value.total_cmp(&a.value));
        }
        self.starts.push(self.options.len());
        self.completion.clone_from(&sentra.completion);
        for &(year, feature) in &sentra.completed {
            for worth in self.completion.iter_mut().take(usize::from(year) + 1) {
                *worth += values[feature as usize];
            }
        }
        self.completion_best.clone_from(&self.completion);
        let mut most = 0.0_f64;
        for worth in self.completion_best.iter_mut().rev() {
            most = most.max(*worth);
            *worth = most;
        }
        self.rewards.clear();
        self.rewards.extend(sentra.funded.iter().map(|funded| values[funded.feature as usize]));
        refill(&mut self.choice, count, 0);
        refill(&mut self.year, count, 0);
        refill(&mut self.sums, sentra.funded.len(), 0.0);
        self.rooms.clone_from(&sentra.rooms);
    }

    /// Walks, looking at no more than `nodes` nodes.
    pub(super) fn run(&mut self, nodes: usize, sink: &mut impl Sink) {
        self.nodes = nodes;
        self.step(0, 0.0, 0, true, 0, sink);
    }

    /// The most that the needs from `at` on can add.
    fn rest(&self, at: usize, alive: bool, last: u8) -> f64 {
        // With the sentra left incomplete, or completed: then every essential need is paid, also one that is worth less than nothing.
        let (mut sum, mut completed) = (0.0, 0.0);
        let mut alive = alive;
        for (n, need) in self.sentra.needs.iter().enumerate().skip(at) {
            let before = need.after.iter().filter(|&&m| m < at).map(|&m| self.year[m]).max().unwrap_or(0);
            if before == NEVER {
                alive &= !need.essential;
                if need.must {
                    return f64::NEG_INFINITY;
                }
            } else {
                let place = n * (self.years + 1) + usize::from(before);
                sum += self.best[place];
                completed += if need.essential { self.paying[place] } else { self.best[place] };
            }
        }
        if alive && !self.completion_best.is_empty() {
            sum = sum.max(completed + self.completion_best[usize::from(last)]);
        }
        for (k, &reward) in self.rewards.iter().enumerate() {
            if reward > 0.0 && !reaches(self.sums[k], self.sentra.funded[k].least) {
                sum += reward;
            }
        }
        sum
    }

    fn step(&mut self, at: usize, value: f64, mask: u64, alive: bool, last: u8, sink: &mut impl Sink) {
        let bound = value + self.rest(at, alive, last);
        if bound <= sink.floor(mask) {
            return;
        }
        if at == self.sentra.needs.len() {
            if self.is_kept() {
                let complete = if alive { self.completion.get(usize::from(last)).copied() } else { None };
                sink.take(&self.choice, mask, value + complete.unwrap_or(0.0));
            }
            return;
        }
        if self.nodes == 0 {
            sink.cut(bound);
            return;
        }
        self.nodes -= 1;
        let sentra = self.sentra;
        let need = &sentra.needs[at];
        let before = need.after.iter().map(|&m| self.year[m]).max().unwrap_or(0);
        let mut none_left = !need.must;
        if before != NEVER {
            for o in self.starts[at]..self.starts[at + 1] {
                let Priced { value: worth, mask: touched, option: number } = self.options[o];
                if none_left && worth <= 0.0 {
                    none_left = false;
                    self.skip(at, value, mask, alive && !need.essential, last, sink);
                }
                let option = &need.options[usize::from(number) - 1];
                if option.year < before || !self.fits(&option.rooms) {
                    continue;
                }
                let mut reward = 0.0;
                for &(item, amount) in &option.items {
                    let item = usize::from(item);
                    let least = sentra.funded[item].least;
                    if !reaches(self.sums[item], least) && reaches(self.sums[item] + amount, least) {
                        reward += self.rewards[item];
                    }
                    self.sums[item] += amount;
                }
                option.rooms.iter().for_each(|&(room, amount)| self.rooms[usize::from(room)] -= amount);
                (self.choice[at], self.year[at]) = (number, option.year);
                let later = if need.essential { last.max(option.year) } else { last };
                self.step(at + 1, value + worth + reward, mask | touched, alive, later, sink);
                option.rooms.iter().for_each(|&(room, amount)| self.rooms[usize::from(room)] += amount);
                option.items.iter().for_each(|&(item, amount)| self.sums[usize::from(item)] -= amount);
            }
        }
        if none_left {
            self.skip(at, value, mask, alive && !need.essential, last, sink);
        }
    }

    fn skip(&mut self, at: usize, value: f64, mask: u64, alive: bool, last: u8, sink: &mut impl Sink) {
        (self.choice[at], self.year[at]) = (0, NEVER);
        self.step(at + 1, value, mask, alive, last, sink);
    }

    fn fits(&self, rooms: &[(u16, f64)]) -> bool {
        rooms.iter().all(|&(room, amount)| amount <= self.rooms[usize::from(room)] + tolerance(amount))
    }

    /// Whether the schedule keeps the rows of this sentra alone.
    fn is_kept(&self) -> bool {
        self.sentra.checks.iter().all(|check| {
            let (mut sum, mut size) = (0.0, 0.0);
            for (need, &chosen) in self.sentra.needs.iter().zip(&self.choice) {
                if let Some(option) = usize::from(chosen).checked_sub(1) {
                    let payment = need.options[option].payment;
                    if let Ok(place) = check.terms.binary_search_by_key(&payment, |&(f, _)| f) {
                        sum += check.terms[place].1;
                        size += check.terms[place].1.abs();
                    }
                }
            }
            match check.kind {
                CheckKind::AtMost(rhs) => sum <= rhs + tolerance(size.max(rhs.abs())),
                CheckKind::Step(least) => sum <= 0.0 || reaches(sum, least),
            }
        })
    }
}

fn refill<T: Clone>(of: &mut Vec<T>, len: usize, value: T) {
    of.clear();
    of.resize(len, value);
}
