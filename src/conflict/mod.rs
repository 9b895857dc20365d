//! Nothing fits: the least set of demands that cannot hold together, proved, and the cheapest ways to give in.
//!
//! # What is looked at
//! A demand is a hard rule in one group, a ceiling, what is contracted of a payment, or that a need comes after another. Soft rules contradict
//! nothing. What needs cost, and which payments exist (windows, eligible years, who pays for what), is no demand: it is what there is.
//!
//! # The mathematics
//! ```text
//! hard     A x <= b, 0 <= x <= u                         u from the costs of needs alone
//! giving   min sum_k e_k  with  A x - e <= b, e >= 0     e_k: rule k gives in, Rp 1 million; only rules that are no law
//! ```
//! One solve of the second program answers three things. Its optimum is 0: there is a point. It is above 0: the prices `y` of its rows are a ray of the
//! first (`y'A x <= y'b` cannot be met), since the columns `e` hold each price of a rule at or below 1; and the optimum's bound is the least
//! that giving in can cost, proved by prices as every bound here is. It has no point either: what is law, ceiling, contract and order
//! contradict each other, and the solver's ray is theirs.
//!
//! The ray names far too many rows. They are thinned out as long as the same weights still prove it (`contradiction`), then a deletion
//! filter over what is left makes the set smallest: without any one of its demands the others hold (`least`), on a small program of
//! payments that no demand at hand tells apart (`small`). What is said of the set is checked on the rows of the programme.
//!
//! # Giving in
//! The cheapest ways touch rules only, and none that is `law`. A ceiling is money that somebody must find and a contract is a promise; both are offered,
//! marked as such, but never taken for a way to bend policy, and order is never bent. Each way was solved: the amounts are the
//! optimum of the whole programme in which only these demands give in. In a share, in coverage, match and growth an amount is in
//! rupiah of the row, as for soft rules: how much `of` is short of what is asked.
//!
//! # Whole numbers
//! What the linear relaxation contradicts, whole decisions contradict too. Where only the decisions do, there are three ways to know:
//! ```text
//! sums      what a rule asks for is above what its needs can be paid as a whole under their ceilings; more are counted than money is enough for
//! parts     what one rule, contract or region speaks of is a small programme by itself, searched to the end (`local`): no plan there, none at all
//! whole     small programmes searched to the end; larger ones as far as a plan that is found or a proof by regions decides (`whole`, `trial`)
//! ```
//! All by counted work, so that the same programme gets the same answer on any machine. Where none decides that is said, with how far it was looked. That a
//! point in fractions of rupiah has a plan in whole units near it is not claimed but where one was found.

mod arithmetic;
mod base;
mod found;
mod least;
mod local;
mod name;
mod parts;
mod payable;
mod pointed;
mod say;
mod small;
mod trial;
mod ways;
mod whole;

pub use crate::words::arithmetic::Sum as Finding;
pub use found::{Conflict, Demand, Done, Figures, Given, Giving, Looked, Set, Verdict, Way};
pub use say::{say, say_sums};

use crate::contradiction::few;
use crate::error::Error;
use crate::lp::{Formulation, RowKey, formulate};
use crate::model::Programme;
use crate::solve::audit::{ask, audit, settle};
use crate::solve::{Answer, Choice, Control, SolveError, proves_infeasible};
use crate::units::Rupiah;
use crate::verify::certificate::{bound, polish};
use base::{Base, Member};

/// How to look.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// The solver of linear programs.
    pub solver: Choice,
    /// Its limits.
    pub control: Control,
    /// Ways to give in that are solved at most.
    pub most_ways: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { solver: Choice::default(), control: Control::default(), most_ways: 4 }
    }
}

/// Sets that are told at most.
const MOST_SETS: usize = 5;
/// Of these, sets that sums point at.
const MOST_POINTED: usize = 3;

/// Looks for what in `programme` cannot hold together.
///
/// ```
/// use alokasi::conflict::{self, Verdict};
/// use alokasi::{Programme, ProgrammeData};
///
/// let data: ProgrammeData = serde_json::from_str(r#"{
///     "years": [2025],
///     "rules": [{"id": "floor", "rule": "amount", "at_least": 600000000}],
///     "provinces": [{"code": "18", "name": "Lampung", "island": "Sumatera"}],
///     "regions": [{"code": "18.04", "name": "Lampung Barat", "province": "18"}],
///     "sectors": [{"code": "pangan"}], "activities": [{"code": "building"}], "sources": [{"code": "dak"}],
///     "sentra": [{"code": "kopi", "region": "18.04", "sector": "pangan"}],
///     "needs": [{"code": "kopi-1", "sentra": "kopi", "activity": "building", "cost": 900000000, "benefit": 90}],
///     "ceilings": [{"source": "dak", "scope": "nation", "year": 2025, "rupiah": 500000000}]
/// }"#)?;
/// let found = conflict::find(&Programme::try_from(data)?, &conflict::Options::default())?;
/// assert_eq!(found.verdict, Verdict::Clashes);
/// let rows: Vec<&str> = found.sets[0].demands.iter().map(|demand| demand.row.as_str()).collect();
/// assert_eq!(rows, ["rule:floor:all:at_least", "ceiling:dak:nation:2025"]);
/// assert_eq!(found.ways[0].rupiah.get(), 100_000_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Error::Solver`] if no answer is found, [`Error::NotLinear`] never.
pub fn find(programme: &Programme, options: &Options) -> Result<Conflict, Error> {
    let findings = arithmetic::find(programme);
    let demands = programme.demands();
    let base = Base::new(formulate(&demands)?);
    let rules: Vec<Member> = (0..base.hard.lp.row_count()).filter(|&i| base.may_give(i)).map(Member::Row).collect();
    let (ray, least, rules) = match try_out(&base, &rules, options) {
        Ok(Tried::Fits) if programme.whole_parts().is_empty() => {
            return Ok(Conflict { findings, ..Conflict::bare(Verdict::Fits) });
        }
        Ok(Tried::Fits) => return Ok(whole::find(programme, findings, options)),
        Ok(Tried::Gives { ray, least, .. }) => (ray, least, true),
        Ok(Tried::Clashes(ray)) => (ray, None, false),
        // Without the cheapest way the set may be found all the same.
        Err(error) => match try_out(&base, &[], options) {
            Ok(Tried::Clashes(ray)) => (ray, None, true),
            _ => return Err(error),
        },
    };
    let found = sets(&base, ray, &findings);
    let told = found.iter().map(|set| name::set(&base, set)).collect();
    let ways = ways::find(&base, &found, options, rules);
    Ok(Conflict { findings, sets: told, ways, least, ..Conflict::bare(Verdict::Clashes) })
}

/// What single sums show of `programme`, before anything is solved: [`Conflict::findings`] alone.
#[must_use]
pub fn sums(programme: &Programme) -> Vec<Finding> {
    arithmetic::find(programme)
}

/// What a solve of the program in which some demands give in came to.
enum Tried {
    /// Nothing has to give in.
    Fits,
    /// They must give in.
    Gives {
        /// By how much each column that gives in, in the order of [`Base::giving`], Rp 1 million.
        by: Vec<f64>,
        /// No less in all does, proved; `None` from a solver without prices.
        least: Option<Rupiah>,
        /// Weights of the hard program's rows, which contradict each other.
        ray: Option<Vec<f64>>,
    },
    /// Even so there is no point.
    Clashes(Option<Vec<f64>>),
}

/// Columns up to which another solver is asked where the first found no answer; general solvers take seconds for as many.
const MOST_COLUMNS: usize = 20_000;

/// Solves the program of `base` in which `members` give in, by the solver of `options` or, where it fails at a small one, by another of this build.
fn try_out(base: &Base<'_>, members: &[Member], options: &Options) -> Result<Tried, Error> {
    let first = match try_by(options.solver, base, members, options) {
        Err(Error::Solver(SolveError::Failed { .. } | SolveError::Refuted { .. })) if is_small(base) => None,
        tried => Some(tried),
    };
    first.unwrap_or_else(|| {
        let others = Choice::all().iter().filter(|&&choice| choice != options.solver);
        let mut tried = others.map(|&choice| try_by(choice, base, members, options));
        tried.find(Result::is_ok).unwrap_or_else(|| try_by(options.solver, base, members, options))
    })
}

fn is_small(base: &Base<'_>) -> bool {
    base.hard.lp.column_count() <= MOST_COLUMNS
}

fn try_by(choice: Choice, base: &Base<'_>, members: &[Member], options: &Options) -> Result<Tried, Error> {
    let giving = base.giving(members);
    let (rows, columns) = (base.hard.lp.row_count(), base.hard.lp.column_count());
    let solver = choice.solver();
    let claim = match ask(solver.as_ref(), &giving, &options.control) {
        Ok(claim) => claim,
        Err(SolveError::Infeasible { proof }) => {
            return Ok(Tried::Clashes(proof.map(|mut ray| {
                ray.truncate(rows);
                ray
            })));
        }
        Err(error) => return Err(error.into()),
    };
    let (answer, _) = settle(solver.name(), &giving.lp, claim, options.control.gap)?;
    let by = answer.point[columns..].to_vec();
    let prices = answer.prices.map(|prices| polish(&giving.lp, &prices, giving.lp.cost()));
    let ray = prices.as_ref().map(|prices| prices[..rows].to_vec());
    let ray = ray.filter(|ray| proves_infeasible(&base.hard.lp, ray)).or_else(|| {
        // The same weights, with those of needs and totals set for a proof rather than for a price.
        let ray = polish(&base.hard.lp, prices.as_ref()?.get(..rows)?, &vec![0.0; columns]);
        proves_infeasible(&base.hard.lp, &ray).then_some(ray)
    });
    if ray.is_none() {
        let point = answer.point[..columns].to_vec();
        let hard = Answer { point, prices: None, claimed: None, ended: answer.ended, iterations: 0 };
        match audit(&base.hard.lp, &hard) {
            Ok(_) => return Ok(Tried::Fits),
            Err(error) if prices.is_some() => return Err(error.into()),
            // A solver without prices says by its word that something must give in.
            Err(_) => {}
        }
    }
    // A bound on points, and each point is Rp 1 million.
    let least = prices.map(|prices| -bound(&giving.lp, &prices, 0)).filter(|least| least.is_finite());
    let least = least.map(|least| rupiah((least.max(0.0) * crate::lp::matrix::MONEY).floor()));
    Ok(Tried::Gives { by, least, ray })
}

/// Smallest sets without a demand in common: those that `findings` point at, then from the weights of a proof, or, without one, from all demands.
fn sets(base: &Base<'_>, ray: Option<Vec<f64>>, findings: &[Finding]) -> Vec<least::Least> {
    let mut found: Vec<least::Least> = Vec::new();
    for rule in findings.iter().filter_map(|finding| match finding {
        Finding::AboveCeilings { rule, .. } => Some(rule),
        _ => None,
    }) {
        if found.len() == MOST_POINTED {
            break;
        }
        // Wide ceilings may say more than narrow ones, or less: the smaller set is told.
        let sets = pointed::seeds(base, rule).map(|orders| orders.map(|seeds| least::least(base, &seeds)));
        let set = sets.into_iter().flatten().flatten().min_by_key(|set| set.needed.len());
        found.extend(set.filter(|set| found.iter().all(|other| other.is_apart(set))));
    }
    let Some(mut ray) = ray else {
        if found.is_empty() {
            found.extend(least::least(base, &everything(base)));
        }
        return found;
    };
    // Without the demands of the sets found so far.
    let mut left = base.hard.clone();
    let leave_out = |set: &least::Least, ray: &mut Vec<f64>, left: &mut Formulation<'_>| {
        for needed in &set.needed {
            match needed.member {
                Member::Row(i) => ray[i] = 0.0,
                Member::Order(first) => small::order_rows(&left.lp, first).into_iter().for_each(|i| ray[i] = 0.0),
                Member::Contract(payment) => {
                    let upper = left.lp.upper()[payment.index()];
                    left.lp.set_bounds(payment.index(), 0.0, upper);
                }
            }
        }
    };
    for set in &found {
        leave_out(set, &mut ray, &mut left);
    }
    while found.len() < MOST_SETS && proves_infeasible(&left.lp, &ray) {
        let Some(set) = least::least(base, &seeds(&left, &ray)) else { break };
        // The proof finds the weight of a ceiling again, so that one taken may come back.
        if !found.iter().all(|other| other.is_apart(&set)) {
            break;
        }
        leave_out(&set, &mut ray, &mut left);
        found.push(set);
        ray = polish(&left.lp, &ray, &vec![0.0; left.lp.column_count()]);
    }
    found
}

/// The demands that `ray` needs, those that say least first.
fn seeds(hard: &Formulation<'_>, ray: &[f64]) -> Vec<Member> {
    let (rows, contracts) = few(hard, ray);
    let mut seeds: Vec<Member> = rows.into_iter().rev().filter_map(|i| member(hard, i)).collect();
    let demanded = seeds.len() - seeds.iter().rev().take_while(|member| matches!(member, Member::Row(_))).count();
    let contracts = contracts.into_iter().rev().map(Member::Contract);
    seeds.splice(demanded..demanded, contracts);
    let mut seen = std::collections::BTreeSet::new();
    seeds.retain(|&member| seen.insert(member));
    seeds
}

/// Every demand.
fn everything(base: &Base<'_>) -> Vec<Member> {
    let hard = &base.hard;
    let mut all: Vec<Member> = (0..hard.lp.row_count()).filter_map(|i| member(hard, i)).collect();
    all.dedup();
    let contracted = hard.programme.payments().iter().enumerate().filter(|&(p, _)| hard.lp.lower()[p] > 0.0);
    all.extend(contracted.map(|(p, _)| Member::Contract(crate::id::PaymentId::new(p))));
    all
}

/// The demand that row `i` belongs to, if it is of one.
fn member(hard: &Formulation<'_>, i: usize) -> Option<Member> {
    let lp = &hard.lp;
    match lp.row_key(i) {
        RowKey::Rule { .. } | RowKey::Ceiling(_) => Some(Member::Row(i)),
        RowKey::Order { need, before, .. } => {
            let same =
                |key: RowKey| matches!(key, RowKey::Order { need: n, before: b, .. } if (n, b) == (need, before));
            let others = (0..i).rev().take_while(|&i| same(lp.row_key(i))).count();
            Some(Member::Order(i - others))
        }
        _ => None,
    }
}

/// Of a rupiah, what is taken for noise of arithmetic.
const NOISE: f64 = 1e-3;

/// Rp 1 million as whole rupiah, up but for noise.
fn rupiah_up(millions: f64) -> Rupiah {
    rupiah((millions * crate::lp::matrix::MONEY - NOISE).ceil())
}

/// A whole number of rupiah that came as a float; sums of money are below 2^53.
#[allow(clippy::cast_possible_truncation)]
fn rupiah(whole: f64) -> Rupiah {
    Rupiah::new(whole as i64)
}
