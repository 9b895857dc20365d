//! Facts as the sentences that a planner reads.

use crate::words::leftover::Rest;
use crate::words::why::{Fate, Reason, Why};
use crate::words::{Language, Message};

use super::{Choice, GroupFacts, Leftover, NeedFacts, Proof, Source};

/// Parts of a cost below this part of it are not told.
const SMALL: f64 = 1e-4;
/// A shortfall below this part of the benefit is none.
const NONE: f64 = 1e-6;

/// The facts of a need; those of the years in which it is paid and of the one where least is missing, of all with `all`.
#[must_use]
pub fn say_need(facts: &NeedFacts, all: bool, language: Language) -> Vec<String> {
    let fate = facts.fate.clone();
    let head = Why::Fate { need: facts.need.as_ref().clone(), fate, paid: facts.paid, cost: facts.cost };
    let mut told = vec![head.say(language)];
    for paid in &facts.payments {
        told.push(
            Why::Paid { year: paid.year, source: paid.source.as_ref().clone(), rupiah: paid.rupiah }.say(language),
        );
    }
    told.extend(facts.blocked.iter().map(|blocked| blocked.say(language)));
    let open = matches!(facts.fate, Fate::Part | Fate::Nothing | Fate::Later { .. });
    for (i, choice) in facts.choices.iter().enumerate() {
        if all || (open && facts.best == Some(i)) {
            told.extend(say_choice(choice).iter().map(|why| why.say(language)));
        }
    }
    told
}

fn say_choice(choice: &Choice) -> Vec<Why> {
    let (year, source, benefit, cost) =
        (choice.year, choice.source.as_ref().clone(), choice.benefit, choice.cost.total);
    let mut told = vec![if choice.shortfall > NONE * benefit.abs().max(cost.abs()) {
        Why::Short { year, source, benefit, cost }
    } else {
        Why::Even { year, source, benefit, cost }
    }];
    let small = SMALL * choice.cost.parts.iter().map(|part| part.points.abs()).sum::<f64>();
    for part in choice.cost.parts.iter().filter(|part| part.points.abs() > small) {
        let (reason, points) = (part.reason.as_ref().clone(), part.points);
        told.push(if points > 0.0 { Why::Part { reason, points } } else { Why::Back { reason, points } });
    }
    let whole: f64 =
        choice.cost.parts.iter().filter(|part| *part.reason == Reason::Whole).map(|part| part.points).sum();
    let margin = whole - choice.shortfall;
    if let Some(other) = &choice.above {
        told.push(Why::Above {
            need: other.need.as_ref().clone(),
            paid: other.paid,
            ahead: (other.margin - margin).max(0.0),
        });
    }
    if let Some(other) = &choice.below {
        told.push(Why::Below {
            need: other.need.as_ref().clone(),
            paid: other.paid,
            behind: (margin - other.margin).max(0.0),
        });
    }
    told
}

/// The facts of a group.
#[must_use]
pub fn say_group(facts: &GroupFacts, language: Language) -> Vec<String> {
    let &GroupFacts { whole, part, nothing, never, paid, cost, .. } = facts;
    let head = Why::Group { name: facts.name.clone(), whole, part, nothing, never, paid, cost };
    let next = facts.next.iter().map(|near| Why::Next {
        need: near.need.clone(),
        year: near.year,
        source: near.source.clone(),
        missing: near.missing,
    });
    std::iter::once(head).chain(next).map(|why| why.say(language)).collect()
}

/// What the prices prove.
#[must_use]
pub fn say_proof(proof: &Proof, language: Language) -> Vec<String> {
    let mut told = Vec::new();
    if proof.prices == Source::Solved {
        told.push(Why::Solved);
    }
    told.push(match proof.bound {
        Some(bound) => Why::Proved { benefit: proof.benefit, bound },
        None => Why::Unproved,
    });
    if !proof.relaxed.is_empty() {
        told.push(Why::Relaxed);
    }
    told.iter().map(|why| why.say(language)).collect()
}

/// What a ceiling leaves, and what stopped it.
#[must_use]
pub fn say_leftover(leftover: &Leftover, language: Language) -> Vec<String> {
    let &Leftover { left, rupiah, .. } = leftover;
    let head = Rest::Left { ceiling: leftover.ceiling.clone(), left, rupiah };
    let parts = leftover.stopped.iter().map(|part| Rest::Part { rupiah: part.rupiah, by: part.by.clone() });
    std::iter::once(head).chain(parts).map(|rest| rest.say(language)).collect()
}
