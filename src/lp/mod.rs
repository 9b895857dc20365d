//! The formulation: a programme as a linear program.

pub mod matrix;

pub use matrix::{BoundKey, ColumnKey, Lp, RowKey, RowRef, Sense};

use crate::model::Programme;

/// A programme and its linear program.
#[derive(Debug, Clone)]
pub struct Formulation<'a> {
    /// The programme.
    pub programme: &'a Programme,
    /// Its linear program.
    pub lp: Lp,
}
