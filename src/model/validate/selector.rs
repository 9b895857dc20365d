//! Selectors: known codes, years of the horizon, no empty lists.

use crate::input::{OneOrMany, Selector};
use crate::model::fault::{FaultKind, Item, Place};
use crate::model::validate::checker::Checker;

/// Checks `selector`, which stands at `path`.
pub(super) fn check(checker: &mut Checker<'_>, path: &str, selector: &Selector) {
    codes(checker, path, "sector", Item::Sector, selector.sector.as_ref());
    codes(checker, path, "activity", Item::Activity, selector.activity.as_ref());
    codes(checker, path, "province", Item::Province, selector.province.as_ref());
    codes(checker, path, "region", Item::Region, selector.region.as_ref());
    codes(checker, path, "island", Item::Island, selector.island.as_ref());
    codes(checker, path, "source", Item::Source, selector.source.as_ref());
    each(checker, path, "year", selector.year.as_ref(), |checker, &year, place| {
        checker.year(year, place);
    });
    // Any tag is known: one that nobody carries selects nothing.
    each(checker, path, "tag", selector.tag.as_ref(), |_, _, _| {});
    codes(checker, path, "sentra", Item::Sentra, selector.sentra.as_ref());
    codes(checker, path, "need", Item::Need, selector.need.as_ref());
}

/// The keys that `selector` names among `keys`.
pub(super) fn named<'k>(selector: &Selector, keys: &[&'k str]) -> Vec<&'k str> {
    let names = |key: &str| match key {
        "activity" => selector.activity.is_some(),
        "source" => selector.source.is_some(),
        "year" => selector.year.is_some(),
        "need" => selector.need.is_some(),
        _ => false,
    };
    keys.iter().copied().filter(|key| names(key)).collect()
}

fn codes<Code: AsRef<str>>(
    checker: &mut Checker<'_>,
    path: &str,
    key: &str,
    item: Item,
    chosen: Option<&OneOrMany<Code>>,
) {
    each(checker, path, key, chosen, |checker, code, place| {
        checker.reference(item, code.as_ref(), place);
    });
}

/// Calls `check` for each chosen value with its place: `rules[0].of.region`, or `rules[0].of.region[2]` in a list.
fn each<T>(
    checker: &mut Checker<'_>,
    path: &str,
    key: &str,
    chosen: Option<&OneOrMany<T>>,
    check: impl Fn(&mut Checker<'_>, &T, &dyn Fn() -> Place),
) {
    match chosen {
        None => {}
        Some(OneOrMany::One(value)) => check(checker, value, &|| Place::policy(format!("{path}.{key}"))),
        Some(OneOrMany::Many(values)) => {
            if values.is_empty() {
                checker.fault(Place::policy(format!("{path}.{key}")), FaultKind::EmptyList);
            }
            for (i, value) in values.iter().enumerate() {
                check(checker, value, &|| Place::policy(format!("{path}.{key}[{i}]")));
            }
        }
    }
}
