//! What is written reads back exactly, in both forms.
//!
//! Any data that a folder can hold, sensible or not: texts with all that CSV must quote, numbers to the last digit.

use alokasi::input::{
    Bound, CeilingRow, Counting, Funding, NeedRow, OneOrMany, PaymentRow, PerKey, Priority, ProgrammeData, ProvinceRow,
    RegionRow, Rule, RuleName, Scope, SectorRow, Selector, SentraRow, Soft, SourceRow, Status, Title, What,
};
use alokasi::io;
use alokasi::units::Rupiah;
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> + Clone {
    "[a-zA-Z0-9 ,;\"\r\n'é.|\t-]{0,6}"
}
fn code() -> impl Strategy<Value = String> + Clone {
    "[a-z0-9.,\"-]{1,5}"
}
fn item() -> impl Strategy<Value = String> {
    "[a-z ,\"\n]{1,4}"
}
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), 0.0..1.0, 0.0..1e15, (0_u32..1_000_000).prop_map(|n| f64::from(n) / 1000.0)]
}
fn money() -> impl Strategy<Value = Rupiah> {
    prop_oneof![0_i64..1000, Just(1_000_000_000_000_000), 0..=i64::MAX].prop_map(Rupiah::new)
}
fn year() -> impl Strategy<Value = i32> + Clone {
    1990..2100
}
fn one_or_many<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = OneOrMany<T>> {
    prop_oneof![value.clone().prop_map(OneOrMany::One), prop::collection::vec(value, 0..3).prop_map(OneOrMany::Many)]
}
fn bound() -> impl Strategy<Value = Option<Bound>> {
    prop::option::of(prop_oneof![
        number().prop_map(Bound::Same),
        prop::collection::btree_map(year().prop_map(|y| y.to_string()), number(), 0..3).prop_map(Bound::ByYear)
    ])
}

prop_compose! {
    fn selector()(
        sector in prop::option::of(one_or_many(code().prop_map(Into::into))),
        island in prop::option::of(one_or_many(text())),
        year in prop::option::of(one_or_many(year())),
        source in prop::option::of(one_or_many(code().prop_map(Into::into))),
    ) -> Selector {
        Selector { sector, island, year, source, ..Selector::default() }
    }
}
prop_compose! {
    fn rule()(
        id in text(),
        family in prop::sample::select(vec![RuleName::Amount, RuleName::Growth, RuleName::Match, RuleName::Together]),
        title in prop::option::of((text(), text()).prop_map(|(en, id)| Title { en, id })),
        of in selector(),
        within in prop::option::of(selector()),
        per in prop::collection::vec(prop::sample::select(vec![PerKey::Year, PerKey::Sentra]), 0..3),
        bounds in (bound(), bound(), bound(), bound()),
        source in prop::option::of(code().prop_map(Into::into)),
        counting in prop::option::of(Just(Counting::Completed)),
        least in prop::option::of(number()),
        penalty in prop::option::of(number()),
    ) -> Rule {
        let (at_least, exactly, times, plus) = bounds;
        Rule {
            id, rule: family, title, of, within, per, at_least, exactly, times, plus, to: source, what: Some(What::Need),
            counting, least, soft: penalty.map(|penalty| Soft { penalty }), ..Rule::default()
        }
    }
}
prop_compose! {
    fn sentra()(
        code in code().prop_map(Into::into), name in text(), region in code().prop_map(Into::into), sector in code().prop_map(Into::into),
        units in prop::option::of(any::<u64>()), completion_benefit in number(), survival in prop::option::of(number()),
        tags in prop::collection::vec(item(), 0..3),
        status in prop::sample::select(vec![Status::Gone, Status::Verified, Status::Unverified]),
    ) -> SentraRow {
        SentraRow { code, name, region, sector, units, workers: None, status, completion_benefit, survival, tags }
    }
}
prop_compose! {
    fn need()(
        code in code().prop_map(Into::into), sentra in code().prop_map(Into::into), activity in code().prop_map(Into::into), cost in money(),
        benefit in number(), first_year in prop::option::of(year()), essential in any::<bool>(),
        after in prop::collection::vec(code().prop_map(Into::into), 0..3),
        funding in prop_oneof![Just(Funding::Divisible), Just(Funding::Whole), number().prop_map(Funding::AtLeast)],
    ) -> NeedRow {
        NeedRow {
            code, sentra, activity, cost, benefit, first_year, last_year: None, essential, after, funding, one_year: !essential,
        }
    }
}
prop_compose! {
    fn payment()(need in code().prop_map(Into::into), year in year(), source in code().prop_map(Into::into), rupiah in money()) -> PaymentRow {
        PaymentRow { need, year, source, rupiah }
    }
}
prop_compose! {
    fn data()(
        name in text(), years in prop::collection::vec(year(), 0..4), discount in number(),
        priorities in prop::collection::vec((selector(), number()).prop_map(|(of, times)| Priority { of, times }), 0..2),
        rules in prop::collection::vec(rule(), 0..3),
        provinces in prop::collection::vec((code().prop_map(Into::into), text(), text()), 0..3),
        regions in prop::collection::vec((code().prop_map(Into::into), prop::collection::vec(year(), 0..3), prop::option::of(number())), 0..3),
        sources in prop::collection::vec((code().prop_map(Into::into), prop::collection::vec(code().prop_map(Into::into), 0..3)), 0..3),
        sentra in prop::collection::vec(sentra(), 0..3),
        needs in prop::collection::vec(need(), 0..3),
        ceilings in prop::collection::vec((code().prop_map(Into::into), text(), year(), money()), 0..3),
        contracted in prop::collection::vec(payment(), 0..2),
        previous in prop::option::of(prop::collection::vec(payment(), 0..2)),
    ) -> ProgrammeData {
        ProgrammeData {
            name, years, discount, priorities, rules,
            provinces: provinces.into_iter().map(|(code, name, island)| ProvinceRow { code, name, island }).collect(),
            regions: regions.into_iter().map(|(code, eligible_years, absorption)| RegionRow {
                code, province: "x".into(), eligible_years, absorption, ..RegionRow::default()
            }).collect(),
            sectors: vec![SectorRow { code: "x".into(), name: "y".to_owned() }],
            sources: sources.into_iter().map(|(code, activities)| SourceRow { code, activities, ..SourceRow::default() }).collect(),
            sentra, needs,
            ceilings: ceilings.into_iter().map(|(source, code, year, rupiah)| CeilingRow {
                source, scope: Scope::Region, code, year, rupiah
            }).collect(),
            contracted, previous,
            ..ProgrammeData::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_exactly(data in data()) {
        let root = tempfile::tempdir().unwrap();
        let (dir, file) = (root.path().join("folder"), root.path().join("file.json"));
        io::write_folder(&data, &dir).unwrap();
        io::write_json(&data, &file).unwrap();
        prop_assert_eq!(io::read_unchecked(&dir).unwrap(), data.clone());
        prop_assert_eq!(io::read_unchecked(&file).unwrap(), data);
    }
}
