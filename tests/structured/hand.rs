//! Programs of a few needs whose answer is worked out by hand in the comments.

use alokasi::id::{PaymentId, SentraId, YearId};
use alokasi::lp::{ColumnKey, Sense};
use alokasi::solve::structured::Place;

use super::country::Draft;

#[test]
fn a_ceiling_cuts_one_need() {
    // One need of 10 at 2 points a unit under a ceiling of 6: pay 6, earn 12; one more unit under the ceiling earns 2.
    let mut draft = Draft::country(&[&[&[1]]]);
    let x = draft.payment(0, 2.0, 10.0);
    draft.need(0, 10.0, &[x]);
    draft.ceiling(6.0, &[x]);
    let answer = draft.expect(12.0);
    assert!((answer.prices.unwrap()[1] - 2.0).abs() < 1e-6);
}

#[test]
fn the_better_need_goes_first_across_regions() {
    // Needs of 4, 5, 6 at 3, 2, 1 points in three regions of two provinces; the nation pays 8, region 0 only 3:
    // 3 * 3 + 5 * 2 = 19, and the nation is spent.
    let mut draft = Draft::country(&[&[&[1], &[1]], &[&[1]]]);
    let x: Vec<u32> =
        [3.0, 2.0, 1.0].iter().enumerate().map(|(n, &v)| draft.payment(u32::try_from(n).unwrap(), v, 9.0)).collect();
    for (n, cost) in [4.0, 5.0, 6.0].into_iter().enumerate() {
        draft.need(n, cost, &[x[n]]);
    }
    draft.ceiling(3.0, &[x[0]]);
    draft.ceiling(8.0, &x);
    draft.expect(19.0);
}

#[test]
fn a_share_rule_speaks_of_totals() {
    // Dry food (1 point) must be 30 % of all; the other need earns 2. Ceiling 10: 3 dry, 7 other = 17.
    let mut draft = Draft::country(&[&[&[1, 1]]]);
    let dry = draft.payment(0, 1.0, 20.0);
    let other = draft.payment(1, 2.0, 20.0);
    draft.need(0, 20.0, &[dry]);
    draft.need(1, 20.0, &[other]);
    let all = draft.total(&[dry, other], 40.0);
    let of = draft.total(&[dry], 40.0);
    draft.ceiling(10.0, &[all]);
    draft.row(Sense::AtLeast, 0.0, &[(of, 1.0), (all, -0.3)]);
    draft.expect(17.0);
}

#[test]
fn totals_may_be_sums_of_totals_and_earn_points() {
    // Two needs of 5 at 1 point; their total earns another point a unit, the total of totals half a point: 10 * 2.5 = 25.
    let mut draft = Draft::country(&[&[&[1], &[1]]]);
    let x = [draft.payment(0, 1.0, 5.0), draft.payment(1, 1.0, 5.0)];
    draft.need(0, 5.0, &[x[0]]);
    draft.need(1, 5.0, &[x[1]]);
    let inner = draft.total(&x, 10.0);
    let outer = draft.total(&[inner], 10.0);
    draft.columns[inner as usize].1 = 1.0;
    draft.columns[outer as usize].1 = 0.5;
    draft.ceiling(20.0, &[outer]);
    draft.expect(25.0);
}

#[test]
fn order_and_completion_hold_inside_a_sentra() {
    // Building (cost 4, no points) before machinery (cost 6, 1 point a unit), ceiling 7; complete is worth 10.
    // Equal shares s of both cost 10 s <= 7, so s = 0.7: 6 * 0.7 + 10 * 0.7 = 11.2. More building than machinery gains nothing.
    let mut draft = Draft::country(&[&[&[2]]]);
    let (building, machinery) = (draft.payment(0, 0.0, 4.0), draft.payment(1, 1.0, 6.0));
    let z = draft.column(ColumnKey::Completion(SentraId::new(0), YearId::new(0)), Place::Sentra(0), 10.0, 0.0, 1.0);
    draft.need(0, 4.0, &[building]);
    draft.need(1, 6.0, &[machinery]);
    draft.row(Sense::AtMost, 0.0, &[(machinery, 1.0), (building, -1.5)]);
    draft.row(Sense::AtMost, 0.0, &[(z, 4.0), (building, -1.0)]);
    draft.row(Sense::AtMost, 0.0, &[(z, 6.0), (machinery, -1.0)]);
    draft.ceiling(7.0, &[building, machinery]);
    draft.expect(11.2);
}

#[test]
fn a_soft_rule_gives_way_when_it_is_cheaper() {
    // A floor of 6 under need 0 (1 point) against need 1 (3 points), ceiling 8, penalty 1 a unit: moving a unit to the floor
    // costs 2 and saves 1, so all goes to need 1: 24 - 6 = 18. At penalty 5 the floor is met: 6 + 2 * 3 = 12.
    for (penalty, value) in [(1.0, 18.0), (5.0, 12.0)] {
        let mut draft = Draft::country(&[&[&[1, 1]]]);
        let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 3.0, 9.0)];
        let short = draft.slack(penalty, 6.0);
        draft.need(0, 9.0, &[x[0]]);
        draft.need(1, 9.0, &[x[1]]);
        draft.ceiling(8.0, &x);
        draft.row(Sense::AtLeast, 6.0, &[(x[0], 1.0), (short, 1.0)]);
        draft.expect(value);
    }
}

#[test]
fn a_breach_that_costs_nothing_stays_within_its_bounds() {
    // Floor 6 and cap 6 on what may get 0 to 9, and exactly 6 on another, all without penalty: 9 + 9 is paid, the breaches are 0, 3 and 3.
    // A penalty too small to count is no penalty.
    [0.0, 1e-300, 1e-30, 1e-18].into_iter().for_each(a_breach_that_costs);
}

fn a_breach_that_costs(penalty: f64) {
    let mut draft = Draft::country(&[&[&[1, 1]]]);
    let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 1.0, 9.0)];
    let [short, over, below, above] = [6.0, 3.0, 6.0, 3.0].map(|upper| draft.slack(penalty, upper));
    draft.need(0, 9.0, &[x[0]]);
    draft.need(1, 9.0, &[x[1]]);
    draft.row(Sense::AtLeast, 6.0, &[(x[0], 1.0), (short, 1.0)]);
    draft.row(Sense::AtMost, 6.0, &[(x[0], 1.0), (over, -1.0)]);
    draft.row(Sense::Equal, 6.0, &[(x[1], 1.0), (below, 1.0), (above, -1.0)]);
    let point = draft.expect(18.0).point;
    for (column, breach) in [(short, 0.0), (over, 3.0), (below, 0.0), (above, 3.0)] {
        let found = point[column as usize];
        assert!((found - breach).abs() < 1e-6, "breach {breach}, found {found}");
    }
}

#[test]
fn a_breach_that_nothing_can_mend_keeps_its_price() {
    // No money for two needs; a floor of 6 on both together at a penalty of 2 a unit: 0 - 6 * 2 = -12, whether the floor speaks of a
    // region, a province or the nation.
    type Country<'a> = &'a [&'a [&'a [usize]]];
    let region: Country<'_> = &[&[&[1, 1]]];
    let province: Country<'_> = &[&[&[1], &[1]]];
    let nation: Country<'_> = &[&[&[1]], &[&[1]]];
    for country in [region, province, nation] {
        let mut draft = Draft::country(country);
        let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 1.0, 9.0)];
        let short = draft.slack(2.0, 6.0);
        for (n, &payment) in x.iter().enumerate() {
            draft.need(n, 9.0, &[payment]);
            draft.ceiling(0.0, &[payment]);
        }
        draft.row(Sense::AtLeast, 6.0, &[(x[0], 1.0), (x[1], 1.0), (short, 1.0)]);
        draft.expect(-12.0);
    }
}

#[test]
fn change_against_an_earlier_plan_is_bounded() {
    // The earlier plan paid 5 to need 0 and nothing to need 1, which is now worth more (2 against 1). Ceiling 5, change at most 4:
    // take 2 from the one and give them to the other: 3 + 4 = 7.
    let mut draft = Draft::country(&[&[&[1, 1]]]);
    let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 2.0, 9.0)];
    let changes: Vec<u32> = (0..2)
        .map(|p| {
            draft.column(ColumnKey::Change(PaymentId::new(p)), Place::Sentra(u32::try_from(p).unwrap()), 0.0, 0.0, 9.0)
        })
        .collect();
    draft.need(0, 9.0, &[x[0]]);
    draft.need(1, 9.0, &[x[1]]);
    for (p, earlier) in [5.0, 0.0].into_iter().enumerate() {
        draft.row(Sense::AtLeast, -earlier, &[(changes[p], 1.0), (x[p], -1.0)]);
        draft.row(Sense::AtLeast, earlier, &[(changes[p], 1.0), (x[p], 1.0)]);
    }
    draft.ceiling(5.0, &x);
    draft.ceiling(4.0, &changes);
    draft.expect(7.0);
}

#[test]
fn contracted_money_is_paid_first() {
    // 3 of the ceiling's 5 are contracted to the need worth 1; the rest goes to the one worth 2: 3 + 4 = 7.
    let mut draft = Draft::country(&[&[&[1, 1]]]);
    let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 2.0, 9.0)];
    draft.columns[0].2 = 3.0;
    draft.need(0, 9.0, &[x[0]]);
    draft.need(1, 9.0, &[x[1]]);
    draft.ceiling(5.0, &x);
    draft.expect(7.0);
}

#[test]
fn equal_benefits_and_exact_amounts() {
    // Six equal needs of 5 in three regions, ceiling 12, region 1 gets exactly 7.5: the value is 12 whatever the split.
    let mut draft = Draft::country(&[&[&[2], &[2]], &[&[1, 1]]]);
    let x: Vec<u32> = (0..6).map(|n| draft.payment(n, 1.0, 5.0)).collect();
    for n in 0..6 {
        draft.need(n, 5.0, &[x[n]]);
    }
    draft.ceiling(12.0, &x);
    draft.row(Sense::Equal, 7.5, &[(x[2], 1.0), (x[3], 1.0)]);
    let answer = draft.expect(12.0);
    assert!((answer.point[2] + answer.point[3] - 7.5).abs() < 1e-7);
}

/// 8,193 rules on one need would take half a gigabyte at once: said before it is asked for.
#[test]
fn too_many_rows_in_one_place_are_refused() {
    let mut draft = Draft::country(&[&[&[2]]]);
    let x = [draft.payment(0, 1.0, 10.0), draft.payment(1, 2.0, 10.0)];
    for i in 0..8193 {
        draft.row(Sense::AtMost, 12.0, &[(x[0], 1.0), (x[1], 1.0 + f64::from(i) / 1e4)]);
    }
    let error = draft.solve().unwrap_err();
    assert_eq!(
        error.to_string(),
        "solver structured cannot take this programme: its rules tell 2 groups of payments and 8193 rows apart in one place, too \
         many for this method"
    );
}
