//! Prices as the sentences that a planner reads.

use crate::units::Rupiah;
use crate::words::price::Priced;
use crate::words::{Language, Message};

use super::{Curve, Steps, Worth};

/// What `worth` says of the row that `what` names.
#[must_use]
pub fn say_worth(worth: &Worth, what: &str, is_ceiling: bool, language: Language) -> Vec<String> {
    let mut told = vec![if is_ceiling {
        Priced::Ceiling { what: what.to_owned(), now: money(worth.now) }
    } else {
        Priced::Rule { what: what.to_owned() }
    }];
    if let Some(side) = worth.up {
        told.push(Priced::Up { price: side.price, more: money(side.to - worth.now), breaks: side.breaks });
    }
    told.push(worth.down.map_or(Priced::NoLess, |side| Priced::Down {
        // Turned into what is lost; nothing is no minus nothing.
        price: side.price + 0.0,
        less: money(worth.now - side.to),
        breaks: side.breaks,
    }));
    if worth.down.is_some() && worth.up.is_some() && !worth.is_one() {
        told.push(Priced::Degenerate);
    }
    told.push(if worth.confirmed { Priced::Confirmed } else { Priced::Unconfirmed });
    told.iter().map(|priced| priced.say(language)).collect()
}

/// The pieces of `curve`.
#[must_use]
pub fn say_curve(curve: &Curve, language: Language) -> Vec<String> {
    let pieces = curve.segments.iter().map(|segment| Priced::Piece {
        from: money(segment.from),
        to: money(segment.to),
        benefit: segment.benefit,
        price: segment.price,
    });
    let incomplete = (!curve.complete).then_some(Priced::Incomplete);
    let end = if curve.confirmed { Priced::Confirmed } else { Priced::Unconfirmed };
    pieces.chain(incomplete).chain(Some(end)).map(|priced| priced.say(language)).collect()
}

/// What a programme with whole-number decisions comes to at several amounts.
#[must_use]
pub fn say_steps(steps: &Steps, language: Language) -> Vec<String> {
    let each = steps.steps.iter().map(|step| match step.benefit {
        Some(benefit) => Priced::Step { amount: step.amount, benefit, bound: step.bound },
        None => Priced::NoPlan { amount: step.amount },
    });
    let head = Priced::Steps { row: steps.row.clone() };
    std::iter::once(head).chain(each).map(|priced| priced.say(language)).collect()
}

fn money(millions: f64) -> Rupiah {
    #[allow(clippy::cast_possible_truncation)] // ceilings and what they move by are below 4e15
    Rupiah::new((millions * 1e6).round() as i64)
}
