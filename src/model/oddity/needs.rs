//! Odd needs, sentra and regions: costs out of proportion, needs that can never be paid, sentra that can never be complete.

use crate::id::{NeedId, SentraId};
use crate::input::{Counting, ProgrammeData, Status};
use crate::model::oddity::{Oddity, OddityKind, Several, in_table};
use crate::model::{Kind, Need, Programme, Rule};
use crate::units::Rupiah;

/// How many times the median a cost must be to look like a slip of the keyboard.
const FAR_ABOVE_MEDIAN: i64 = 1000;
/// Below this many needs a median says nothing.
const FEWEST_FOR_A_MEDIAN: usize = 3;

/// Everything odd in tables regions, sentra and needs.
pub(super) fn find(data: &ProgrammeData, programme: &Programme) -> Vec<Oddity> {
    let unpayable = unpayable(programme);
    let need_row = |code: &str| data.needs.iter().position(|row| row.code.as_str() == code);
    let sentra_row = |code: &str| data.sentra.iter().position(|row| row.code.as_str() == code);
    let region_row = |code: &str| data.regions.iter().position(|row| row.code.as_str() == code);

    let absorption = Several::of(
        data.regions.iter().filter(|r| r.absorption.is_some_and(|part| part > 1.0)).map(|r| r.code.to_string()),
    );
    let survival = Several::of(
        data.sentra.iter().filter(|s| s.survival.is_some_and(|chance| chance > 1.0)).map(|s| s.code.to_string()),
    );
    let without_needs = sentra_where(programme, |id| programme.sentra()[id.index()].needs.is_empty());
    let is_counted = |rule: &Rule| matches!(rule.kind, Kind::Count { counting: Counting::Completed, .. });
    let counts_completed = programme.rules().iter().any(is_counted);
    let never_complete = sentra_where(programme, |id| {
        let sentra = &programme.sentra()[id.index()];
        let mut needs = sentra.needs.clone();
        (sentra.completion_benefit > 0.0 || counts_completed)
            && needs.clone().any(|n| !unpayable[n])
            && needs.any(|n| programme.needs()[n].essential && unpayable[n])
    });
    let off_unit = needs_where(programme, |_, need| need.cost.floor_to(programme.unit()) != need.cost);
    let open = |need: &Need| need.payments.is_empty() && programme.sentra()[need.sentra.index()].status != Status::Gone;
    let has_source = |need: &Need| programme.sources().iter().any(|source| source.pays_for[need.activity.index()]);
    let without_source = needs_where(programme, |_, need| open(need) && !has_source(need));
    let without_year = needs_where(programme, |_, need| open(need) && has_source(need));
    let after = needs_where(programme, |id, need| !need.payments.is_empty() && unpayable[id.index()]);

    let unit = programme.unit();
    [
        in_table("regions", "absorption", absorption, region_row, OddityKind::AbsorptionAboveOne),
        in_table("sentra", "survival", survival, sentra_row, OddityKind::SurvivalAboveOne),
        in_table("sentra", "code", without_needs, sentra_row, OddityKind::SentraWithoutNeeds),
        in_table("sentra", "code", never_complete, sentra_row, OddityKind::NeverComplete),
        far_above_median(data, programme),
        in_table("needs", "cost", off_unit, need_row, |which| OddityKind::CostsOffUnit { unit, which }),
        in_table("needs", "activity", without_source, need_row, OddityKind::NeedsWithoutSource),
        in_table("needs", "first_year", without_year, need_row, OddityKind::NeedsWithoutYear),
        in_table("needs", "after", after, need_row, OddityKind::NeedsAfterUnpayable),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn needs_where(programme: &Programme, is_odd: impl Fn(NeedId, &Need) -> bool) -> Several {
    let mut which = Several::default();
    for (i, need) in programme.needs().iter().enumerate() {
        if is_odd(NeedId::new(i), need) {
            which.add(|| need.code.to_string());
        }
    }
    which
}

/// Sentra that are not gone and odd.
fn sentra_where(programme: &Programme, is_odd: impl Fn(SentraId) -> bool) -> Several {
    let mut which = Several::default();
    for (i, sentra) in programme.sentra().iter().enumerate() {
        if sentra.status != Status::Gone && is_odd(SentraId::new(i)) {
            which.add(|| sentra.code.to_string());
        }
    }
    which
}

/// For each need whether it can never be paid: it has no payments, or comes after one that can never be paid.
fn unpayable(programme: &Programme) -> Vec<bool> {
    let needs = programme.needs();
    let mut later: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    for (i, need) in needs.iter().enumerate() {
        for earlier in &need.after {
            later[earlier.index()].push(i);
        }
    }
    let mut unpayable: Vec<bool> = needs.iter().map(|need| need.payments.is_empty()).collect();
    let mut open: Vec<usize> = (0..needs.len()).filter(|&i| unpayable[i]).collect();
    while let Some(i) = open.pop() {
        for &next in &later[i] {
            if !unpayable[next] {
                unpayable[next] = true;
                open.push(next);
            }
        }
    }
    unpayable
}

fn far_above_median(data: &ProgrammeData, programme: &Programme) -> Option<Oddity> {
    let mut costs: Vec<Rupiah> = programme.needs().iter().map(|need| need.cost).collect();
    if costs.len() < FEWEST_FOR_A_MEDIAN {
        return None;
    }
    let middle = costs.len() / 2;
    let median = *costs.select_nth_unstable(middle).1;
    // Costs are at most 4e15, so the product may pass i64 only where no cost can be above it.
    let limit = median.get().saturating_mul(FAR_ABOVE_MEDIAN);
    let which = needs_where(programme, |_, need| need.cost.get() >= limit);
    let row = |code: &str| data.needs.iter().position(|row| row.code.as_str() == code);
    in_table("needs", "cost", which, row, |which| OddityKind::CostsFarAboveMedian { median, which })
}
