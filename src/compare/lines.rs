//! Lines: a need whose money or points differ, a sentra whose completion does, a rule whose penalty does.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::Totals;
use super::diff::Diff;
use super::grid::Grid;
use super::prices::Prices;
use super::reasons;
use super::side::Side;
use crate::id::{NeedId, SentraId};
use crate::units::Rupiah;
use crate::verify;
use crate::words::because::Because;
use crate::words::compare::Kind;
pub use crate::words::compare::Subject;
use crate::words::phrase;
use crate::words::{Name, Names};

/// Money and points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// Money.
    pub rupiah: Rupiah,
    /// Points, on the grid of the comparison.
    pub points: f64,
}

impl std::ops::AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.rupiah += other.rupiah;
        self.points += other.points;
    }
}

/// What a need gets in one year from one source, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// Fiscal year.
    pub year: i32,
    /// Who pays.
    pub source: Name,
    /// Before.
    pub before: Rupiah,
    /// After.
    pub after: Rupiah,
}

/// Something that differs between the plans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What it is about.
    pub subject: Subject,
    /// What became of it.
    pub kind: Kind,
    /// Before.
    pub before: Amount,
    /// After.
    pub after: Amount,
    /// Payments of other amounts, by year and source; needs only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Moved>,
    /// Why; the first is the reason that counts, and there is always one.
    pub because: Vec<Because>,
}

impl Line {
    /// Money after less money before.
    #[must_use]
    pub fn rupiah(&self) -> Rupiah {
        self.after.rupiah - self.before.rupiah
    }

    /// Points after less points before.
    #[must_use]
    pub fn points(&self) -> f64 {
        self.after.points - self.before.points
    }
}

/// The points of both plans on one grid, and the totals.
#[derive(Debug)]
pub(super) struct Ledger {
    /// By side, then need.
    pub(super) needs: [Vec<f64>; 2],
    /// By side, then sentra.
    pub(super) completion: [Vec<f64>; 2],
    /// By side, then rule.
    pub(super) penalties: [Vec<f64>; 2],
    pub(super) totals: [Totals; 2],
}

impl Ledger {
    pub(super) fn new(before: &Side<'_>, after: &Side<'_>) -> Self {
        let sides = [before, after];
        let mut needs = sides.map(points_of_needs);
        let mut completion = sides.map(|side| verify::completion_by_sentra(side.programme, side.plan));
        let mut penalties = sides.map(|side| {
            let rules = verify::rules(side.programme, side.plan);
            rules.iter().map(|rule| rule.penalty).collect::<Vec<f64>>()
        });
        let all = [&mut needs, &mut completion, &mut penalties];
        let grid = Grid::new(all.iter().flat_map(|kind| kind.iter().flatten()).map(|points| points.abs()).sum());
        for points in all.into_iter().flatten().flatten() {
            *points = grid.put(*points);
        }
        let totals = [0, 1].map(|i| {
            let sum = |kind: &[Vec<f64>; 2]| kind[i].iter().sum::<f64>();
            let (needs, completion, penalties) = (sum(&needs), sum(&completion), sum(&penalties));
            let points = needs + completion - penalties;
            Totals { rupiah: sides[i].plan.total(), needs, completion, penalties, points }
        });
        Self { needs, completion, penalties, totals }
    }

    /// After less before.
    pub(super) fn difference(&self) -> Totals {
        let [a, b] = &self.totals;
        Totals {
            rupiah: b.rupiah - a.rupiah,
            needs: b.needs - a.needs,
            completion: b.completion - a.completion,
            penalties: b.penalties - a.penalties,
            points: b.points - a.points,
        }
    }
}

fn points_of_needs(side: &Side<'_>) -> Vec<f64> {
    let programme = side.programme;
    let points = |p: usize| {
        let paid = side.plan.paid()[p];
        if paid == Rupiah::ZERO {
            0.0
        } else {
            programme.benefit_per_rupiah(&programme.payments()[p]) * paid.get() as f64
        }
    };
    programme.needs().iter().map(|need| need.payments.clone().map(points).sum()).collect()
}

/// Every line, needs first, then sentra, then rules, each in the order of codes.
pub(super) fn lines(
    before: &Side<'_>,
    after: &Side<'_>,
    ledger: &Ledger,
    diff: &Diff<'_>,
    prices: Option<&Prices<'_>>,
) -> Vec<Line> {
    let reasons = reasons::Reasons::new(before, after, diff, prices);
    let sides = [before, after];
    let mut lines = Vec::new();
    let codes: BTreeSet<&str> = before.need_at.keys().chain(after.need_at.keys()).copied().collect();
    // Sentra whose essential needs are paid otherwise.
    let mut touched: BTreeSet<&str> = BTreeSet::new();
    for code in codes {
        let ids = sides.map(|side| side.need_at.get(code).copied());
        let amounts = [0, 1].map(|i| {
            ids[i].map_or_else(Amount::default, |id| Amount {
                rupiah: sides[i].paid[id.index()],
                points: ledger.needs[i][id.index()],
            })
        });
        let payments = moved(sides, ids);
        let Some(kind) = kind(amounts, &payments) else { continue };
        for (side, id) in sides.into_iter().zip(ids) {
            if let Some(id) = id.filter(|id| !payments.is_empty() && side.programme.needs()[id.index()].essential) {
                touched.insert(side.programme.sentra_of(id).code.as_str());
            }
        }
        let Some(subject) = subject(sides, ids) else { continue };
        let because = reasons.need(ids, &payments);
        lines.push(Line { subject, kind, before: amounts[0], after: amounts[1], payments, because });
    }
    completions(sides, ledger, &reasons, &touched, &mut lines);
    penalties(sides, ledger, &reasons, &mut lines);
    lines
}

/// The name of a need, from the side after if it is there.
fn subject(sides: [&Side<'_>; 2], ids: [Option<NeedId>; 2]) -> Option<Subject> {
    let named = |i: usize| ids[i].map(|id| Subject::Need(sides[i].names().need(id)));
    named(1).or_else(|| named(0))
}

/// Payments of other amounts, by year and source.
fn moved(sides: [&Side<'_>; 2], ids: [Option<NeedId>; 2]) -> Vec<Moved> {
    let mut paid: BTreeMap<(i32, &str), ([Rupiah; 2], Name)> = BTreeMap::new();
    for (i, (side, id)) in sides.into_iter().zip(ids).enumerate() {
        let Some(id) = id else { continue };
        let programme = side.programme;
        for p in programme.needs()[id.index()].payments.clone() {
            let amount = side.plan.paid()[p];
            if amount != Rupiah::ZERO {
                let row = programme.payments()[p];
                let source = programme.sources()[row.source.index()].code.as_str();
                let entry = paid.entry((programme.year(row.year), source));
                let (amounts, _) = entry.or_insert_with(|| ([Rupiah::ZERO; 2], side.names().source(row.source)));
                amounts[i] = amount;
            }
        }
    }
    let differ = paid.into_iter().filter(|(_, ([before, after], _))| before != after);
    differ.map(|((year, _), ([before, after], source))| Moved { year, source, before, after }).collect()
}

/// What became of a need; `None` if nothing did.
#[allow(clippy::float_cmp)] // on a grid the same is the same
fn kind([before, after]: [Amount; 2], payments: &[Moved]) -> Option<Kind> {
    if payments.is_empty() {
        return (before.points != after.points).then_some(Kind::Revalued);
    }
    Some(match (before.rupiah, after.rupiah) {
        (Rupiah::ZERO, new) if new > Rupiah::ZERO => Kind::New,
        (old, Rupiah::ZERO) if old > Rupiah::ZERO => Kind::Dropped,
        (old, new) if new > old => Kind::More,
        (old, new) if new < old => Kind::Less,
        _ => same_money(payments),
    })
}

/// Of a need that gets the same sum.
fn same_money(payments: &[Moved]) -> Kind {
    let change = |moved: &Moved| i128::from(moved.after.get()) - i128::from(moved.before.get());
    let later: i128 = payments.iter().map(|moved| i128::from(moved.year) * change(moved)).sum();
    let mut by_year: BTreeMap<i32, i128> = BTreeMap::new();
    for moved in payments {
        *by_year.entry(moved.year).or_default() += change(moved);
    }
    match later.signum() {
        -1 => Kind::Earlier,
        1 => Kind::Later,
        _ if by_year.values().all(|change| *change == 0) => Kind::OtherSource,
        _ => Kind::OtherYears,
    }
}

#[allow(clippy::float_cmp)] // on a grid the same is the same
fn completions(
    sides: [&Side<'_>; 2],
    ledger: &Ledger,
    reasons: &reasons::Reasons<'_>,
    touched: &BTreeSet<&str>,
    lines: &mut Vec<Line>,
) {
    let mut stated: BTreeMap<&str, [Option<SentraId>; 2]> = BTreeMap::new();
    for (i, side) in sides.into_iter().enumerate() {
        for (s, sentra) in side.programme.sentra().iter().enumerate() {
            stated.entry(sentra.code.as_str()).or_default()[i] = Some(SentraId::new(s));
        }
    }
    for (code, ids) in stated {
        let points = [0, 1].map(|i| ids[i].map_or(0.0, |id| ledger.completion[i][id.index()]));
        let name = |i: usize| ids[i].map(|id| Names::new(sides[i].programme).sentra(id));
        let Some(name) = name(1).or_else(|| name(0)).filter(|_| points[0] != points[1]) else { continue };
        let [before, after] = points.map(|points| Amount { rupiah: Rupiah::ZERO, points });
        lines.push(Line {
            subject: Subject::Sentra(name),
            kind: if points[1] > points[0] { Kind::CompletionUp } else { Kind::CompletionDown },
            before,
            after,
            payments: Vec::new(),
            because: reasons.completion(code, ids, touched.contains(code)),
        });
    }
}

#[allow(clippy::float_cmp)] // on a grid the same is the same
fn penalties(sides: [&Side<'_>; 2], ledger: &Ledger, reasons: &reasons::Reasons<'_>, lines: &mut Vec<Line>) {
    let mut stated: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    let mut names = HashMap::new();
    for (i, side) in sides.into_iter().enumerate() {
        for (rule, penalty) in side.programme.rules().iter().zip(&ledger.penalties[i]) {
            stated.entry(&rule.id).or_default()[i] = *penalty;
            names.insert(rule.id.as_str(), rule.title.clone());
        }
    }
    for (id, penalty) in stated.into_iter().filter(|(_, penalty)| penalty[0] != penalty[1]) {
        // What a penalty costs is points lost.
        let [before, after] = penalty.map(|penalty| Amount { rupiah: Rupiah::ZERO, points: 0.0 - penalty });
        let title = names.remove(id).unwrap_or_default();
        lines.push(Line {
            subject: Subject::Rule(phrase::Rule { id: id.to_owned(), title, group: phrase::Group::default() }),
            kind: if penalty[1] > penalty[0] { Kind::PenaltyUp } else { Kind::PenaltyDown },
            before,
            after,
            payments: Vec::new(),
            because: reasons.penalty(id),
        });
    }
}
