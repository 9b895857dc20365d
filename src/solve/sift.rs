//! A similar program solved on the columns that earlier prices leave in doubt.
//!
//! ```text
//! d[j] = c[j] - A[j]'y        y: the prices of the optimum that is known, found again by the planner's codes
//! in   paid in that optimum, or no payment, or d[j] >= -NEAR (|c[j]| + |A[j]|'|y|);      the rest is paid nothing
//! look prices within some thousandths are found on these columns first: what may gain at them comes in, too
//! y    is solved for on these columns; where it lets a column that was left out gain, that column and its like come in, and it is solved again
//! ```
//! The answer is one to the whole program: its prices leave no column out that would gain, so that they prove the point to be best among all. Rows
//! that hold no column of the part keep the price that they had where it costs nothing (right-hand side 0), else theirs is 0. Where the part leads
//! nowhere, the whole program is solved. At national size a tenth to a third of the columns is in. Without the look a second solve was all but always needed;
//! half of a solve finds the same columns.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::structured::Structured;
use super::{Answer, Control, Ended, SolveError, Solver, proves_infeasible};
use crate::lp::identity::{Identities, identities};
use crate::lp::part::Part;
use crate::lp::{ColumnKey, Formulation, Lp, RowKey, Sense};
use crate::model::Programme;

/// Columns whose price exceeds what they earn by less than this part of both together are in.
const NEAR: f64 = 0.025;
/// Likewise of those that come in after a solve.
const NEARER: f64 = 0.02;
/// What a column gains below this part of its terms is rounding.
const NOTHING: f64 = 1e-9;
/// Of its room, what a column must be paid to count as paid.
const PAID: f64 = 1e-6;
/// Solves on parts before the whole program is solved.
const ROUNDS: usize = 5;

/// The optimum of a program, known by the planner's codes.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    prices: HashMap<u64, f64>,
    /// Columns that are in wherever they are found.
    wanted: HashSet<u64>,
    /// Whether it is of a program so near that no look is needed.
    near: bool,
}

impl Known {
    /// The optimum of `formulation`: `point` by column, `prices` by row.
    pub(crate) fn new(formulation: &Formulation<'_>, point: &[f64], prices: &[f64]) -> Self {
        let (lp, Identities { columns, rows }) = (&formulation.lp, identities(formulation));
        let is_paid = |j: usize| point[j] - lp.lower()[j] > PAID * (lp.upper()[j] - lp.lower()[j]);
        Self {
            prices: rows.iter().zip(prices).filter_map(|(id, &price)| id.map(|id| (id, price))).collect(),
            wanted: columns.iter().enumerate().filter(|&(j, _)| is_paid(j)).filter_map(|(_, id)| *id).collect(),
            near: false,
        }
    }
}

/// Solves programs like one whose optimum is known.
#[derive(Debug)]
pub(crate) struct Sifted<'a>(pub(crate) &'a Known);

impl Solver for Sifted<'_> {
    fn name(&self) -> &'static str {
        "sifted"
    }

    fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
        Sieve::new(formulation, self.0).solve(formulation.programme, &formulation.lp, control)
    }
}

/// Which columns of a program are looked at.
#[derive(Debug, Clone)]
pub(crate) struct Sieve {
    kept: Vec<bool>,
    /// The last prices, one for each row of the whole program.
    prices: Vec<f64>,
    /// Whether it has looked.
    looked: bool,
}

impl Sieve {
    /// The columns of `formulation` that what is known leaves in doubt.
    pub(crate) fn new(formulation: &Formulation<'_>, known: &Known) -> Self {
        let (lp, ids) = (&formulation.lp, identities(formulation));
        let mut prices: Vec<f64> =
            ids.rows.iter().map(|id| id.and_then(|id| known.prices.get(&id).copied()).unwrap_or(0.0)).collect();
        price_totals(lp, &mut prices);
        let mut sieve = Self { kept: vec![false; lp.column_count()], prices, looked: known.near };
        let reduced = sieve.reduced(lp);
        for (j, (&(gain, size), id)) in reduced.iter().zip(&ids.columns).enumerate() {
            let is_payment = matches!(lp.column(j), ColumnKey::Payment(_));
            let is_wanted = lp.lower()[j] > 0.0 || id.is_some_and(|id| known.wanted.contains(&id));
            sieve.kept[j] = !is_payment || is_wanted || gain >= -NEAR * size;
        }
        sieve
    }

    /// The optimum of `lp`, a program of `programme` with the rows and columns that this was made for; its numbers may be others.
    ///
    /// # Errors
    /// See [`SolveError`].
    pub(crate) fn solve(&mut self, programme: &Programme, lp: &Lp, control: &Control) -> Result<Answer, SolveError> {
        self.keep_what_is_asked_for(lp);
        let (mut iterations, mut round) = (0, 0);
        loop {
            round += 1;
            let whole = round > ROUNDS || self.kept.iter().all(|kept| *kept);
            if whole {
                self.kept.fill(true);
            }
            let part = Part::new(lp, &self.kept);
            let formulation = Formulation { programme, lp: part.lp };
            // What ends without prices, or in an error, is left to the solve to tell.
            if !std::mem::replace(&mut self.looked, true)
                && !whole
                && let Ok(Some(prices)) = Structured::glance(&formulation, control)
            {
                self.learn(lp, &part.rows, &prices);
                self.widen(lp);
                continue;
            }
            let answer = match Structured.solve(&formulation, control) {
                Ok(answer) => answer,
                Err(SolveError::Infeasible { proof: Some(ray) }) => {
                    let mut proof = vec![0.0; lp.row_count()];
                    for (&i, weight) in part.rows.iter().zip(ray) {
                        proof[i] = weight;
                    }
                    if whole || proves_infeasible(lp, &proof) {
                        return Err(SolveError::Infeasible { proof: Some(proof) });
                    }
                    // What was left out may be what is lacking.
                    self.kept.fill(true);
                    continue;
                }
                Err(error @ (SolveError::Stopped { .. } | SolveError::NotFinite { .. })) => return Err(error),
                Err(error) if whole => return Err(error),
                Err(_) => {
                    self.kept.fill(true);
                    continue;
                }
            };
            iterations += answer.iterations;
            let mut point = lp.lower().to_vec();
            for (&j, x) in part.columns.iter().zip(&answer.point) {
                point[j] = *x;
            }
            self.learn(lp, &part.rows, answer.prices.as_deref().unwrap_or(&[]));
            let done = whole || answer.ended == Ended::TimeLimit || answer.ended == Ended::Cancelled;
            if done || (answer.ended == Ended::Optimal && !self.widen(lp)) {
                return Ok(Answer {
                    point,
                    prices: Some(self.prices.clone()),
                    claimed: None,
                    ended: answer.ended,
                    iterations,
                });
            }
            if answer.ended != Ended::Optimal {
                self.kept.fill(true);
            }
        }
    }

    /// The optimum of `formulation`, whose columns are those that this was made for, with what was let in for it.
    pub(crate) fn known(&self, formulation: &Formulation<'_>, prices: &[f64]) -> Known {
        let Identities { columns, rows } = identities(formulation);
        Known {
            prices: rows.iter().zip(prices).filter_map(|(id, &price)| id.map(|id| (id, price))).collect(),
            wanted: columns.iter().zip(&self.kept).filter(|(_, kept)| **kept).filter_map(|(id, _)| *id).collect(),
            near: true,
        }
    }

    /// Lets these columns in.
    pub(crate) fn keep(&mut self, columns: &[usize]) {
        for &j in columns {
            self.kept[j] = true;
        }
    }

    /// The columns that are in, with the rows that hold any of them, and the numbers of these rows in `lp`.
    pub(crate) fn part(&self, lp: &Lp) -> (Lp, Vec<usize>) {
        let part = Part::new(lp, &self.kept);
        (part.lp, part.rows)
    }

    /// A point of the part as one of the whole of `lp`.
    pub(crate) fn spread(&self, lp: &Lp, point: &[f64]) -> Vec<f64> {
        let mut whole = lp.lower().to_vec();
        let kept = whole.iter_mut().zip(&self.kept).filter(|(_, kept)| **kept);
        kept.zip(point).for_each(|((whole, _), x)| *whole = *x);
        whole
    }

    /// Lets the columns in of rows that cannot hold without any.
    fn keep_what_is_asked_for(&mut self, lp: &Lp) {
        for row in lp.rows() {
            let asks = match row.sense {
                Sense::AtMost => row.rhs < 0.0,
                Sense::AtLeast => row.rhs > 0.0,
                Sense::Equal => row.rhs != 0.0,
            };
            if asks && !row.terms().any(|(j, _)| self.kept[j]) {
                row.terms().for_each(|(j, _)| self.kept[j] = true);
            }
        }
    }

    /// Lets in what another solve of a program of the same columns let in.
    pub(crate) fn join(&mut self, other: &Self) {
        for (kept, also) in self.kept.iter_mut().zip(&other.kept) {
            *kept |= also;
        }
    }

    /// Lets in what is in doubt on the way to the optimum of `far`, too; then no look is needed in between.
    pub(crate) fn reach(&mut self, far: &Self) {
        self.join(far);
        self.looked = true;
    }

    /// Takes the prices of the rows of a part.
    pub(crate) fn learn(&mut self, lp: &Lp, rows: &[usize], prices: &[f64]) {
        let mut in_part = vec![false; lp.row_count()];
        for (&i, price) in rows.iter().zip(prices) {
            (self.prices[i], in_part[i]) = (*price, true);
        }
        for (i, price) in self.prices.iter_mut().enumerate() {
            if !in_part[i] && lp.rhs()[i] != 0.0 {
                *price = 0.0;
            }
        }
    }

    /// Lets columns in that would gain, and their like; false if none would.
    pub(crate) fn widen(&mut self, lp: &Lp) -> bool {
        let reduced = self.reduced(lp);
        let left_out = |j: usize| !self.kept[j];
        let gains = |(j, &(gain, size)): (usize, &(f64, f64))| left_out(j) && gain > NOTHING * size;
        if !reduced.iter().enumerate().any(gains) {
            return false;
        }
        for (kept, (gain, size)) in self.kept.iter_mut().zip(reduced) {
            *kept |= gain > -NEARER * size;
        }
        true
    }

    /// For each column what a unit of it gains, and how large the terms are of which that is left.
    fn reduced(&self, lp: &Lp) -> Vec<(f64, f64)> {
        let mut reduced: Vec<(f64, f64)> = lp.cost().iter().map(|&cost| (cost, cost.abs())).collect();
        for (row, &price) in lp.rows().zip(&self.prices) {
            if price == 0.0 {
                continue;
            }
            for (j, a) in row.terms() {
                let term = signed(row.sense) * price * a;
                reduced[j].0 -= term;
                reduced[j].1 += term.abs();
            }
        }
        reduced
    }
}

/// What a price counts against a column of a row of this sense.
fn signed(sense: Sense) -> f64 {
    if sense == Sense::AtLeast { -1.0 } else { 1.0 }
}

/// Prices of the definitions of totals, which follow from those of the rows that use these.
fn price_totals(lp: &Lp, prices: &mut [f64]) {
    // By total: its definition, and the rows that use it.
    let mut totals: BTreeMap<u32, (usize, Vec<(usize, f64)>)> = BTreeMap::new();
    for (i, row) in lp.rows().enumerate() {
        for (j, a) in row.terms() {
            let ColumnKey::Total(k) = lp.column(j) else { continue };
            let known = totals.entry(k).or_insert((i, Vec::new()));
            if row.key == RowKey::Total(k) {
                known.0 = i;
            } else {
                known.1.push((i, signed(row.sense) * a));
            }
        }
    }
    // Totals are made of totals, but none of itself: as many passes as they are deep.
    loop {
        let mut changed = false;
        for (definition, uses) in totals.values() {
            let price = -uses.iter().map(|&(i, a)| a * prices[i]).sum::<f64>();
            changed |= price.to_bits() != prices[*definition].to_bits();
            prices[*definition] = price;
        }
        if !changed {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    //! Source of truth: the same programs solved whole.

    use super::*;
    use crate::lp::formulate;
    use crate::solve::audit::audited;
    use crate::synthetic::{Spec, make};
    use crate::units::Rupiah;

    #[test]
    fn a_part_has_the_optimum_of_the_whole() {
        let mut parts = 0;
        for seed in 1..=6 {
            let data = make(&Spec { sentra: 80, years: 3, seed, ..Spec::default() });
            let programme = Programme::try_from(&data).expect("valid");
            let formulation = formulate(&programme).expect("linear");
            let (answer, _) = audited(&Structured, &formulation, &Control::default()).expect("a plan");
            let known = Known::new(&formulation, &answer.point, answer.prices.as_deref().expect("prices"));
            for case in 0..data.rules.len() + 3 {
                let mut data = data.clone();
                if case < data.rules.len() {
                    data.rules.remove(case);
                } else {
                    let ceiling = &mut data.ceilings[case - data.rules.len()].rupiah;
                    *ceiling = Rupiah::new(ceiling.get() / 10 * 13);
                }
                let programme = Programme::try_from(&data).expect("valid");
                let formulation = formulate(&programme).expect("linear");
                let mut sieve = Sieve::new(&formulation, &known);
                let answer = sieve.solve(&programme, &formulation.lp, &Control::default()).expect("a plan");
                parts += usize::from(!sieve.kept.iter().all(|kept| *kept));
                let given = Given(answer);
                let (_, sifted) = audited(&given, &formulation, &Control::default()).expect("it holds");
                let (_, whole) = audited(&Structured, &formulation, &Control::default()).expect("a plan");
                assert!(
                    (sifted.objective - whole.objective).abs() <= 1e-7 * whole.objective,
                    "seed {seed} case {case}: {} is not {}",
                    sifted.objective,
                    whole.objective
                );
            }
        }
        assert!(parts > 40, "only {parts} were solved in part");
    }

    /// An answer that is there already, to be audited as any solver's.
    struct Given(Answer);

    impl Solver for Given {
        fn name(&self) -> &'static str {
            "given"
        }
        fn solve(&self, _: &Formulation<'_>, _: &Control) -> Result<Answer, SolveError> {
            Ok(self.0.clone())
        }
    }
}
