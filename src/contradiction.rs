//! The rows that contradict each other, as few as a proof of infeasibility needs.
//!
//! A solver's ray gives weight to rows that have nothing to do with the matter: an interior-point method to nearly all. Rows are dropped,
//! in halves, then quarters and so on, as long as the rest still proves that no plan can meet them, by the certificate's arithmetic.

use crate::id::PaymentId;
use crate::lp::names::{contract_name, row_name};
use crate::lp::{ColumnKey, Formulation, Lp, RowKey, Sense};
use crate::verify::certificate::{polish, proves_infeasible};

/// Proofs that are tried before what is left is taken as it is; enough to single out a handful of 100,000 rows.
const TRIES: usize = 200;

/// Parts of the largest weight below which a weight that the proof found again is noise.
const NOISE: f64 = 1e-6;

/// The names of the rows that `ray` needs to prove that no plan can meet them all, and of the contracted payments that they cannot take:
/// what the planner states first, then what follows from the tables of needs; in each part those that say most first. If `ray` proves
/// nothing, the rows it names, as they are.
pub(crate) fn names(formulation: &Formulation<'_>, ray: &[f64]) -> Vec<String> {
    let lp = &formulation.lp;
    let (rows, contracts) = few(formulation, ray);
    let demanded = rows.iter().take_while(|&&i| part(lp.row_key(i), lp.senses()[i]) == Part::Demanded).count();
    let mut names: Vec<String> = rows.into_iter().map(|i| row_name(formulation, lp.row_key(i))).collect();
    names.splice(demanded..demanded, contracts.into_iter().map(|payment| contract_name(formulation, payment)));
    names
}

/// The rows and contracted payments of [`names`], by their places.
pub(crate) fn few(formulation: &Formulation<'_>, ray: &[f64]) -> (Vec<usize>, Vec<PaymentId>) {
    let lp = &formulation.lp;
    let rows = narrow(formulation, ray);
    let contracts = contracts(lp, &polish(lp, &only(&rows, ray), &vec![0.0; lp.column_count()]));
    (rows, contracts)
}

/// What a row is to a planner, in the order in which rows are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// A rule that asks for money.
    Demanded,
    /// A rule or ceiling that stands against it.
    Limited,
    /// Order, completion, and what defines change: many rows that say little by themselves.
    Tied,
    /// What needs cost.
    Cost,
}

fn part(key: RowKey, sense: Sense) -> Part {
    match (key, sense) {
        (RowKey::Need(_), _) => Part::Cost,
        (RowKey::Order { .. } | RowKey::Completion { .. } | RowKey::ChangeUp(_) | RowKey::ChangeDown(_), _) => {
            Part::Tied
        }
        (_, Sense::AtMost) => Part::Limited,
        _ => Part::Demanded,
    }
}

/// The contracted payments without which rows of these `weights` would not contradict each other, the heaviest first.
fn contracts(lp: &Lp, weights: &[f64]) -> Vec<PaymentId> {
    let mut asked = vec![0.0; lp.column_count()];
    for (row, weight) in lp.rows().zip(weights).filter(|(_, weight)| **weight != 0.0) {
        let weight = if row.sense == Sense::AtLeast { -weight } else { *weight };
        row.terms().for_each(|(j, a)| asked[j] += weight * a);
    }
    let mut found: Vec<(f64, PaymentId)> = Vec::new();
    for (j, key) in lp.columns().enumerate() {
        if let ColumnKey::Payment(payment) = key
            && asked[j] * lp.lower()[j] > 0.0
        {
            found.push((asked[j] * lp.lower()[j], payment));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    found.into_iter().map(|(_, payment)| payment).collect()
}

/// The rows of [`names`]. Rows that define totals are not among them: they say nothing to a planner.
fn narrow(formulation: &Formulation<'_>, ray: &[f64]) -> Vec<usize> {
    let lp = &formulation.lp;
    // How much a row demands or allows in the sum that contradicts itself; rows that say much are dropped last.
    let said: Vec<f64> = ray.iter().zip(lp.rhs()).map(|(weight, rhs)| (weight * rhs).abs()).collect();
    let mut rows: Vec<usize> = (0..ray.len().min(lp.row_count())).filter(|&i| ray[i] != 0.0).collect();
    rows.retain(|&i| !matches!(lp.row_key(i), RowKey::Total(_)));
    // Rows with a right-hand side of 0, such as shares, say nothing by themselves and all in what they tie together.
    rows.sort_by(|&a, &b| said[a].total_cmp(&said[b]).then(ray[a].abs().total_cmp(&ray[b].abs())).then(b.cmp(&a)));
    if proves_infeasible(lp, ray) {
        rows = drop_idle(rows, ray, |weights| proves_infeasible(lp, weights));
        // The weights of needs follow from the others, so that one that was dropped may be needed all the same.
        let mut weights = only(&rows, ray);
        weights = polish(lp, &weights, &vec![0.0; lp.column_count()]);
        // So may be a ceiling that bounds a column alone: the proof finds its weight again.
        let noise = NOISE * weights.iter().fold(0.0, |most: f64, weight| most.max(weight.abs()));
        let implied = (0..lp.row_count()).filter(|&i| match lp.row_key(i) {
            RowKey::Need(_) => weights[i] != 0.0,
            RowKey::Total(_) => false,
            _ => weights[i].abs() > noise && !rows.contains(&i),
        });
        let others = rows.iter().copied().filter(|&i| !matches!(lp.row_key(i), RowKey::Need(_)));
        rows = implied.chain(others).collect();
    }
    rows.reverse();
    rows.sort_by_key(|&i| part(lp.row_key(i), lp.senses()[i]));
    rows
}

/// `ray` at `rows`, 0 elsewhere.
fn only(rows: &[usize], ray: &[f64]) -> Vec<f64> {
    let mut weights = vec![0.0; ray.len()];
    for &i in rows {
        weights[i] = ray[i];
    }
    weights
}

/// `rows` without those that the proof does not need; the first are tried first.
fn drop_idle(mut rows: Vec<usize>, ray: &[f64], proves: impl Fn(&[f64]) -> bool) -> Vec<usize> {
    let mut tries = 0;
    let mut size = rows.len();
    while size > 0 {
        let mut start = 0;
        while start < rows.len() && tries < TRIES {
            let end = (start + size).min(rows.len());
            let rest: Vec<usize> = rows[..start].iter().chain(&rows[end..]).copied().collect();
            tries += 1;
            if proves(&only(&rest, ray)) {
                rows = rest;
            } else {
                start = end;
            }
        }
        size /= 2;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_proves_and_nothing_else_is_left() {
        let ray = vec![1.0; 1000];
        let needed = [17, 18, 640];
        let proves = |weights: &[f64]| needed.iter().all(|&i| weights[i] > 0.0);
        assert_eq!(drop_idle((0..1000).collect(), &ray, proves), needed);
    }
}
