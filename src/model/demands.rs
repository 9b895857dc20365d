//! What of a programme must hold whatever is earned: the part that can contradict itself.

use crate::input::{Completion, Funding};
use crate::model::Programme;
use crate::units::Rupiah;

/// A part of a programme that can be left out on trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A rule, by its index.
    Rule(usize),
    /// A ceiling, by its index.
    Ceiling(usize),
    /// What is contracted of a payment, by its index.
    Contract(usize),
    /// That a need is paid whole, from a share on, or within one year, by the need's index.
    Undivided(usize),
    /// What a need comes after, by its index.
    Order(usize),
}

impl Programme {
    /// The linear programme of what must hold: the [relaxation](Self::relaxed) without soft rules, and nothing earns points. It has a plan in fractions of
    /// rupiah if and only if the relaxation has one: a soft rule can always be broken. Rules that are left out shift the
    /// [`RuleId`](crate::id::RuleId) of those after them.
    #[must_use]
    pub fn demands(&self) -> Self {
        self.relaxed().0.pointless()
    }

    /// This programme without soft rules and points, its decisions kept.
    #[must_use]
    pub fn pointless(&self) -> Self {
        let mut demands = self.clone();
        demands.rules.retain(|rule| rule.penalty.is_none());
        demands.priorities.clear();
        demands.discount = 1.0;
        demands.completion = Completion::Proportional;
        for need in &mut demands.needs {
            need.benefit = 0.0;
        }
        for sentra in &mut demands.sentra {
            sentra.completion_benefit = 0.0;
        }
        demands
    }

    /// This programme with rule `i` broken at a point for each unit of breach; no other rule of it changes.
    #[must_use]
    pub fn bending(&self, i: usize) -> Self {
        let mut bent = self.clone();
        bent.rules[i].penalty = Some(1.0);
        bent.rules[i].law = false;
        bent
    }

    /// This programme without `parts`, which are named by their place in it.
    #[must_use]
    pub fn without(&self, parts: &[Part]) -> Self {
        let mut left = self.clone();
        let (mut rules, mut ceilings) = (vec![true; self.rules.len()], vec![true; self.ceilings.len()]);
        for &part in parts {
            match part {
                Part::Rule(i) => rules[i] = false,
                Part::Ceiling(i) => ceilings[i] = false,
                Part::Contract(p) => left.contracted[p] = Rupiah::ZERO,
                Part::Undivided(n) => {
                    left.needs[n].funding = Funding::Divisible;
                    left.needs[n].one_year = false;
                }
                Part::Order(n) => left.needs[n].after.clear(),
            }
        }
        let mut kept = rules.iter();
        left.rules.retain(|_| *kept.next().unwrap_or(&true));
        let mut kept = ceilings.iter();
        left.ceilings.retain(|_| *kept.next().unwrap_or(&true));
        left
    }
}
