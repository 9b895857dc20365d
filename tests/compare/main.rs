//! Two plans side by side: each kind of change by hand, and sums of random programmes against tables made another way.
//!
//! Source of truth: small cases worked out by hand; for random programmes the rows of both plans, the judge's points, and plain sums.

#![allow(clippy::unwrap_used)] // helpers of tests, which fail where they cannot go on

mod case;
mod lines;
mod random;
mod reasons;
#[path = "../small/mod.rs"]
mod small;
