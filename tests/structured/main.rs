//! The structured solver on linear programs whose answer is known by other means: by hand, or certified by construction.

#![allow(clippy::unwrap_used, clippy::needless_range_loop)] // helpers of tests, and indices as in the formulas

mod certified;
mod country;
mod hand;
mod interior;
mod rays;
mod small;
#[path = "../tiny/mod.rs"]
mod tiny;
