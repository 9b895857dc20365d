//! What two programmes state otherwise, and whom each change concerns.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::side::Side;
use super::tables;
use crate::id::CeilingId;
use crate::input::{self, Scope, Selector};
use crate::manifest::canonical_rule;
use crate::model::{Place, Programme};
use crate::words::inputs::{Change, Key, Row};
use crate::words::phrase;

/// A ceiling by what a planner writes: source, scope, code, year.
pub(super) type CeilingKey<'a> = (&'a str, Scope, &'a str, i32);

/// The changes, in the order of tables, and where each bears.
#[derive(Debug, Default)]
pub(super) struct Diff<'a> {
    pub(super) changes: Vec<Change>,
    /// By need: its row, and what is contracted for it.
    pub(super) needs: HashMap<String, Vec<usize>>,
    /// By sentra.
    pub(super) sentra: HashMap<String, Vec<usize>>,
    /// By region.
    pub(super) regions: HashMap<String, Vec<usize>>,
    /// By province.
    pub(super) provinces: HashMap<String, Vec<usize>>,
    /// By source.
    pub(super) sources: HashMap<String, Vec<usize>>,
    /// By ceiling.
    pub(super) ceilings: HashMap<CeilingKey<'a>, usize>,
    /// By rule, unless only words for people differ.
    pub(super) rules: HashMap<String, usize>,
    /// Priorities: the change, the side (0 before, 1 after), and the place there.
    pub(super) priorities: Vec<(usize, usize, usize)>,
    /// Years, discount, completion.
    pub(super) general: Vec<usize>,
    /// The unit of payment.
    pub(super) unit: Option<usize>,
    /// The earlier plan.
    pub(super) previous: Option<usize>,
}

/// Keys of a rule that bear on no plan.
const FOR_PEOPLE: [&str; 3] = ["basis", "law", "title"];

impl<'a> Diff<'a> {
    /// What `after` states otherwise than `before`.
    pub(super) fn new(before: &Side<'a>, after: &Side<'a>) -> Self {
        let mut diff = Self::default();
        diff.terms(before, after);
        diff.priorities(before, after);
        diff.rules(before, after);
        diff.ceilings(before, after);
        tables::rows(&mut diff, before, after);
        tables::payments(&mut diff, before, after);
        diff
    }

    /// Notes `change` and gives its place.
    pub(super) fn note(&mut self, change: Change) -> usize {
        self.changes.push(change);
        self.changes.len() - 1
    }

    /// Notes `change` of `row`, and whom it concerns.
    pub(super) fn note_row(&mut self, row: &Row, change: Change) {
        let place = self.note(change);
        let (table, code) = match row {
            Row::Province(name) => (&mut self.provinces, &name.code),
            Row::Region(name) => (&mut self.regions, &name.code),
            Row::Source(name) => (&mut self.sources, &name.code),
            Row::Sentra(name) => (&mut self.sentra, &name.code),
            Row::Need(need) => (&mut self.needs, &need.code),
            // A new sector or activity concerns nobody until a row takes it.
            Row::Sector(_) | Row::Activity(_) => return,
        };
        table.entry(code.clone()).or_default().push(place);
    }

    #[allow(clippy::float_cmp)] // another number is another statement
    fn terms(&mut self, before: &Side<'_>, after: &Side<'_>) {
        let (a, b) = (before.data, after.data);
        if a.years != b.years {
            let place = self.note(Change::Years { before: a.years.clone(), after: b.years.clone() });
            self.general.push(place);
        }
        if a.unit != b.unit {
            self.unit = Some(self.note(Change::Unit { before: a.unit, after: b.unit }));
        }
        if a.discount != b.discount {
            let place = self.note(Change::Discount { before: a.discount, after: b.discount });
            self.general.push(place);
        }
        if a.completion != b.completion {
            let place = self.note(Change::Completion { before: a.completion, after: b.completion });
            self.general.push(place);
        }
    }

    /// Priorities have no name: those that both sides state are paired off, whatever their order.
    fn priorities(&mut self, before: &Side<'_>, after: &Side<'_>) {
        let mut stated: BTreeMap<(String, u64), [Vec<usize>; 2]> = BTreeMap::new();
        for (side, data) in [before.data, after.data].into_iter().enumerate() {
            for (i, priority) in data.priorities.iter().enumerate() {
                let key = (selector_text(&priority.of), priority.times.to_bits());
                stated.entry(key).or_default()[side].push(i);
            }
        }
        for ((of, times), [old, new]) in stated {
            let (times, both) = (f64::from_bits(times), old.len().min(new.len()));
            for &i in &old[both..] {
                let place = self.note(Change::PriorityGone { of: of.clone(), times });
                self.priorities.push((place, 0, i));
            }
            for &i in &new[both..] {
                let place = self.note(Change::PriorityNew { of: of.clone(), times });
                self.priorities.push((place, 1, i));
            }
        }
    }

    fn rules(&mut self, before: &Side<'_>, after: &Side<'_>) {
        let old = before.data.rules.iter();
        for rule in old {
            let change = match after.data.rules.iter().find(|other| other.id == rule.id) {
                None => Change::RuleGone { rule: named(rule) },
                Some(other) => {
                    let keys = keys(&canonical_rule(rule, before.data.unit), &canonical_rule(other, after.data.unit));
                    if keys.is_empty() {
                        continue;
                    }
                    Change::RuleChanged { rule: named(other), keys }
                }
            };
            let for_people = matches!(&change, Change::RuleChanged { keys, .. }
                if keys.iter().all(|key| FOR_PEOPLE.contains(&key.key.as_str())));
            let place = self.note(change);
            if !for_people {
                self.rules.insert(rule.id.clone(), place);
            }
        }
        for rule in &after.data.rules {
            if before.data.rules.iter().all(|other| other.id != rule.id) {
                let place = self.note(Change::RuleNew { rule: named(rule) });
                self.rules.insert(rule.id.clone(), place);
            }
        }
    }

    fn ceilings(&mut self, before: &Side<'a>, after: &Side<'a>) {
        let mut stated: BTreeMap<(Scope, &'a str, i32, &'a str), [Option<CeilingId>; 2]> = BTreeMap::new();
        for (i, side) in [before, after].into_iter().enumerate() {
            for id in side.programme.ceiling_ids() {
                let (source, scope, code, year) = ceiling_key(side.programme, id);
                stated.entry((scope, code, year, source)).or_default()[i] = Some(id);
            }
        }
        let rupiah = |side: &Side<'a>, id: CeilingId| side.programme.ceilings()[id.index()].rupiah;
        for ((scope, code, year, source), ids) in stated {
            let change = match ids {
                [Some(a), Some(b)] => {
                    let (old, new) = (rupiah(before, a), rupiah(after, b));
                    if old == new {
                        continue;
                    }
                    Change::CeilingChanged { ceiling: after.ceiling(b), before: old, after: new }
                }
                [Some(a), None] => Change::CeilingGone { ceiling: before.ceiling(a), rupiah: rupiah(before, a) },
                [None, Some(b)] => Change::CeilingNew { ceiling: after.ceiling(b), rupiah: rupiah(after, b) },
                [None, None] => continue,
            };
            let place = self.note(change);
            self.ceilings.insert((source, scope, code, year), place);
        }
    }
}

/// The ceiling `id` by what a planner writes.
pub(super) fn ceiling_key(programme: &Programme, id: CeilingId) -> CeilingKey<'_> {
    let row = programme.ceilings()[id.index()];
    let (scope, code) = match row.place {
        Place::Nation => (Scope::Nation, ""),
        Place::Province(id) => (Scope::Province, programme.provinces()[id.index()].code.as_str()),
        Place::Region(id) => (Scope::Region, programme.regions()[id.index()].code.as_str()),
    };
    (programme.sources()[row.source.index()].code.as_str(), scope, code, programme.year(row.year))
}

/// The rule as a whole.
fn named(rule: &input::Rule) -> phrase::Rule {
    let title = rule.title.clone().unwrap_or_default();
    phrase::Rule { id: rule.id.clone(), title, group: phrase::Group::default() }
}

/// The keys of two canonical rules that differ, in alphabetical order.
fn keys(before: &Value, after: &Value) -> Vec<Key> {
    let mut names: Vec<&String> =
        [before, after].into_iter().filter_map(Value::as_object).flat_map(|map| map.keys()).collect();
    names.sort();
    names.dedup();
    let text = |value: Option<&Value>| value.map_or_else(|| "-".to_owned(), Value::to_string);
    let differ = names.into_iter().filter(|key| before.get(key) != after.get(key));
    differ.map(|key| Key { key: key.clone(), before: text(before.get(key)), after: text(after.get(key)) }).collect()
}

/// A selector in one form: keys and values sorted, a single value as a list.
fn selector_text(selector: &Selector) -> String {
    let value = serde_json::to_value(selector).unwrap_or_default();
    let Value::Object(map) = value else { return String::new() };
    let mut parts: Vec<String> = map
        .into_iter()
        .map(|(key, value)| {
            let values = if let Value::Array(values) = value { values } else { vec![value] };
            let mut values: Vec<String> = values.iter().map(Value::to_string).collect();
            values.sort();
            values.dedup();
            format!("{}:[{}]", Value::String(key), values.join(","))
        })
        .collect();
    parts.sort();
    format!("{{{}}}", parts.join(","))
}
