//! A sentra as the schedules it may take: for each need the payment that pays it, or none.

use std::ops::Range;

use crate::id::SentraId;
use crate::model::Programme;
use crate::units::Rupiah;

use super::items::Item;
use super::outline::tolerance;
use super::rows::{Rows, index};

/// A need that can be paid.
#[derive(Debug, Clone)]
pub(super) struct Need {
    pub(super) essential: bool,
    /// Places in the sentra of the needs that go before it; all lower than its own.
    pub(super) after: Vec<usize>,
    pub(super) options: Vec<Opt>,
    /// Whether it must be paid: a contract says so.
    pub(super) must: bool,
}

/// The whole of a need paid by one payment.
#[derive(Debug, Clone)]
pub(super) struct Opt {
    /// Payment, counted in the region.
    pub(super) payment: u32,
    pub(super) year: u8,
    /// Rupiah towards items of the sentra, Rp 1 million.
    pub(super) items: Vec<(u16, f64)>,
    /// What it takes of the sentra's rooms.
    pub(super) rooms: Vec<(u16, f64)>,
}

/// A funded item of the sentra.
#[derive(Debug, Clone)]
pub(super) struct Funded {
    pub(super) feature: u32,
    pub(super) least: f64,
}

/// A row of the sentra alone that can only be judged when the schedule is complete.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) terms: Vec<(u32, f64)>,
    pub(super) kind: CheckKind,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum CheckKind {
    AtMost(f64),
    /// Nothing, or at least this.
    Step(f64),
}

/// A sentra.
#[derive(Debug, Clone)]
pub(super) struct Sentra {
    /// Its payments, counted in the region.
    pub(super) payments: Range<u32>,
    pub(super) needs: Vec<Need>,
    /// Points for being complete by the end of each year, discounted; empty if it cannot be complete.
    pub(super) completion: Vec<f64>,
    /// Items that count it as complete by the end of a year.
    pub(super) completed: Vec<(u8, u32)>,
    pub(super) funded: Vec<Funded>,
    /// What is left of rows without negative terms, whose part in this sentra its schedules must not exceed.
    pub(super) rooms: Vec<f64>,
    pub(super) checks: Vec<Check>,
    /// Whether every need is paid by one payment or not at all in every plan.
    pub(super) exact: bool,
}

impl Sentra {
    /// The features of the schedule `choice` (0 = not paid, else option and one), and the year in which it completes the sentra.
    pub(super) fn features(&self, choice: &[u16], mut each: impl FnMut(u32)) -> Option<u8> {
        let mut sums = vec![0.0; self.funded.len()];
        let mut last = 0;
        let mut complete = !self.completion.is_empty();
        for (need, &chosen) in self.needs.iter().zip(choice) {
            let Some(option) = usize::from(chosen).checked_sub(1).map(|o| &need.options[o]) else {
                complete &= !need.essential;
                continue;
            };
            each(option.payment);
            for &(item, amount) in &option.items {
                sums[usize::from(item)] += amount;
            }
            if need.essential {
                last = last.max(option.year);
            }
        }
        for (funded, sum) in self.funded.iter().zip(sums) {
            if reaches(sum, funded.least) {
                each(funded.feature);
            }
        }
        if complete {
            self.completed.iter().filter(|&&(year, _)| last <= year).for_each(|&(_, feature)| each(feature));
        }
        complete.then_some(last)
    }
}

/// Whether `sum` is `least` or more, but for rounding.
pub(super) fn reaches(sum: f64, least: f64) -> bool {
    sum >= least - tolerance(least)
}

/// The sentra of region `r` that can be paid.
pub(super) fn of_region(
    programme: &Programme,
    built: &Rows<'_>,
    r: usize,
    payments: &Range<usize>,
    items: &[u32],
    possible: &[bool],
) -> Vec<Sentra> {
    let mut all = Vec::new();
    for s in programme.regions()[r].sentra.clone() {
        let row = &programme.sentra()[s];
        let order = order(programme, row.needs.clone(), &built.nature.barred);
        if order.is_empty() {
            continue;
        }
        let needs: Vec<Need> = order
            .iter()
            .map(|&n| {
                let need = &programme.needs()[n];
                let exact = built.nature.exact[n];
                let contracted = |p: usize| exact && programme.contracted()[p] > Rupiah::ZERO;
                let must = need.payments.clone().any(contracted);
                let options = need.payments.clone().filter(|&p| possible[p]);
                // Of several contracted payments of one need no schedule keeps all; then one is as good as another.
                let options = options.filter(|&p| !must || contracted(p)).map(|p| Opt {
                    payment: index(p - payments.start),
                    year: u8::try_from(programme.payments()[p].year.index()).expect("at most 64 years"),
                    items: Vec::new(),
                    rooms: Vec::new(),
                });
                let after = need.after.iter().filter_map(|m| order.iter().position(|&n| n == m.index())).collect();
                Need { essential: need.essential, after, options: options.collect(), must }
            })
            .collect();
        let id = SentraId::new(s);
        let essential = || row.needs.clone().filter(|&n| programme.needs()[n].essential);
        let completes = essential().next().is_some() && essential().all(|n| !built.nature.barred[n]);
        let points = if completes { programme.completion_points(id) } else { 0.0 };
        let years = (0..programme.years().len()).map(crate::id::YearId::new);
        let completion: Vec<f64> =
            if completes { years.map(|year| points * programme.discount_factor(year)).collect() } else { Vec::new() };
        let first = order.iter().map(|&n| programme.needs()[n].payments.start).min().unwrap_or(payments.start);
        let last = order.iter().map(|&n| programme.needs()[n].payments.end).max().unwrap_or(payments.start);
        all.push(Sentra {
            payments: index(first - payments.start)..index(last - payments.start),
            exact: order.iter().all(|&n| built.nature.exact[n]),
            needs,
            completion,
            completed: Vec::new(),
            funded: Vec::new(),
            rooms: Vec::new(),
            checks: Vec::new(),
        });
        let sentra = all.last_mut().expect("just pushed");
        for (&item, place) in items.iter().zip(payments.len()..) {
            add_item(
                programme,
                &built.items[item as usize - programme.payments().len()],
                id,
                index(place),
                payments,
                sentra,
            );
        }
    }
    all
}

fn add_item(
    programme: &Programme,
    item: &Item,
    id: SentraId,
    feature: u32,
    payments: &Range<usize>,
    sentra: &mut Sentra,
) {
    match item {
        Item::Completed { sentra: of, year } if *of == id => {
            sentra.completed.push((u8::try_from(year.index()).expect("at most 64 years"), feature));
        }
        Item::Sentra { sentra: of, payments: counted, least } if *of == id => {
            let number = u16::try_from(sentra.funded.len()).unwrap_or(u16::MAX);
            sentra.funded.push(Funded { feature, least: least.as_millions() });
            for option in sentra.needs.iter_mut().flat_map(|need| &mut need.options) {
                let payment = index(payments.start + option.payment as usize);
                if counted.binary_search(&payment).is_ok() {
                    option.items.push((number, super::items::cost_of(programme, payment).as_millions()));
                }
            }
        }
        _ => {}
    }
}

/// The needs of a sentra that can be paid, each after those that go before it.
fn order(programme: &Programme, needs: Range<usize>, barred: &[bool]) -> Vec<usize> {
    let mut order = Vec::new();
    let payable: Vec<usize> = needs.filter(|&n| !barred[n]).collect();
    while order.len() < payable.len() {
        let ready = payable.iter().copied().find(|n| {
            let before = programme.needs()[*n].after.iter().map(|m| m.index());
            !order.contains(n) && before.filter(|m| payable.contains(m)).all(|m| order.contains(&m))
        });
        // The model refuses circles.
        let Some(ready) = ready else { break };
        order.push(ready);
    }
    order
}

/// What a hard row `terms <= rhs` of the region says of each sentra by itself.
pub(super) fn add_row(sentra: &mut [Sentra], terms: &[(u32, f64)], rhs: f64) {
    let whole = owner(sentra, terms);
    if terms.iter().any(|&(_, a)| a < 0.0) {
        if let Some(owner) = whole.filter(|&owner| sentra[owner].exact) {
            sentra[owner].checks.push(Check { terms: terms.to_vec(), kind: CheckKind::AtMost(rhs) });
        }
        return;
    }
    for sentra in sentra.iter_mut().filter(|sentra| sentra.exact) {
        let room = u16::try_from(sentra.rooms.len()).unwrap_or(u16::MAX);
        let mut used = 0;
        for need in &mut sentra.needs {
            let mut needs_room = false;
            for option in &mut need.options {
                if let Ok(at) = terms.binary_search_by_key(&option.payment, |&(f, _)| f) {
                    option.rooms.push((room, terms[at].1));
                    needs_room = true;
                }
            }
            used += usize::from(needs_room);
        }
        if used > 0 {
            sentra.rooms.push(rhs + tolerance(rhs));
        }
    }
}

/// Nothing or at least `least` in one sentra; of a sentra with needs that can be split it is left out.
pub(super) fn add_step(sentra: &mut [Sentra], terms: &[(u32, f64)], least: f64) {
    if let Some(owner) = owner(sentra, terms).filter(|&owner| sentra[owner].exact) {
        sentra[owner].checks.push(Check { terms: terms.to_vec(), kind: CheckKind::Step(least) });
    }
}

/// Whether the schedules of one sentra keep the hard row `terms` by themselves.
pub(super) fn states(sentra: &[Sentra], terms: &[(u32, f64)]) -> bool {
    owner(sentra, terms).is_some_and(|owner| sentra[owner].exact)
}

/// The sentra that holds all `terms`.
fn owner(sentra: &[Sentra], terms: &[(u32, f64)]) -> Option<usize> {
    let first = terms.first()?.0;
    let owner = sentra.iter().position(|sentra| sentra.payments.contains(&first))?;
    terms.iter().all(|(f, _)| sentra[owner].payments.contains(f)).then_some(owner)
}
