//! x
use crate::input::ProgrammeData;
use crate::model::Programme;
use crate::model::fault::Place;
/// Something valid but senseless.
#[derive(Debug, Clone, PartialEq)]
pub struct Oddity {
    /// Where.
    pub place: Place,
}
pub(super) fn find(_d: &ProgrammeData, _p: &Programme) -> Vec<Oddity> {
    Vec::new()
}
