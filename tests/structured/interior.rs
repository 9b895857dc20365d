//! What has no interior: closed columns, fixed amounts, rows that leave each other no room.

use alokasi::lp::Sense;

use super::country::Draft;

#[test]
fn what_has_no_interior_is_solved_too() {
    // Region 0 has a zero ceiling; region 1 only support under "support at most 5 % of all"; need 3 is wholly contracted (4 points);
    // year-like pair: y <= 2 x with x closed. Only need 5 (cost 6, 1 point) is open: 4 + 6 = 10.
    let mut draft = Draft::country(&[&[&[1], &[1], &[1, 1, 1, 1]]]);
    let x: Vec<u32> = (0..6).map(|n| draft.payment(n, 1.0, 6.0)).collect();
    for n in 0..6 {
        draft.need(n, if n == 3 { 4.0 } else { 6.0 }, &[x[n]]);
    }
    draft.columns[3].2 = 4.0;
    draft.ceiling(0.0, &[x[0]]);
    draft.row(Sense::AtMost, 0.0, &[(x[1], 0.95)]);
    draft.ceiling(0.0, &[x[2]]);
    draft.row(Sense::AtMost, 0.0, &[(x[4], 1.0), (x[2], -2.0)]);
    draft.expect(10.0);
}

#[test]
fn floors_that_sum_to_one_leave_one_split() {
    // Shares of at least 20, 30 and 50 per cent: exactly these. 10 to spend at 1, 2 and 3 points: 2 + 6 + 15 = 23.
    let mut draft = Draft::country(&[&[&[1]], &[&[1]], &[&[1]]]);
    let x: Vec<u32> = (0..3).map(|n| draft.payment(n, f64::from(n) + 1.0, 9.0)).collect();
    for n in 0..3 {
        draft.need(n, 9.0, &[x[n]]);
    }
    let all = draft.total(&x, 27.0);
    draft.ceiling(10.0, &[all]);
    for (n, share) in [0.2, 0.3, 0.5].into_iter().enumerate() {
        draft.row(Sense::AtLeast, 0.0, &[(x[n], 1.0), (all, -share)]);
    }
    draft.expect(23.0);
}

#[test]
fn an_amount_bounded_alike_from_both_sides_has_no_interior() {
    // At least 4 and at most 4 to the worse need, ceiling 10, better need worth 2 and costing 9: 4 + 12 = 16.
    let mut draft = Draft::country(&[&[&[1], &[1]]]);
    let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 2.0, 9.0)];
    draft.need(0, 9.0, &[x[0]]);
    draft.need(1, 9.0, &[x[1]]);
    draft.row(Sense::AtLeast, 4.0, &[(x[0], 1.0)]);
    draft.row(Sense::AtMost, 4.0, &[(x[0], 1.0)]);
    draft.ceiling(10.0, &x);
    draft.expect(16.0);
}

#[test]
fn nothing_to_pay_is_worth_nothing() {
    let mut draft = Draft::country(&[&[&[1, 1]]]);
    let x = [draft.payment(0, 1.0, 9.0), draft.payment(1, 2.0, 9.0)];
    draft.need(0, 9.0, &[x[0]]);
    draft.need(1, 9.0, &[x[1]]);
    draft.ceiling(0.0, &x);
    let answer = draft.expect(0.0);
    assert!(answer.point.iter().all(|x| *x == 0.0));
}
