//! Whether a programme with whole decisions has a plan, by counted work: the same programme gets the same answer on any machine.
//!
//! ```text
//! small     a short search, then branch and bound: a plan, or a proof that there is none, each node proved
//! larger    the search of large programmes, bound and search in turns: a plan, or a proof by regions
//! ```
//! What neither decides within its work is not known. A caller's own time limit, or cancelling, makes it unknown too.

use std::time::Instant;

use crate::conflict::Options;
use crate::lp::{Formulation, formulate, formulate_whole};
use crate::model::Programme;
use crate::plan::Plan;
use crate::referee::{self, AtBench, Bench as _};
use crate::round::{NoPlanNearby, Rounded};
use crate::solve::whole::search::Ground;
use crate::solve::whole::{exact, turns};
use crate::solve::{Control, Ended};
use crate::verify;

/// What a trial comes to.
pub(super) enum Trial {
    Plan(Plan),
    None,
    Unknown,
}

/// How much a trial may take: changed cells of branch and bound, turns of the search of large programmes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    work: u64,
    turns: usize,
}

impl Effort {
    /// Of the question whether there is a plan at all: some seconds at most where branch and bound decides.
    pub(super) const FIRST: Self = Self { work: 1_250_000_000, turns: 12 };
    /// Of one of many trials: about a second where branch and bound decides.
    pub(super) const ONE: Self = Self { work: 250_000_000, turns: 4 };
    /// Of a part of a programme, one of hundreds: a tenth of a second where branch and bound does not end sooner.
    pub(super) const PART: Self = Self { work: 25_000_000, turns: 1 };

    /// Turns for `programme`: a turn of the largest takes some seconds, so that they get few.
    fn turns_for(self, programme: &Programme) -> usize {
        self.turns.min((NEEDS_TURNED / programme.needs().len().max(1)).max(1))
    }
}

/// Needs times turns, at most: some seconds.
const NEEDS_TURNED: usize = 110_000;

/// `programme` as it is tried: without points where branch and bound decides, so that every node is as good as another and only contradictions count;
/// with them where the search does, which is led by points and finds next to nothing without.
pub(super) fn to_try(programme: &Programme) -> Programme {
    let pointless = programme.pointless();
    if small(&pointless).is_some() { pointless } else { programme.clone() }
}

/// Looks for a plan of `programme`, which is one [`to_try`].
pub(super) fn any(programme: &Programme, effort: Effort, options: &Options) -> Trial {
    let mut bench = Bench {
        programme,
        best: None,
        any: true,
        turns: effort.turns_for(programme),
        control: &options.control,
        start: Instant::now(),
    };
    if let Some(mixed) = small(programme) {
        return bench.decide(&mixed, effort.work);
    }
    let ground = Ground::new(programme);
    // One that finds no plan soon finds none for long.
    let mut searches = turns::start_in(&ground, effort.turns_for(programme), &options.control);
    turns::tell(&searches, &mut None, None, &mut bench);
    let relaxed = programme.relaxed().0;
    if bench.best.is_none()
        && let Ok(relaxed) = formulate(&relaxed)
    {
        // What a plan is worth is not asked, so that no prices are solved for.
        let prices = vec![0.0; relaxed.lp.row_count()];
        let turned = turns::run(programme, &ground, &mut searches, &relaxed, &prices, &options.control, &mut bench);
        if bench.best.is_none() && turned.bound == Some(f64::NEG_INFINITY) {
            return Trial::None;
        }
    }
    bench.best.map_or(Trial::Unknown, |(plan, _)| Trial::Plan(plan))
}

/// Looks for a good plan of `programme`: the best, where branch and bound is done within its work.
pub(super) fn best(programme: &Programme, effort: Effort, options: &Options) -> Trial {
    let Some(mixed) = small(programme) else { return Trial::Unknown };
    let bench = Bench {
        programme,
        best: None,
        any: false,
        turns: effort.turns_for(programme),
        control: &options.control,
        start: Instant::now(),
    };
    bench.decide(&mixed, effort.work)
}

/// Whether branch and bound decides `programme`.
pub(super) fn is_small(programme: &Programme) -> bool {
    small(programme).is_some()
}

/// The largest program that branch and bound is asked of, rows times columns: there are many trials, and without points it has little to go by.
const MOST_CELLS: usize = 2_500_000;

/// Its program with decisions, if that is small.
fn small(programme: &Programme) -> Option<Formulation<'_>> {
    let mixed = formulate_whole(programme);
    (exact::cells(&mixed.lp) <= MOST_CELLS).then_some(mixed)
}

/// Who judges plans and keeps the best.
struct Bench<'a> {
    programme: &'a Programme,
    best: Option<(Plan, f64)>,
    /// Whether any plan is enough.
    any: bool,
    /// Turns that are left.
    turns: usize,
    control: &'a Control,
    start: Instant,
}

impl Bench<'_> {
    fn take(&mut self, plan: Plan) -> Option<f64> {
        if !verify::check(self.programme, &plan).is_empty() {
            return None;
        }
        let points = verify::benefit(self.programme, &plan).total;
        if self.best.as_ref().is_none_or(|(_, best)| points > *best) {
            self.best = Some((plan, points));
        }
        Some(points)
    }

    fn decide(mut self, mixed: &Formulation<'_>, work: u64) -> Trial {
        turns::quick(&Ground::new(self.programme), None, &mut self);
        if self.best.is_some() && self.any {
            return self.best.map_or(Trial::Unknown, |(plan, _)| Trial::Plan(plan));
        }
        let known = exact::Known { points: self.best.as_ref().map(|(_, points)| *points), bound: f64::INFINITY };
        let gap = self.control.gap;
        let found = exact::search(&mixed.lp, gap, known, work, &mut AtBench { bench: &mut self, mixed });
        match self.best {
            Some((plan, _)) => Trial::Plan(plan),
            None if found.bound == f64::NEG_INFINITY => Trial::None,
            None => Trial::Unknown,
        }
    }
}

impl turns::Judge for Bench<'_> {
    fn plan(&mut self, plan: Plan, _: Option<f64>) -> Option<f64> {
        self.take(plan)
    }

    fn is_near(&self, _: f64, _: f64) -> bool {
        self.any && self.best.is_some()
    }

    fn stop(&self) -> Option<Ended> {
        self.stopped()
    }

    fn turn(&mut self) -> Option<Ended> {
        if self.turns == 0 {
            return Some(Ended::Stalled);
        }
        self.turns -= 1;
        self.stopped()
    }
}

impl referee::Bench for Bench<'_> {
    fn programme(&self) -> &Programme {
        self.programme
    }

    fn made(&mut self, rounded: Result<Rounded, NoPlanNearby>, _: f64) -> Option<f64> {
        self.take(rounded.ok()?.plan)
    }

    fn stopped(&self) -> Option<Ended> {
        if self.any && self.best.is_some() { Some(Ended::Optimal) } else { self.control.stop(self.start) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ProgrammeData;
    use crate::input::Funding;
    use crate::solve::whole::turns::Judge;
    use crate::synthetic::{Kind, Spec, make};

    /// A programme of whole decisions that is too large for branch and bound.
    fn large() -> ProgrammeData {
        make(&Spec { sentra: 120, kind: Kind::Whole, ..Spec::default() })
    }

    #[test]
    fn turns_are_counted_and_then_it_is_over() {
        let programme = Programme::try_from(large()).expect("valid");
        let control = Control::default();
        let mut bench =
            Bench { programme: &programme, best: None, any: true, turns: 2, control: &control, start: Instant::now() };
        assert_eq!(
            [bench.turn(), bench.turn(), bench.turn(), bench.turn()],
            [None, None, Some(Ended::Stalled), Some(Ended::Stalled)]
        );
        // A plan is all that is asked for.
        bench.turns = 2;
        bench.best = Some((Plan::new(Vec::new()), 0.0));
        assert_eq!(bench.turn(), Some(Ended::Optimal));
        assert_eq!(Effort::FIRST.turns_for(&programme), Effort::FIRST.turns);
    }

    #[test]
    fn a_large_programme_has_a_plan_or_none_is_claimed() {
        let mut data = large();
        let programme = Programme::try_from(&data).expect("valid");
        assert!(small(&programme).is_none(), "it is meant to be large");
        let options = Options::default();
        match any(&programme, Effort::FIRST, &options) {
            Trial::Plan(plan) => assert!(verify::check(&programme, &plan).is_empty()),
            Trial::None => panic!("there is a plan"),
            Trial::Unknown => panic!("a plan is found"),
        }
        // A need that is paid wholly or not at all cannot be paid by half.
        let whole = data.needs.iter().find(|need| need.funding == Funding::Whole).expect("there are some").clone();
        let rule = serde_json::json!({"id": "half", "rule": "amount", "of": {"need": whole.code}, "exactly": whole.cost.get() / 2});
        data.rules.push(serde_json::from_value(rule).expect("a rule"));
        let programme = to_try(&Programme::try_from(&data).expect("valid"));
        let control = Control { threads: Some(1), ..Control::default() };
        let answers = [Options::default(), Options { control, ..Options::default() }]
            .map(|options| any(&programme, Effort::ONE, &options));
        let names = answers.map(|answer| match answer {
            Trial::Plan(_) => "plan",
            Trial::None => "none",
            Trial::Unknown => "unknown",
        });
        assert!(names[0] == names[1] && names[0] != "plan", "{names:?}");
    }
}
