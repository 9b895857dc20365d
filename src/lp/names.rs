//! Names of rows and columns: readable, unique, the same for the same programme, without blanks.
//!
//! ```text
//! need:CODE                               rule:ID:GROUP:at_least        GROUP = its keys by `:`, `all` where there are none
//! ceiling:SOURCE:nation:YEAR              total:NUMBER
//! ceiling:SOURCE:province:CODE:YEAR       order:NEED:BEFORE:YEAR
//! ceiling:SOURCE:region:CODE:YEAR         completion:NEED:YEAR
//! funding:NEED[:YEAR]:at_least            change_up:NEED:YEAR:SOURCE, change_down:...
//! one_year:NEED                           link:ID:GROUP[:ITEM][:need:NEED]:at_least    ITEM = `sentra:CODE`, `need:CODE`, `region:CODE`
//!
//! pay:NEED:YEAR:SOURCE                    short:ID:GROUP
//! complete:SENTRA:YEAR                    over:ID:GROUP
//! total:NUMBER                            change:NEED:YEAR:SOURCE
//! paid:NEED[:YEAR]                        open:ID:GROUP, short_of_least:ID:GROUP
//! counts:ID:GROUP:ITEM                    wanting:ID:GROUP:NEED
//! fewer:ID:GROUP                          more:ID:GROUP
//! ```
//! In a code, every byte but letters, digits, `.`, `_` and `-` is written as `%` and two hexadecimal digits, so that `:` always parts.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::id::{CeilingId, PaymentId, RuleId, YearId};
use crate::lp::matrix::{BoundKey, ColumnKey, Item, RowKey};
use crate::lp::{Formulation, Lp};
use crate::model::policy::GroupKey;
use crate::model::{Place, Programme};

/// The name of the row `key`.
#[must_use]
pub fn row_name(formulation: &Formulation<'_>, key: RowKey) -> String {
    let programme = formulation.programme;
    let need = |need: crate::id::NeedId| programme.needs()[need.index()].code.as_str();
    match key {
        RowKey::Need(id) => join(&["need", need(id)]),
        RowKey::Ceiling(id) => ceiling(programme, id),
        RowKey::Total(number) => format!("total:{number}"),
        RowKey::Order { need: id, before, year } => {
            join(&["order", need(id), need(before), &programme.year(year).to_string()])
        }
        RowKey::Completion { need: id, year } => join(&["completion", need(id), &programme.year(year).to_string()]),
        RowKey::Rule { rule, group, bound } => {
            in_group("rule", programme, &formulation.lp, rule, group) + ":" + bound_name(bound)
        }
        RowKey::ChangeUp(id) => payment("change_up", programme, id),
        RowKey::ChangeDown(id) => payment("change_down", programme, id),
        RowKey::Funding { need: id, year, bound } => {
            in_year("funding", need(id), programme, year) + ":" + bound_name(bound)
        }
        RowKey::OneYear(id) => join(&["one_year", need(id)]),
        RowKey::Link { rule, group, item, need: id, bound } => {
            let mut name = in_group("link", programme, &formulation.lp, rule, group);
            if let Some(item) = item {
                name = name + ":" + &item_name(programme, item);
            }
            if let Some(id) = id {
                name = name + ":" + &item_name(programme, Item::Need(id));
            }
            name + ":" + bound_name(bound)
        }
    }
}

/// The name of the column `key`.
#[must_use]
pub fn column_name(formulation: &Formulation<'_>, key: ColumnKey) -> String {
    let programme = formulation.programme;
    match key {
        ColumnKey::Payment(id) => payment("pay", programme, id),
        ColumnKey::Completion(sentra, year) => {
            join(&["complete", programme.sentra()[sentra.index()].code.as_str(), &programme.year(year).to_string()])
        }
        ColumnKey::Total(number) => format!("total:{number}"),
        ColumnKey::Shortfall(rule, group) => in_group("short", programme, &formulation.lp, rule, group),
        ColumnKey::Excess(rule, group) => in_group("over", programme, &formulation.lp, rule, group),
        ColumnKey::Change(id) => payment("change", programme, id),
        ColumnKey::Paid(need, year) => in_year("paid", programme.needs()[need.index()].code.as_str(), programme, year),
        ColumnKey::Open(rule, group) => in_group("open", programme, &formulation.lp, rule, group),
        ColumnKey::Counts(rule, group, item) => {
            in_group("counts", programme, &formulation.lp, rule, group) + ":" + &item_name(programme, item)
        }
        ColumnKey::Wanting(rule, group, need) => {
            let need = join(&[programme.needs()[need.index()].code.as_str()]);
            in_group("wanting", programme, &formulation.lp, rule, group) + ":" + &need
        }
        ColumnKey::ShortOfLeast(rule, group) => in_group("short_of_least", programme, &formulation.lp, rule, group),
        ColumnKey::Fewer(rule, group) => in_group("fewer", programme, &formulation.lp, rule, group),
        ColumnKey::More(rule, group) => in_group("more", programme, &formulation.lp, rule, group),
    }
}

fn bound_name(bound: BoundKey) -> &'static str {
    match bound {
        BoundKey::AtLeast => "at_least",
        BoundKey::AtMost => "at_most",
        BoundKey::Exactly => "exactly",
    }
}

fn in_year(prefix: &str, code: &str, programme: &Programme, year: Option<YearId>) -> String {
    match year {
        None => join(&[prefix, code]),
        Some(year) => join(&[prefix, code, &programme.year(year).to_string()]),
    }
}

/// `sentra:CODE`, `need:CODE` or `region:CODE`.
fn item_name(programme: &Programme, item: Item) -> String {
    match item {
        Item::Sentra(id) => join(&["sentra", programme.sentra()[id.index()].code.as_str()]),
        Item::Need(id) => join(&["need", programme.needs()[id.index()].code.as_str()]),
        Item::Region(id) => join(&["region", programme.regions()[id.index()].code.as_str()]),
    }
}

/// The name of what is contracted of a payment: `contracted:NEED:YEAR:SOURCE`.
#[must_use]
pub(crate) fn contract_name(formulation: &Formulation<'_>, id: PaymentId) -> String {
    payment("contracted", formulation.programme, id)
}

/// The name of a ceiling's row.
#[must_use]
pub(crate) fn ceiling_name(programme: &Programme, id: CeilingId) -> String {
    ceiling(programme, id)
}

/// The name of something about a payment: `PREFIX:NEED:YEAR:SOURCE`.
#[must_use]
pub(crate) fn payment_name(prefix: &str, programme: &Programme, id: PaymentId) -> String {
    payment(prefix, programme, id)
}

/// The index of each row by its name.
#[must_use]
pub fn rows_by_name(formulation: &Formulation<'_>) -> BTreeMap<String, usize> {
    formulation.lp.row_keys().enumerate().map(|(i, key)| (row_name(formulation, key), i)).collect()
}

fn ceiling(programme: &Programme, id: CeilingId) -> String {
    let ceiling = &programme.ceilings()[id.index()];
    let source = programme.sources()[ceiling.source.index()].code.as_str();
    let year = programme.year(ceiling.year).to_string();
    match ceiling.place {
        Place::Nation => join(&["ceiling", source, "nation", &year]),
        Place::Province(place) => {
            join(&["ceiling", source, "province", programme.provinces()[place.index()].code.as_str(), &year])
        }
        Place::Region(place) => {
            join(&["ceiling", source, "region", programme.regions()[place.index()].code.as_str(), &year])
        }
    }
}

fn payment(prefix: &str, programme: &Programme, id: PaymentId) -> String {
    let payment = &programme.payments()[id.index()];
    join(&[
        prefix,
        programme.needs()[payment.need.index()].code.as_str(),
        &programme.year(payment.year).to_string(),
        programme.sources()[payment.source.index()].code.as_str(),
    ])
}

fn in_group(prefix: &str, programme: &Programme, lp: &Lp, rule: RuleId, group: u32) -> String {
    group_name(prefix, programme, rule, lp.groups()[rule.index()][group as usize])
}

/// The name of something about a group of a rule: `PREFIX:ID:GROUP`.
#[must_use]
pub(crate) fn group_name(prefix: &str, programme: &Programme, rule: RuleId, key: GroupKey) -> String {
    let year = key.year.map(|year| programme.year(year).to_string());
    let keys = [
        year.as_deref(),
        key.island.map(|id| programme.islands()[id.index()].as_str()),
        key.province.map(|id| programme.provinces()[id.index()].code.as_str()),
        key.region.map(|id| programme.regions()[id.index()].code.as_str()),
        key.sector.map(|id| programme.sectors()[id.index()].code.as_str()),
        key.sentra.map(|id| programme.sentra()[id.index()].code.as_str()),
    ];
    let mut parts = vec![prefix, programme.rules()[rule.index()].id.as_str()];
    parts.extend(keys.into_iter().flatten());
    if parts.len() == 2 {
        parts.push("all");
    }
    join(&parts)
}

/// The parts with `:` between them, each free of blanks and of `:`.
#[must_use]
pub(crate) fn join(parts: &[&str]) -> String {
    let mut name = String::with_capacity(32);
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            name.push(':');
        }
        for byte in part.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-') {
                name.push(char::from(byte));
            } else {
                write!(name, "%{byte:02X}").expect("a String takes all text");
            }
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn codes_cannot_break_out_of_their_part() {
        assert_eq!(join(&["need", "A:1 b"]), "need:A%3A1%20b");
        assert_ne!(join(&["need", "A%3A"]), join(&["need", "A:"]));
        assert_eq!(join(&["pay", "18.01-a_b"]), "pay:18.01-a_b");
        assert_eq!(join(&["pay", "\u{e9}"]), "pay:%C3%A9");
    }
}
