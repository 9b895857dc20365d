//! What would change it: single changes of a programme, tried by solving again.
//!
//! Prices say where to look; a solve says whether it is so. A change that is named here was made and solved ([`Change::confirmed`]), and
//! so was 99 % of it, which does not do. A search is for the first amount at which a need gets money; where it lies is looked for by
//! doubling and halving, so that nothing is believed of the shape of the answer but that a small change does less than a large one.
//!
//! The national programme takes some 0.5 s for each solve, warm; a change takes two solves where the prices guess well, and some ten where
//! they do not.

mod change;
mod edit;
mod insist;
mod lab;
mod limits;
mod say;
mod search;

pub use change::{Change, Way};
pub use edit::{Edit, EditError};
pub use insist::{Displaced, Insisted};
pub use lab::{Lab, LabError, Tried};
pub use say::{say_change, say_insisted};
