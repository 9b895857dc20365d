//! What would change it: single changes of a programme, tried by solving again.
//!
//! The basis of the optimum says where to look; a solve says whether it is so. A change that is named here was made and solved
//! ([`Change::confirmed`]), and so was 99 % of it, which does not do.
//!
//! ```text
//! points     d(t) = d + t (by - A' B^-T by_B)         the least t at which the need has grown by 1 % of its cost, turn by turn
//! ceiling    x_B(t) = x_B + t B^-1 e_i                the same for each ceiling of its region and province, in each of its years
//! cost       c (v + b) / (v* + b)                     v* = the points at which it comes in, b = what completion and order give back
//! rule       rows of all its groups at once, each as one step of the bound moves it at the optimum, as far as its pace promises an end (way.rs);
//!            else the rule left out: where even that brings nothing, no bound does; where it does, where the need is no more forced in but
//!            drawn (crossing.rs)
//! window     the widest first: where even that brings nothing, none does
//! ```
//! The guess is confirmed at once by two solves from the basis, on two threads. Where it fails, the amount is looked for by doubling and halving
//! (first at a glance, the linear program alone, then by whole solves), so that nothing is believed of the shape of the answer but that a
//! small change does less than a large one. A search that ends before it knows says so ([`Change::gave_up`]).
//!
//! Bounds are loosened only: a rule whose tightening would bring the need in, as a cap on others may, is not looked at.
//!
//! Programmes of whole numbers have no basis; there all is done by solves, each a search of its own.

mod change;
mod crossing;
mod edit;
mod importance;
mod insist;
mod lab;
mod limits;
mod relaxed;
mod rule;
mod say;
mod search;
mod way;

pub use change::{Change, Way};
pub use edit::{Edit, EditError};
pub use importance::Importance;
pub use insist::{Displaced, Insisted};
pub use lab::{Lab, LabError, Tried};
pub use relaxed::relaxed;
pub use say::{say_change, say_importance, say_insisted};
