//! Rows of rule `count`.

use crate::id::{NeedId, SentraId, YearId};
use crate::input::What;
use crate::model::Rule;
use crate::model::groups::Group;
use crate::model::policy::{Bounds, GroupKey};
use crate::units::Rupiah;

use super::items::{Item, cost_of};
use super::rows::{Link, Rows, counted, index, last_of, sentra_of};

/// How many items of `group` are funded.
#[allow(clippy::too_many_arguments)] // the parts of one rule
pub(super) fn funded(
    rows: &mut Rows<'_>,
    (least, most): (Link, Link),
    group: &Group,
    what: What,
    rupiah: Rupiah,
    bounds: &Bounds<u32>,
    penalty: Option<f64>,
) {
    let programme = rows.programme;
    let payments: Vec<u32> =
        group.of.iter().map(|p| index(p.index())).filter(|&p| rows.nature.may_pay(programme, p as usize)).collect();
    // `floor` is never below the true number, `cap` never above it: they differ where needs can be split.
    let (mut floor, mut cap) = (Vec::new(), Vec::new());
    let mut ahead = 0.0;
    for of in payments.chunk_by(|&a, &b| counted(programme, what, a) == counted(programme, what, b)) {
        let reach = reach(rows, of);
        if reach < rupiah || of.is_empty() {
            continue;
        }
        if what == What::Region || (rows.nature.all_exact(programme, of) && what == What::Sentra) {
            let item = match what {
                What::Region => Item::Region {
                    region: counted(programme, what, of[0]),
                    payments: of.to_vec(),
                    least: rupiah,
                    link: least,
                },
                _ => Item::Sentra { sentra: sentra_of(programme, of[0]), payments: of.to_vec(), least: rupiah },
            };
            let item = rows.item(item);
            floor.push((item, 1.0));
            cap.push((item, 1.0));
        } else if rows.nature.all_exact(programme, of) {
            // One payment pays the need, and its cost reaches `least`.
            let terms = of.iter().map(|&p| (p, 1.0));
            floor.extend(terms.clone());
            cap.extend(terms);
        } else {
            let money = |p: u32| cost_of(programme, p).as_millions();
            floor.extend(of.iter().map(|&p| (p, money(p) / rupiah.as_millions())));
            let short = (rupiah - programme.unit()).max(Rupiah::ZERO).as_millions();
            let room = reach.as_millions() - short;
            if room > 0.0 {
                cap.extend(of.iter().map(|&p| (p, money(p) / room)));
                ahead += short / room;
            }
        }
    }
    let year = group.key.year;
    let exactly = bounds.exactly.get(year);
    if let Some(bound) = bounds.at_least.get(year).or(exactly) {
        let terms = floor.iter().map(|&(f, a)| (f, -a)).collect();
        rows.push(least, terms, -f64::from(bound), penalty);
    }
    if let Some(bound) = bounds.at_most.get(year).or(exactly) {
        rows.push(most, cap, f64::from(bound) + ahead, penalty);
    }
}

/// The most that `payments` can make together: each need's cost once.
fn reach(rows: &Rows<'_>, payments: &[u32]) -> Rupiah {
    let need = |p: &u32| rows.programme.payments()[*p as usize].need;
    payments.chunk_by(|a, b| need(a) == need(b)).map(|of| cost_of(rows.programme, of[0])).sum()
}

/// How many sentra of the group `key` are complete by its last year.
pub(super) fn completed(
    rows: &mut Rows<'_>,
    (least, most): (Link, Link),
    rule: &Rule,
    key: GroupKey,
    year: Option<YearId>,
    bounds: &Bounds<u32>,
    penalty: Option<f64>,
) {
    let programme = rows.programme;
    let last = last_of(programme, rule, year);
    let (mut floor, mut cap) = (Vec::new(), Vec::new());
    for (s, sentra) in programme.sentra().iter().enumerate() {
        let id = SentraId::new(s);
        let essential = || sentra.needs.clone().filter(|&n| programme.needs()[n].essential);
        let selected = sentra.needs.clone().map(NeedId::new).find(|&n| rule.of.selects_need(programme, n));
        let Some(selected) = selected else { continue };
        let here = GroupKey { year: None, ..rule.per.key(programme, selected, YearId::new(0)) };
        if here != (GroupKey { year: None, ..key })
            || essential().next().is_none()
            || essential().any(|n| rows.nature.barred[n])
        {
            continue;
        }
        let item = rows.item(Item::Completed { sentra: id, year: last });
        floor.push((item, -1.0));
        // A need that can be split may be paid wholly in parts, which the schedules do not tell from not being paid.
        if essential().all(|n| rows.nature.exact[n]) {
            cap.push((item, 1.0));
        }
    }
    let exactly = bounds.exactly.get(year);
    if let Some(bound) = bounds.at_least.get(year).or(exactly) {
        rows.push(least, floor, -f64::from(bound), penalty);
    }
    if let Some(bound) = bounds.at_most.get(year).or(exactly) {
        rows.push(most, cap, f64::from(bound), penalty);
    }
}
