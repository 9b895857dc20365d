//! Tests: every made-up programme has a plan. The proof is its reference plan, judged in whole rupiah by [`crate::verify`].

#![cfg(test)]

use super::reference::{Paid, in_parts};
use super::{Kind, Money, Spec, draft, make, money, whole};
use crate::model::Programme;
use crate::plan::Plan;
use crate::units::Rupiah;
use crate::verify::check;

/// The payments of the reference plan of `spec`, in the programme's order.
fn plan(spec: &Spec, programme: &Programme) -> Plan {
    let draft = draft::draw(spec);
    let money = money::draw(spec, &draft);
    let paid = match spec.kind {
        Kind::Core => Vec::new(),
        Kind::Rules => in_parts(&draft, &money).paid,
        Kind::Whole => whole::reference(spec, &draft, &money).into_paid(),
    };
    let mut amounts = vec![Rupiah::ZERO; programme.payments().len()];
    let source = |code: &str| programme.sources().iter().position(|s| s.code.as_str() == code);
    for Paid { need, year, dak, own } in paid {
        // Codes of the draft sort within a sentra as the model sorts them; find the need by sentra and activity.
        let code = format!("-{}", draft.needs[need].activity_code());
        let sentra = draft.needs[need].sentra;
        let need = programme.sentra()[sentra]
            .needs
            .clone()
            .find(|&n| programme.needs()[n].code.as_str().ends_with(&code))
            .expect("each need of the draft is in the tables");
        for (amount, source) in [(dak, source("dak")), (own, source("apbd"))] {
            if amount > 0 {
                let payments = programme.needs()[need].payments.clone();
                let index = payments
                    .into_iter()
                    .find(|&p| {
                        let payment = programme.payments()[p];
                        payment.year.index() == year && Some(payment.source.index()) == source
                    })
                    .expect("the reference plan pays only what can be paid");
                amounts[index] = Rupiah::new(amount);
            }
        }
    }
    Plan::new(amounts)
}

#[test]
fn the_reference_plan_keeps_every_rule() {
    for kind in [Kind::Rules, Kind::Whole] {
        for (sentra, years, sources) in
            [(50, 1, 1), (50, 5, 2), (77, 3, 3), (350, 5, 1), (350, 10, 2), (1750, 5, 3), (7437, 5, 2), (7437, 10, 1)]
        {
            // Small programmes are cheap, and the ones that chance can spoil.
            for seed in if sentra < 1000 { 1..=4 } else { 1..=1 } {
                for (money, order) in
                    [Money::Published, Money::Tight, Money::Loose].into_iter().flat_map(|m| [(m, false), (m, true)])
                {
                    let completion = order;
                    let spec = Spec { sentra, years, seed, kind, money, sources, order, completion, ..Spec::default() };
                    let programme = Programme::try_from(make(&spec)).expect("valid");
                    let plan = plan(&spec, &programme);
                    assert!(plan.total() > Rupiah::ZERO);
                    let violations = check(&programme, &plan);
                    assert!(violations.is_empty(), "{spec:?}: {}", violations[0]);
                }
            }
        }
    }
}

#[test]
fn without_rules_paying_nothing_is_a_plan() {
    let spec = Spec { sentra: 100, kind: Kind::Core, ..Spec::default() };
    let programme = Programme::try_from(make(&spec)).expect("valid");
    assert!(check(&programme, &plan(&spec, &programme)).is_empty());
}
