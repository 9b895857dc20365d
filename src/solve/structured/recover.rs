//! From the tree back to the program: a value for every column, a price for every row.

use crate::lp::{ColumnKey, Sense};

use super::node::Node;
use super::outline::Outline;
use super::presolve::Presolved;

/// A value for each column of the program.
pub(super) fn point(outline: &Outline<'_>, presolved: &Presolved, root: &Node) -> Vec<f64> {
    let lp = outline.lp;
    // Closed columns are at their lower bounds; those that no row holds go where the objective wants them.
    let mut point: Vec<f64> = (0..lp.column_count())
        .map(|j| {
            let free = presolved.column_live[j] && !matches!(lp.columns()[j], ColumnKey::Total(_));
            if free && outline.cost(j) > 0.0 { lp.upper()[j] } else { lp.lower()[j] }
        })
        .collect();
    root.tell_point(&mut |j, x| {
        point[j as usize] = lp.lower()[j as usize] + x * outline.scale(j as usize);
    });
    outline.fill_totals(&mut point);
    point
}

/// A price for each row of the program, in its convention; with `cost` false those of a ray.
pub(super) fn prices(outline: &Outline<'_>, presolved: &Presolved, root: &Node, cost: bool) -> Vec<f64> {
    let mut prices = vec![0.0; outline.lines.len()];
    root.tell_prices(&[], cost, &mut |row, y| prices[row as usize] = y);
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
