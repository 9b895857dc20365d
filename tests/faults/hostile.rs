//! Programmes broken at random places: never a panic, and never a programme that later stages could not trust.
//!
//! Source of truth: laws that hold for every checked programme, whatever the data.

use alokasi::id::{NeedId, PaymentId, SentraId};
use alokasi::input::ProgrammeData;
use alokasi::model::Programme;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::common;

/// What is done to one place of the data.
#[derive(Debug, Clone)]
enum Blow {
    /// Another text, from the fixture's own codes or not.
    Text(&'static str),
    /// Another number.
    Number(f64),
    /// Taken out of its list or object.
    Removed,
    /// Said twice in its list.
    Repeated,
}

const TEXTS: [&str; 22] = [
    "",
    " ",
    ";",
    "18",
    "18.01",
    "32",
    "pangan",
    "pangan.kering",
    ".",
    "building",
    "dak",
    "industri",
    "S1",
    "S2",
    "N1",
    "N2",
    "N3",
    "N4",
    "year",
    "source",
    "whole",
    "at_least:0.000001",
];
const NUMBERS: [f64; 16] =
    [0.0, -1.0, 1.0, 0.5, 2.0, 1e-7, 2018.0, 2019.0, 2020.0, 2021.0, 2022.0, 64.0, 4e15, 9e15, 1e15, 1e300];

fn blow() -> impl Strategy<Value = Blow> {
    prop_oneof![
        4 => prop::sample::select(&TEXTS[..]).prop_map(Blow::Text),
        4 => prop::sample::select(&NUMBERS[..]).prop_map(Blow::Number),
        1 => Just(Blow::Removed),
        2 => Just(Blow::Repeated),
    ]
}

/// Paths of all places of `value` that `blow` fits, as keys and indices.
fn places(value: &Value, blow: &Blow, path: &mut Vec<Value>, found: &mut Vec<Vec<Value>>) {
    let fits = match blow {
        Blow::Text(_) => value.is_string(),
        Blow::Number(_) => value.is_number(),
        Blow::Removed => !path.is_empty(),
        Blow::Repeated => path.last().is_some_and(Value::is_u64),
    };
    if fits {
        found.push(path.clone());
    }
    let children: Vec<(Value, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(i, item)| (json!(i), item)).collect(),
        Value::Object(items) => items.iter().map(|(key, item)| (json!(key), item)).collect(),
        _ => Vec::new(),
    };
    for (key, child) in children {
        path.push(key);
        places(child, blow, path, found);
        path.pop();
    }
}

fn strike(data: &mut Value, blow: &Blow, pick: prop::sample::Index) {
    let mut found = Vec::new();
    places(data, blow, &mut Vec::new(), &mut found);
    if !found.is_empty() {
        strike_at(data, blow, &found[pick.index(found.len())]);
    }
}

fn strike_at(data: &mut Value, blow: &Blow, path: &[Value]) {
    let index = |key: &Value| usize::try_from(key.as_u64().expect("an index")).expect("a small index");
    let (last, path) = path.split_last().expect("no blow fits the whole");
    let parent = path.iter().fold(data, |value, key| match key {
        Value::String(key) => &mut value[key.as_str()],
        key => &mut value[index(key)],
    });
    match (blow, parent) {
        (Blow::Removed, Value::Array(items)) => drop(items.remove(index(last))),
        (Blow::Repeated, Value::Array(items)) => items.push(items[index(last)].clone()),
        (Blow::Text(text), Value::Array(items)) => items[index(last)] = json!(text),
        (Blow::Number(number), Value::Array(items)) => items[index(last)] = whole(*number),
        (Blow::Removed, Value::Object(items)) => drop(items.remove(last.as_str().expect("a key"))),
        (Blow::Text(text), parent) => parent[last.as_str().expect("a key")] = json!(text),
        (Blow::Number(number), parent) => parent[last.as_str().expect("a key")] = whole(*number),
        _ => unreachable!("places fit their blow"),
    }
}

/// `number` as an integer where it is one, since money and years are read from integers only.
#[allow(clippy::cast_possible_truncation)]
fn whole(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 1e16 { json!(number as i64) } else { json!(number) }
}

fn data() -> Value {
    let mut data = common::programme();
    data.rules = common::rules();
    serde_json::to_value(data).expect("plain data")
}

/// What later stages rely on.
fn trust(programme: &Programme) {
    let mut payments = 0;
    for (i, need) in programme.needs().iter().enumerate() {
        assert_eq!(need.payments.start, payments, "payments stand need by need");
        payments = need.payments.end;
        assert!(programme.payments()[need.payments.clone()].iter().all(|payment| payment.need == NeedId::new(i)));
        assert!(programme.sentra()[need.sentra.index()].needs.contains(&i));
        assert!(need.cost.get() > 0 && need.first <= need.last);
    }
    assert_eq!(payments, programme.payments().len());
    for (i, payment) in programme.payments().iter().enumerate() {
        assert_eq!(programme.payment(payment.need, payment.year, payment.source), Some(PaymentId::new(i)));
        let points = programme.benefit_per_rupiah(payment);
        assert!((0.0..=1e15).contains(&points), "{points} points per rupiah");
    }
    for (i, sentra) in programme.sentra().iter().enumerate() {
        assert!((0.0..=1e15).contains(&programme.completion_points(SentraId::new(i))));
        assert!(programme.regions()[sentra.region.index()].sentra.contains(&i));
    }
    for (i, region) in programme.regions().iter().enumerate() {
        assert!(programme.provinces()[region.province.index()].regions.contains(&i));
    }
    for sector in programme.sectors() {
        assert!(programme.sectors()[sector.top.index()].parent.is_none());
    }
    for oddity in programme.oddities() {
        assert!(!oddity.to_string().ends_with('.'));
    }
}

/// Whether the data still had the shape of a programme and were looked at.
fn look_at(data: Result<ProgrammeData, serde_json::Error>) -> bool {
    let Ok(data) = data else { return false };
    match Programme::try_from(data) {
        Ok(programme) => trust(&programme),
        Err(faults) => {
            assert!(!faults.0.is_empty());
            for fault in &faults.0 {
                let text = fault.to_string();
                assert!(text.contains(": ") && !text.ends_with('.'), "{text}");
            }
        }
    }
    true
}

#[test]
fn most_single_blows_leave_data_to_look_at() {
    let whole = data();
    let (mut looked_at, mut all) = (0, 0);
    for blow in
        TEXTS.map(Blow::Text).into_iter().chain(NUMBERS.map(Blow::Number)).chain([Blow::Removed, Blow::Repeated])
    {
        let mut found = Vec::new();
        places(&whole, &blow, &mut Vec::new(), &mut found);
        for path in &found {
            let mut data = whole.clone();
            strike_at(&mut data, &blow, path);
            all += 1;
            looked_at += usize::from(look_at(serde_json::from_value(data)));
        }
    }
    assert!(looked_at * 2 > all, "only {looked_at} of {all} had the shape of a programme");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn no_blows_make_it_panic(
        blows in prop::collection::vec((blow(), any::<prop::sample::Index>()), 1..6),
        odd in prop::sample::select(vec![None, Some(f64::NAN), Some(f64::INFINITY), Some(-0.0)]),
        target in 0..6,
    ) {
        let mut value = data();
        for (blow, pick) in &blows {
            strike(&mut value, blow, *pick);
        }
        let mut data = serde_json::from_value::<ProgrammeData>(value);
        // Numbers that JSON cannot say.
        if let (Ok(data), Some(odd)) = (&mut data, odd) {
            match target {
                0 => data.discount = odd,
                1 => data.needs.iter_mut().for_each(|need| need.benefit = odd),
                2 => data.priorities.iter_mut().for_each(|priority| priority.times = odd),
                3 => data.rules.iter_mut().for_each(|rule| rule.at_least = Some(odd.into())),
                4 => data.rules.iter_mut().for_each(|rule| rule.least = Some(odd)),
                _ => data.sentra.iter_mut().for_each(|sentra| sentra.completion_benefit = odd),
            }
        }
        look_at(data);
    }
}
