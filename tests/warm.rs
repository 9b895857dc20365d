//! Starting from a stored state: the same proved optimum as from nothing, in fewer iterations, whatever the state holds.
//!
//! Source of truth: the audit of each answer, which works out the gap from the linear program alone, so that a warm and a cold
//! answer are each proved on their own and then compared.

// The allowance of clippy.toml reaches functions marked #[test] only, not their helpers.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use alokasi::allocate::{Options, allocate, allocate_from};
use alokasi::finish::Finished;
use alokasi::id::NeedCode;
use alokasi::input::{Bound, OneOrMany, Priority, RuleName, Scope, Selector};
use alokasi::lp::formulate;
use alokasi::solve::audit::audit;
use alokasi::solve::structured::{Begun, Resumed, Structured, WarmStart};
use alokasi::solve::{Choice, Control, Ended, SolveError, proves_infeasible};
use alokasi::synthetic::{Spec, make};
use alokasi::{Error, Programme, ProgrammeData, Rupiah};
use serde_json::{Value, json};

/// The relative gap that every answer is proved to.
const GAP: f64 = 1e-9;

fn base(sentra: usize) -> ProgrammeData {
    make(&Spec { sentra, ..Spec::default() })
}

/// With two sources, order and completion.
fn rich(sentra: usize) -> ProgrammeData {
    make(&Spec { sentra, sources: 2, order: true, completion: true, ..Spec::default() })
}

/// Solves `data` from `state`, asserts that the answer is proved, and gives it with its value.
#[track_caller]
fn solve(data: &ProgrammeData, state: Option<&WarmStart>) -> (Resumed, f64) {
    let programme = Programme::try_from(data).unwrap();
    let formulation = formulate(&programme).unwrap();
    let resumed = Structured.solve_from(&formulation, &Control::default(), state).unwrap();
    assert_eq!(resumed.answer.ended, Ended::Optimal);
    let audit = audit(&formulation.lp, &resumed.answer).unwrap();
    assert!(audit.gap.unwrap().abs() <= GAP, "gap {:?}", audit.gap);
    (resumed, audit.objective)
}

fn state_of(data: &ProgrammeData) -> WarmStart {
    solve(data, None).0.state.unwrap()
}

/// Solves `changed` cold and from the state that `first` left; gives the iterations of both.
#[track_caller]
fn same_optimum(first: &ProgrammeData, changed: &ProgrammeData) -> (usize, usize) {
    let (warm, value) = solve(changed, Some(&state_of(first)));
    assert!(matches!(warm.begun, Begun::Warm { .. }), "{:?}", warm.begun);
    let (cold, proved) = solve(changed, None);
    assert_eq!(cold.begun, Begun::Cold);
    assert!((value - proved).abs() <= 2.0 * GAP * proved.abs(), "warm {value}, cold {proved}");
    (warm.answer.iterations, cold.answer.iterations)
}

/// Moves every ceiling by up to 5 % up or down, each by its own draw.
fn with_ceilings_moved(data: &ProgrammeData, seed: u64) -> ProgrammeData {
    let mut changed = data.clone();
    let mut draw = seed;
    for ceiling in &mut changed.ceilings {
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // 950 to 1050 thousandths.
        let thousandths = 950 + i64::try_from((draw >> 33) % 101).unwrap();
        ceiling.rupiah = Rupiah::new(ceiling.rupiah.get() / 1_000_000 * thousandths * 1000);
    }
    changed
}

#[test]
fn ceilings_moved_by_five_percent_take_fewer_iterations_than_a_cold_start() {
    let data = base(350);
    for seed in 1..=4 {
        let (warm, cold) = same_optimum(&data, &with_ceilings_moved(&data, seed));
        assert!(warm < cold, "seed {seed}: {warm} iterations warm, {cold} cold");
    }
}

#[test]
fn order_completion_and_two_sources_start_warm_too() {
    let data = rich(100);
    let (warm, cold) = same_optimum(&data, &with_ceilings_moved(&data, 1));
    assert!(warm < cold, "{warm} iterations warm, {cold} cold");
}

#[test]
fn changed_priorities_keep_the_optimum() {
    let data = base(350);
    let mut changed = data.clone();
    let of = Selector { sector: Some(OneOrMany::One(data.sectors[0].code.clone())), ..Selector::default() };
    changed.priorities.push(Priority { of, times: 1.3 });
    same_optimum(&data, &changed);
}

#[test]
fn changed_benefits_keep_the_optimum() {
    let data = base(350);
    let mut changed = data.clone();
    for (n, need) in changed.needs.iter_mut().enumerate() {
        need.benefit *= [0.9, 1.0, 1.2][n % 3];
    }
    same_optimum(&data, &changed);
}

#[test]
fn points_counted_in_another_unit_keep_the_optimum() {
    let data = base(350);
    let mut changed = data.clone();
    for need in &mut changed.needs {
        need.benefit *= 1000.0;
    }
    for sentra in &mut changed.sentra {
        sentra.completion_benefit *= 1000.0;
    }
    let (warm, value) = solve(&changed, Some(&state_of(&data)));
    assert_ne!(warm.begun, Begun::Cold);
    let proved = solve(&changed, None).1;
    assert!((value - proved).abs() <= 2.0 * GAP * proved.abs(), "warm {value}, cold {proved}");
}

#[test]
fn changed_bounds_of_rules_keep_the_optimum() {
    let data = base(350);
    let mut changed = data.clone();
    let mut moved = 0;
    for rule in &mut changed.rules {
        // Lower bounds only fall, so that the programme keeps its plan.
        match &mut rule.at_least {
            Some(Bound::Same(value)) => *value *= 0.9,
            Some(Bound::ByYear(values)) => values.values_mut().for_each(|value| *value *= 0.9),
            None => continue,
        }
        moved += 1;
    }
    assert!(moved > 2, "only {moved} rules have a lower bound");
    same_optimum(&data, &changed);
}

#[test]
fn a_rule_taken_out_and_put_back_keeps_the_optimum() {
    let data = base(350);
    let mut fewer = data.clone();
    fewer.rules.remove(0);
    same_optimum(&data, &fewer);
    same_optimum(&fewer, &data);
}

/// Needs that tables beside `needs` name.
fn named(data: &ProgrammeData) -> BTreeSet<NeedCode> {
    let previous = data.previous.iter().flatten();
    let rows = data.contracted.iter().chain(previous).map(|row| row.need.clone());
    rows.chain(data.needs.iter().flat_map(|need| need.after.iter().cloned())).collect()
}

#[test]
fn a_ceiling_of_zero_closes_what_the_state_knows_and_opening_it_again_starts_that_cold() {
    let data = base(350);
    let named = named(&data);
    let busy: BTreeSet<&str> = data
        .needs
        .iter()
        .filter(|need| named.contains(&need.code))
        .filter_map(|need| data.sentra.iter().find(|sentra| sentra.code == need.sentra))
        .map(|sentra| sentra.region.as_str())
        .collect();
    let with_sentra: BTreeSet<&str> = data.sentra.iter().map(|sentra| sentra.region.as_str()).collect();
    let mut closed = data.clone();
    let ceiling = closed.ceilings.iter_mut().find(|row| {
        row.scope == Scope::Region
            && row.rupiah.get() > 0
            && with_sentra.contains(row.code.as_str())
            && !busy.contains(row.code.as_str())
    });
    ceiling.unwrap().rupiah = Rupiah::new(0);
    same_optimum(&data, &closed);

    let (warm, _) = solve(&data, Some(&state_of(&closed)));
    let Begun::Warm { known, of } = warm.begun else { panic!("{:?}", warm.begun) };
    assert!(known < of, "all {of} are known");
    same_optimum(&closed, &data);
}

#[test]
fn a_need_taken_out_leaves_all_others_known() {
    let data = base(350);
    let named = named(&data);
    let mut fewer = data.clone();
    let first = fewer.needs.iter().position(|need| !named.contains(&need.code)).unwrap();
    fewer.needs.remove(first);
    let (warm, cold) = same_optimum(&data, &fewer);
    assert!(warm < cold, "{warm} iterations warm, {cold} cold");
    let (warm, _) = solve(&fewer, Some(&state_of(&data)));
    let Begun::Warm { known, of } = warm.begun else { panic!("{:?}", warm.begun) };
    assert_eq!(known, of);
}

#[test]
fn tables_in_another_order_are_known_by_their_codes() {
    let data = rich(60);
    let mut turned = data.clone();
    turned.needs.reverse();
    turned.sentra.reverse();
    turned.ceilings.reverse();
    turned.rules.reverse();
    let (warm, _) = solve(&turned, Some(&state_of(&data)));
    let Begun::Warm { known, of } = warm.begun else { panic!("{:?}", warm.begun) };
    assert_eq!(known, of);
}

#[test]
fn a_state_of_another_programme_is_refused_in_words_and_the_start_is_cold() {
    let data = base(100);
    let mut other = data.clone();
    for need in &mut other.needs {
        need.code = NeedCode::from(format!("other-{}", need.code));
    }
    other.contracted.clear();
    other.previous = None;
    other.rules.clear();
    let (refused, value) = solve(&data, Some(&state_of(&other)));
    let Begun::Unfit { known, of } = refused.begun else { panic!("{:?}", refused.begun) };
    assert!(2 * known < of);
    let (cold, proved) = solve(&data, None);
    assert_eq!((refused.answer.iterations, value.to_bits()), (cold.answer.iterations, proved.to_bits()));
}

#[test]
fn a_state_that_went_through_json_leads_to_the_same_plan() {
    let data = base(100);
    let (_, state) = allocate_from(&Programme::try_from(&data).unwrap(), &Options::default(), None).unwrap();
    let state = state.unwrap();
    let text = serde_json::to_string(&state).unwrap();
    let read: WarmStart = serde_json::from_str(&text).unwrap();
    assert_eq!(read, state);
    let changed = Programme::try_from(&with_ceilings_moved(&data, 2)).unwrap();
    let (direct, _) = allocate_from(&changed, &Options::default(), Some(&state)).unwrap();
    let (through, _) = allocate_from(&changed, &Options::default(), Some(&read)).unwrap();
    assert!(matches!(direct.begun, Begun::Warm { .. }));
    assert_eq!(direct.plan, through.plan);
    assert_eq!(direct.prices, through.prices);
}

#[test]
fn a_warm_plan_is_the_cold_plan_where_the_tie_break_names_it() {
    let data = base(100);
    let (_, state) = allocate_from(&Programme::try_from(&data).unwrap(), &Options::default(), None).unwrap();
    let changed = Programme::try_from(&with_ceilings_moved(&data, 3)).unwrap();
    let (warm, _) = allocate_from(&changed, &Options::default(), state.as_ref()).unwrap();
    let cold = allocate(&changed, &Options::default()).unwrap();
    assert!(matches!((warm.finished, cold.finished), (Finished::Vertex { .. }, Finished::Vertex { .. })));
    assert_eq!(warm.plan, cold.plan);
    assert_eq!(cold.begun, Begun::Cold);
}

#[test]
fn the_number_of_threads_changes_neither_answer_nor_state() {
    let data = base(100);
    let state = state_of(&data);
    let programme = Programme::try_from(&with_ceilings_moved(&data, 4)).unwrap();
    let formulation = formulate(&programme).unwrap();
    let run = |threads: usize| {
        let mut control = Control::default();
        control.threads = Some(threads);
        let resumed = Structured.solve_from(&formulation, &control, Some(&state)).unwrap();
        let bits: Vec<u64> = resumed.answer.point.iter().map(|x| x.to_bits()).collect();
        (bits, resumed.answer.iterations, resumed.state)
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(5));
}

#[test]
fn states_can_be_chained() {
    let data = base(100);
    let mut state = state_of(&data);
    for seed in 1..=5 {
        let changed = with_ceilings_moved(&data, seed);
        let (next, value) = solve(&changed, Some(&state));
        let proved = solve(&changed, None).1;
        assert!((value - proved).abs() <= 2.0 * GAP * proved.abs());
        state = next.state.unwrap();
    }
}

#[test]
fn a_contradiction_is_proved_from_a_state_too() {
    let data = base(100);
    let mut changed = data.clone();
    let floors = changed.rules.iter_mut().filter(|rule| rule.rule == RuleName::Amount && rule.soft.is_none());
    let mut raised = 0;
    for rule in floors {
        if let Some(Bound::ByYear(values)) = &mut rule.at_least {
            for value in values.values_mut() {
                *value *= 20.0;
            }
            raised += 1;
        }
    }
    assert!(raised > 0);
    let programme = Programme::try_from(&changed).unwrap();
    let formulation = formulate(&programme).unwrap();
    let error = Structured.solve_from(&formulation, &Control::default(), Some(&state_of(&data))).unwrap_err();
    let SolveError::Infeasible { proof: Some(ray) } = error else { panic!("not proved") };
    assert!(proves_infeasible(&formulation.lp, &ray));
}

/// A state whose numbers `change(place, value)` replaced, those of columns and rows alike.
fn spoiled(state: &WarmStart, list: &str, change: impl Fn(usize, f64) -> f64) -> WarmStart {
    let mut value = serde_json::to_value(state).unwrap();
    for part in ["columns", "rows"] {
        let Value::Array(numbers) = &mut value[part][list] else { panic!("no list {part}.{list}") };
        for (place, number) in numbers.iter_mut().enumerate() {
            *number = json!(change(place, number.as_f64().unwrap()));
        }
    }
    serde_json::from_value(value).unwrap()
}

/// What is done to a number of a state, by its place.
type Change<'a> = &'a dyn Fn(usize, f64) -> f64;

#[test]
fn no_state_however_wrong_leads_to_a_wrong_answer() {
    let data = base(60);
    let state = state_of(&data);
    let proved = solve(&data, None).1;
    let swap = |place: usize, _: f64| if place.is_multiple_of(2) { 1e-12 } else { 1e6 };
    let changes: [(&str, Change<'_>); 9] = [
        ("zeros", &|_, _| 0.0),
        ("negative", &|_, value| -value),
        ("some negative", &|place, value| if place.is_multiple_of(3) { -value } else { value }),
        ("huge", &|_, _| 1e300),
        ("some huge", &|place, value| if place.is_multiple_of(7) { 1e300 } else { value }),
        ("tiny", &|_, _| 1e-300),
        ("far apart", &swap),
        ("all one", &|_, _| 1.0),
        ("a thousand times", &|_, value| value * 1e3),
    ];
    for (what, change) in changes {
        for lists in [&["primal"][..], &["dual"], &["primal", "dual"]] {
            let wrong = lists.iter().fold(state.clone(), |state, list| spoiled(&state, list, change));
            let (answer, value) = solve(&data, Some(&wrong));
            assert!((value - proved).abs() <= 2.0 * GAP * proved.abs(), "{what}, {lists:?}: {value} for {proved}");
            assert_ne!(answer.begun, Begun::Cold, "{what}, {lists:?}: the state was passed over in silence");
        }
    }
}

#[test]
fn a_start_that_leads_nowhere_is_given_up_for_a_cold_one() {
    let data = base(60);
    // As if every second column and row were empty and all others a million full.
    let wrong = spoiled(&state_of(&data), "primal", |place, _| if place.is_multiple_of(2) { 1e-12 } else { 1e6 });
    let (again, value) = solve(&data, Some(&wrong));
    let Begun::Abandoned { iterations } = again.begun else { panic!("{:?}", again.begun) };
    let (cold, proved) = solve(&data, None);
    assert_eq!(again.answer.iterations, iterations + cold.answer.iterations);
    assert_eq!(value.to_bits(), proved.to_bits());
    assert!(iterations <= 30, "{iterations} iterations lost");
}

#[test]
fn what_is_no_state_is_not_read() {
    let state = serde_json::to_value(state_of(&base(50))).unwrap();
    let read = |value: Value| serde_json::from_value::<WarmStart>(value).unwrap_err().to_string();
    let mut short = state.clone();
    short["rows"]["dual"].as_array_mut().unwrap().pop();
    let count = short["rows"]["keys"].as_array().unwrap().len();
    let words =
        format!("not a state that a solve left: {count} keys, {count} primal and {} dual values of rows", count - 1);
    assert_eq!(read(short), words);
    let mut hole = state.clone();
    // How JSON writes NaN.
    hole["columns"]["primal"][0] = Value::Null;
    assert!(read(hole).contains("null"));
    let mut more = state;
    more["gap"] = json!(1);
    assert!(read(more).contains("unknown field"));
    assert!(read(json!({})).contains("missing field"));
}

#[test]
fn a_solver_without_states_says_so() {
    let programme = Programme::try_from(&base(50)).unwrap();
    for solver in Choice::all().iter().copied().filter(|solver| *solver != Choice::Structured) {
        let error = allocate_from(&programme, &Options::default().with_solver(solver), None).unwrap_err();
        assert!(matches!(error, Error::Solver(SolveError::Unsupported { .. })), "{error}");
    }
}
