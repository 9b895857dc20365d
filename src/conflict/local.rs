//! Contradictions within what one rule, one contract or one region speaks of.
//!
//! ```text
//! seed      the needs that a rule with a lower bound means in a group; that are contracted; of a region with any of these
//! closed    with what must come before them, the other needs of sets that are paid together, the essential needs of sentra that a rule counts complete
//! decided   as a programme by itself (`Programme::within`), by branch and bound: what has no plan here has none in the whole
//! ```
//! Smallest first, so that what is told is as near as can be. A way to give in is worked out here, where it is exact, and then tried on the whole programme.

use std::collections::BTreeSet;
use std::time::Instant;

use rayon::prelude::*;

use crate::conflict::parts::Ground;
use crate::conflict::trial::{self, Effort, Trial, any};
use crate::conflict::{Conflict, Done, Giving, Looked, Options, Verdict, Way};
use crate::input::{Counting, Funding};
use crate::model::policy::{ByYear, Kind, Rule};
use crate::model::within::{Reach, Within};
use crate::model::{Bounds, Part, Programme};
use crate::units::Rupiah;

/// Needs of a part at most: more make programs that branch and bound takes long for.
const MOST_NEEDS: usize = 80;
/// Needs of all parts together at most: some seconds.
const MOST_WORK: usize = 12_000;

/// A contradiction within a part of `programme`, which `stated` states for trials; `looked` is told how far it was looked.
pub(super) fn find(
    programme: &Programme,
    stated: &Programme,
    options: &Options,
    looked: &mut Looked,
) -> Option<Conflict> {
    let start = Instant::now();
    let hard = programme.pointless();
    let reach = Reach::new(&hard);
    let seeds = seeds(&hard, &reach, looked);
    let decided: Vec<Decided> = seeds
        .par_iter()
        .map(|seed| {
            if options.control.stop(start).is_some() {
                return Decided::Not;
            }
            let part = hard.within(&reach, seed);
            if !trial::is_small(&part.programme) {
                return Decided::Not;
            }
            match any(&part.programme, Effort::PART, options) {
                Trial::None => Decided::Contradicts(Box::new(part)),
                Trial::Plan(_) => Decided::Fits,
                Trial::Unknown => Decided::Not,
            }
        })
        .collect();
    for (seed, decided) in seeds.iter().zip(&decided) {
        if matches!(decided, Decided::Not) {
            looked.left += 1;
        } else {
            looked.parts += 1;
            looked.needs = looked.needs.max(seed.len());
        }
    }
    let part = decided.into_iter().find_map(|decided| match decided {
        Decided::Contradicts(part) => Some(part),
        Decided::Fits | Decided::Not => None,
    })?;
    let ground = Ground { programme: &part.programme, keys: Some(&part.keys), options };
    let (set, smallest) = ground.reduce();
    let ways = ground.ways(&set).into_iter().map(|(own, way)| on_the_whole(stated, &hard, &part, own, way, options));
    let mut ways: Vec<Way> = ways.collect();
    ways.sort_by_key(|way| (way.outcome != Done::Confirmed, way.outcome != Done::Here, way.rupiah));
    Some(Conflict { sets: vec![ground.told(&set, smallest)], ways, ..Conflict::bare(Verdict::Clashes) })
}

/// What a part came to.
enum Decided {
    Contradicts(Box<Within>),
    Fits,
    Not,
}

/// A way that does in a part, tried on the whole programme.
fn on_the_whole(stated: &Programme, hard: &Programme, part: &Within, own: Part, way: Way, options: &Options) -> Way {
    if way.outcome != Done::Confirmed {
        return way;
    }
    let changed = match own {
        Part::Ceiling(i) => stated.without(&[Part::Ceiling(i)]),
        Part::Contract(p) => stated.without(&[Part::Contract(part.payments[p])]),
        Part::Undivided(n) => stated.without(&[Part::Undivided(part.needs[n])]),
        Part::Order(n) => stated.without(&[Part::Order(part.needs[n])]),
        Part::Rule(i) => {
            let id = &hard.rules()[part.rules[i]].id;
            let place = stated.rules().iter().position(|rule| rule.id == *id);
            let by = way.parts.first().and_then(|given| match given.by {
                Giving::Rupiah(rupiah) => Some(rupiah.get()),
                Giving::Number(number) => i64::try_from(number).ok(),
                Giving::All => None,
            });
            let loosened = place.zip(by).and_then(|(place, by)| stated.loosened(place, part.keys[i], by));
            let Some(loosened) = loosened else { return Way { outcome: Done::Here, ..way } };
            loosened
        }
    };
    let outcome = match any(&changed, Effort::ONE, options) {
        Trial::Plan(_) => Done::Confirmed,
        Trial::None => Done::NotEnough,
        Trial::Unknown => Done::Here,
    };
    Way { outcome, ..way }
}

/// The needs of parts to look at, smallest first.
fn seeds(hard: &Programme, reach: &Reach, looked: &mut Looked) -> Vec<BTreeSet<usize>> {
    let mut starts: Vec<BTreeSet<usize>> = Vec::new();
    for (_, places) in hard.rules().iter().zip(&reach.0).filter(|(rule, _)| asks(rule)) {
        starts.extend(places.values().map(|meant| meant.of.iter().copied().collect()));
    }
    for (payment, &rupiah) in hard.payments().iter().zip(hard.contracted()) {
        if rupiah > Rupiah::ZERO {
            starts.push(BTreeSet::from([payment.need.index()]));
        }
    }
    // A region with a demand of its own, whole: its other rules and needs may be what is in the way.
    let mut regions: Vec<BTreeSet<usize>> = Vec::new();
    for row in hard.regions() {
        let sentra = &hard.sentra()[row.sentra.clone()];
        let (Some(first), Some(last)) = (sentra.first(), sentra.last()) else { continue };
        let needs = first.needs.start..last.needs.end;
        let own = |start: &&BTreeSet<usize>| {
            start.first().is_some_and(|n| needs.contains(n)) && start.last().is_some_and(|n| needs.contains(n))
        };
        if starts.iter().any(|start| own(&start)) {
            regions.push(needs.collect());
        }
    }
    starts.extend(regions);
    let mut parts: Vec<BTreeSet<usize>> = Vec::new();
    for start in starts {
        match closed(hard, reach, start) {
            Some(part) if is_whole(hard, reach, &part) => parts.push(part),
            Some(_) => {}
            None => looked.left += 1,
        }
    }
    parts.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    parts.dedup();
    let mut work = 0;
    let all = parts.len();
    parts.retain(|part| {
        work += part.len();
        work <= MOST_WORK
    });
    looked.left += all - parts.len();
    parts
}

/// Whether `rule` asks for something to be paid.
fn asks(rule: &Rule) -> bool {
    fn stated<T>(bounds: &Bounds<T>) -> bool {
        !matches!((&bounds.at_least, &bounds.exactly), (ByYear::None, ByYear::None))
    }
    match &rule.kind {
        Kind::Amount(bounds) => stated(bounds),
        Kind::Coverage(bounds) => stated(bounds),
        Kind::Count { bounds, .. } => stated(bounds),
        Kind::Share { .. }
        | Kind::Growth { .. }
        | Kind::Match { .. }
        | Kind::Together
        | Kind::Exclusive
        | Kind::Stability(_) => false,
    }
}

/// `start` with all needs without which what is asked of it means something else; `None` if they are too many.
fn closed(hard: &Programme, reach: &Reach, start: BTreeSet<usize>) -> Option<BTreeSet<usize>> {
    let counts_complete =
        hard.rules().iter().any(|rule| matches!(rule.kind, Kind::Count { counting: Counting::Completed, .. }));
    let together: Vec<usize> =
        (0..hard.rules().len()).filter(|&i| matches!(hard.rules()[i].kind, Kind::Together)).collect();
    let mut closed = BTreeSet::new();
    let mut open: Vec<usize> = start.into_iter().collect();
    while let Some(n) = open.pop() {
        if closed.len() == MOST_NEEDS {
            return None;
        }
        if !closed.insert(n) {
            continue;
        }
        open.extend(hard.needs()[n].after.iter().map(|before| before.index()));
        if counts_complete {
            open.extend(hard.essential_beside(n));
        }
        for &i in &together {
            let key = hard.place_in(&hard.rules()[i], n);
            // Sets too large for a part stay out of it, whole.
            let own = reach.0[i].get(&key).filter(|meant| meant.of.binary_search(&n).is_ok());
            open.extend(own.filter(|meant| meant.of.len() <= MOST_NEEDS).into_iter().flat_map(|meant| &meant.of));
        }
        open.retain(|n| !closed.contains(n));
    }
    Some(closed)
}

/// Whether whole decisions are taken in a part: without any, it is as the linear program says.
fn is_whole(hard: &Programme, reach: &Reach, part: &BTreeSet<usize>) -> bool {
    let undivided = |&n: &usize| {
        let need = &hard.needs()[n];
        need.one_year || need.funding != Funding::Divisible
    };
    part.iter().any(undivided)
        || hard.rules().iter().zip(&reach.0).any(|(rule, places)| {
            let is_whole = match &rule.kind {
                Kind::Count { .. } | Kind::Together | Kind::Exclusive => true,
                Kind::Amount(bounds) => !bounds.zero_or_at_least.is_none(),
                Kind::Coverage(bounds) => !bounds.zero_or_at_least.is_none(),
                Kind::Share { .. } | Kind::Growth { .. } | Kind::Match { .. } | Kind::Stability(_) => false,
            };
            let means = |n: &usize| {
                let meant = places.get(&hard.place_in(rule, *n));
                meant.is_some_and(|meant| meant.of.binary_search(n).is_ok())
            };
            is_whole && part.iter().any(means)
        })
}

#[cfg(test)]
mod tests {
    //! Source of truth: branch and bound over the whole of small programmes, to the end.

    use super::*;
    use crate::ProgrammeData;
    use crate::random::Random;
    use crate::synthetic::{Kind as Made, Spec, make};

    /// A small made-up programme with a demand that may contradict it.
    fn programme(seed: u64) -> ProgrammeData {
        let mut data = make(&Spec { sentra: 50, years: 2, seed, kind: Made::Whole, ..Spec::default() });
        data.sentra.truncate(9);
        let left: BTreeSet<_> = data.sentra.iter().map(|sentra| sentra.code.clone()).collect();
        data.needs.retain(|need| left.contains(&need.sentra));
        let left: BTreeSet<_> = data.needs.iter().map(|need| need.code.clone()).collect();
        data.contracted.retain(|row| left.contains(&row.need));
        data.previous = None;
        // What is counted over all sentra has too few left.
        data.rules.retain(|rule| rule.rule != crate::input::RuleName::Count);
        let random = &mut Random::new(seed, 77);
        let sentra = data.sentra[random.below(data.sentra.len())].code.clone();
        let own: Vec<_> = data.needs.iter().filter(|need| need.sentra == sentra).collect();
        let cost: i64 = own.iter().map(|need| need.cost.get()).sum();
        let part = i64::try_from(random.below(11)).expect("small");
        let kind = ["at_least", "exactly"][random.below(2)];
        let mut rule = if random.below(3) == 0 {
            serde_json::json!({"id": "new", "rule": "count", "what": "need", "of": {"sentra": sentra}})
        } else {
            serde_json::json!({"id": "new", "rule": "amount", "of": {"sentra": sentra}})
        };
        let number = random.below(own.len() + 1);
        rule[kind] = if rule["rule"] == "count" { number.into() } else { (cost / 10 * part).into() };
        data.rules.push(serde_json::from_value(rule).expect("a rule"));
        data
    }

    #[test]
    fn what_contradicts_in_a_part_has_no_plan_as_a_whole() {
        let options = Options::default();
        let (mut clashes, mut fits) = (0, 0);
        for seed in 1..=60 {
            let programme = Programme::try_from(programme(seed)).expect("valid");
            let stated = trial::to_try(&programme);
            let mut looked = Looked::default();
            let found = find(&programme, &stated, &options, &mut looked);
            let whole = any(&stated, Effort::FIRST, &options);
            match found {
                Some(found) => {
                    assert!(!matches!(whole, Trial::Plan(_)), "seed {seed}: {found:?}");
                    assert!(found.sets[0].proved && !found.sets[0].demands.is_empty());
                    clashes += usize::from(matches!(whole, Trial::None));
                }
                None => fits += usize::from(matches!(whole, Trial::Plan(_))),
            }
            assert!(looked.parts > 0, "seed {seed}");
        }
        println!("{clashes} clash, {fits} fit");
        assert!(clashes >= 10 && fits >= 10, "{clashes} clash, {fits} fit");
    }
}
