//! That priorities do not multiply points out of the range that can be counted with.

use crate::id::SentraId;
use crate::model::Programme;
use crate::model::fault::{Fault, FaultKind, Faults, Item, Place};
use crate::model::validate::checker::MOST_POINTS;

/// Points of needs and of completion, priorities included.
///
/// # Errors
/// The first need and the first sentra whose points pass the limit.
pub(super) fn check(programme: &Programme) -> Result<(), Faults> {
    if worst_case(programme) <= MOST_POINTS {
        return Ok(());
    }
    let needs = programme.payments().iter().find_map(|payment| {
        let need = &programme.needs()[payment.need.index()];
        let factor =
            product(programme.priorities().iter().filter(|p| p.of.selects(programme, payment)).map(|p| p.times));
        too_many(Item::Need, need.code.as_str(), need.benefit, factor)
    });
    let sentra = programme.sentra().iter().enumerate().find_map(|(i, sentra)| {
        let of = programme
            .priorities()
            .iter()
            .filter(|p| p.of.speaks_of_sentra_alone() && p.of.selects_sentra(programme, SentraId::new(i)));
        too_many(Item::Sentra, sentra.code.as_str(), sentra.completion_benefit, product(of.map(|p| p.times)))
    });
    let faults: Vec<Fault> = needs.into_iter().chain(sentra).collect();
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
}

/// The most points that could arise if every priority above 1 applied to the need or sentra with the most points: a quick answer for
/// nearly all programmes.
fn worst_case(programme: &Programme) -> f64 {
    let needs = programme.needs().iter().map(|need| need.benefit);
    let sentra = programme.sentra().iter().map(|sentra| sentra.completion_benefit);
    let most = needs.chain(sentra).fold(0.0, f64::max);
    most * product(programme.priorities().iter().map(|p| p.times.max(1.0)))
}

fn product(factors: impl Iterator<Item = f64>) -> f64 {
    factors.fold(1.0, |product, factor| product * factor)
}

fn too_many(item: Item, code: &str, points: f64, factor: f64) -> Option<Fault> {
    // In the order in which they are multiplied later; 0 times infinity is NaN and so caught too.
    let points = points * factor;
    let is_fine = points <= MOST_POINTS && factor.is_finite();
    (!is_fine).then(|| Fault {
        place: Place::policy("priorities"),
        kind: FaultKind::PrioritiesTooLarge { item, code: code.to_owned(), points },
    })
}
