//! What is left of a program once columns that others decide, and rows that cannot be missed, are gone.
//!
//! ```text
//! held       a column whose bounds are one value: into the right-hand sides
//! idle       a row that no values within the bounds miss: left out, its price is 0
//! decided    a column q that is no decision, or stands alone, in an equality  a q + sum b x = d:   q = (d - sum b x) / a   in every other row and in the objective;
//!            where the bounds of the x do not keep those of q, two rows more that do
//! ```
//! Back again, last column first, with the rows as they were when it went (`c` its cost then, `y` signed so that `c - sum a y` is a reduced cost):
//!
//! ```text
//! value of q               (d - sum b x) / a
//! price of the equality    (c - sum over other rows of a[i] y[i] - y of the rows for its bounds) / a
//! ```
//! The second leaves `q` the reduced cost that the rows for its bounds have as prices, and every other column what it has in the program that is left: so prices of that prove
//! the same bound of the whole, and a ray (`c = 0`) the same contradiction. By hand: max 3 q + x, q = 2 x, q <= 4, x <= 3. Without q: max 7 x, 2 x <= 4: x = 2,
//! 14 points, price 3.5. The equality `q - 2 x = 0` then has (3 - 3.5) / 1 = -0.5; reduced costs are 3 + 0.5 = 3.5 for q, whose bound 4 gives 14, and 1 - 1 = 0 for x.

use crate::lp::{Lp, RowKey, Sense};

/// A row is idle, and bounds are kept, up to this part of what the terms can come to: what rounding leaves of sums. What is left out has no price, so that a proved bound would
/// be off by it.
const MISS: f64 = 1e-13;

type Term = (u32, f64);

#[derive(Debug, Clone)]
struct Row {
    terms: Vec<Term>,
    sense: Sense,
    rhs: f64,
}

/// A column that is decided by others, and the equality that says so, as both were when they went.
#[derive(Debug, Clone)]
struct Decided {
    column: usize,
    cost: f64,
    row: usize,
    /// The coefficient of the column, the other terms and the right-hand side.
    own: f64,
    terms: Vec<Term>,
    rhs: f64,
    /// The other rows in which the column stood, with its coefficients.
    others: Vec<(usize, f64)>,
    /// Rows that keep its bounds.
    bounds: Vec<usize>,
}

/// A smaller program with the same optimum, and the way back.
#[derive(Debug, Clone)]
pub(super) struct Reduced {
    lp: Lp,
    /// The number that each column has in the whole, and the other way round.
    columns: Vec<usize>,
    place: Vec<Option<usize>>,
    /// Values of held columns.
    values: Vec<f64>,
    /// The number of each row among those of the whole and those that keep bounds; how many of both there are, and of the first.
    rows: Vec<usize>,
    counts: (usize, usize),
    /// Senses of the rows of the whole.
    senses: Vec<Sense>,
    decided: Vec<Decided>,
}

/// A program on its way.
struct Work {
    rows: Vec<Option<Row>>,
    /// Rows in which each column stands, or stood.
    users: Vec<Vec<usize>>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    cost: Vec<f64>,
    whole: Vec<bool>,
    held: Vec<bool>,
    decided: Vec<Decided>,
}

impl Work {
    fn new(lp: &Lp) -> Self {
        let columns = lp.column_count();
        let whole: Vec<bool> = (0..columns).map(|j| lp.whole()[j]).collect();
        let lower: Vec<f64> = (0..columns).map(|j| lp.lower()[j]).collect();
        let upper = lp.upper().to_vec();
        let held = (0..columns).map(|j| upper[j] <= lower[j]).collect();
        let mut users = vec![Vec::new(); columns];
        let mut rows = Vec::with_capacity(lp.row_count());
        for (i, row) in lp.rows().enumerate() {
            row.terms().for_each(|(j, _)| users[j].push(i));
            let terms = row.columns.iter().copied().zip(row.values.iter().copied()).collect();
            rows.push(Some(Row { terms, sense: row.sense, rhs: row.rhs }));
        }
        let cost = lp.cost().to_vec();
        Self { rows, users, lower, upper, cost, whole, held, decided: Vec::new() }
    }

    /// The least and the most that `terms` can come to, and the size of that.
    fn range(&self, terms: &[Term]) -> (f64, f64, f64) {
        let (mut least, mut most, mut size) = (0.0, 0.0, 0.0);
        for &(j, a) in terms {
            let (one, other) = (a * self.lower[j as usize], a * self.upper[j as usize]);
            least += one.min(other);
            most += one.max(other);
            size += one.abs().max(other.abs());
        }
        (least, most, size)
    }

    fn value(&self, j: usize) -> f64 {
        f64::midpoint(self.lower[j], self.upper[j])
    }

    /// Takes held columns out of a row, and the row away if it is idle.
    fn clean(&mut self, i: usize) {
        let Some(mut row) = self.rows[i].take() else { return };
        let mut moved = 0.0;
        row.terms.retain(|&(j, a)| {
            let is_held = self.held[j as usize];
            moved += if is_held { a * self.value(j as usize) } else { 0.0 };
            !is_held && a != 0.0
        });
        let (least, most, size) = self.range(&row.terms);
        let slack = MISS * (size + row.rhs.abs() + moved.abs());
        row.rhs -= moved;
        let is_idle = match row.sense {
            Sense::AtMost => most <= row.rhs + slack,
            Sense::AtLeast => least >= row.rhs - slack,
            Sense::Equal => row.terms.is_empty() && row.rhs.abs() <= slack,
        };
        if !is_idle {
            self.rows[i] = Some(row);
        }
    }

    /// Lets an equality decide a column, if it holds one that it can.
    fn decide(&mut self, i: usize) {
        let Some(row) = self.rows[i].take_if(|row| row.sense == Sense::Equal) else { return };
        // The one in fewest other rows, which fills least; alone it has one value, decision or not.
        let is_alone = row.terms.len() == 1;
        let free = row.terms.iter().filter(|(j, _)| is_alone || !self.whole[*j as usize]);
        let Some(&(column, own)) = free.min_by_key(|(j, _)| self.users[*j as usize].len()) else {
            self.rows[i] = Some(row);
            return;
        };
        let terms: Vec<Term> = row.terms.iter().filter(|(j, _)| *j != column).copied().collect();
        let (j, rhs) = (column as usize, row.rhs);
        let others = self.replace(column, own, &terms, rhs);
        let cost = self.cost[j];
        for &(k, b) in &terms {
            self.cost[k as usize] -= cost / own * b;
        }
        let expression: Vec<Term> = terms.iter().map(|&(k, b)| (k, -b / own)).collect();
        let bounds = self.keep_bounds(j, &expression, rhs / own);
        self.decided.push(Decided { column: j, cost, row: i, own, terms, rhs, others, bounds });
    }

    /// Puts `(rhs - terms) / own` in place of `column` in all rows; those in which it stood, with its coefficients.
    fn replace(&mut self, column: u32, own: f64, terms: &[Term], rhs: f64) -> Vec<(usize, f64)> {
        let mut users = std::mem::take(&mut self.users[column as usize]);
        users.sort_unstable();
        users.dedup();
        let mut others = Vec::new();
        for i in users {
            let Some(row) = &mut self.rows[i] else { continue };
            let Some(at) = row.terms.iter().position(|(j, _)| *j == column) else { continue };
            let coefficient = row.terms.swap_remove(at).1;
            others.push((i, coefficient));
            let times = coefficient / own;
            row.rhs -= times * rhs;
            for &(k, b) in terms {
                if let Some((_, value)) = row.terms.iter_mut().find(|(j, _)| *j == k) {
                    *value -= times * b;
                } else {
                    row.terms.push((k, -times * b));
                    self.users[k as usize].push(i);
                }
            }
        }
        others
    }

    /// Rows that keep the bounds of column `j`, which is `terms + offset` now, where the bounds of others do not.
    fn keep_bounds(&mut self, j: usize, terms: &[Term], offset: f64) -> Vec<usize> {
        let (least, most, size) = self.range(terms);
        let slack = MISS * (size + offset.abs());
        let (lower, upper) = (self.lower[j] - offset, self.upper[j] - offset);
        let needed = [(most > upper + slack, Sense::AtMost, upper), (least < lower - slack, Sense::AtLeast, lower)];
        let mut kept = Vec::new();
        for (_, sense, rhs) in needed.into_iter().filter(|(is_needed, ..)| *is_needed) {
            let i = self.rows.len();
            for &(k, _) in terms {
                self.users[k as usize].push(i);
            }
            self.rows.push(Some(Row { terms: terms.to_vec(), sense, rhs }));
            kept.push(i);
        }
        kept
    }
}

impl Reduced {
    /// What is left of `lp`.
    pub(super) fn of(lp: &Lp) -> Self {
        let mut work = Work::new(lp);
        let stated = work.rows.len();
        (0..stated).for_each(|i| work.clean(i));
        // Short equalities first: what they decide shortens the others.
        let mut order: Vec<usize> = (0..stated).collect();
        order.sort_by_key(|&i| work.rows[i].as_ref().map_or(0, |row| row.terms.len()));
        for i in order {
            work.clean(i);
            work.decide(i);
        }
        (0..work.rows.len()).for_each(|i| work.clean(i));
        let mut is_left: Vec<bool> = work.held.iter().map(|held| !held).collect();
        work.decided.iter().for_each(|decided| is_left[decided.column] = false);
        let columns: Vec<usize> = (0..lp.column_count()).filter(|&j| is_left[j]).collect();
        let mut place = vec![None; lp.column_count()];
        let mut left = Lp::default();
        for (at, &j) in columns.iter().enumerate() {
            place[j] = Some(at);
            let add = if work.whole[j] { Lp::add_whole_column } else { Lp::add_column };
            add(&mut left, lp.column(j), work.cost[j], work.lower[j], work.upper[j]);
        }
        let mut rows = Vec::new();
        for (i, number) in (0..work.rows.len()).zip(0..) {
            let Some(row) = &work.rows[i] else { continue };
            // No column has more places than there are columns, which are 32 bits.
            #[allow(clippy::cast_possible_truncation)]
            let terms = row.terms.iter().filter_map(|&(j, a)| Some((place[j as usize]? as u32, a)));
            left.add_row(RowKey::Total(number), row.sense, row.rhs, 0.0, terms);
            rows.push(i);
        }
        let values = (0..lp.column_count()).map(|j| work.value(j)).collect();
        let counts = (work.rows.len(), stated);
        Self { lp: left, columns, place, values, rows, counts, senses: lp.senses().to_vec(), decided: work.decided }
    }

    /// The program that is left.
    pub(super) fn lp(&self) -> &Lp {
        &self.lp
    }

    /// Where column `j` of the whole stands in what is left; `None` if it is gone.
    pub(super) fn place(&self, j: usize) -> Option<usize> {
        self.place[j]
    }

    /// A point of the whole from one of what is left.
    pub(super) fn point(&self, point: &[f64]) -> Vec<f64> {
        let mut whole = self.values.clone();
        self.columns.iter().zip(point).for_each(|(&j, &value)| whole[j] = value);
        for decided in self.decided.iter().rev() {
            let sum: f64 = decided.terms.iter().map(|&(j, b)| b * whole[j as usize]).sum();
            whole[decided.column] = (decided.rhs - sum) / decided.own;
        }
        whole
    }

    /// Prices of all rows from those of what is left.
    pub(super) fn prices(&self, prices: &[f64]) -> Vec<f64> {
        self.weights(prices, |decided| decided.cost)
    }

    /// A ray of the whole likewise.
    pub(super) fn ray(&self, ray: &[f64]) -> Vec<f64> {
        self.weights(ray, |_| 0.0)
    }

    fn weights(&self, weights: &[f64], cost: impl Fn(&Decided) -> f64) -> Vec<f64> {
        let (all, stated) = self.counts;
        // A price of `>=` enters with the other sign.
        let sign = |sense: Sense, weight: f64| if sense == Sense::AtLeast { -weight } else { weight };
        let mut y = vec![0.0; all];
        for ((&i, &weight), &sense) in self.rows.iter().zip(weights).zip(self.lp.senses()) {
            y[i] = sign(sense, weight);
        }
        for decided in self.decided.iter().rev() {
            let others: f64 = decided.others.iter().map(|&(i, a)| a * y[i]).sum();
            let bounds: f64 = decided.bounds.iter().map(|&i| y[i]).sum();
            y[decided.row] = (cost(decided) - others - bounds) / decided.own;
        }
        y.truncate(stated);
        y.iter().zip(&self.senses).map(|(&y, &sense)| sign(sense, y)).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    //! Source of truth: by hand, and the program as it was, solved without any of this.

    use super::super::simplex::{Solved, Tableau};
    use super::*;
    use crate::id::{NeedId, PaymentId};
    use crate::lp::ColumnKey;
    use crate::random::Random;
    use crate::solve::proves_infeasible;

    /// Columns `(is whole, cost, lower, upper)`.
    fn program(columns: &[(bool, f64, f64, f64)], rows: &[(Vec<Term>, Sense, f64)]) -> Lp {
        let mut lp = Lp::default();
        for (j, &(whole, cost, lower, upper)) in columns.iter().enumerate() {
            if whole {
                lp.add_whole_column(ColumnKey::Paid(NeedId::new(j), None), cost, lower, upper);
            } else {
                lp.add_column(ColumnKey::Payment(PaymentId::new(j)), cost, lower, upper);
            }
        }
        for ((terms, sense, rhs), i) in rows.iter().zip(0..) {
            lp.add_row(RowKey::Total(i), *sense, *rhs, 1.0, terms.iter().copied());
        }
        lp
    }

    /// What `prices` prove: `sum y b + sum max over the bounds of (c - sum y a) x`.
    fn proved(lp: &Lp, prices: &[f64]) -> f64 {
        let (mut bound, mut cost) = (0.0, lp.cost().to_vec());
        for (row, &price) in lp.rows().zip(prices) {
            assert!(row.sense == Sense::Equal || price >= -1e-9, "{price}");
            let y = if row.sense == Sense::AtLeast { -price } else { price };
            bound += y * row.rhs;
            row.terms().for_each(|(j, a)| cost[j] -= y * a);
        }
        bound + (0..cost.len()).map(|j| (cost[j] * lp.lower()[j]).max(cost[j] * lp.upper()[j])).sum::<f64>()
    }

    /// The case of the module's words.
    #[test]
    fn a_column_that_another_decides_goes_and_comes_back() {
        let lp = program(
            &[(false, 3.0, 0.0, 4.0), (false, 1.0, 0.0, 3.0)],
            &[(vec![(0, 1.0), (1, -2.0)], Sense::Equal, 0.0)],
        );
        let reduced = Reduced::of(&lp);
        assert_eq!((reduced.lp().row_count(), reduced.lp().column_count()), (1, 1));
        let mut tableau = Tableau::new(reduced.lp());
        assert_eq!(tableau.solve(), Solved::Optimal);
        let (point, prices) = (reduced.point(&tableau.point()), reduced.prices(&tableau.prices()));
        assert_eq!(lp.objective(&point).to_bits(), 14.0_f64.to_bits());
        assert!((proved(&lp, &prices) - 14.0).abs() < 1e-12, "{prices:?}");
    }

    /// Optimum, point, prices and rays of random programs are those of the whole.
    #[test]
    fn what_is_left_says_the_same_as_the_whole() {
        let (mut solved, mut empty, mut smaller, mut kept) = (0, 0, 0, 0);
        for seed in 0..2_000 {
            let mut random = Random::new(seed, 12);
            let mut number = |from: i32, to: i32| random.between(f64::from(from), f64::from(to) + 1.0).floor();
            let columns: Vec<(bool, f64, f64, f64)> = (0..7)
                .map(|_| {
                    let lower = number(-2, 1).max(0.0);
                    (number(0, 2) == 0.0, number(-4, 6), lower, lower + number(0, 4))
                })
                .collect();
            let rows: Vec<(Vec<Term>, Sense, f64)> = (0..6)
                .map(|_| {
                    let terms: Vec<Term> = (0..7)
                        .map(|j| (j, if number(0, 2) == 0.0 { number(-3, 4) } else { 0.0 }))
                        .filter(|&(_, a)| a != 0.0)
                        .collect();
                    let kind = number(0, 3);
                    let sense = if kind < 1.0 {
                        Sense::AtMost
                    } else if kind < 2.0 {
                        Sense::AtLeast
                    } else {
                        Sense::Equal
                    };
                    // At what some point comes to, so that many programs have one.
                    let at: f64 = terms.iter().map(|&(j, a)| a * (columns[j as usize].2 + number(0, 2) / 2.0)).sum();
                    let rhs = match sense {
                        Sense::AtMost => at + number(0, 2),
                        Sense::AtLeast => at - number(0, 2),
                        Sense::Equal => at,
                    };
                    (terms, sense, rhs)
                })
                .collect();
            let lp = program(&columns, &rows);
            let reduced = Reduced::of(&lp);
            smaller += usize::from(reduced.lp().column_count() < 7);
            kept += usize::from(reduced.decided.iter().any(|decided| !decided.bounds.is_empty()));
            let (mut whole, mut left) = (Tableau::new(&lp), Tableau::new(reduced.lp()));
            match (whole.solve(), left.solve()) {
                (Solved::Optimal, Solved::Optimal) => {
                    solved += 1;
                    let best = lp.objective(&whole.point());
                    let point = reduced.point(&left.point());
                    assert!((lp.objective(&point) - best).abs() < 1e-6, "{seed}: {} {best}", lp.objective(&point));
                    for row in lp.rows() {
                        let over = row.activity(&point) - row.rhs;
                        let misses = match row.sense {
                            Sense::AtMost => over,
                            Sense::AtLeast => -over,
                            Sense::Equal => over.abs(),
                        };
                        assert!(misses < 1e-6, "{seed}: {point:?}");
                    }
                    let within = |j: usize| lp.lower()[j] - 1e-6 <= point[j] && point[j] <= lp.upper()[j] + 1e-6;
                    assert!((0..7).all(within), "{seed}: {point:?}");
                    let bound = proved(&lp, &reduced.prices(&left.prices()));
                    assert!((bound - best).abs() < 1e-6, "{seed}: {bound} {best}");
                }
                (Solved::Infeasible(_), Solved::Infeasible(ray)) => {
                    empty += 1;
                    assert!(proves_infeasible(&lp, &reduced.ray(&ray)), "{seed}");
                }
                (whole, left) => panic!("{seed}: {whole:?} {left:?}"),
            }
        }
        assert!(solved > 500 && empty > 200 && smaller > 1_000 && kept > 300, "{solved} {empty} {smaller} {kept}");
    }
}
