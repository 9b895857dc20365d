//! Checked data to the model: codes become ids, tables are sorted, payments are listed.
//!
//! Runs after [`validate`](super::validate), so every code is known and every number is in its range.

mod index;
pub(super) mod policy;
mod tables;

use crate::input::ProgrammeData;
use crate::model::Programme;

/// Builds the model of `data`, which [`validate`](super::validate) has passed.
pub(super) fn build(data: &ProgrammeData) -> Programme {
    let (sorted, index) = index::sort(data);
    let regions = tables::regions(&sorted, &index);
    let sources = tables::sources(&sorted);
    let sentra = tables::sentra(&sorted, &index);
    let (needs, payments) = tables::needs(&sorted, &index, &regions, &sources, &sentra);
    let mut programme = Programme {
        name: data.name.clone(),
        years: data.years.clone(),
        unit: data.unit,
        discount: data.discount,
        completion: data.completion,
        islands: sorted.islands.iter().map(|&name| name.to_owned()).collect(),
        provinces: tables::provinces(&sorted, &index),
        regions,
        sectors: tables::sectors(&sorted, &index),
        activities: tables::activities(&sorted),
        sources,
        tags: sorted.tags.iter().map(|&name| name.to_owned()).collect(),
        sentra,
        needs,
        payments,
        contracted: Vec::new(),
        previous: Vec::new(),
        ceilings: tables::ceilings(data, &index),
        priorities: policy::priorities(data, &index),
        rules: policy::rules(data, &index),
        oddities: Vec::new(),
    };
    programme.contracted = tables::contracted(data, &index, &programme);
    programme.previous = tables::previous(data, &index, &programme);
    programme
}
