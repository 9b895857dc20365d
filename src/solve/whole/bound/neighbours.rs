//! Selections near one of a region: one sentra takes another of its best schedules, the others stay.

use super::region::Region;
use super::search::Selection;
use super::walk::{Sink, Walk};

/// Schedules of each sentra that are tried.
const EACH: usize = 12;
/// Nodes of the walk through one sentra.
const WALK: usize = 2_000;

/// The schedules of a sentra that are worth most.
struct Top {
    found: Vec<(f64, Vec<u16>)>,
}

impl Sink for Top {
    fn floor(&self, _: u64) -> f64 {
        if self.found.len() < EACH { f64::NEG_INFINITY } else { self.found[EACH - 1].0 }
    }
    fn take(&mut self, choice: &[u16], _: u64, value: f64) {
        let at = self.found.partition_point(|(known, _)| *known >= value);
        if at < EACH {
            self.found.truncate(EACH - 1);
            self.found.insert(at, (value, choice.to_vec()));
        }
    }
    fn cut(&mut self, _: f64) {}
}

/// Selections that differ from `choices` in one sentra and keep the region's hard rows, with their worth at `values`; schedules are drawn at
/// values less the `prices` of the region's rows.
pub(super) fn neighbours(region: &Region, choices: &[u16], values: &[f64], prices: &[f64]) -> Vec<Selection> {
    let mut reduced = values.to_vec();
    for (value, column) in reduced.iter_mut().zip(&region.columns) {
        for &(row, a) in column {
            *value -= a * prices.get(row as usize).copied().unwrap_or(0.0);
        }
    }
    let mut near = Vec::new();
    let mut from = 0;
    for sentra in &region.sentra {
        let own = from..from + sentra.needs.len();
        from = own.end;
        let mut walk = Walk::new(sentra);
        walk.enter(sentra, &reduced, &region.masks, u64::MAX, region.years);
        let mut top = Top { found: Vec::new() };
        walk.run(WALK, &mut top);
        for (_, schedule) in top.found {
            if choices[own.clone()] != schedule {
                let mut changed = choices.to_vec();
                changed[own.clone()].copy_from_slice(&schedule);
                if let Some(worth) = region.worth(&changed, values) {
                    near.push((worth, changed));
                }
            }
        }
    }
    near
}
