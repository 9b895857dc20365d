//! Large moves: what regions are paid is taken down and built up again, sentra by sentra, each the way that scores best.

use std::ops::Range;

use super::choices::NEVER;
use super::moves::Mover;
use super::state::State;

impl Mover {
    /// Takes down what a funded region is paid in one year, or in all, and fills it and another region anew.
    pub(super) fn rebuild(&mut self, state: &mut State<'_, '_>) -> bool {
        let table = state.table;
        let years = table.programme.years().len();
        let year = self.random.below(years);
        let paid = state.paid_in(year);
        if paid.is_empty() {
            return false;
        }
        let need = paid[self.random.below(paid.len())];
        let down = table.region_of(need);
        let span = if self.random.chance(0.7) { year..year + 1 } else { 0..years };
        if !self.take_down(state, down, &span) {
            return false;
        }
        let other = table.open_sentra[self.random.below(table.open_sentra.len())];
        let other = table.programme.sentra()[other as usize].region.index();
        let mut sentra = Vec::new();
        if self.random.chance(0.8) {
            sentra.extend(table.open_in(other));
        }
        if other != down && self.random.chance(0.6) {
            sentra.extend(table.open_in(down));
        }
        self.random.shuffle(&mut sentra);
        for s in sentra {
            self.build(state, s, &span);
        }
        true
    }

    /// Nothing beyond contracts for the needs of `region` whose payments begin in `span`.
    fn take_down(&mut self, state: &mut State<'_, '_>, region: usize, span: &Range<usize>) -> bool {
        let table = state.table;
        for s in table.programme.regions()[region].sentra.clone() {
            for need in table.sentra[s].needs.clone() {
                let now = table.choices.get(need, state.chosen[need as usize]);
                if now.start != NEVER && span.contains(&usize::from(now.start)) && !self.put(state, need, 0) {
                    return false;
                }
            }
        }
        true
    }

    /// Of the ways to complete sentra `s` in a year of `span`, or to pay one more need of it, the one that scores best, if one is better
    /// than none.
    pub(super) fn build(&mut self, state: &mut State<'_, '_>, s: u32, span: &Range<usize>) {
        let table = state.table;
        let mark = self.mark();
        let mut best = (state.score() + 1e-9, None);
        let sentra = &table.sentra[s as usize];
        for year in span.clone() {
            if !sentra.essential.is_empty() && !state.is_complete(s) {
                if self.complete_in(state, s, year) && state.score() > best.0 {
                    best = (state.score(), Some((year, None)));
                }
                self.undo_to(state, mark);
            }
            for need in sentra.needs.clone() {
                let now = table.choices.get(need, state.chosen[need as usize]);
                if now.full != NEVER || table.choices.count(need) < 2 {
                    continue;
                }
                let Some(choice) = self.pick(table, need, |c| usize::from(c.full) == year) else { continue };
                if self.put(state, need, choice) && state.score() > best.0 {
                    best = (state.score(), Some((year, Some((need, choice)))));
                }
                self.undo_to(state, mark);
            }
        }
        let done = match best.1 {
            None => return,
            Some((year, None)) => self.complete_in(state, s, year),
            Some((_, Some((need, choice)))) => self.put(state, need, choice),
        };
        if !done {
            self.undo_to(state, mark);
        }
    }
}
