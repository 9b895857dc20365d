//! Whole-number programmes at national size.

pub mod bound;
