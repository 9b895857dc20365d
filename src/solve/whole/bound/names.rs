//! Names of the rows that are priced, in certificates: those of the linear program where it has the row.
//!
//! ```text
//! ceiling:...                        as in the linear program                    (see `lp::names`)
//! order:NEED:BEFORE:YEAR             as in the linear program
//! rule:ID:GROUP:at_least, :at_most   as in the linear program; `exactly` is both
//! together:ID:NEED:OTHER             the share paid of NEED is at most that of OTHER
//! contracted:NEED:YEAR:SOURCE        what is contracted
//!
//! open:ID:GROUP:at_least, :at_most   a region's own: the sum of a rule of 0 or at least, where it is not 0
//! counts:ID:GROUP:region:CODE:...    a region's own: the sum by which the region counts
//! ```

use crate::id::RuleId;
use crate::lp::names::{ceiling_name, group_name, join, payment_name};
use crate::model::Programme;
use crate::model::groups::groups;
use crate::model::policy::GroupKey;

use super::region::{Region, RegionRow, Right};
use super::rows::Link;

/// The names of a programme's rows.
pub(super) struct Names<'a> {
    programme: &'a Programme,
    /// For each rule the keys of its groups.
    groups: Vec<Vec<GroupKey>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(programme: &'a Programme) -> Self {
        let keys = |rule| groups(programme, rule).into_iter().map(|group| group.key).collect();
        Self { programme, groups: programme.rules().iter().map(keys).collect() }
    }

    /// The name of a row that joins regions, or of one with a fixed right-hand side within a region.
    pub(super) fn link(&self, link: Link) -> String {
        let programme = self.programme;
        let need = |id: crate::id::NeedId| programme.needs()[id.index()].code.as_str();
        match link {
            Link::Ceiling(id) => ceiling_name(programme, id),
            Link::AtLeast(rule, group) => self.in_group("rule", rule, group) + ":at_least",
            Link::AtMost(rule, group) => self.in_group("rule", rule, group) + ":at_most",
            Link::Together(rule, id, other) => {
                join(&["together", programme.rules()[rule.index()].id.as_str(), need(id), need(other)])
            }
            Link::Order(id, before, year) => {
                join(&["order", need(id), need(before), &programme.year(year).to_string()])
            }
            Link::Contracted(id) => payment_name("contracted", programme, id),
        }
    }

    /// The name of one of `region`'s own rows.
    pub(super) fn own(&self, region: &Region, row: &RegionRow) -> String {
        let (k, side) = match row.right {
            Right::Fixed(_) => return self.link(row.link),
            Right::Most(k) => (k, ":at_most"),
            Right::Least(k) => (k, ":at_least"),
        };
        let (Link::AtLeast(rule, group) | Link::AtMost(rule, group)) = row.link else { return self.link(row.link) };
        if region.switches[k].bars {
            self.in_group("open", rule, group) + side
        } else {
            let code = join(&["region", self.programme.regions()[region.index].code.as_str()]);
            self.in_group("counts", rule, group) + ":" + &code + side
        }
    }

    fn in_group(&self, prefix: &str, rule: RuleId, group: u32) -> String {
        group_name(prefix, self.programme, rule, self.groups[rule.index()][group as usize])
    }
}
