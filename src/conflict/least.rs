//! From demands that contradict each other to a smallest set of them.
//!
//! Demand after demand gives in on trial. If the rest still contradicts itself, which a ray proves, the demand is left out for good, and with it all to
//! which the ray gives no weight. If the rest has a point, the demand is needed: by how little it must give in, with the others of the set kept, is
//! told in the end, with the point that shows it.
//!
//! What is said of the set is checked on the rows of the programme itself: that it contradicts itself by a ray in outward-rounded arithmetic, that it
//! does not without a demand by a point that meets every other demand and the cost of every need up to [`MISS`].

use crate::conflict::base::{Base, Member};
use crate::conflict::small::{Small, order_rows};
use crate::lp::{Lp, RowKey, Sense};
use crate::solve::audit::MISS;
use crate::solve::proves_infeasible;
use crate::solve::whole::exact::simplex::{Solved, Tableau};
use crate::verify::certificate::polish;

/// Largest small program, rows times columns: 64 MB.
const MOST_CELLS: usize = 8_000_000;
/// No row counts as smaller than this, Rp 1 million.
const LEAST_SIZE: f64 = 1.0;

/// A demand of a smallest set.
#[derive(Debug)]
pub(super) struct Needed {
    pub(super) member: Member,
    /// By how little it must give in while the others hold, Rp 1 million; `None` where no point was found that shows it is needed.
    pub(super) missing: Option<f64>,
    /// Whether it gives in upwards (pays more than it allows) rather than downwards.
    pub(super) over: bool,
    /// The point at which it gives in so, of the hard program.
    pub(super) point: Vec<f64>,
}

/// A set of demands that contradict each other.
#[derive(Debug)]
pub(super) struct Least {
    pub(super) needed: Vec<Needed>,
    /// Whether the contradiction is proved on the rows of the programme.
    pub(super) proved: bool,
    /// Weights of the hard program's rows in that proof.
    pub(super) weights: Vec<f64>,
}

impl Least {
    /// Whether no demand is in both.
    pub(super) fn is_apart(&self, other: &Self) -> bool {
        self.needed.iter().all(|own| other.needed.iter().all(|needed| needed.member != own.member))
    }
}

/// What a trial comes to.
enum Trial {
    Contradicts(Vec<f64>),
    Holds,
    Unknown,
}

struct Bench {
    small: Small,
    tableau: Tableau,
}

impl Bench {
    fn new(small: Small) -> Self {
        let tableau = Tableau::new(&small.lp);
        Self { small, tableau }
    }

    /// Lets demand `d` give in, or holds it.
    fn give(&mut self, d: usize, gives: bool) {
        for k in 0..self.small.giving[d].len() {
            let (j, most) = self.small.giving[d][k];
            let upper = if gives { most } else { 0.0 };
            self.tableau.set_bounds(j, 0.0, upper);
            self.small.lp.set_bounds(j, 0.0, upper);
        }
    }

    fn solve(&mut self) -> Trial {
        for fresh in [false, true] {
            if fresh {
                self.tableau = Tableau::new(&self.small.lp);
            }
            match self.tableau.solve() {
                Solved::Infeasible(ray) if proves_infeasible(&self.small.lp, &ray) => return Trial::Contradicts(ray),
                Solved::Optimal => return Trial::Holds,
                Solved::Infeasible(_) | Solved::Failed => {}
            }
        }
        Trial::Unknown
    }

    /// Whether `ray` gives weight to demand `d`.
    fn has_weight(&self, ray: &[f64], d: usize) -> bool {
        let gives = |j: usize| self.small.giving[d].iter().any(|&(k, _)| k == j);
        self.small.lp.rows().zip(ray).any(|(row, weight)| *weight != 0.0 && row.terms().any(|(j, _)| gives(j)))
    }
}

/// A smallest set among `seeds`; `None` if they do not contradict each other, are too many, or it cannot be told. Those that come first are
/// tried first, so that the last stay.
pub(super) fn least(base: &Base<'_>, seeds: &[Member]) -> Option<Least> {
    let mut bench = Bench::new(Small::new(base, seeds, MOST_CELLS)?);
    let mut active = vec![true; seeds.len()];
    for d in 0..seeds.len() {
        bench.give(d, false);
    }
    let Trial::Contradicts(ray) = bench.solve() else { return None };
    let drop_idle = |bench: &mut Bench, active: &mut [bool], ray: &[f64]| {
        for (d, active) in active.iter_mut().enumerate() {
            if *active && !bench.has_weight(ray, d) {
                *active = false;
                bench.give(d, true);
            }
        }
    };
    drop_idle(&mut bench, &mut active, &ray);
    for d in 0..seeds.len() {
        if !active[d] {
            continue;
        }
        bench.give(d, true);
        if let Trial::Contradicts(ray) = bench.solve() {
            active[d] = false;
            drop_idle(&mut bench, &mut active, &ray);
        } else {
            bench.give(d, false);
        }
    }
    let set: Vec<Member> =
        seeds.iter().zip(&active).filter(|(_, active)| **active).map(|(&member, _)| member).collect();
    // Anew, since demands that are left out still count what they give in.
    let mut bench = Bench::new(Small::new(base, &set, MOST_CELLS)?);
    for d in 0..set.len() {
        bench.give(d, false);
    }
    let Trial::Contradicts(ray) = bench.solve() else { return None };
    let (proved, weights) = prove(base, &set, &bench.small, &ray);
    let mut needed = Vec::with_capacity(set.len());
    for (d, &member) in set.iter().enumerate() {
        bench.give(d, true);
        let found = matches!(bench.solve(), Trial::Holds).then(|| bench.tableau.point());
        bench.give(d, false);
        needed.push(needed_by(base, &set, member, found.as_deref(), &bench.small, d));
    }
    Some(Least { needed, proved, weights })
}

fn needed_by(
    base: &Base<'_>,
    set: &[Member],
    member: Member,
    found: Option<&[f64]>,
    small: &Small,
    d: usize,
) -> Needed {
    let Some(found) = found else { return Needed { member, missing: None, over: false, point: Vec::new() } };
    let given: f64 = small.giving[d].iter().map(|&(j, _)| found[j]).sum();
    let point = small.spread(base, found);
    let over = match member {
        Member::Row(i) => match base.hard.lp.senses()[i] {
            Sense::AtMost => true,
            Sense::AtLeast => false,
            Sense::Equal => base.hard.lp.row(i).activity(&point) > base.hard.lp.rhs()[i],
        },
        Member::Contract(_) => false,
        Member::Order(_) => true,
    };
    let others = set.iter().copied().filter(|&other| other != member);
    let holds = others.into_iter().all(|other| keeps(base, other, &point)) && bears(base, &point);
    Needed { member, missing: holds.then_some(given), over, point }
}

/// Whether row `i` is met up to [`MISS`] of its size.
fn meets(lp: &Lp, i: usize, x: &[f64]) -> bool {
    let row = lp.row(i);
    let size = row.terms().map(|(j, a)| (a * x[j]).abs()).fold(row.rhs.abs().max(LEAST_SIZE), f64::max);
    let over = row.activity(x) - row.rhs;
    let miss = match row.sense {
        Sense::AtMost => over,
        Sense::AtLeast => -over,
        Sense::Equal => over.abs(),
    };
    miss <= MISS * size
}

/// Whether `x` keeps `member`.
fn keeps(base: &Base<'_>, member: Member, x: &[f64]) -> bool {
    let lp = &base.hard.lp;
    match member {
        Member::Row(i) => meets(lp, i, x),
        Member::Contract(p) => {
            let asked = lp.lower()[p.index()];
            asked - x[p.index()] <= MISS * asked.max(LEAST_SIZE)
        }
        Member::Order(first) => order_rows(lp, first).into_iter().all(|i| meets(lp, i, x)),
    }
}

/// Whether `x` pays no need more than it costs, and holds what defines totals and changes.
fn bears(base: &Base<'_>, x: &[f64]) -> bool {
    let lp = &base.hard.lp;
    let shared =
        |key: &RowKey| matches!(key, RowKey::Need(_) | RowKey::Total(_) | RowKey::ChangeUp(_) | RowKey::ChangeDown(_));
    x.iter().all(|&x| x >= -MISS) && (0..lp.row_count()).filter(|&i| shared(&lp.row_key(i))).all(|i| meets(lp, i, x))
}

/// Whether `ray`, of the small program, proves that `set` contradicts itself on the rows of the programme; with its weights there.
fn prove(base: &Base<'_>, set: &[Member], small: &Small, ray: &[f64]) -> (bool, Vec<f64>) {
    let contracts: Vec<_> =
        set.iter().filter_map(|&member| if let Member::Contract(p) = member { Some(p) } else { None }).collect();
    let lp = base.contracting(&contracts);
    let mut weights = vec![0.0; lp.row_count()];
    for (rows, weight) in small.stands_for.iter().zip(ray) {
        for &i in rows {
            weights[i] = *weight;
        }
    }
    let weights = polish(&lp, &weights, &vec![0.0; lp.column_count()]);
    (proves_infeasible(&lp, &weights), weights)
}
