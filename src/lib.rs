#![doc = include_str!("../README.md")]
//!
//! # The flow
//!
//! ```text
//! files --io--> ProgrammeData ----> Programme --lp::formulate--> Formulation --solve--> point and prices (claims)
//!               input: plain data   model: checked               lp: rows that know    any Solver
//!               as a planner states it, or all faults            their meaning
//!
//! point --finish--> vertex --round--> Plan --verify::check--> no rule is broken --Certificate--> no plan is better by
//!                   by tie-break      whole rupiah            judged from the formulas            more than this
//!
//! allocate() goes from Programme to the end; tables and summary add up a plan for people and files.
//! ```
//!
//! One folder or file for each word before or on an arrow; `ARCHITECTURE.md` has the map, who may import whom, and the decisions.
//!
//! # Glossary
//!
//! | word | meaning |
//! | --- | --- |
//! | programme | all that a planner states: data and policy (a "program" is always a linear program) |
//! | sentra | a cluster of at least five small or medium firms of one product |
//! | kabupaten, kota | district, town: the 514 regions |
//! | DAK | *dana alokasi khusus*, the state's special allocation fund for regions |
//! | APBD | a region's own budget |
//! | IPAL | wastewater plant |
//! | need | one line that a sentra asks for |
//! | ceiling (*pagu*) | the most a source pays at a place in a year |
//! | rule | one sentence of policy |
//! | plan | whole rupiah for each need, year and source |
//! | points | what benefit is counted in |
//! | price | what one more million rupiah under a ceiling, or of room in a rule, is worth in points |
//! | certificate | prices, and the bound on every plan's points that follows from them |

pub mod allocate;
pub mod compare;
pub mod conflict;
mod contradiction;
pub mod error;
pub mod explain;
pub mod finish;
pub mod id;
pub mod input;
pub mod interval;
pub mod io;
pub mod lp;
pub mod manifest;
pub mod model;
pub mod plan;
pub mod prices;
mod random;
mod referee;
pub mod region_proof;
pub mod round;
pub mod solve;
pub mod summary;
pub mod synthetic;
pub mod tables;
pub mod units;
pub mod verify;
pub mod whatif;
pub mod words;

pub use allocate::{Options, Outcome, allocate, allocate_with};
pub use error::Error;
pub use finish::Finish;
pub use input::ProgrammeData;
pub use model::Programme;
pub use plan::Plan;
pub use solve::{Choice, Control, Solver};
pub use units::Rupiah;
pub use verify::Certificate;
