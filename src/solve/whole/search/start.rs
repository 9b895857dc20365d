//! Something to begin with: sentra by sentra, each the way that scores best, the best paying first.

use super::choices::NEVER;
use super::moves::Mover;
use super::state::State;

impl Mover {
    /// Builds from where `state` is; what comes out may break rows.
    pub(super) fn start(&mut self, state: &mut State<'_, '_>) {
        let table = state.table;
        // Points for a million rupiah if all of the sentra is paid at once.
        let pays = |s: u32| -> f64 {
            let sentra = &table.sentra[s as usize];
            let (mut points, mut cost) = (sentra.points.first().copied().unwrap_or(0.0), 0.0);
            for need in sentra.needs.clone().filter(|&need| table.choices.count(need) > 1) {
                points += table.choices.of(need).iter().map(|choice| choice.points).fold(0.0, f64::max);
                cost += table.programme.needs()[need as usize].cost.as_millions();
            }
            points / cost.max(1e-9)
        };
        let mut order: Vec<(f64, u32)> = table.open_sentra.iter().map(|&s| (pays(s), s)).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, s) in order {
            self.begin();
            self.build(state, s);
        }
        state.refresh();
    }

    /// Of the ways to complete sentra `s` in a year, or to pay one more need of it, the one that scores best, if one is better than none.
    fn build(&mut self, state: &mut State<'_, '_>, s: u32) {
        let table = state.table;
        let mark = self.mark();
        let mut best = (state.score() + 1e-9, None);
        let sentra = &table.sentra[s as usize];
        for year in 0..table.programme.years().len() {
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
