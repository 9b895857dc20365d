//! Reading and writing programmes: the exact message for each kind of bad file, and round trips.
//!
//! Source of truth: the rules of the format, by hand. Each bad folder is the good one of [`good`] with one thing wrong.

#![allow(clippy::unwrap_used)] // helpers of tests, which fail where they cannot go on

mod cells;
mod folder;
mod good;
mod hostile;
mod json;
mod plan;
#[path = "../read/mod.rs"]
mod read;
mod round_trip;
mod text;
mod write;
