//! Two plans side by side: each kind of change by hand, and sums of random programmes against tables made another way.
//!
//! Source of truth: small cases worked out by hand; for random programmes the rows of both plans, the judge's points, and plain sums.

#![allow(clippy::unwrap_used)] // helpers of tests, which fail where they cannot go on

mod small;

use std::collections::BTreeMap;

use alokasi::allocate::{Options, allocate};
use alokasi::compare::{Comparison, Line, Side, Subject, compare, say};
use alokasi::explain::{Book, Source};
use alokasi::input::ProgrammeData;
use alokasi::plan::Plan;
use alokasi::synthetic::{Kind as Made, Spec, make};
use alokasi::verify;
use alokasi::words::Language;
use alokasi::words::because::Because;
use alokasi::words::compare::Kind;
use alokasi::words::inputs::Change;
use alokasi::words::why::Reason;
use alokasi::{Certificate, Programme, Rupiah};
use serde_json::{Value, json};

/// A programme with a plan, and its prices if it was solved.
struct Case {
    data: ProgrammeData,
    programme: Programme,
    plan: Plan,
    certificate: Option<Certificate>,
}

impl Case {
    fn solved(data: ProgrammeData) -> Self {
        let programme = Programme::try_from(&data).unwrap();
        let outcome = allocate(&programme, &Options::default()).unwrap();
        Self { data, programme, plan: outcome.plan, certificate: outcome.certificate }
    }

    /// Payments in Rp 1 million by need, year and source; no prices.
    fn paid(data: ProgrammeData, payments: &[(&str, i32, &str, i64)]) -> Self {
        let programme = Programme::try_from(&data).unwrap();
        let amount = |p: &alokasi::model::Payment| {
            let need = programme.needs()[p.need.index()].code.as_str();
            let source = programme.sources()[p.source.index()].code.as_str();
            let found = payments.iter().find(|row| (row.0, row.1, row.2) == (need, programme.year(p.year), source));
            Rupiah::millions(found.map_or(0, |row| row.3))
        };
        let plan = Plan::new(programme.payments().iter().map(amount).collect());
        assert_eq!(plan.total(), Rupiah::millions(payments.iter().map(|row| row.3).sum()), "every payment exists");
        Self { data, programme, plan, certificate: None }
    }

    fn side(&self) -> Side<'_> {
        let book = self.certificate.as_ref().map(|certificate| {
            Book::new(&self.programme, &self.programme, &self.plan, certificate, Source::Certificate).unwrap()
        });
        Side::new(&self.data, &self.programme, &self.plan, book).unwrap()
    }
}

fn compared(before: &Case, after: &Case) -> Comparison {
    let comparison = compare(&before.side(), &after.side());
    adds_up(before, after, &comparison);
    comparison
}

/// Lines, causes and groups add up to the totals, exactly; the totals are the judge's and the plans' own.
#[track_caller]
#[allow(clippy::float_cmp)] // exactly is what is claimed
fn adds_up(before: &Case, after: &Case, compared: &Comparison) {
    let difference = compared.difference;
    assert_eq!(compared.lines.iter().map(Line::rupiah).sum::<Rupiah>(), difference.rupiah);
    assert_eq!(compared.lines.iter().map(Line::points).sum::<f64>(), difference.points);
    // In another order too.
    assert_eq!(compared.lines.iter().rev().map(Line::points).sum::<f64>(), difference.points);
    assert_eq!(compared.causes.iter().map(|cause| cause.gained + cause.lost).sum::<Rupiah>(), difference.rupiah);
    assert_eq!(compared.causes.iter().map(|cause| cause.points).sum::<f64>(), difference.points);
    assert_eq!(compared.causes.iter().map(|cause| cause.lines).sum::<usize>(), compared.lines.len());
    for groups in [&compared.regions, &compared.sectors, &compared.sentra] {
        assert_eq!(groups.iter().map(|g| g.after.rupiah - g.before.rupiah).sum::<Rupiah>(), difference.rupiah);
        let points: f64 = groups.iter().map(|g| g.after.points - g.before.points).sum();
        assert_eq!(points - difference.penalties, difference.points);
    }
    for (case, totals) in [(before, compared.before), (after, compared.after)] {
        let judged = verify::benefit(&case.programme, &case.plan);
        assert_eq!(totals.rupiah, case.plan.total());
        for (found, wanted) in [
            (totals.needs, judged.needs),
            (totals.completion, judged.completion),
            (totals.penalties, judged.penalties),
            (totals.points, judged.total),
        ] {
            assert!((found - wanted).abs() <= 1e-9 * judged.needs.abs().max(1.0), "{found} {wanted}");
        }
    }
    // Every payment that differs is on one line, and no other.
    let rows = |case: &Case| -> BTreeMap<(String, i32, String), Rupiah> {
        let key = |row: &alokasi::input::PaymentRow| (row.need.to_string(), row.year, row.source.to_string());
        case.plan.rows(&case.programme).map(|row| (key(&row), row.rupiah)).collect()
    };
    let (old, new) = (rows(before), rows(after));
    let mut wanted: BTreeMap<(String, i32, String), (Rupiah, Rupiah)> = BTreeMap::new();
    for key in old.keys().chain(new.keys()) {
        let amount = |rows: &BTreeMap<_, Rupiah>| rows.get(key).copied().unwrap_or_default();
        if amount(&old) != amount(&new) {
            wanted.insert(key.clone(), (amount(&old), amount(&new)));
        }
    }
    let mut found = BTreeMap::new();
    for line in &compared.lines {
        assert!(!line.because.is_empty(), "{line:?}");
        if let Subject::Need(need) = &line.subject {
            for moved in &line.payments {
                let key = (need.code.clone(), moved.year, moved.source.code.clone());
                assert!(found.insert(key, (moved.before, moved.after)).is_none(), "twice: {line:?}");
            }
        }
    }
    assert_eq!(found, wanted);
    // It survives being written and read again, and reads in both languages.
    let text = serde_json::to_string(compared).unwrap();
    assert_eq!(&serde_json::from_str::<Comparison>(&text).unwrap(), compared);
    for language in Language::ALL {
        assert!(say(compared, language).len() > compared.lines.len());
    }
}

fn need_line<'a>(compared: &'a Comparison, code: &str) -> &'a Line {
    let is = |line: &&Line| matches!(&line.subject, Subject::Need(need) if need.code == code);
    compared.lines.iter().find(is).unwrap_or_else(|| panic!("no line on {code}: {:?}", compared.lines))
}

/// A at 3 points per million asks for 60, B at 2 for 80, C at 5 for 50 once it counts; 100 million of money.
fn queue(third: f64, money: i64) -> Value {
    let needs =
        [small::need("N1", "A", 60, 180.0), small::need("N2", "B", 80, 160.0), small::need("N3", "C", 50, third)];
    json!({"needs": needs, "ceilings": [small::ceiling("dak", 2019, money)]})
}

fn solved(case: Value) -> Case {
    Case::solved(small::data(case))
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

/// Two years and two sources, so that money can move without growing.
fn calendar(extra: Value) -> ProgrammeData {
    let mut case = json!({
        "years": [2019, 2020], "sources": [{"code": "dak"}, {"code": "apbd"}], "discount": 0.5,
        "needs": [small::need("N1", "A", 60, 60.0), small::need("N2", "B", 60, 60.0)]
    });
    let Value::Object(extra) = extra else { panic!("a case is a JSON object") };
    for (key, value) in extra {
        case[key] = value;
    }
    small::data(case)
}

#[test]
fn kinds_say_what_became_of_the_money() {
    let kind = |before: &[(&str, i32, &str, i64)], after: &[(&str, i32, &str, i64)]| {
        let (a, b) = (Case::paid(calendar(json!({})), before), Case::paid(calendar(json!({})), after));
        let compared = compared(&a, &b);
        let [line] = compared.lines.as_slice() else { panic!("{:?}", compared.lines) };
        assert_eq!(line.because, [Because::Choice], "both programmes state the same");
        line.kind
    };
    let first = [("N1", 2019, "dak", 40)];
    assert_eq!(kind(&[], &first), Kind::New);
    assert_eq!(kind(&first, &[]), Kind::Dropped);
    assert_eq!(kind(&first, &[("N1", 2019, "dak", 41)]), Kind::More);
    assert_eq!(kind(&first, &[("N1", 2019, "apbd", 39)]), Kind::Less);
    assert_eq!(kind(&first, &[("N1", 2020, "dak", 40)]), Kind::Later);
    assert_eq!(kind(&[("N1", 2020, "dak", 40)], &[("N1", 2019, "apbd", 40)]), Kind::Earlier);
    assert_eq!(kind(&first, &[("N1", 2019, "apbd", 40)]), Kind::OtherSource);
    let swapped = [("N1", 2019, "apbd", 20), ("N1", 2020, "dak", 20)];
    assert_eq!(kind(&[("N1", 2019, "dak", 20), ("N1", 2020, "apbd", 20)], &swapped), Kind::OtherSource);
}

/// With three years the same sum can lie otherwise around the same middle.
#[test]
fn the_same_middle_over_other_years_is_told_so() {
    let data = || calendar(json!({"years": [2019, 2020, 2021]}));
    let before = Case::paid(data(), &[("N1", 2020, "dak", 40)]);
    let after = Case::paid(data(), &[("N1", 2019, "dak", 20), ("N1", 2021, "dak", 20)]);
    assert_eq!(compared(&before, &after).lines[0].kind, Kind::OtherYears);
}

#[test]
fn the_same_money_may_be_worth_something_else() {
    let paid = [("N1", 2019, "dak", 60), ("N2", 2020, "dak", 60)];
    let before = Case::paid(calendar(json!({})), &paid);
    let after = Case::paid(calendar(json!({"discount": 0.25})), &paid);
    let compared = compared(&before, &after);
    let [line] = compared.lines.as_slice() else { panic!("{:?}", compared.lines) };
    assert_eq!((line.kind, line.rupiah()), (Kind::Revalued, Rupiah::ZERO));
    assert!((line.points() + 15.0).abs() < 1e-9);
    assert!(matches!(&line.because[0], Because::General { change: Change::Discount { .. }, .. }));
    let priority = json!({"priorities": [{"of": {"sector": "sandang"}, "times": 2}]});
    let compared = self::compared(&before, &Case::paid(calendar(priority), &paid));
    let [line] = compared.lines.as_slice() else { panic!("{:?}", compared.lines) };
    assert!(matches!(&line.because[..], [Because::Own { change: Change::PriorityNew { .. }, .. }]), "{line:?}");
    assert!((line.points() - 30.0).abs() < 1e-9);
}

/// Each own input is told as what it is, and money that goes with it has it as its reason.
#[test]
fn own_inputs_are_told_by_table_and_column() {
    let before = Case::paid(calendar(json!({})), &[("N1", 2019, "dak", 60), ("N2", 2019, "dak", 60)]);
    let reason = |change: &dyn Fn(&mut ProgrammeData)| {
        let mut data = calendar(json!({}));
        change(&mut data);
        let after = Case::paid(data, &[("N2", 2019, "dak", 60)]);
        let compared = compared(&before, &after);
        let line = need_line(&compared, "N1");
        assert_eq!(line.kind, Kind::Dropped);
        let Because::Own { number, change } = &line.because[0] else { panic!("{:?}", line.because) };
        assert_eq!(change, &compared.inputs[number - 1].change);
        serde_json::to_value(change).unwrap()
    };
    let cell = |column: &str, told: Value| {
        assert_eq!((&told["is"], &told["column"]), (&json!("cell"), &json!(column)), "{told}");
    };
    cell("cost", reason(&|data| data.needs[0].cost = Rupiah::millions(90)));
    cell("benefit", reason(&|data| data.needs[0].benefit = 1.0));
    cell("first_year", reason(&|data| data.needs[0].first_year = Some(2020)));
    cell("after", reason(&|data| data.needs[0].after = vec!["N2".into()]));
    cell("essential", reason(&|data| data.needs[0].essential = true));
    cell("activity", reason(&|data| data.needs[0].activity = "building".into()));
    cell("status", reason(&|data| data.sentra[0].status = alokasi::input::Status::Gone));
    cell("tags", reason(&|data| data.sentra[0].tags = vec!["tourism".into()]));
    cell("region", reason(&|data| data.sentra[0].region = "33.01".into()));
    assert_eq!(reason(&|data| drop(data.needs.remove(0)))["is"], "row_gone");
    let contracted = |data: &mut ProgrammeData| {
        let row = json!([{"need": "N1", "year": 2020, "source": "dak", "rupiah": 1000}]);
        data.contracted = serde_json::from_value(row).unwrap();
    };
    assert_eq!(reason(&contracted)["is"], "contracted");
}

/// A window that is left open, a list in another order and words for people are no changes of a plan's inputs.
#[test]
fn what_states_the_same_is_no_change() {
    let rules = |rule: Value| {
        json!({"rules": [rule], "priorities": [
        {"of": {"sector": ["sandang", "pangan"]}, "times": 2}, {"of": {"activity": "building"}, "times": 3}]})
    };
    let plain = json!({"id": "r", "rule": "amount", "of": {"sector": ["pangan", "sandang"]}, "at_most": 900_000_000});
    let before = Case::paid(calendar(rules(plain.clone())), &[]);
    let mut data = calendar(rules(plain));
    data.priorities.reverse();
    data.needs.reverse();
    data.needs[0].first_year = Some(2019);
    data.sentra[0].name = "Other".to_owned();
    let told = compared(&before, &Case::paid(data.clone(), &[]));
    assert!(told.inputs.is_empty() && told.lines.is_empty(), "{:?}", told.inputs);
    data.rules[0].basis = Some("PMK 198/2021".to_owned());
    data.rules[0].at_most = Some(800_000_000.0.into());
    let told = compared(&before, &Case::paid(data, &[]));
    let [input] = told.inputs.as_slice() else { panic!("{:?}", told.inputs) };
    let Change::RuleChanged { keys, .. } = &input.change else { panic!("{input:?}") };
    let keys: Vec<&str> = keys.iter().map(|key| key.key.as_str()).collect();
    assert_eq!(keys, ["at_most", "basis"]);
}

/// A sentra that is completed later, and a soft rule that is missed by more.
#[test]
fn completion_and_penalties_have_lines_of_their_own() {
    let data = || {
        let mut data = calendar(json!({"rules": [{"id": "soft", "rule": "amount", "of": {"year": 2019},
            "at_least": 100_000_000, "soft": {"penalty": 0.5}}]}));
        data.sentra[0].completion_benefit = 8.0;
        data.needs[0].essential = true;
        data
    };
    let before = Case::paid(data(), &[("N1", 2019, "dak", 60), ("N2", 2019, "dak", 40)]);
    let mut changed = data();
    changed.needs[1].benefit = 61.0;
    let after = Case::paid(changed, &[("N1", 2020, "dak", 60), ("N2", 2019, "dak", 60)]);
    let compared = compared(&before, &after);
    let find = |kind: Kind| compared.lines.iter().find(|line| line.kind == kind).unwrap();
    let (sentra, rule) = (find(Kind::CompletionDown), find(Kind::PenaltyUp));
    assert!((sentra.points() + 4.0).abs() < 1e-9, "8 points in 2019, half of them in 2020");
    assert_eq!(sentra.because, [Because::Needs]);
    assert!((rule.points() + 20.0).abs() < 1e-9, "40 million short of 100");
    assert_eq!(rule.because, [Because::Money]);
    // The other way round the sentra is completed sooner and the rule is missed by less.
    let back = self::compared(&after, &before);
    let find = |kind: Kind| back.lines.iter().find(|line| line.kind == kind).unwrap();
    let (sentra, rule) = (find(Kind::CompletionUp), find(Kind::PenaltyDown));
    assert!((sentra.points() - 4.0).abs() < 1e-9 && (rule.points() - 20.0).abs() < 1e-9);
    assert_eq!((&sentra.because, &rule.because), (&vec![Because::Needs], &vec![Because::Money]));
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

/// Made-up programmes with every rule family, changed in several ways at once: sums, and reasons that name what really changed.
#[test]
fn random_programmes_add_up() {
    for seed in 1..=6_u64 {
        let spec = Spec {
            sentra: 60,
            years: 3,
            seed,
            kind: Made::Rules,
            sources: 2,
            order: true,
            completion: true,
            ..Spec::default()
        };
        let data = make(&spec);
        let mut changed = data.clone();
        let pick = |count: usize, salt: u64| usize::try_from((seed * 7919 + salt * 104_729) % count as u64).unwrap();
        let ceiling = pick(changed.ceilings.len(), 1);
        changed.ceilings[ceiling].rupiah =
            Rupiah::new(changed.ceilings[ceiling].rupiah.get() * 11 / 10).floor_to(changed.unit);
        let need = pick(changed.needs.len(), 2);
        changed.needs[need].benefit *= 1.5;
        let gone = pick(changed.sentra.len(), 3);
        let gone_code = changed.sentra[gone].code.clone();
        let tied = |row: &alokasi::input::NeedRow| row.sentra == gone_code;
        let is_contracted = data.contracted.iter().any(|row| data.needs.iter().any(|n| n.code == row.need && tied(n)));
        if !is_contracted {
            changed.sentra[gone].status = alokasi::input::Status::Gone;
        }
        let Ok(programme) = Programme::try_from(&changed) else { panic!("seed {seed}: the change is no programme") };
        let Ok(outcome) = allocate(&programme, &Options::default()) else { continue };
        let after = Case { data: changed, programme, plan: outcome.plan, certificate: outcome.certificate };
        let told = compared(&Case::solved(data), &after);
        assert!((2..=3).contains(&told.inputs.len()), "seed {seed}: {:?}", told.inputs);
        let unknown = told.lines.iter().filter(|line| line.because[0] == Because::Unknown).count();
        assert!(unknown * 5 <= told.lines.len(), "seed {seed}: {unknown} of {} have no reason", told.lines.len());
        // The other way round is the same with the signs turned.
        let back = compare(&after.side(), &Case::solved(make(&spec)).side());
        assert_eq!(back.difference.rupiah, -told.difference.rupiah);
        assert_eq!(back.lines.len(), told.lines.len());
    }
}
