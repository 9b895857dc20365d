//! The policy part of a programme: what `programme.json` states beside the tables.

use super::file_fault::FileFault;
use super::json_object::Object;
use super::json_text::{At, Json};
use super::schema::Record;
use super::shape::Wanted;
use super::value::Value;
use crate::input::{Bound, Goal, OneOrMany, Priority, ProgrammeData, Rule, Selector, Soft, Title};

/// Reads the policy keys of the top object into `data`; `None` if there are no usable years, without which nothing else can be
/// checked.
pub(super) fn read(top: &mut Object<'_>, data: &mut ProgrammeData) -> Option<()> {
    if let Some(name) = top.optional("name") {
        data.name = name;
    }
    let years = top.required("years");
    if let Some(unit) = top.optional("unit") {
        data.unit = unit;
    }
    if let Some(discount) = top.optional("discount") {
        data.discount = discount;
    }
    if let Some(completion) = top.optional("completion") {
        data.completion = completion;
    }
    data.priorities = top.read("priorities", |json, at| list(json, at, priority)).unwrap_or_default();
    data.rules = top.read("rules", |json, at| list(json, at, rule)).unwrap_or_default();
    if let Some(goals) = top.read("goals", |json, at| list(json, at, goal)) {
        data.goals = goals;
    }
    data.years = years?;
    Some(())
}

/// The items of a list; each stands for itself even where parts of it are malformed.
fn list<T>(json: &Json, at: At<'_>, item: impl Fn(&Json, At<'_>) -> T) -> Option<Vec<T>> {
    let Json::List(items) = json else { return at.wrong_type(json, Wanted::List) };
    Some(items.iter().enumerate().map(|(i, json)| item(json, at.item(i))).collect())
}

fn no_hint(_: &str) -> Option<FileFault> {
    None
}

fn goal(json: &Json, at: At<'_>) -> Goal {
    let Some(mut object) = Object::new(json, at) else { return Goal::default() };
    let maximise = object.required("maximise");
    object.finish(no_hint);
    maximise.map_or_else(Goal::default, |maximise| Goal { maximise })
}

fn priority(json: &Json, at: At<'_>) -> Priority {
    let mut priority = Priority { of: Selector::default(), times: 1.0 };
    let Some(mut object) = Object::new(json, at) else { return priority };
    priority.of = object.read("of", selector).unwrap_or_default();
    priority.times = object.required("times").unwrap_or(1.0);
    object.finish(no_hint);
    priority
}

/// The keys of a rule that can be judged without knowing its family.
const FREE_OF_FAMILY: [&str; 3] = ["id", "of", "basis"];
/// All its keys.
const RULE_KEYS: [&str; 20] = [
    "id",
    "rule",
    "title",
    "of",
    "in",
    "per",
    "at_least",
    "at_most",
    "exactly",
    "zero_or_at_least",
    "times",
    "plus",
    "source",
    "to",
    "what",
    "counting",
    "least",
    "basis",
    "law",
    "soft",
];

/// Paths of the keys that a check of the programme must not judge, since the rule they belong to is malformed: keys that are
/// absent may be so because their name is misspelt, and where the family is unknown nobody knows which keys it takes.
pub(super) fn beyond_judgement(top: &Json, faults: &[(String, FileFault)]) -> Vec<String> {
    let Json::Object(fields) = top else { return Vec::new() };
    let Some((_, Json::List(rules))) = fields.iter().find(|(key, _)| key == "rules") else { return Vec::new() };
    let mut paths = Vec::new();
    for (i, rule) in rules.iter().enumerate() {
        let place = format!("rules[{i}]");
        let mut inside = faults
            .iter()
            .filter_map(|(path, _)| path.strip_prefix(&place))
            .filter(|r| r.is_empty() || r.starts_with('.'));
        let Some(first) = inside.next() else { continue };
        let family_unknown = first == ".rule" || first.is_empty() || inside.any(|rest| rest == ".rule");
        let absent = |key: &str| !matches!(rule, Json::Object(fields) if fields.iter().any(|(name, _)| name == key));
        paths.extend(
            RULE_KEYS
                .iter()
                .filter(|key| absent(key) || (family_unknown && !FREE_OF_FAMILY.contains(key)))
                .map(|key| format!("{place}.{key}")),
        );
    }
    paths
}

/// A rule. What is malformed in it is left out; see [`beyond_judgement`].
fn rule(json: &Json, at: At<'_>) -> Rule {
    let Some(mut object) = Object::new(json, at) else { return Rule::default() };
    let rule = Rule {
        id: object.required("id").unwrap_or_default(),
        rule: object.required("rule").unwrap_or_default(),
        title: object.read("title", title),
        of: object.read("of", selector).unwrap_or_default(),
        within: object.read("in", selector),
        per: object.optional("per").unwrap_or_default(),
        at_least: object.read("at_least", bound),
        at_most: object.read("at_most", bound),
        exactly: object.read("exactly", bound),
        zero_or_at_least: object.read("zero_or_at_least", bound),
        times: object.read("times", bound),
        plus: object.read("plus", bound),
        source: object.optional("source"),
        to: object.optional("to"),
        what: object.optional("what"),
        counting: object.optional("counting"),
        least: object.optional("least"),
        basis: object.optional("basis"),
        law: object.optional("law").unwrap_or_default(),
        soft: object.read("soft", soft),
    };
    object.finish(no_hint);
    rule
}

fn title(json: &Json, at: At<'_>) -> Option<Title> {
    let mut object = Object::new(json, at)?;
    let title = Title { en: object.optional("en").unwrap_or_default(), id: object.optional("id").unwrap_or_default() };
    object.finish(no_hint);
    Some(title)
}

fn soft(json: &Json, at: At<'_>) -> Option<Soft> {
    let mut object = Object::new(json, at)?;
    let penalty = object.required("penalty");
    object.finish(no_hint);
    Some(Soft { penalty: penalty.unwrap_or_default() })
}

/// A number, or numbers by year.
fn bound(json: &Json, at: At<'_>) -> Option<Bound> {
    match json {
        Json::Object(fields) => {
            let mut values = std::collections::BTreeMap::new();
            for (year, json) in fields {
                let place = at.key(year);
                let Some(value) = f64::from_json(json, place) else { continue };
                if values.insert(year.clone(), value).is_some() {
                    place.fault(FileFault::DuplicateKey);
                }
            }
            Some(Bound::ByYear(values))
        }
        Json::Whole(_) | Json::Large(_) | Json::Decimal(_) => f64::from_json(json, at).map(Bound::Same),
        other => at.wrong_type(other, Wanted::Bound),
    }
}

fn selector(json: &Json, at: At<'_>) -> Option<Selector> {
    let mut object = Object::new(json, at)?;
    let selector = Selector {
        sector: object.read("sector", one_or_many),
        activity: object.read("activity", one_or_many),
        province: object.read("province", one_or_many),
        region: object.read("region", one_or_many),
        island: object.read("island", one_or_many),
        source: object.read("source", one_or_many),
        year: object.read("year", one_or_many),
        tag: object.read("tag", one_or_many),
        sentra: object.read("sentra", one_or_many),
        need: object.read("need", one_or_many),
    };
    object.finish(no_hint);
    Some(selector)
}

/// One value, or a list of values.
fn one_or_many<T: Value>(json: &Json, at: At<'_>) -> Option<OneOrMany<T>> {
    if let Json::List(_) = json {
        Vec::from_json(json, at).map(OneOrMany::Many)
    } else {
        T::from_json(json, at).map(OneOrMany::One)
    }
}
