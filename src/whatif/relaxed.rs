//! The data of a programme's linear relaxation.

use crate::input::{Completion, Funding, ProgrammeData, RuleName};

/// `data` without what needs whole numbers, as [`Programme::relaxed`](crate::model::Programme::relaxed) leaves it out: to ask for prices, ranges and
/// curves of the linear relaxation.
#[must_use]
pub fn relaxed(data: &ProgrammeData) -> ProgrammeData {
    let mut data = data.clone();
    data.completion = Completion::Proportional;
    for need in &mut data.needs {
        (need.funding, need.one_year) = (Funding::Divisible, false);
    }
    data.rules.retain_mut(|rule| {
        if matches!(rule.rule, RuleName::Count | RuleName::Together | RuleName::Exclusive) {
            return false;
        }
        let was_whole = rule.zero_or_at_least.take().is_some();
        !was_whole || rule.at_least.is_some() || rule.at_most.is_some() || rule.exactly.is_some()
    });
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::formulate;
    use crate::model::Programme;
    use crate::synthetic::{Kind, Spec, make};

    #[test]
    fn its_program_is_that_of_the_relaxed_programme() {
        let data = make(&Spec { sentra: 60, kind: Kind::Whole, ..Spec::default() });
        let (by_data, by_model) = (
            Programme::try_from(relaxed(&data)).expect("valid"),
            Programme::try_from(data).expect("valid").relaxed().0,
        );
        let [a, b] = [&by_data, &by_model].map(|programme| formulate(programme).expect("linear").lp);
        assert!(a.columns().eq(b.columns()));
        assert_eq!((a.rhs(), a.cost()), (b.rhs(), b.cost()));
        assert_eq!(a.row_count(), b.row_count());
    }
}
