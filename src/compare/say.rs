//! A comparison as the sentences that an auditor reads, line by line.

pub use crate::words::compare::Told;

use super::causes::{by_kind, sum};
use super::{Comparison, GroupLine};
use crate::words::cause::CauseOf;
use crate::words::compare::Told::{
    Cause, Causes, Group, Input, Inputs, Kind, Lines, Loose, NoInputs, NoPrices, OtherCauses, Payment, Regions,
    Relaxed, Same, Sectors, SentraHead, Totals, Worth,
};
use crate::words::{Language, Message};

/// How far details stand in.
const INDENT: &str = "  ";

/// The whole comparison in words: totals, what changed in the programme, sums by cause, by region, sector and sentra, then every line with its reasons.
#[must_use]
pub fn say(comparison: &Comparison, language: Language) -> Vec<String> {
    let mut text = Text { language, told: Vec::new() };
    let (a, b) = (&comparison.before, &comparison.after);
    text.tell(&Totals {
        before: a.rupiah,
        after: b.rupiah,
        points_before: a.points,
        points_after: b.points,
        lines: comparison.lines.len(),
    });
    inputs(&mut text, comparison);
    if comparison.lines.is_empty() {
        text.tell(&Same);
        return text.told;
    }
    proofs(&mut text, comparison);
    text.tell(&Causes);
    if comparison.causes.len() <= FEW {
        comparison.causes.iter().for_each(|cause| text.tell(&of_cause(cause)));
    } else {
        kinds(&mut text, comparison);
    }
    for (head, groups) in
        [(Regions, &comparison.regions), (Sectors, &comparison.sectors), (SentraHead, &comparison.sentra)]
    {
        if !groups.is_empty() {
            text.tell(&head);
            for group in groups {
                text.tell(&of_group(group));
            }
        }
    }
    text.tell(&Lines);
    for line in &comparison.lines {
        text.tell(&Told::Line {
            subject: line.subject.clone(),
            kind: line.kind,
            before: line.before.rupiah,
            after: line.after.rupiah,
            points: line.points(),
        });
        for moved in &line.payments {
            let (before, after, source) = (moved.before, moved.after, moved.source.clone());
            text.detail(&Payment { year: moved.year, source, before, after });
        }
        line.because.iter().for_each(|because| text.detail(because));
    }
    text.told
}

/// Causes up to which each is told, in the order in which reasons are looked for.
const FEW: usize = 12;
/// Of each kind so many are told, the largest; all stand in the data.
const LARGEST: usize = 3;
/// Kinds that are told, the largest; the others in one line.
const KINDS: usize = 5;

fn kinds(text: &mut Text, comparison: &Comparison) {
    let changes: Vec<_> = comparison.inputs.iter().map(|input| &input.change).collect();
    let kinds = by_kind(&comparison.causes, &changes);
    for kind in kinds.iter().take(KINDS) {
        let super::Cause { lines, gained, lost, points, .. } = kind.sum;
        text.tell(&Kind { of: kind.kind, causes: kind.causes.len(), lines, gained, lost, points });
        for cause in kind.causes.iter().take(LARGEST) {
            text.detail(&of_cause(cause));
            if let CauseOf::Input { number } = cause.of
                && let Some(&change) = number.checked_sub(1).and_then(|place| changes.get(place))
            {
                text.detail(&Input { number, change: change.clone() });
            }
        }
    }
    let rest: Vec<&super::Cause> = kinds.iter().skip(KINDS).flat_map(|kind| kind.causes.iter().copied()).collect();
    if !rest.is_empty() {
        let super::Cause { lines, gained, lost, points, .. } = sum(&rest);
        text.tell(&OtherCauses { causes: rest.len(), lines, gained, lost, points });
    }
}

fn of_cause(cause: &super::Cause) -> Told {
    let &super::Cause { lines, gained, lost, points, .. } = cause;
    Cause { of: cause.of.clone(), lines, gained, lost, points }
}

fn inputs(text: &mut Text, comparison: &Comparison) {
    if comparison.inputs.is_empty() {
        text.tell(&NoInputs);
        return;
    }
    text.tell(&Inputs);
    for (i, input) in comparison.inputs.iter().enumerate() {
        text.tell(&Input { number: i + 1, change: input.change.clone() });
        if let (Some(before), Some(after)) = (input.at_before, input.at_after) {
            text.detail(&Worth { before, after });
        }
    }
}

fn proofs(text: &mut Text, comparison: &Comparison) {
    let (Some(a), Some(b)) = (&comparison.proof_before, &comparison.proof_after) else {
        text.tell(&NoPrices);
        return;
    };
    if let (Some(before), Some(after)) = (a.bound, b.bound) {
        text.tell(&Loose { before: before - a.benefit, after: after - b.benefit });
    }
    if !(a.relaxed.is_empty() && b.relaxed.is_empty()) {
        text.tell(&Relaxed);
    }
}

fn of_group(group: &GroupLine) -> Told {
    Group {
        name: group.name.clone(),
        before: group.before.rupiah,
        after: group.after.rupiah,
        points: group.after.points - group.before.points,
        lines: group.needs,
    }
}

struct Text {
    language: Language,
    told: Vec<String>,
}

impl Text {
    fn tell(&mut self, message: &dyn Message) {
        self.told.push(message.say(self.language));
    }

    fn detail(&mut self, message: &dyn Message) {
        self.told.push(format!("{INDENT}{}", message.say(self.language)));
    }
}
