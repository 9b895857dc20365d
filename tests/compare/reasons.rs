//! Why a line differs: ceilings, queues, rules.

use alokasi::Rupiah;
use alokasi::compare::{Side, say};
use alokasi::input::ProgrammeData;
use alokasi::plan::Plan;
use alokasi::words::Language;
use alokasi::words::because::Because;
use alokasi::words::compare::Kind;
use alokasi::words::inputs::Change;
use alokasi::words::why::Reason;
use serde_json::{Value, json};

use crate::case::{Case, compared, need_line, solved};
use crate::lines::calendar;
use crate::small;

/// A at 3 points per million asks for 60, B at 2 for 80, C at 5 for 50 once it counts; 100 million of money.
fn queue(third: f64, money: i64) -> Value {
    let needs =
        [small::need("N1", "A", 60, 180.0), small::need("N2", "B", 80, 160.0), small::need("N3", "C", 50, third)];
    json!({"needs": needs, "ceilings": [small::ceiling("dak", 2019, money)]})
}

/// N2 takes 40 of 100 and 30 of 90: it is the last in the queue, at a price of 2 before and after, so 10 million are worth 20 points.
#[test]
fn a_ceiling_that_is_cut_takes_from_the_last_in_the_queue() {
    let (before, after) = (solved(queue(0.0, 100)), solved(queue(0.0, 90)));
    let compared = compared(&before, &after);
    let [line] = compared.lines.as_slice() else { panic!("{:?}", compared.lines) };
    assert_eq!((line.kind, line.rupiah()), (Kind::Less, Rupiah::millions(-10)));
    assert!((line.points() + 20.0).abs() < 1e-9);
    let [Because::Bound { number: 1, change, before: Some(old), after: Some(new) }] = line.because.as_slice() else {
        panic!("{:?}", line.because)
    };
    assert!(matches!(change, Change::CeilingChanged { .. }), "{change:?}");
    assert!((old - 2.0).abs() < 1e-5 && (new - 2.0).abs() < 1e-5, "{old} {new}");
    let input = &compared.inputs[0];
    assert!((input.at_before.unwrap() + 20.0).abs() < 1e-4 && (input.at_after.unwrap() + 20.0).abs() < 1e-4);
    let told = say(&compared, Language::En).join("\n");
    assert!(told.contains("was Rp 100.000.000 and is Rp 90.000.000 (a difference of -Rp 10.000.000)"), "{told}");
    assert!(
        told.contains("paid less; Rp 40.000.000 before, Rp 30.000.000 after (-Rp 10.000.000); -20 points."),
        "{told}"
    );
}

/// With 250 points N3 earns 5 a million and takes 50: N1 keeps 50, N2 nothing, and the price goes from 2 to 3.
#[test]
fn who_gains_points_displaces_others_through_the_ceiling_they_share() {
    let (before, after) = (solved(queue(0.0, 100)), solved(queue(250.0, 100)));
    let compared = compared(&before, &after);
    let kinds = ["N1", "N2", "N3"].map(|code| need_line(&compared, code).kind);
    assert_eq!(kinds, [Kind::Less, Kind::Dropped, Kind::New]);
    let [Because::Own { number: 1, change: Change::Cell { .. } }] = need_line(&compared, "N3").because.as_slice()
    else {
        panic!("{:?}", need_line(&compared, "N3"))
    };
    for code in ["N1", "N2"] {
        let [Because::Displaced { by: Reason::Ceiling { .. }, before, after }] =
            need_line(&compared, code).because.as_slice()
        else {
            panic!("{:?}", need_line(&compared, code))
        };
        assert!((before - 2.0).abs() < 1e-5 && (after - 3.0).abs() < 1e-5, "{before} {after}");
    }
    // The other way round they are given room, as the ceiling becomes cheaper.
    let back = self::compared(&after, &before);
    for (code, kind) in [("N1", Kind::More), ("N2", Kind::New)] {
        let line = need_line(&back, code);
        let [Because::Displaced { by: Reason::Ceiling { .. }, before, after }] = line.because.as_slice() else {
            panic!("{line:?}")
        };
        assert!(line.kind == kind && (before - 3.0).abs() < 1e-5 && (after - 2.0).abs() < 1e-5, "{line:?}");
    }
    assert!(
        say(&back, Language::En).join("\n").contains("Given room: the national ceiling of dak in 2019 became cheaper")
    );
    // 250 points come, 30 and 80 go.
    assert!((compared.difference.points - 140.0).abs() < 1e-9);
    assert_eq!(compared.causes.len(), 2);
}

/// N3 asks for 10 at 5 a million: N2 falls from 40 to 30 and stays the last in the queue at a price of 2.
#[test]
fn who_stands_at_the_margin_takes_what_others_leave() {
    let case = |points: f64| {
        let mut case = queue(points, 100);
        case["needs"][2]["cost"] = json!(10_000_000);
        solved(case)
    };
    let compared = compared(&case(0.0), &case(50.0));
    let [Because::Margin { by: Reason::Ceiling { .. }, price }] = need_line(&compared, "N2").because.as_slice() else {
        panic!("{:?}", need_line(&compared, "N2"))
    };
    assert!((price - 2.0).abs() < 1e-5);
}

/// N3 asks for 50 at 2.0001 a million and has 40; once N1 asks for 20 less it has all and N2 has 10: the price falls from 2.0001 to 2, which reads the
/// same in four digits and gave nobody room.
#[test]
fn a_price_that_reads_the_same_is_the_reason_of_nothing() {
    let mut less = queue(100.005, 100);
    less["needs"][0]["cost"] = json!(40_000_000);
    less["needs"][0]["benefit"] = json!(120.0);
    let compared = compared(&solved(queue(100.005, 100)), &solved(less));
    let because = &need_line(&compared, "N2").because;
    assert!(!because.iter().any(|because| matches!(because, Because::Displaced { .. })), "{because:?}");
}

/// A rule that gives sandang 60 million takes 20 from N1.
#[test]
fn a_new_rule_is_the_reason_where_it_binds() {
    let mut with = queue(0.0, 100);
    with["rules"] = json!([{"id": "floor", "rule": "amount", "of": {"sector": "sandang"}, "at_least": 60_000_000}]);
    let compared = compared(&solved(queue(0.0, 100)), &solved(with));
    let because = &need_line(&compared, "N2").because[0];
    assert!(matches!(because, Because::Bound { change: Change::RuleNew { .. }, .. }), "{because:?}");
    let because = &need_line(&compared, "N1").because[0];
    assert!(matches!(because, Because::Displaced { by: Reason::Ceiling { .. }, .. }), "{because:?}");
    assert_eq!(need_line(&compared, "N1").rupiah(), Rupiah::millions(-20));
}

/// Without prices a ceiling that is spent on both sides is all that can be seen, and where none is, that is said.
#[test]
fn without_prices_less_is_told() {
    let money = |millions: i64| json!({"ceilings": [small::ceiling("dak", 2019, millions)]});
    let change = |data: &mut ProgrammeData| data.needs[1].benefit = 61.0;
    let case = |millions: i64, n1: i64, n2: i64, changed: bool| {
        let mut data = calendar(money(millions));
        if changed {
            change(&mut data);
        }
        Case::paid(data, &[("N1", 2019, "dak", n1), ("N2", 2019, "dak", n2)])
    };
    let told = compared(&case(60, 40, 20, false), &case(60, 20, 40, true));
    assert!(matches!(need_line(&told, "N1").because[..], [Because::Full { .. }]));
    let told = compared(&case(70, 40, 20, false), &case(70, 20, 40, true));
    assert_eq!(need_line(&told, "N1").because, [Because::Unknown]);
    assert!(say(&told, Language::En).iter().any(|line| line.contains("no prices")));
    // The ceiling itself was cut and is spent.
    let told = compared(&case(60, 40, 20, false), &case(50, 30, 20, false));
    assert!(matches!(need_line(&told, "N1").because[..], [Because::Bound { before: None, .. }]));
    // Some units of Rp 1.000.
    let (a, mut b) = (case(60, 40, 20, false), case(60, 40, 20, true));
    let mut paid = b.plan.paid().to_vec();
    paid[0] -= Rupiah::new(3_000);
    b.plan = Plan::new(paid);
    assert!(matches!(need_line(&compared(&a, &b), "N1").because[..], [Because::Rounding { .. }]));
}

#[test]
fn a_plan_of_another_programme_is_refused() {
    let (a, b) = (solved(queue(0.0, 100)), Case::paid(calendar(json!({})), &[]));
    let error = Side::new(&a.data, &a.programme, &b.plan, None).unwrap_err();
    assert!(error.to_string().contains("belongs to another programme"), "{error}");
}
