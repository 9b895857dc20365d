//! What arithmetic shows before anything is solved.

use serde::{Deserialize, Serialize};

use crate::model::Programme;
use crate::words::{Language, Message};

/// One contradiction that a sum shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {}

impl Message for Finding {
    fn say(&self, _language: Language) -> String {
        String::new()
    }
}

/// All that is found in `programme`.
#[must_use]
pub(super) fn find(_programme: &Programme) -> Vec<Finding> {
    Vec::new()
}
