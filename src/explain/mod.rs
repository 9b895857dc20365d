//! Why each need got what it got: facts of a plan, read from the prices that prove it.
//!
//! Nothing is solved here. A plan and the prices of its certificate are enough:
//!
//! ```text
//! what a rupiah for need n costs in year t from source f = sum over rows i  s_i a[i,j] y[i]      j = payment (n,t,f)
//! reduced cost                                          = points it earns - what it costs        <= 0 where nothing is paid
//!
//! y[i]    price of row i: what the optimum gains when the row is loosened by one unit
//! a[i,j]  coefficient of the payment, spending totals put in by their definitions
//! s_i     -1 for `>=`, else 1
//! ```
//! Each row has a name a planner knows, so the cost falls apart into ceilings, rules, the need's own cost, order and completion
//! ([`Cost`]). Parts below 0 are what a rule *gives back*, such as a floor that the payment helps to meet.
//!
//! What the facts are worth is told beside them ([`Proof`]): by how much the bound that the prices prove exceeds the plan. Where that is
//! not next to nothing, or where parts of the programme were relaxed, prices say what is nearly true and not what is.

mod blocked;
mod book;
mod cost;
mod group;
mod leftover;
mod need;
mod queue;
mod say;
mod shared;
mod whole;

pub use book::{Book, BookError, Proof, Source};
pub use cost::{Cost, Part, reason};
pub use group::{GroupFacts, Near, Subject, Unknown};
pub use leftover::{Leftover, Stopped};
pub use need::{Choice, NeedFacts, Paid};
pub use queue::Neighbour;
pub use say::{say_group, say_leftover, say_need, say_proof};
