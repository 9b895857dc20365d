//! What became of the money, and what the programmes state otherwise.

use alokasi::Rupiah;
use alokasi::input::ProgrammeData;
use alokasi::words::because::Because;
use alokasi::words::compare::Kind;
use alokasi::words::inputs::Change;
use serde_json::{Value, json};

use crate::case::{Case, compared, need_line};
use crate::small;

/// Two years and two sources, so that money can move without growing.
pub(crate) fn calendar(extra: Value) -> ProgrammeData {
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
