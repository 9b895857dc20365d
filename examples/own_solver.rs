//! A solver of one's own behind the trait `Solver`: the simplex method on a dense table. The library audits its answer, rounds it, checks
//! the plan and proves how good it is, as for its own solvers: a fault in a solver can cost quality, but never truth.

use alokasi::lp::{Formulation, Sense};
use alokasi::solve::{Answer, Ended, SolveError};
use alokasi::synthetic::{Spec, make};
use alokasi::{Control, Options, Programme, Solver, allocate, allocate_with};

const NAME: &str = "dense-simplex";
const TINY: f64 = 1e-9;
/// `basic + sum a * nonbasic = right`, the right-hand side last in each row; the last row is the objective.
struct Table {
    rows: Vec<Vec<f64>>,
    basic: Vec<usize>,
    nonbasic: Vec<usize>,
}
impl Table {
    fn pivot(&mut self, row: usize, column: usize) {
        let factor = 1.0 / self.rows[row][column];
        self.rows[row].iter_mut().for_each(|a| *a *= factor);
        self.rows[row][column] = factor;
        let pivot = self.rows[row].clone();
        for (_, other) in self.rows.iter_mut().enumerate().filter(|(i, _)| *i != row) {
            let times = std::mem::take(&mut other[column]);
            other.iter_mut().zip(&pivot).for_each(|(a, p)| *a -= times * p);
        }
        std::mem::swap(&mut self.basic[row], &mut self.nonbasic[column]);
    }

    /// The next pivot, by smallest index, which never cycles: first to make every row hold, then to improve. `Ok(None)` at the end.
    fn next(&self) -> Result<Option<(usize, usize)>, SolveError> {
        let (m, n) = (self.basic.len(), self.nonbasic.len());
        let first = |row: usize| (0..n).filter(move |&j| self.rows[row][j] < -TINY).min_by_key(|&j| self.nonbasic[j]);
        if let Some(broken) = (0..m).filter(|&i| self.rows[i][n] < -TINY).min_by_key(|&i| self.basic[i]) {
            let column = first(broken).ok_or(SolveError::Infeasible { proof: None })?;
            return Ok(Some((broken, column)));
        }
        let Some(column) = first(m) else { return Ok(None) };
        let ratio = |i: usize| self.rows[i][n] / self.rows[i][column];
        let limits = (0..m).filter(|&i| self.rows[i][column] > TINY);
        let row = limits.min_by(|&a, &b| ratio(a).total_cmp(&ratio(b)).then(self.basic[a].cmp(&self.basic[b])));
        let endless = || SolveError::Failed { solver: NAME, reason: "the program has no optimum".to_owned() };
        Ok(Some((row.ok_or_else(endless)?, column)))
    }
}

struct Simplex;
impl Solver for Simplex {
    fn name(&self) -> &'static str {
        NAME
    }

    fn solve(&self, formulation: &Formulation<'_>, _: &Control) -> Result<Answer, SolveError> {
        let (lp, n) = (&formulation.lp, formulation.lp.column_count());
        // Every row as `<=` over x - lower, an equality as two; and which row and sign each came from. Upper bounds may be left out:
        // they follow from the rows.
        let (mut rows, mut origin) = (vec![], vec![]);
        for (i, row) in lp.rows().enumerate() {
            for (sign, other) in [(1.0, Sense::AtLeast), (-1.0, Sense::AtMost)] {
                if row.sense != other {
                    let mut dense = vec![0.0; n + 1];
                    row.terms().for_each(|(j, a)| dense[j] = sign * a);
                    dense[n] = sign * (row.rhs - row.activity(&lp.lower().to_vec()));
                    rows.push(dense);
                    origin.push((i, if row.sense == Sense::Equal { sign } else { 1.0 }));
                }
            }
        }
        let m = rows.len();
        rows.push(lp.cost().iter().map(|c| -c).chain([0.0]).collect());
        let mut table = Table { rows, basic: (n..n + m).collect(), nonbasic: (0..n).collect() };
        let mut iterations = 0;
        while let Some((row, column)) = table.next()? {
            table.pivot(row, column);
            iterations += 1;
        }
        let (mut point, mut prices) = (lp.lower().to_vec(), vec![0.0; lp.row_count()]);
        table.basic.iter().enumerate().filter(|(_, v)| **v < n).for_each(|(i, &v)| point[v] += table.rows[i][n]);
        for (j, &variable) in table.nonbasic.iter().enumerate() {
            if let Some(&(row, sign)) = variable.checked_sub(n).and_then(|slack| origin.get(slack)) {
                prices[row] += sign * table.rows[m][j];
            }
        }
        Ok(Answer { point, prices: Some(prices), claimed: None, ended: Ended::Optimal, iterations })
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let programme = Programme::try_from(make(&Spec { sentra: 50, years: 1, ..Spec::default() }))?;
    let own = allocate_with(&programme, &Simplex, &Options::default())?;
    for outcome in [own, allocate(&programme, &Options::default())?] {
        let (name, steps, gap) = (outcome.solver, outcome.iterations, outcome.relative_gap().unwrap_or(f64::INFINITY));
        let (plan, points) = (outcome.plan.total(), outcome.benefit.total);
        println!("{name}: {plan}, {points:.6} points, {steps} iterations, proved gap {gap:.1e}");
    }
    Ok(())
}
