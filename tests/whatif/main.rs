//! Changes and prices that were found by solving.
//!
//! Source of truth: cases by hand, and fresh cold solves of the changed programme by Clarabel, which knows nothing of the search.

#![cfg(feature = "clarabel")]
#![allow(clippy::unwrap_used)] // helpers of tests, which fail where they cannot go on

mod changes;
mod curves;
mod importance;
mod ranges;
#[path = "../small/mod.rs"]
mod small;

/// The prices of the programme as it is.
fn certificate_of(lab: &alokasi::whatif::Lab) -> alokasi::verify::Certificate {
    lab.base().certificate.clone().unwrap()
}
