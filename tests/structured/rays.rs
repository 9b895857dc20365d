//! Contradictions: said only with a ray that proves them.

use alokasi::lp::{Lp, Sense};
use alokasi::solve::{SolveError, proves_infeasible};

use super::country::Draft;

#[test]
fn contradictions_come_with_a_ray() {
    // Floor above what the ceiling lets through; floor above all needs; two floors above one ceiling; order against a floor.
    for case in 0..4 {
        let mut draft = Draft::country(&[&[&[2], &[1]]]);
        let x: Vec<u32> = (0..3).map(|n| draft.payment(n, 1.0, 5.0)).collect();
        for n in 0..3 {
            draft.need(n, 5.0, &[x[n]]);
        }
        let all = draft.total(&x, 15.0);
        match case {
            0 => {
                draft.ceiling(6.0, &[all]);
                draft.row(Sense::AtLeast, 6.5, &[(all, 1.0)]);
            }
            1 => draft.row(Sense::AtLeast, 15.1, &[(all, 1.0)]),
            2 => {
                draft.ceiling(8.0, &[all]);
                draft.row(Sense::AtLeast, 4.5, &[(x[0], 1.0)]);
                draft.row(Sense::AtLeast, 4.5, &[(x[2], 1.0)]);
            }
            _ => {
                draft.ceiling(0.0, &[x[0]]);
                draft.row(Sense::AtMost, 0.0, &[(x[1], 1.0), (x[0], -1.0)]);
                draft.row(Sense::AtLeast, 1.0, &[(x[1], 1.0)]);
            }
        }
        match draft.solve() {
            Err(SolveError::Infeasible { proof: Some(ray) }) => assert!(contradicts(&draft.lp(), &ray), "case {case}"),
            other => panic!("case {case}: {other:?}"),
        }
    }
}

/// Farkas' lemma in plain floating point with a margin: written apart from the solver's own check.
fn contradicts(lp: &Lp, ray: &[f64]) -> bool {
    let mut combined = vec![0.0; lp.column_count()];
    let (mut right, mut size) = (0.0, 0.0);
    for (row, &weight) in lp.rows().zip(ray) {
        if row.sense != Sense::Equal && weight < 0.0 {
            return false;
        }
        let weight = if row.sense == Sense::AtLeast { -weight } else { weight };
        right += weight * row.rhs;
        size += (weight * row.rhs).abs();
        for (j, a) in row.terms() {
            combined[j] += weight * a;
        }
    }
    let least: f64 = combined.iter().zip(lp.lower().iter().zip(lp.upper())).map(|(g, (l, u))| (g * l).min(g * u)).sum();
    least > right + 1e-9 * size
}

#[test]
fn a_ray_that_proves_nothing_is_refused() {
    let mut draft = Draft::country(&[&[&[1]]]);
    let x = draft.payment(0, 1.0, 5.0);
    draft.need(0, 5.0, &[x]);
    draft.row(Sense::AtLeast, 5.0, &[(x, 1.0)]);
    let lp = draft.lp();
    // x <= 5 and x >= 5 touch: no weights can separate them, nor may weights be negative, missing or not finite.
    for ray in [[1.0, 1.0], [0.0, 1.0], [-1.0, -1.0], [f64::NAN, 1.0], [f64::INFINITY, 1.0]] {
        assert!(!proves_infeasible(&lp, &ray), "{ray:?}");
    }
    assert!(!proves_infeasible(&lp, &[1.0]));
    draft.rows[1].2 = 5.000_001;
    assert!(proves_infeasible(&draft.lp(), &[1.0, 1.0]));
}
