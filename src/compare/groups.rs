//! Money and points of both plans by region, sector and sentra, where something differs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::lines::{Amount, Ledger};
use super::side::Side;
use crate::id::{NeedId, SentraId};
use crate::units::Rupiah;
use crate::words::Name;

/// A region, sector or sentra.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupLine {
    /// Its name.
    pub name: Name,
    /// All its money and points before, completion among them.
    pub before: Amount,
    /// The same after.
    pub after: Amount,
    /// Needs whose money differs.
    pub needs: usize,
}

#[derive(Debug, Default)]
struct Sums {
    name: Name,
    amounts: [Amount; 2],
    needs: BTreeSet<String>,
}

/// By region, by sector as stated, by sentra, each in the order of codes.
#[allow(clippy::float_cmp)] // on a grid the same is the same
pub(super) fn groups(before: &Side<'_>, after: &Side<'_>, ledger: &Ledger) -> [Vec<GroupLine>; 3] {
    let mut tables: [BTreeMap<&str, Sums>; 3] = Default::default();
    let sides = [before, after];
    for (i, side) in sides.into_iter().enumerate() {
        let (programme, names, other) = (side.programme, side.names(), sides[1 - i]);
        for (s, sentra) in programme.sentra().iter().enumerate() {
            let region = &programme.regions()[sentra.region.index()];
            let sector = &programme.sectors()[sentra.sector.index()];
            let mut sum = Amount { rupiah: Rupiah::ZERO, points: ledger.completion[i][s] };
            let mut differ = Vec::new();
            for n in sentra.needs.clone() {
                sum += Amount { rupiah: side.paid[n], points: ledger.needs[i][n] };
                if !paid_alike(side, other, NeedId::new(n)) {
                    differ.push(programme.needs()[n].code.to_string());
                }
            }
            let codes = [region.code.as_str(), sector.code.as_str(), sentra.code.as_str()];
            let named = [names.region(sentra.region), names.sector(sentra.sector), names.sentra(SentraId::new(s))];
            for ((table, code), name) in tables.iter_mut().zip(codes).zip(named) {
                let sums = table.entry(code).or_default();
                sums.name = name;
                sums.amounts[i] += sum;
                sums.needs.extend(differ.iter().cloned());
            }
        }
    }
    tables.map(|table| {
        let lines = table.into_values().map(|sums| GroupLine {
            name: sums.name,
            before: sums.amounts[0],
            after: sums.amounts[1],
            needs: sums.needs.len(),
        });
        lines.filter(|line| line.needs > 0 || line.before != line.after).collect()
    })
}

/// Whether both sides pay the need of `side` alike, payment by payment.
fn paid_alike(side: &Side<'_>, other: &Side<'_>, need: NeedId) -> bool {
    let programme = side.programme;
    let row = &programme.needs()[need.index()];
    let twin = other.need_at.get(row.code.as_str());
    if side.paid[need.index()] != twin.map_or(Rupiah::ZERO, |twin| other.paid[twin.index()]) {
        return false;
    }
    // With equal sums, equal where this side pays is equal everywhere: payments are 0 or more.
    row.payments.clone().all(|p| {
        let paid = side.plan.paid()[p];
        let payment = programme.payments()[p];
        let source = programme.sources()[payment.source.index()].code.as_str();
        paid == Rupiah::ZERO
            || twin
                .and_then(|&twin| other.payment(twin, programme.year(payment.year), source))
                .is_some_and(|payment| other.plan.get(payment) == paid)
    })
}
