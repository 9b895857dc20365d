//! Takes money from where it no longer earns completion and gives it to where it does.
//!
//! Rounding leaves one essential need of a sentra a unit behind the others. What the others have beyond its share earns less than it
//! did at the optimum. So the need that is behind is given a unit, if some payment beside it can spare one; and what is beyond the
//! least share is given to payments beside it that earn more by it. Each exchange keeps every row and earns points.

use super::completion::Completions;
use super::rows::value;
use super::snap::Goal;
use super::state::{Keep, State};
use crate::id::SentraId;
use crate::lp::Formulation;
use crate::lp::matrix::MONEY;

/// Payments on either side, in a row that both stand in, that are tried for an exchange: those of the same sentra and its neighbours.
const REACH: usize = 12;

/// Sentra that have lost less than this part of all points are left alone: a million of them make one part in a million.
const LEAST_LOSS: f64 = 1e-12;

/// Exchanges for each sentra and way at most: a few units are all that rounding takes.
const TIMES: usize = 4;

pub(super) fn balance(
    state: &mut State<'_>,
    formulation: &Formulation<'_>,
    point: &[f64],
    completions: &Completions<'_>,
) {
    let lp = &formulation.lp;
    let all: f64 = lp.cost().iter().enumerate().map(|(j, cost)| (cost * value(point, j)).abs()).sum();
    let mut balance = Balance { state, formulation, completions };
    let mut behind: Vec<(f64, SentraId)> = completions
        .each()
        .map(|(sentra, years)| {
            let wanted: f64 = years.iter().map(|&(_, column, points)| points * value(point, column)).sum();
            (wanted - balance.points(sentra, &[]), sentra)
        })
        .filter(|&(loss, _)| loss > LEAST_LOSS * all)
        .collect();
    behind.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, sentra) in behind {
        balance.raise_least(sentra);
        balance.give_surplus(sentra);
    }
}

struct Balance<'s, 'a, 'f> {
    state: &'s mut State<'a>,
    formulation: &'s Formulation<'f>,
    completions: &'s Completions<'f>,
}

impl Balance<'_, '_, '_> {
    /// Completion points of `sentra` after `moves`.
    fn points(&self, sentra: SentraId, moves: &[(usize, i64)]) -> f64 {
        let unit = self.state.rows.unit as f64;
        self.completions.points(sentra, |j| {
            let moved: i64 = moves.iter().filter(|&&(payment, _)| payment == j).map(|&(_, steps)| steps).sum();
            (self.state.units()[j] + moved) as f64 * unit
        })
    }

    /// Points that `moves` earn.
    fn gain(&self, moves: &[(usize, i64)]) -> f64 {
        let unit = self.state.rows.unit as f64 / MONEY;
        let own: f64 = moves.iter().map(|&(j, steps)| self.formulation.lp.cost()[j] * steps as f64 * unit).sum();
        let mut sentra: Vec<SentraId> = moves.iter().map(|&(j, _)| self.sentra_of(j)).collect();
        sentra.sort_unstable();
        sentra.dedup();
        own + sentra.into_iter().map(|i| self.points(i, moves) - self.points(i, &[])).sum::<f64>()
    }

    fn sentra_of(&self, payment: usize) -> SentraId {
        let programme = self.formulation.programme;
        programme.needs()[programme.payments()[payment].need.index()].sentra
    }

    /// The essential needs of `sentra` as their payments, with the share paid, the least first.
    fn shares(&self, sentra: SentraId) -> Vec<(f64, f64, std::ops::Range<usize>)> {
        let programme = self.formulation.programme;
        let needs = programme.sentra()[sentra.index()].needs.clone();
        let essential = programme.needs()[needs].iter().filter(|need| need.essential);
        let mut shares: Vec<_> = essential
            .map(|need| {
                let cost = need.cost.get() as f64 / self.state.rows.unit as f64;
                let paid: i64 = need.payments.clone().map(|j| self.state.units()[j]).sum();
                (paid as f64 / cost, cost, need.payments.clone())
            })
            .collect();
        shares.sort_by(|a, b| a.0.total_cmp(&b.0));
        shares
    }

    /// Gives single units to the need that is furthest behind.
    fn raise_least(&mut self, sentra: SentraId) {
        for _ in 0..TIMES {
            let Some((_, _, payments)) = self.shares(sentra).into_iter().next() else { return };
            let raised = payments.into_iter().any(|j| self.raise(j));
            if !raised {
                return;
            }
        }
    }

    /// Gives a unit to `payment` if the point pays it.
    fn raise(&mut self, payment: usize) -> bool {
        if self.state.goal[payment] == Goal::Nothing {
            return false;
        }
        if self.state.room(payment, 1, Keep::All, None) > 0 {
            self.state.apply(payment, 1);
            return true;
        }
        self.exchange(payment, 1, -1)
    }

    /// Gives what needs have beyond the least share to payments that earn more by it.
    fn give_surplus(&mut self, sentra: SentraId) {
        for _ in 0..TIMES {
            let shares = self.shares(sentra);
            let Some(least) = shares.first().map(|first| first.0) else { return };
            let mut given = false;
            for (share, cost, payments) in shares.into_iter().rev() {
                #[allow(clippy::cast_possible_truncation)] // a few units
                let surplus = ((share - least) * cost).floor() as i64;
                for j in payments {
                    let steps = surplus.min(self.state.room(j, -1, Keep::All, None));
                    given |= steps > 0 && self.exchange(j, -steps, steps);
                }
            }
            if !given {
                return;
            }
        }
    }

    /// Moves `payment` by `steps` and, by `other` units, the payment beside it for which that earns the most points; false if none
    /// earns any.
    fn exchange(&mut self, payment: usize, steps: i64, other: i64) -> bool {
        let mut best: Option<(f64, usize)> = None;
        for partner in self.beside(payment, steps.max(other)) {
            let moves = [(payment, steps), (partner, other)];
            if self.state.play(partner, other.signum()) >= other.abs() && self.keeps_rows(&moves) {
                let gain = self.gain(&moves);
                if gain > 0.0 && best.is_none_or(|best| gain > best.0) {
                    best = Some((gain, partner));
                }
            }
        }
        let Some((_, partner)) = best else { return false };
        self.state.apply(payment, steps);
        self.state.apply(partner, other);
        true
    }

    /// Payments that stand near `payment` in the first row that has no room for `steps` more of it.
    fn beside(&self, payment: usize, steps: i64) -> Vec<usize> {
        let rows = self.state.rows;
        let is_tight = |entry: &super::rows::Entry| {
            !entry.change
                && entry.a > 0
                && self.state.miss(entry.at as usize, self.state.delta(entry, payment, steps)) > 0
        };
        let Some(row) = rows.of_payment(payment).filter(is_tight).map(|entry| entry.at as usize).min() else {
            return Vec::new();
        };
        let others = rows.beside(row, payment, REACH).into_iter();
        others.filter(|&j| self.state.goal[j] != Goal::Nothing).collect()
    }

    /// Whether no row fails further after `moves`.
    fn keeps_rows(&self, moves: &[(usize, i64); 2]) -> bool {
        let rows = self.state.rows;
        let [first, second] = moves.map(|(j, _)| rows.of_payment(j));
        let (first, second): (Vec<_>, Vec<_>) = (first.collect(), second.collect());
        let delta = |of: &[super::rows::Entry], row: u32, (j, steps): (usize, i64)| -> i128 {
            of.iter().filter(|entry| entry.at == row).map(|entry| self.state.delta(entry, j, steps)).sum()
        };
        first.iter().chain(&second).all(|entry| {
            let row = entry.at as usize;
            let change = delta(&first, entry.at, moves[0]) + delta(&second, entry.at, moves[1]);
            self.state.miss(row, change).abs() <= self.state.violation(row)
        })
    }
}
