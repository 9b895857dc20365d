//! Names of rows and columns: readable, unique, the same for the same programme, without blanks.
//!
//! ```text
//! need:CODE                               rule:ID:GROUP:at_least        GROUP = its keys by `:`, `all` where there are none
//! ceiling:SOURCE:nation:YEAR              total:NUMBER
//! ceiling:SOURCE:province:CODE:YEAR       order:NEED:BEFORE:YEAR
//! ceiling:SOURCE:region:CODE:YEAR         completion:NEED:YEAR
//!                                         change_up:NEED:YEAR:SOURCE, change_down:...
//!
//! pay:NEED:YEAR:SOURCE                    short:ID:GROUP
//! complete:SENTRA:YEAR                    over:ID:GROUP
//! total:NUMBER                            change:NEED:YEAR:SOURCE
//! ```
//! In a code, every byte but letters, digits, `.`, `_` and `-` is written as `%` and two hexadecimal digits, so that `:` always parts.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::id::{CeilingId, PaymentId, RuleId};
use crate::lp::matrix::{BoundKey, ColumnKey, RowKey};
use crate::lp::{Formulation, Lp};
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
            let bound = match bound {
                BoundKey::AtLeast => "at_least",
                BoundKey::AtMost => "at_most",
                BoundKey::Exactly => "exactly",
            };
            in_group("rule", programme, &formulation.lp, rule, group) + ":" + bound
        }
        RowKey::ChangeUp(id) => payment("change_up", programme, id),
        RowKey::ChangeDown(id) => payment("change_down", programme, id),
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
    }
}

/// The name of what is contracted of a payment: `contracted:NEED:YEAR:SOURCE`.
#[must_use]
pub(crate) fn contract_name(formulation: &Formulation<'_>, id: PaymentId) -> String {
    payment("contracted", formulation.programme, id)
}

/// The index of each row by its name.
#[must_use]
pub fn rows_by_name(formulation: &Formulation<'_>) -> BTreeMap<String, usize> {
    formulation.lp.row_keys().iter().enumerate().map(|(i, &key)| (row_name(formulation, key), i)).collect()
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
    let key = lp.groups()[rule.index()][group as usize];
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
fn join(parts: &[&str]) -> String {
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
