//! Moves: one need is chosen anew, what must come before or after it follows, and what breaks by it is mended by other needs of the broken
//! row. A move is tried on the state itself and taken back if it is not wanted.

use super::choices::{NEVER, in_order};
use super::state::State;
use super::table::Table;
use crate::random::Random;

/// Needs that one move changes at most: a longer chain is seldom accepted.
const LONGEST: usize = 400;
/// Members of a broken row that are looked at to mend it.
const LOOKS: usize = 24;
/// Of those the ways that are tried; the best is taken.
const TRIES: usize = 4;

/// Moves, and the steps of the one under way.
#[derive(Debug)]
pub(super) struct Mover {
    pub(super) random: Random,
    /// Needs with their choices before, in the order of the steps.
    trail: Vec<(u32, u16)>,
}

impl Mover {
    pub(super) fn new(random: Random) -> Self {
        Self { random, trail: Vec::new() }
    }

    /// Starts a move.
    pub(super) fn begin(&mut self) {
        self.trail.clear();
    }

    /// How many steps the move has by now.
    pub(super) fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Takes all steps back.
    pub(super) fn undo(&mut self, state: &mut State<'_, '_>) {
        self.undo_to(state, 0);
    }

    pub(super) fn undo_to(&mut self, state: &mut State<'_, '_>, length: usize) {
        while self.trail.len() > length {
            if let Some((need, choice)) = self.trail.pop() {
                state.set(need, choice);
            }
        }
    }

    /// Chooses `choice` for `need`, and for the needs before and after it what keeps the order. False if it gave up; the trail tells what
    /// was changed by then.
    pub(super) fn put(&mut self, state: &mut State<'_, '_>, need: u32, choice: u16) -> bool {
        let old = state.chosen[need as usize];
        if old == choice {
            return true;
        }
        if self.trail.len() >= LONGEST {
            return false;
        }
        self.trail.push((need, old));
        state.set(need, choice);
        let table = state.table;
        let chosen = table.choices.get(need, choice);
        for &m in table.before.of(need as usize) {
            let now = table.choices.get(m, state.chosen[m as usize]);
            if !in_order(table.programme, &table.choices, (chosen, need), (now, m)) {
                let Some(earlier) = self.pick(table, m, |c| c.full <= chosen.start) else { return false };
                if !self.put(state, m, earlier) {
                    return false;
                }
            }
        }
        for &k in table.after.of(need as usize) {
            let now = table.choices.get(k, state.chosen[k as usize]);
            if !in_order(table.programme, &table.choices, (now, k), (chosen, need)) {
                let later =
                    if self.random.chance(0.5) { self.pick(table, k, |c| c.start >= chosen.full) } else { None };
                let later = later.unwrap_or(0);
                if !self.put(state, k, later) {
                    return false;
                }
                let now = table.choices.get(k, state.chosen[k as usize]);
                if !in_order(table.programme, &table.choices, (now, k), (chosen, need)) {
                    return false;
                }
            }
        }
        true
    }

    /// Pays what must come before contracted payments; from then on every move keeps the order. False if some order cannot be kept.
    pub(super) fn put_in_order(&mut self, state: &mut State<'_, '_>) -> bool {
        let table = state.table;
        let needs = u32::try_from(table.programme.needs().len()).expect("the model refuses tables of 2^32 rows");
        let ordered = |state: &State<'_, '_>, need: u32, m: u32| {
            let of = |need: u32| (table.choices.get(need, state.chosen[need as usize]), need);
            in_order(table.programme, &table.choices, of(need), of(m))
        };
        for need in 0..needs {
            self.begin();
            let chosen = table.choices.get(need, state.chosen[need as usize]);
            for &m in table.before.of(need as usize) {
                let earlier = |c: &super::choices::Choice| c.full <= chosen.start;
                if !ordered(state, need, m)
                    && let Some(choice) = self.pick(table, m, earlier)
                    && !self.put(state, m, choice)
                {
                    self.undo(state);
                }
            }
        }
        (0..needs).all(|need| table.before.of(need as usize).iter().all(|&m| ordered(state, need, m)))
    }

    /// A choice of `need` that `fits`, each as likely.
    pub(super) fn pick(
        &mut self,
        table: &Table<'_>,
        need: u32,
        fits: impl Fn(&super::choices::Choice) -> bool,
    ) -> Option<u16> {
        let mut found = None;
        let mut seen = 0;
        for (choice, number) in table.choices.of(need).iter().zip(0_u16..) {
            if fits(choice) {
                seen += 1;
                if self.random.below(seen) == 0 {
                    found = Some(number);
                }
            }
        }
        found
    }

    /// Another choice of a need, any.
    pub(super) fn change(&mut self, state: &mut State<'_, '_>) -> bool {
        let table = state.table;
        let need = table.open[self.random.below(table.open.len())];
        let old = state.chosen[need as usize];
        let count = table.choices.count(need);
        let mut choice = u16::try_from(self.random.below(count - 1)).unwrap_or(0);
        if choice >= old {
            choice += 1;
        }
        self.put(state, need, choice)
    }

    /// All that a sentra lacks to be complete, in one year.
    pub(super) fn complete(&mut self, state: &mut State<'_, '_>) -> bool {
        let table = state.table;
        let s = table.open_sentra[self.random.below(table.open_sentra.len())];
        if table.sentra[s as usize].essential.is_empty() || state.is_complete(s) {
            return false;
        }
        let year = self.random.below(table.programme.years().len());
        self.complete_in(state, s, year)
    }

    /// All that sentra `s` lacks to be complete, in `year` where that can be.
    pub(super) fn complete_in(&mut self, state: &mut State<'_, '_>, s: u32, year: usize) -> bool {
        let table = state.table;
        for &need in &table.sentra[s as usize].essential {
            let now = table.choices.get(need, state.chosen[need as usize]);
            if now.full == NEVER {
                let exactly = self.pick(table, need, |c| usize::from(c.full) == year);
                let Some(choice) = exactly.or_else(|| self.pick(table, need, |c| c.full != NEVER)) else {
                    return false;
                };
                if !self.put(state, need, choice) {
                    return false;
                }
            }
        }
        true
    }

    /// Nothing more for a sentra, or all of it in another year.
    pub(super) fn clear(&mut self, state: &mut State<'_, '_>) -> bool {
        let table = state.table;
        let year = self.random.below(table.programme.years().len());
        let paid = state.paid_in(year);
        if paid.is_empty() {
            return false;
        }
        let s = table.sentra_of[paid[self.random.below(paid.len())] as usize];
        let to = self.random.below(table.programme.years().len() + 2);
        for need in table.sentra[s as usize].needs.clone() {
            let now = table.choices.get(need, state.chosen[need as usize]);
            if now.start == NEVER {
                continue;
            }
            let choice = self.pick(table, need, |c| usize::from(c.start) == to).unwrap_or(0);
            if !self.put(state, need, choice) {
                return false;
            }
        }
        true
    }

    /// Mends broken rows, up to `steps` of them, as long as they cost more than `allowed`.
    pub(super) fn mend(&mut self, state: &mut State<'_, '_>, steps: usize, allowed: f64) {
        for _ in 0..steps {
            if state.broken().is_empty() || state.hard() <= allowed || self.trail.len() >= LONGEST {
                return;
            }
            let row = state.broken()[self.random.below(state.broken().len())];
            if !self.mend_row(state, row) {
                return;
            }
        }
    }

    /// One step that brings `row` nearer to holding: of a few tried the one with the best score.
    fn mend_row(&mut self, state: &mut State<'_, '_>, row: u32) -> bool {
        let table = state.table;
        let of = &table.rows[row as usize];
        let (activity, breach) = (state.activity(row), state.breach(row));
        let up = if activity < of.lo {
            true
        } else if activity > of.hi {
            false
        } else {
            // Between nothing and the least: out of it either way.
            self.random.chance(0.5)
        };
        let mark = self.trail.len();
        let mut best: Option<(f64, u32, u16)> = None;
        let mut tried = 0;
        for _ in 0..LOOKS {
            if tried >= TRIES {
                break;
            }
            let Some((need, choice)) = self.candidate(state, row, up) else { continue };
            tried += 1;
            if self.put(state, need, choice) && state.breach(row) < breach {
                let score = state.score();
                if best.is_none_or(|(known, ..)| score > known) {
                    best = Some((score, need, choice));
                }
            }
            self.undo_to(state, mark);
        }
        let Some((_, need, choice)) = best else { return false };
        // The followers of a need are drawn anew, so that the second time may turn out otherwise.
        if !self.put(state, need, choice) {
            self.undo_to(state, mark);
            return false;
        }
        true
    }

    /// A need of `row` with a choice that may raise (`up`) or lower it.
    fn candidate(&mut self, state: &State<'_, '_>, row: u32, up: bool) -> Option<(u32, u16)> {
        let table = state.table;
        let of = &table.rows[row as usize];
        let completed = table.completed_in.of(row as usize);
        if !completed.is_empty() {
            let s = completed[self.random.below(completed.len())];
            let essential = &table.sentra[s as usize].essential;
            let need = essential[self.random.below(essential.len())];
            let now = table.choices.get(need, state.chosen[need as usize]);
            let choice = self.pick(table, need, |c| if up { c.full < now.full } else { c.full > now.full })?;
            return Some((need, choice));
        }
        let (p, more) = if !of.items.is_empty() {
            let item = of.items[self.random.below(of.items.len())];
            if state.counts(item) == up {
                return None;
            }
            let payments = &table.items[item as usize].payments;
            (payments[self.random.below(payments.len())], up)
        } else if !of.changes.is_empty() {
            let (p, before) = of.changes[self.random.below(of.changes.len())];
            (p, state.rupiah(p) < before)
        } else {
            let (p, a) = self.member(state, row, up)?;
            (p, (a > 0) == up)
        };
        let need = table.need_of[p as usize];
        if table.choices.count(need) < 2 {
            return None;
        }
        let now = state.rupiah(p);
        let of_payment = |c: &super::choices::Choice| -> i64 {
            let part = table.choices.parts(c).iter().find(|&&(part, _)| part == p);
            part.map_or(0, |&(_, rupiah)| rupiah)
        };
        if !more && self.random.chance(0.5) {
            return (of_payment(table.choices.get(need, 0)) < now).then_some((need, 0));
        }
        let choice = self.pick(table, need, |c| if more { of_payment(c) > now } else { of_payment(c) < now })?;
        Some((need, choice))
    }

    /// A payment of `row` with its coefficient, one that is paid where only those can help.
    fn member(&mut self, state: &State<'_, '_>, row: u32, up: bool) -> Option<(u32, i64)> {
        let table = state.table;
        let terms = &table.rows[row as usize].terms;
        if terms.is_empty() {
            return None;
        }
        let (p, a) = terms[self.random.below(terms.len())];
        if (a > 0) == up || state.rupiah(p) > 0 {
            return Some((p, a));
        }
        // Few payments of a wide row are paid: draw among what is paid in the year.
        let paid = state.paid_in(table.year(p));
        if paid.is_empty() {
            return None;
        }
        let need = paid[self.random.below(paid.len())];
        let choice = table.choices.get(need, state.chosen[need as usize]);
        let parts = table.choices.parts(choice);
        let (p, _) = parts[self.random.below(parts.len())];
        let at = terms.binary_search_by_key(&p, |&(p, _)| p).ok()?;
        ((terms[at].1 > 0) != up).then_some(terms[at])
    }
}
