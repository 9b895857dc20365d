//! From the tree back to the program: a value for every column, a price for every row.

use crate::lp::{ColumnKey, Lp, RowKey, Sense};

use super::node::Node;
use super::outline::Outline;
use super::presolve::Presolved;

/// A value for each column of the program. Prices must have been told: rows are forgotten first, for which there is no room beside the point in large programmes.
pub(super) fn point(mut outline: Outline<'_>, presolved: &Presolved, root: &Node) -> Vec<f64> {
    outline.lines = Vec::new();
    let lp = outline.lp;
    // Closed columns are at their lower bounds; those that no row holds go where the objective wants them.
    let mut point: Vec<f64> = (0..lp.column_count())
        .map(|j| {
            let free = presolved.column_live[j] && !matches!(lp.column(j), ColumnKey::Total(_));
            if free && outline.cost(j) > 0.0 { lp.upper()[j] } else { lp.lower()[j] }
        })
        .collect();
    root.tell_point(&mut |j, x| {
        point[j as usize] = lp.lower()[j as usize] + x * outline.scale(j as usize);
    });
    outline.fill_totals(&mut point);
    settle(outline.lp, &mut point);
    point
}

/// Sets change and breach to the least that their rows ask for. The core leaves out their upper bounds, which no optimum needs; but
/// where more of them costs nothing (a penalty of 0, room under a limit on change) the centre of the optima lies beyond those bounds.
fn settle(lp: &Lp, point: &mut [f64]) {
    let is_change = |j: usize| matches!(lp.column(j), ColumnKey::Change(_));
    let is_breach = |j: usize| matches!(lp.column(j), ColumnKey::Shortfall(..) | ColumnKey::Excess(..));
    // A rule on change may be soft, so change comes first.
    settle_those(lp, point, is_change, |key| matches!(key, RowKey::ChangeUp(_) | RowKey::ChangeDown(_)));
    settle_those(lp, point, is_breach, |key| matches!(key, RowKey::Rule { .. }));
}

/// Sets the columns that `settled` names to the least under which the rows that `by` names hold, given all other columns.
fn settle_those(lp: &Lp, point: &mut [f64], settled: impl Fn(usize) -> bool, by: impl Fn(RowKey) -> bool) {
    let mut least: Vec<(usize, f64)> = Vec::new();
    for row in lp.rows().filter(|row| by(row.key) && row.terms().any(|(j, _)| settled(j))) {
        let others: f64 = row.terms().filter(|&(j, _)| !settled(j)).map(|(j, a)| a * point[j]).sum();
        let missing = match row.sense {
            Sense::AtLeast => (row.rhs - others).max(0.0),
            Sense::AtMost => (row.rhs - others).min(0.0),
            Sense::Equal => row.rhs - others,
        };
        least.extend(row.terms().filter(|&(j, _)| settled(j)).map(|(j, a)| (j, missing / a)));
    }
    for &(j, _) in &least {
        point[j] = lp.lower()[j];
    }
    for (j, value) in least {
        point[j] = point[j].max(value);
    }
}

/// A price for each row of the program, in its convention; with `cost` false those of a ray.
pub(super) fn prices(outline: &Outline<'_>, presolved: &Presolved, root: &Node, cost: bool) -> Vec<f64> {
    let mut prices = vec![0.0; outline.lines.len()];
    let points = |j: u32| if cost { outline.cost(j as usize) } else { 0.0 };
    root.tell_prices(&[], &points, &mut |row, y| prices[row as usize] = y);
    finish_prices(outline, presolved, prices, cost)
}

/// The ray that a single impossible row gives.
pub(super) fn ray_of(outline: &Outline<'_>, presolved: &Presolved, row: u32) -> Vec<f64> {
    let mut prices = vec![0.0; outline.lines.len()];
    let line = &outline.lines[row as usize];
    prices[row as usize] = if line.equal && line.rhs > 0.0 { -1.0 } else { 1.0 };
    finish_prices(outline, presolved, prices, false)
}

/// Prices of rows that presolve took out and of definitions, all in the program's units.
fn finish_prices(outline: &Outline<'_>, presolved: &Presolved, mut prices: Vec<f64>, cost: bool) -> Vec<f64> {
    let lp = outline.lp;
    presolved.price_closed(lp, outline, &mut prices, cost);
    for (price, line) in prices.iter_mut().zip(&outline.lines) {
        *price *= line.factor.abs() * if cost { outline.points } else { 1.0 };
    }
    for (price, sense) in prices.iter_mut().zip(lp.senses()) {
        if *sense != Sense::Equal && *price < 0.0 {
            *price = 0.0;
        }
    }
    outline.price_totals(&mut prices, |j| if cost { lp.cost()[j] } else { 0.0 });
    prices
}
