//! The prices that a linear program gives the links and rows of a whole programme.

use std::collections::BTreeMap;

use super::rows::Link;
use crate::lp::{BoundKey, Formulation, RowKey};
use crate::model::Programme;

/// The prices of rows that `prices` tells of: those of the rows of `relaxed`, whose rules are known by their ids.
pub(super) fn known_prices(programme: &Programme, relaxed: &Formulation<'_>, prices: &[f64]) -> BTreeMap<Link, f64> {
    let place_of = |id: crate::id::RuleId| {
        let name = &relaxed.programme.rules()[id.index()].id;
        programme.rules().iter().position(|rule| rule.id == *name).map(crate::id::RuleId::new)
    };
    // Groups of a rule are the same in both: they follow from its selectors alone.
    let mut known = BTreeMap::new();
    for (key, &price) in relaxed.lp.row_keys().zip(prices).filter(|(_, price)| price.is_finite()) {
        match key {
            RowKey::Ceiling(id) => drop(known.insert(Link::Ceiling(id), price)),
            RowKey::Order { need, before, year } => drop(known.insert(Link::Order(need, before, year), price)),
            RowKey::Rule { rule, group, bound } => {
                let Some(rule) = place_of(rule) else { continue };
                match bound {
                    BoundKey::AtLeast => drop(known.insert(Link::AtLeast(rule, group), price)),
                    BoundKey::AtMost => drop(known.insert(Link::AtMost(rule, group), price)),
                    BoundKey::Exactly => {
                        known.insert(Link::AtMost(rule, group), price);
                        known.insert(Link::AtLeast(rule, group), -price);
                    }
                }
            }
            _ => {}
        }
    }
    known
}
