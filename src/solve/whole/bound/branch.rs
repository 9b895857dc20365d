//! A region decided need by need, where a search through schedules leaves it open: branch and bound with prices that follow.
//!
//! ```text
//! node    for some needs the options that they may take (one of them may be: none);  bound: prices moved to lower it, then a short search
//! branch  the need that is large beside what the region's rows leave, and that the schedules met at these prices pay in different ways:
//!         its most frequent option against all the others
//! ```
//! Where a year of a region holds two or three large needs, a third of what prices promise can be out of reach: they pay halves. Once the large needs are
//! set, what is left is small, and prices say nearly all. A search that goes sentra by sentra, with all schedules of one at a time, does not get there: of a region of
//! seven large sentra it left a tenth open after four million nodes. The node with the largest bound comes next, so that what is open falls all the time.

use std::collections::BinaryHeap;

use super::decide::Decider;
use super::effort::Effort;
use super::mend::Pool;
use super::pricing::{Pricing, Scope};
use super::region::Region;
use crate::solve::whole::waiting::Waiting;

/// Steps of prices at a node: they start from those of its parent.
const STEPS: usize = 12;
/// Nodes and schedules of the short search at a node.
const SHORT: Effort = Effort { steps: (0, 0), nodes: 400, patterns: 1, listed: 150, far: false, branches: 0 };
/// Nodes of a search that take as long as one here.
pub(super) const TAKES: usize = 500;

/// Options that a need may take: bit 0 none, bit k + 1 option k.
type Allowed = (usize, u64);

/// A node: what its needs may take, and the prices of its parent.
struct Node {
    allowed: Vec<Allowed>,
    prices: Vec<f64>,
}

/// How often each option of each need was met, bit places as in [`Allowed`].
pub(super) type Met = Vec<Vec<u32>>;

impl Decider<'_> {
    /// Branches within `pattern`, of which `bound` is known, for as many nodes as are `left`; gives the largest bound left open.
    pub(super) fn branch(&mut self, prices: &[f64], pattern: usize, bound: f64, left: &mut usize) -> f64 {
        let region = self.region;
        let starts = starts(region);
        // What is split is no option (its schedules only bound it); and an option is a bit, none another.
        if !region.exact || region.sentra.iter().flat_map(|sentra| &sentra.needs).any(|need| need.options.len() >= 63) {
            return bound;
        }
        let sizes = sizes(region);
        let mut open = BinaryHeap::from([Waiting {
            bound,
            number: 0,
            node: Node { allowed: Vec::new(), prices: prices.to_vec() },
        }]);
        let (mut made, mut closed) = (1, f64::NEG_INFINITY);
        while let Some(waiting) = open.pop() {
            if waiting.bound <= self.floor() || *left == 0 || (self.stop)() {
                open.push(waiting);
                break;
            }
            *left -= 1;
            let Waiting { bound, node: Node { allowed, mut prices }, .. } = waiting;
            let child = restricted(region, &starts, &allowed);
            let mut decider = Decider {
                region: &child,
                values: self.values,
                pricing: Pricing::new(&child, self.values),
                // Known elsewhere: only its worth counts.
                best: self.best.as_ref().map(|(worth, _)| (*worth, Vec::new())),
                seen: Vec::new(),
                met: Some(met(&child)),
                pool: Pool::default(),
                rows: self.rows,
                far: false,
                stop: self.stop,
            };
            let mut own = bound.min(decider.descend(&mut prices, Scope::One(pattern), STEPS)[0]);
            if own > decider.floor() {
                let mut short = SHORT.nodes;
                own = own.min(decider.search(&prices, pattern, own, SHORT, &mut short));
            }
            let (found, met) = (decider.best.take(), decider.met.take().unwrap_or_default());
            if let Some((worth, choices)) = found
                && !choices.is_empty()
            {
                self.best = Some((worth, translated(&choices, &allowed)));
            }
            if own <= self.floor() {
                continue;
            }
            let Some((need, option)) = choose(&met, &allowed, &sizes) else {
                closed = closed.max(own);
                continue;
            };
            let all =
                allowed.iter().find(|&&(known, _)| known == need).map_or_else(|| every(region, &starts, need), |a| a.1);
            for mask in [all & !(1 << option), 1 << option] {
                let mut allowed: Vec<Allowed> = allowed.iter().filter(|&&(known, _)| known != need).copied().collect();
                allowed.push((need, mask));
                open.push(Waiting { bound: own, number: made, node: Node { allowed, prices: prices.clone() } });
                made += 1;
            }
        }
        let waiting = open.peek().map_or(f64::NEG_INFINITY, |waiting| waiting.bound);
        closed.max(waiting).min(bound)
    }
}

/// Where each sentra's needs begin among all.
fn starts(region: &Region) -> Vec<usize> {
    let mut from = 0;
    let next = |count: usize| {
        from += count;
        from - count
    };
    region.sentra.iter().map(|sentra| sentra.needs.len()).map(next).collect()
}

/// The sentra of a need, and its place there.
fn place(starts: &[usize], need: usize) -> (usize, usize) {
    let s = starts.partition_point(|&start| start <= need) - 1;
    (s, need - starts[s])
}

/// All options of a need.
fn every(region: &Region, starts: &[usize], need: usize) -> u64 {
    let (s, n) = place(starts, need);
    let need = &region.sentra[s].needs[n];
    (u64::from(!need.must)) | ((1 << need.options.len()) - 1) << 1
}

/// The largest part of a row's right-hand side that a payment of each need takes.
fn sizes(region: &Region) -> Vec<f64> {
    let rights: Vec<f64> = region.rows.iter().map(|row| region.right(row, true).abs().max(1e-9)).collect();
    let of = |payment: u32| {
        let rows = region.columns[payment as usize].iter();
        rows.map(|&(row, a)| a / rights[row as usize]).filter(|part| *part <= 1.0).fold(0.0, f64::max)
    };
    let needs = region.sentra.iter().flat_map(|sentra| &sentra.needs);
    needs.map(|need| need.options.iter().map(|option| of(option.payment)).fold(0.0, f64::max)).collect()
}

/// `region` with only the options that are allowed.
fn restricted(region: &Region, starts: &[usize], allowed: &[Allowed]) -> Region {
    let mut region = region.clone();
    for &(need, mask) in allowed {
        let (s, n) = place(starts, need);
        let need = &mut region.sentra[s].needs[n];
        let mut number = 0;
        need.options.retain(|_| {
            number += 1;
            mask >> number & 1 == 1
        });
        need.must |= mask & 1 == 0;
    }
    region
}

/// A count for each option of each need, none met yet.
fn met(region: &Region) -> Met {
    let needs = region.sentra.iter().flat_map(|sentra| &sentra.needs);
    needs.map(|need| vec![0; need.options.len() + 1]).collect()
}

/// Choices among allowed options as choices among all.
fn translated(choices: &[u16], allowed: &[Allowed]) -> Vec<u16> {
    let mut choices = choices.to_vec();
    for &(need, mask) in allowed {
        choices[need] = among_all(choices[need], mask);
    }
    choices
}

/// The number of the `choice`th option that `mask` allows; none stays none.
fn among_all(choice: u16, mask: u64) -> u16 {
    if choice == 0 {
        return 0;
    }
    let allowed = (1..64_u16).filter(|number| mask >> number & 1 == 1);
    allowed.take(usize::from(choice)).last().unwrap_or(0)
}

/// The need to branch on and its most frequent option: of those not set yet the one whose size times the part of its other options is largest; where
/// all were met in one way only, the largest.
fn choose(met: &Met, allowed: &[Allowed], sizes: &[f64]) -> Option<(usize, u64)> {
    let mut best: Option<((f64, f64), usize, usize)> = None;
    for (need, of) in met.iter().enumerate() {
        let mask = allowed.iter().find(|&&(known, _)| known == need).map(|&(_, mask)| mask);
        if mask.is_some_and(|mask| mask.count_ones() <= 1) || of.len() <= 1 {
            continue;
        }
        let all: u32 = of.iter().sum();
        let top = (0..of.len()).fold(0, |top, k| if of[k] > of[top] { k } else { top });
        let other = 1.0 - f64::from(of[top]) / f64::from(all.max(1));
        let rank = (sizes[need] * other, sizes[need]);
        if best.is_none_or(|(known, ..)| rank > known) {
            best = Some((rank, need, top));
        }
    }
    let (_, need, top) = best?;
    let mask = allowed.iter().find(|&&(known, _)| known == need).map(|&(_, mask)| mask);
    let option = mask.map_or(top as u64, |mask| u64::from(among_all(u16::try_from(top).unwrap_or(0), mask)));
    // None is none only where it is allowed.
    let none = mask.is_some_and(|mask| mask & 1 == 0) && top == 0;
    Some((need, if none { u64::from(among_all(1, mask.unwrap_or(0))) } else { option }))
}

#[cfg(test)]
mod tests {
    use super::super::decide::{Memory, decide};
    use super::super::outline::Outline;
    use super::*;
    use crate::model::Programme;
    use crate::random::Random;
    use crate::solve::whole::reach::Reach;
    use crate::synthetic::{Kind, Money, Spec, make};

    #[test]
    fn options_among_those_allowed_are_options_among_all() {
        // Allowed: none, the first and the third.
        assert_eq!([0, 1, 2].map(|choice| among_all(choice, 0b1011)), [0, 1, 3]);
        assert_eq!(translated(&[1, 2, 0], &[(1, 0b1010)]), [1, 3, 0]);
    }

    /// Regions that the search through schedules decides to the end, decided by branching alone: the same optimum, and nothing open.
    #[test]
    fn branching_finds_what_the_search_finds() -> Result<(), Box<dyn std::error::Error>> {
        let (mut told, mut branched) = (0, 0);
        for seed in 1..=2 {
            let spec = Spec { sentra: 250, years: 3, seed, kind: Kind::Whole, money: Money::Tight, ..Spec::default() };
            let programme = Programme::try_from(make(&spec))?;
            let outline = Outline::new(&programme, &Reach::new(&programme));
            let mut random = Random::new(seed, 3);
            let prices: Vec<f64> = outline.links.iter().map(|_| random.between(0.0, 0.02)).collect();
            let values = outline.values(&prices);
            for region in &outline.regions {
                let values = region.values(&values);
                let decided = decide(region, &values, &mut Memory::default(), Effort::raised(1), &|| false);
                let worth = decided.best.as_ref().map_or(f64::NEG_INFINITY, |(worth, _)| *worth);
                if decided.bound > worth + 1e-6 {
                    continue;
                }
                let mut best = f64::NEG_INFINITY;
                for pattern in 0..region.patterns() {
                    let mut decider = Decider::new(region, &values, Effort::raised(1), &|| false);
                    let mut left = 20_000;
                    let open = decider.branch(&vec![0.0; region.rows.len()], pattern, f64::INFINITY, &mut left);
                    assert!(left > 0 && open <= decider.floor(), "region {}: {open}", region.index);
                    branched += usize::from(left < 19_998);
                    if let Some((found, choices)) = &decider.best {
                        assert_eq!(region.worth(choices, &values), Some(*found));
                    }
                    best = best.max(decider.floor());
                }
                told += usize::from(best > 0.0);
                assert!((best - worth).abs() <= 1e-6 * worth.abs().max(1.0), "region {}: {best} {worth}", region.index);
            }
        }
        assert!(told > 50 && branched > 20, "{told} {branched}");
        Ok(())
    }

    /// Whatever it is stopped at, nothing is worth more than what it leaves open or found. What is found may be of another pattern, where a switch that may be on
    /// is off.
    #[test]
    fn what_is_left_open_is_counted() -> Result<(), Box<dyn std::error::Error>> {
        let mut open = 0;
        let spec = Spec { sentra: 100, years: 3, kind: Kind::Whole, money: Money::Tight, ..Spec::default() };
        let programme = Programme::try_from(make(&spec))?;
        let outline = Outline::new(&programme, &Reach::new(&programme));
        let values = outline.values(&vec![0.0; outline.links.len()]);
        for region in &outline.regions {
            let values = region.values(&values);
            let reach = |nodes: usize| {
                let of_pattern = |pattern| {
                    let (mut decider, mut left) = (Decider::new(region, &values, Effort::raised(1), &|| false), nodes);
                    let open = decider.branch(&vec![0.0; region.rows.len()], pattern, f64::INFINITY, &mut left);
                    open.max(decider.floor())
                };
                (0..region.patterns()).map(of_pattern).fold(f64::NEG_INFINITY, f64::max)
            };
            let best = reach(5_000);
            for nodes in [1, 2, 3, 7, 20] {
                let reached = reach(nodes);
                open += usize::from(reached > best + 1e-6);
                assert!(reached >= best - 1e-6, "region {}, {nodes} nodes: {reached} {best}", region.index);
            }
        }
        assert!(open > 5, "{open} were left open");
        Ok(())
    }
}
