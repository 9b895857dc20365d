//! How far prices hold: to both ends of their ranges, and no further.

use alokasi::Programme;
use alokasi::allocate::Options;
use alokasi::lp::names::rows_by_name;
use alokasi::lp::{ColumnKey, Formulation, Lp, Sense, formulate};
use alokasi::prices::Knob;
use alokasi::solve::audit::audited;
use alokasi::solve::{Choice, Control};
use alokasi::synthetic::{Spec, make};
use alokasi::units::Rupiah;
use alokasi::whatif::Lab;

use crate::certificate_of;

/// `programme`'s linear program with row `i` loosened by `more`, Rp 1 million, and columns as wide as rows alone leave them.
fn loosened(formulation: &Formulation<'_>, i: usize, more: f64) -> Lp {
    let mut lp = Lp::default();
    let old = &formulation.lp;
    let costs: f64 = formulation.programme.needs().iter().map(|need| need.cost.as_millions()).sum();
    for (j, key) in old.columns().enumerate() {
        let upper = match key {
            ColumnKey::Completion(..) => old.upper()[j].max(1.0),
            _ => costs,
        };
        lp.add_column(key, old.cost()[j], old.lower()[j], upper);
    }
    old.groups().iter().for_each(|groups| lp.add_groups(groups.clone()));
    for (k, row) in old.rows().enumerate() {
        let by = if k != i {
            0.0
        } else if row.sense == Sense::AtLeast {
            -more
        } else {
            more
        };
        lp.add_row(
            row.key,
            row.sense,
            row.rhs + by,
            row.scale,
            row.columns.iter().copied().zip(row.values.iter().copied()),
        );
    }
    lp
}

/// Prices of rules hold at both ends of their ranges by another solver, which is given the row loosened by so much, and break outside; a price
/// that is 1 % off would not hold.
#[test]
fn ranges_of_rules_hold_at_their_ends_and_break_outside() {
    let (mut held, mut broken, mut caught) = (0, 0, 0);
    for seed in 3..=6 {
        let data = make(&Spec { sentra: 50, years: 2, seed, ..Spec::default() });
        let mut lab = Lab::new(data.clone(), Options::default()).unwrap();
        let programme = lab.programme().clone();
        let formulation = formulate(&programme).unwrap();
        let rows = rows_by_name(&formulation);
        let prices = certificate_of(&lab).prices;
        let priced = prices.iter().filter(|price| price.row.starts_with("rule:") && price.price > 1e-4);
        for row in priced.map(|price| price.row.clone()).take(8) {
            let worth = Knob::new(&mut lab, &row).unwrap().unwrap().worth().unwrap().unwrap();
            let value = |more: f64| {
                let lp = loosened(&formulation, rows[&row], more);
                let stated = Formulation { programme: &programme, lp };
                let solver = Choice::Clarabel.solver();
                audited(solver.as_ref(), &stated, &Control::default()).ok().map(|(_, audit)| audit.objective)
            };
            let slop = 1e-6 * worth.benefit;
            for side in [worth.down, worth.up].into_iter().flatten() {
                let off = |at: f64, price: f64| value(at).map(|value| worth.benefit + price * at - value);
                let end = 0.999 * side.to;
                let at_end = off(end, side.price).unwrap();
                assert!(at_end.abs() < slop, "{row} {side:?}: {at_end}");
                held += 1;
                caught += usize::from((at_end - 0.01 * side.price * end).abs() > slop);
                if side.breaks {
                    let beyond = 1.5 * side.to + side.to.signum();
                    broken += usize::from(off(beyond, side.price).is_none_or(|off| off > slop));
                }
            }
        }
    }
    println!("{held} held, {broken} broke, {caught} would have been caught");
    assert!(held >= 30 && broken >= 15 && caught >= 20, "{held} held, {broken} broke, {caught} would have been caught");
}

/// Prices of ceilings hold at both ends of their ranges by another solver's bound, and break outside.
#[test]
fn ranges_hold_at_their_ends_and_break_outside() {
    let (mut broken, mut confirmed, mut caught) = (0, 0, 0);
    for seed in 3..=5 {
        let data = make(&Spec { sentra: 50, years: 2, seed, ..Spec::default() });
        let mut lab = Lab::new(data.clone(), Options::default()).unwrap();
        let prices = certificate_of(&lab).prices;
        let rows = prices.iter().filter(|price| price.row.starts_with("ceiling:") && price.price > 1e-4);
        for row in rows.map(|price| price.row.clone()).take(6) {
            let mut knob = Knob::new(&mut lab, &row).unwrap().unwrap();
            let worth = knob.worth().unwrap().unwrap();
            confirmed += usize::from(worth.confirmed);
            let parts: Vec<&str> = row.split(':').collect();
            let value = |millions: f64| {
                #[allow(clippy::cast_possible_truncation)] // a ceiling
                let rupiah = Rupiah::new((millions * 1e6).round() as i64);
                let mut data = data.clone();
                let place = if parts.len() == 5 { parts[3] } else { "" };
                let found = data.ceilings.iter_mut().find(|row| {
                    row.source.as_str() == parts[1]
                        && row.code == place
                        && row.year.to_string() == parts[parts.len() - 1]
                });
                found.unwrap().rupiah = rupiah;
                let programme = Programme::try_from(&data).unwrap();
                let formulation = formulate(&programme).unwrap();
                let solver = Choice::Clarabel.solver();
                audited(solver.as_ref(), &formulation, &Control::default()).ok().map(|(_, audit)| audit.objective)
            };
            let slop = 1e-6 * worth.benefit;
            for side in [worth.down, worth.up].into_iter().flatten() {
                let off = |at: f64| value(at).map(|value| worth.benefit + side.price * (at - worth.now) - value);
                // The very end may be the last amount that has a plan, which whole rupiah miss.
                let end = worth.now + 0.999 * (side.to - worth.now);
                let at_end = off(end).unwrap();
                assert!(at_end.abs() < slop, "{row} {side:?}: {at_end}");
                caught += usize::from((at_end + 0.01 * side.price * (end - worth.now)).abs() > slop);
                let beyond = side.to + 0.5 * (side.to - worth.now) + (side.to - worth.now).signum();
                if side.breaks && beyond > 0.0 {
                    // No plan at all, or a smaller one than the price says.
                    broken += usize::from(off(beyond).is_none_or(|off| off > slop));
                }
            }
        }
    }
    assert!(confirmed >= 10, "only {confirmed} prices were confirmed");
    assert!(broken >= 10, "only {broken} ranges were seen to break");
    assert!(caught >= 10, "only {caught} ranges are long enough that a price 1 % off would show");
}
