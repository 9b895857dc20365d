//! Plans of regions that the bound met, as moves of the search: a region is paid in one of these ways, and the others make room.

use std::collections::BTreeMap;

use super::choices::count;
use super::moves::Mover;
use super::state::State;
use super::table::Table;
use crate::id::PaymentId;

/// For each need of a region that can be chosen for, a choice.
type RegionPlan = Vec<(u32, u16)>;

/// Plans of regions.
#[derive(Debug, Default)]
pub(super) struct Pool {
    regions: Vec<Vec<RegionPlan>>,
}

impl Pool {
    /// Takes the plans of `regions`: of each region, as its index, the payments that pay a need wholly.
    pub(super) fn fill(&mut self, table: &Table<'_>, regions: impl Iterator<Item = (usize, Vec<Vec<PaymentId>>)>) {
        self.regions = regions
            .map(|(region, plans)| plans.iter().map(|payments| choices(table, region, payments)).collect())
            .filter(|plans: &Vec<RegionPlan>| !plans.is_empty())
            .collect();
    }
}

/// The choices by which a region makes `payments` and no others; what is not a choice of its need is left out.
pub(super) fn choices(table: &Table<'_>, region: usize, payments: &[PaymentId]) -> RegionPlan {
    let by_need: BTreeMap<u32, u32> = payments.iter().map(|p| (table.need_of[p.index()], count(p.index()))).collect();
    let needs = table.open_in(region).flat_map(|s| table.sentra[s as usize].needs.clone());
    needs
        .map(|need| {
            let wanted = by_need.get(&need).and_then(|p| table.choices.by_payment(need, *p));
            (need, wanted.unwrap_or(0))
        })
        .collect()
}

impl Mover {
    /// Pays one region in a way of the pool.
    pub(super) fn pay_region(&mut self, state: &mut State<'_, '_>, pool: &Pool) -> bool {
        if pool.regions.is_empty() {
            return false;
        }
        let plans = &pool.regions[self.random.below(pool.regions.len())];
        let plan = &plans[self.random.below(plans.len())];
        plan.iter().all(|&(need, choice)| self.put(state, need, choice))
    }
}
