//! What a programme states in one form, however it was written.
//!
//! The same for a folder and one JSON file, for rows and lists in any order, for a value and a list of one, for a default that is
//! written out and one that is left away. The order of rules and priorities is kept: reports follow it. Texts for people (names,
//! titles) belong to what is stated, since an auditor reads them.

use serde_json::{Map, Value, json};

use crate::input::{OneOrMany, PerKey, ProgrammeData, Rule, RuleName, Selector};
use crate::units::Rupiah;

/// The canonical form of `rule` in a programme that pays in multiples of `unit`. Keys are in alphabetical order.
#[must_use]
pub fn rule(rule: &Rule, unit: Rupiah) -> Value {
    let mut rule = rule.clone();
    sort_selector(&mut rule.of);
    if rule.rule == RuleName::Share {
        rule.within.get_or_insert_default();
    }
    if let Some(within) = &mut rule.within {
        sort_selector(within);
    }
    rule.per.sort_unstable_by_key(|key: &PerKey| *key);
    if rule.title.as_ref().is_some_and(|title| title.en.is_empty() && title.id.is_empty()) {
        rule.title = None;
    }
    if rule.rule == RuleName::Count {
        let counting = rule.counting.get_or_insert_default();
        if *counting == crate::input::Counting::Funded {
            rule.least.get_or_insert(unit.get() as f64);
        }
    }
    plain(&rule)
}

/// All that `data` state.
#[must_use]
pub fn statement(data: &ProgrammeData) -> Value {
    let mut data = data.clone();
    let (unit, years) = (data.unit, data.years.clone());
    let rules: Vec<Value> = std::mem::take(&mut data.rules).iter().map(|row| rule(row, unit)).collect();
    data.priorities.iter_mut().for_each(|priority| sort_selector(&mut priority.of));
    data.provinces.sort_by(|a, b| a.code.cmp(&b.code));
    for row in &mut data.regions {
        row.eligible_years.sort_unstable();
    }
    data.regions.sort_by(|a, b| a.code.cmp(&b.code));
    data.sectors.sort_by(|a, b| a.code.cmp(&b.code));
    data.activities.sort_by(|a, b| a.code.cmp(&b.code));
    data.sources.iter_mut().for_each(|row| row.activities.sort());
    data.sources.sort_by(|a, b| a.code.cmp(&b.code));
    data.sentra.iter_mut().for_each(|row| row.tags.sort());
    data.sentra.sort_by(|a, b| a.code.cmp(&b.code));
    for row in &mut data.needs {
        row.after.sort();
        row.first_year = row.first_year.or(years.first().copied());
        row.last_year = row.last_year.or(years.last().copied());
    }
    data.needs.sort_by(|a, b| a.code.cmp(&b.code));
    data.ceilings.sort_by(|a, b| (a.scope, &a.code, a.year, &a.source).cmp(&(b.scope, &b.code, b.year, &b.source)));
    data.contracted.sort();
    if let Some(previous) = &mut data.previous {
        previous.sort();
    }
    let mut stated = plain(&data);
    stated["rules"] = Value::Array(rules);
    stated
}

/// A plain type as JSON. Numbers that are not finite, which no checked programme holds, come out as null.
fn plain(value: &impl serde::Serialize) -> Value {
    let value = serde_json::to_value(value).unwrap_or(Value::Null);
    whole_numbers(sorted(value))
}

/// Keys in alphabetical order, also where another crate of the build keeps them as they come.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(Map::from_iter(entries))
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// Whole numbers without a decimal point, as planners write them.
fn whole_numbers(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, value)| (key, whole_numbers(value))).collect()),
        Value::Array(items) => Value::Array(items.into_iter().map(whole_numbers).collect()),
        Value::Number(number) => match number.as_f64() {
            #[allow(clippy::cast_possible_truncation)] // below 2^53 a whole number is exact in both
            Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() < 9e15 => json!(value as i64),
            _ => Value::Number(number),
        },
        other => other,
    }
}

fn sort_selector(of: &mut Selector) {
    sort(&mut of.sector);
    sort(&mut of.activity);
    sort(&mut of.province);
    sort(&mut of.region);
    sort(&mut of.island);
    sort(&mut of.source);
    sort(&mut of.year);
    sort(&mut of.tag);
    sort(&mut of.sentra);
    sort(&mut of.need);
}

fn sort<T: Ord + Clone>(chosen: &mut Option<OneOrMany<T>>) {
    if let Some(values) = chosen {
        let mut list = values.values().to_vec();
        list.sort();
        list.dedup();
        *values = OneOrMany::Many(list);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Value {
        rule(&serde_json::from_str(json).unwrap(), Rupiah::new(1000))
    }

    #[test]
    fn one_meaning_has_one_form() {
        let short =
            r#"{"id": "a", "rule": "share", "of": {"sector": "pangan"}, "at_least": 0.3, "per": ["region", "year"]}"#;
        let long = r#"{"per": ["year", "region"], "law": false, "title": {"en": ""}, "in": {}, "at_least": 0.30, "rule": "share",
            "of": {"sector": ["pangan", "pangan"]}, "id": "a"}"#;
        assert_eq!(read(short).to_string(), read(long).to_string());
        assert_eq!(
            read(short).to_string(),
            r#"{"at_least":0.3,"id":"a","in":{},"of":{"sector":["pangan"]},"per":["year","region"],"rule":"share"}"#
        );
        let count = r#"{"id": "c", "rule": "count", "what": "sentra", "exactly": 3, "per": ["sector"]}"#;
        let full = r#"{"id": "c", "rule": "count", "what": "sentra", "exactly": 3.0, "least": 1000, "counting": "funded", "per": ["sector"]}"#;
        assert_eq!(read(count).to_string(), read(full).to_string());
    }

    #[test]
    fn another_meaning_has_another_form() {
        let stated = [
            r#"{"id": "a", "rule": "amount", "at_least": 5}"#,
            r#"{"id": "a", "rule": "amount", "at_least": 6}"#,
            r#"{"id": "a", "rule": "amount", "at_most": 5}"#,
            r#"{"id": "a", "rule": "amount", "at_least": 5, "law": true}"#,
            r#"{"id": "a", "rule": "amount", "at_least": 5, "basis": "PMK 198/2021"}"#,
            r#"{"id": "a", "rule": "amount", "at_least": 5, "soft": {"penalty": 1}}"#,
            r#"{"id": "a", "rule": "amount", "at_least": {"2019": 5}, "per": ["year"]}"#,
        ];
        let forms: std::collections::BTreeSet<String> = stated.iter().map(|text| read(text).to_string()).collect();
        assert_eq!(forms.len(), stated.len());
    }
}
