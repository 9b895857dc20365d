//! Broken horizons and tables.

use alokasi::input::{
    ActivityRow, CeilingRow, Funding, Goal, NeedRow, PaymentRow, ProgrammeData, RegionRow, Scope, SectorRow, SourceRow,
    Status,
};
use alokasi::units::Rupiah;

use crate::{Case, case};

pub(crate) fn horizon() -> Vec<Case> {
    vec![
        case(
            "NoYears",
            |data| data.years.clear(),
            "years: there are no years; list the fiscal years, such as [2025, 2026]",
        ),
        case(
            "TooManyYears",
            |data| data.years = (2019..2084).collect(),
            "years: there are 65 years; plan for at most 64",
        ),
        case(
            "YearsNotNeighbouring",
            |data| data.years = vec![2019, 2020, 2021, 2023],
            "years[3]: year 2023 follows year 2021; list neighbouring years in order",
        ),
        case(
            "YearsNotNeighbouring",
            |data| data.years = vec![2021, 2020, 2019],
            "years[1]: year 2020 follows year 2021; list neighbouring years in order\n\
             years[2]: year 2019 follows year 2020; list neighbouring years in order",
        ),
        case(
            "UnitTooSmall",
            |data| data.unit = Rupiah::ZERO,
            "unit: the unit is Rp 0; give Rp 1 or more, such as 1000",
        ),
        case(
            "DiscountOutOfRange",
            |data| data.discount = 1.5,
            "discount: the discount is 1.5; give a factor above 0 and at most 1",
        ),
        case(
            "DiscountOutOfRange",
            |data| data.discount = f64::NAN,
            "discount: the discount is NaN; give a factor above 0 and at most 1",
        ),
        case(
            "UnknownGoals",
            |data| data.goals.push(Goal { maximise: "equity".to_owned() }),
            "goals: the goals are [benefit, equity]; only [{\"maximise\": \"benefit\"}] is defined, so write that or leave goals out",
        ),
        case(
            "TooManyPayments",
            |data| {
                // 16,384 needs times 64 years times 4,096 sources are 2^32 payments, besides those of the fixture.
                data.years = (2019..2083).collect();
                let need = data.needs[0].clone();
                let more = |i| NeedRow { code: format!("M{i}").into(), cost: Rupiah::new(1000), ..need.clone() };
                data.needs = (0..16_384).map(more).collect();
                data.sources =
                    (0..4_096).map(|i| SourceRow { code: format!("F{i}").into(), ..SourceRow::default() }).collect();
                (data.ceilings, data.contracted, data.previous) = (Vec::new(), Vec::new(), None);
            },
            "needs: needs, years and sources make 4294967296 possible payments; split the programme so that there are fewer than 4294967295",
        ),
    ]
}

pub(crate) fn codes() -> Vec<Case> {
    vec![
        case(
            "EmptyCode",
            |data| data.activities.push(ActivityRow::default()),
            "activities[3].code: the activity has no code; give it one that no other activity has",
        ),
        case(
            "UnusableCode",
            |data| data.sectors.push(SectorRow { code: "a;b".into(), name: String::new() }),
            "sectors[3].code: \"a;b\" cannot name a sector; write it without ';', line breaks and blanks at its ends",
        ),
        case(
            "UnusableCode",
            |data| data.sentra[0].tags.push(" hill".to_owned()),
            "sentra[0].tags: \" hill\" cannot name a tag; write it without ';', line breaks and blanks at its ends",
        ),
        case(
            "DuplicateCode",
            |data| {
                data.provinces.push(data.provinces[0].clone());
                data.regions.push(data.regions[0].clone());
                data.sectors.push(data.sectors[0].clone());
                data.activities.push(data.activities[0].clone());
                data.sources.push(data.sources[0].clone());
                data.sentra.push(data.sentra[0].clone());
                data.needs.push(data.needs[0].clone());
            },
            "provinces[2].code: province 18 is listed already; remove this row or give it another code\n\
             regions[3].code: region 18.01 is listed already; remove this row or give it another code\n\
             sectors[3].code: sector pangan is listed already; remove this row or give it another code\n\
             activities[3].code: activity building is listed already; remove this row or give it another code\n\
             sources[2].code: source dak is listed already; remove this row or give it another code\n\
             sentra[3].code: sentra S1 is listed already; remove this row or give it another code\n\
             needs[4].code: need N1 is listed already; remove this row or give it another code",
        ),
        case(
            "MissingCode",
            |data| data.sentra[1].region = "".into(),
            "sentra[1].region: no region is given; name one of table regions",
        ),
        case(
            "UnknownCode",
            |data| {
                data.regions[0].province = "19".into();
                data.sources[1].activities.push("pakaging".into());
                data.sentra[0].region = "18.03".into();
                data.sentra[0].sector = "Pangan.Kering".into();
                data.needs[2].activity = "ipal".into();
                data.needs[2].after.push("N0".into());
                data.ceilings[3].source = "apbd".into();
                data.ceilings[3].code = "99.99".into();
                data.ceilings[4].code = "33".into();
            },
            "regions[0].province: there is no province \"19\"; correct it or add it to table provinces\n\
             sources[1].activities: there is no activity \"pakaging\"; did you mean \"packaging\"?\n\
             sentra[0].region: there is no region \"18.03\"; did you mean \"18.01\"?\n\
             sentra[0].sector: there is no sector \"Pangan.Kering\"; did you mean \"pangan.kering\"?\n\
             needs[2].activity: there is no activity \"ipal\"; correct it or add it to table activities\n\
             needs[2].after: there is no need \"N0\"; correct it or add it to table needs\n\
             ceilings[3].source: there is no source \"apbd\"; correct it or add it to table sources\n\
             ceilings[3].code: there is no region \"99.99\"; correct it or add it to table regions\n\
             ceilings[4].code: there is no province \"33\"; correct it or add it to table provinces",
        ),
        case(
            "SectorWithoutParent",
            |data| data.sectors[0].code = "pngan".into(),
            "priorities[0].of.sector: there is no sector \"pangan\"; did you mean \"pngan\"?\n\
             sectors[1].code: sector pangan.kering has no parent; add sector \"pangan\" to table sectors\n\
             sentra[1].sector: there is no sector \"pangan\"; did you mean \"pngan\"?",
        ),
        case(
            "EligibleYearTwice",
            |data| data.regions[1].eligible_years = vec![2020, 2021, 2020],
            "regions[1].eligible_years: region 18.02 lists year 2020 twice; keep one",
        ),
        case(
            "YearOutsideHorizon",
            |data| {
                data.regions[1].eligible_years.push(2022);
                data.needs[3].last_year = Some(2022);
                data.ceilings[0].year = 2018;
                data.contracted[0].year = 2022;
                previous(data)[0].year = 2018;
            },
            "regions[1].eligible_years: year 2022 is outside the horizon 2019 to 2021; give a year within it\n\
             needs[3].last_year: year 2022 is outside the horizon 2019 to 2021; give a year within it\n\
             ceilings[0].year: year 2018 is outside the horizon 2019 to 2021; give a year within it\n\
             contracted[0].year: year 2022 is outside the horizon 2019 to 2021; give a year within it\n\
             previous[0].year: year 2018 is outside the horizon 2019 to 2021; give a year within it",
        ),
        case(
            "InformationOutOfRange",
            |data| {
                data.regions[0].absorption = Some(-0.5);
                data.sentra[1].survival = Some(f64::NAN);
            },
            "regions[0].absorption: -0.5 cannot be used; give a number of 0 or more, or leave the cell empty\n\
             sentra[1].survival: NaN cannot be used; give a number of 0 or more, or leave the cell empty",
        ),
    ]
}

pub(crate) fn needs() -> Vec<Case> {
    vec![
        case(
            "CostNotPositive",
            |data| {
                data.needs[2].cost = Rupiah::ZERO;
                data.needs[3].cost = Rupiah::new(-5000);
            },
            "needs[2].cost: need N3 costs Rp 0; give a cost above 0 or leave the need out\n\
             needs[3].cost: need N4 costs -Rp 5.000; give a cost above 0 or leave the need out",
        ),
        case(
            "AmountTooLarge",
            |data| {
                data.needs[0].cost = Rupiah::new(5_000_000_000_000_000);
                data.unit = Rupiah::new(i64::MAX);
            },
            "unit: Rp 9.223.372.036.854.775.807 is above Rp 4.000.000.000.000.000, the largest amount; check its digits\n\
             needs[0].cost: Rp 5.000.000.000.000.000 is above Rp 4.000.000.000.000.000, the largest amount; check its digits",
        ),
        case(
            "TotalTooLarge",
            |data| {
                data.needs[0].cost = Rupiah::new(3_000_000_000_000_000);
                data.needs[1].cost = Rupiah::new(1_000_000_000_000_000);
            },
            "needs: the amounts of column cost come to Rp 4.000.005.000.000.000 together, \
             above the largest sum of Rp 4.000.000.000.000.000; check their digits or split the programme",
        ),
        case(
            "PointsOutOfRange",
            |data| {
                data.sentra[0].completion_benefit = -1.0;
                data.needs[0].benefit = f64::NAN;
                data.needs[1].benefit = f64::INFINITY;
                data.needs[2].benefit = 1e300;
            },
            "sentra[0].completion_benefit: -1 is no number of points; give one from 0 to 1e15\n\
             needs[0].benefit: NaN is no number of points; give one from 0 to 1e15\n\
             needs[1].benefit: inf is no number of points; give one from 0 to 1e15\n\
             needs[2].benefit: 1e300 is no number of points; give one from 0 to 1e15",
        ),
        case(
            "WindowReversed",
            |data| {
                data.needs[0].first_year = Some(2021);
                data.needs[0].last_year = Some(2019);
            },
            "needs[0].first_year: need N1 may be paid from 2021 to 2019; give a first year that is not after the last",
        ),
        case(
            "FundingShareOutOfRange",
            |data| {
                data.needs[0].funding = Funding::AtLeast(0.0);
                data.needs[1].funding = Funding::AtLeast(1.25);
                data.needs[2].funding = Funding::AtLeast(0.333_333_3);
                data.needs[3].funding = Funding::AtLeast(f64::NAN);
            },
            "needs[0].funding: 0 is no least share of funding; give one above 0 and at most 1 with at most six decimals\n\
             needs[1].funding: 1.25 is no least share of funding; give one above 0 and at most 1 with at most six decimals\n\
             needs[2].funding: 0.3333333 is no least share of funding; give one above 0 and at most 1 with at most six decimals\n\
             needs[3].funding: NaN is no least share of funding; give one above 0 and at most 1 with at most six decimals",
        ),
        case(
            "AfterItself",
            |data| data.needs[2].after = vec!["N3".into()],
            "needs[2].after: need N3 comes after itself; take it out of its own list",
        ),
        case(
            "OrderCycle",
            |data| {
                // N1 and N2 wait for each other; N3, N4, N1 form a second circle through N1.
                data.needs[0].after = vec!["N2".into(), "N3".into()];
                data.needs[2].after = vec!["N4".into()];
                data.needs[3].after = vec!["N1".into()];
            },
            "needs[0].after: N1 after N2 after N1; remove one of these\n\
             needs[0].after: N1 after N3 after N4 after N1; remove one of these",
        ),
        case(
            "OrderCycle",
            |data| {
                let need = data.needs[3].clone();
                data.needs.extend((0..20).map(|i| NeedRow {
                    code: format!("C{i}").into(),
                    after: vec![format!("C{}", (i + 1) % 20).into()],
                    ..need.clone()
                }));
            },
            "needs[4].after: C0 after C1 after C2 after C3 after C4 after C5 after C6 after C7 after C8 after C9 after C10 after C11 \
             after 8 more after C0; remove one of these",
        ),
    ]
}

/// The earlier plan of the fixture.
fn previous(data: &mut ProgrammeData) -> &mut Vec<PaymentRow> {
    data.previous.as_mut().expect("the fixture has one")
}

pub(crate) fn ceilings() -> Vec<Case> {
    vec![
        case(
            "NegativeAmount",
            |data| {
                data.ceilings[0].rupiah = Rupiah::new(-1);
                data.contracted[0].rupiah = Rupiah::new(-1000);
                previous(data)[0].rupiah = Rupiah::new(-2);
            },
            "ceilings[0].rupiah: -Rp 1 is below 0; give Rp 0 or more\n\
             contracted[0].rupiah: -Rp 1.000 is below 0; give Rp 0 or more\n\
             previous[0].rupiah: -Rp 2 is below 0; give Rp 0 or more",
        ),
        case(
            "NationCeilingWithCode",
            |data| data.ceilings[0].code.push_str("18"),
            "ceilings[0].code: a nation ceiling has the code \"18\"; leave the code empty, or change the scope",
        ),
        case(
            "CeilingWithoutCode",
            |data| {
                data.ceilings[3].code.clear();
                data.ceilings[4].code.clear();
            },
            "ceilings[3].code: a region ceiling has no code; give the code of the region, or change the scope\n\
             ceilings[4].code: a province ceiling has no code; give the code of the province, or change the scope",
        ),
        case(
            "DuplicateCeiling",
            |data| {
                data.ceilings.push(data.ceilings[0].clone());
                data.ceilings.push(data.ceilings[3].clone());
            },
            "ceilings[6]: source dak has a ceiling for the nation in 2019 already; keep one of the rows\n\
             ceilings[7]: source dak has a ceiling for region 18.01 in 2019 already; keep one of the rows",
        ),
        case(
            "TotalTooLarge",
            |data| {
                previous(data)[0].rupiah = Rupiah::LARGEST;
                let row = PaymentRow { year: 2020, ..previous(data)[0].clone() };
                previous(data).push(row);
            },
            "previous: the amounts of column rupiah come to Rp 8.000.000.000.000.000 together, \
             above the largest sum of Rp 4.000.000.000.000.000; check their digits or split the programme",
        ),
        case(
            "TotalTooLarge",
            |data| {
                let region = data.regions[2].clone();
                data.regions.extend((0..2306).map(|i| RegionRow { code: format!("R{i}").into(), ..region.clone() }));
                data.ceilings = (0..2306)
                    .map(|i| CeilingRow {
                        source: "dak".into(),
                        scope: Scope::Region,
                        code: format!("R{i}"),
                        year: 2019,
                        rupiah: Rupiah::LARGEST,
                    })
                    .collect();
            },
            "ceilings: the amounts of column rupiah come to more than Rp 9.223.372.036.854.775.807 together, \
             above the largest sum of Rp 9.223.372.036.854.775.807; check their digits or split the programme",
        ),
    ]
}

pub(crate) fn payments() -> Vec<Case> {
    vec![
        case(
            "DuplicatePayment",
            |data| {
                data.contracted.push(data.contracted[0].clone());
                let previous = previous(data);
                previous.push(previous[0].clone());
            },
            "contracted[1]: need N4 has a row for 2019 and source dak already; keep one of the rows\n\
             previous[1]: need N1 has a row for 2019 and source dak already; keep one of the rows",
        ),
        case(
            "ImpossiblePayment",
            |data| {
                let row = |need: &str, year, source: &str| PaymentRow {
                    need: need.into(),
                    year,
                    source: source.into(),
                    rupiah: Rupiah::new(1000),
                };
                data.sentra[0].status = Status::Gone;
                data.contracted = vec![
                    row("N1", 2019, "dak"),
                    row("N4", 2021, "dak"),
                    row("N3", 2019, "dak"),
                    row("N4", 2020, "industri"),
                ];
            },
            "contracted[0]: need N1 cannot be paid in 2019 by dak, since its sentra S1 is gone; correct that or remove the row\n\
             contracted[1]: need N4 cannot be paid in 2021 by dak, since its window is 2019 to 2020; correct that or remove the row\n\
             contracted[2]: need N3 cannot be paid in 2019 by dak, since region 18.02 is not eligible in that year; correct that or remove the row\n\
             contracted[3]: need N4 cannot be paid in 2020 by industri, since that source does not pay for building; correct that or remove the row",
        ),
        case(
            "ContractedAboveCost",
            |data| {
                let mut more = data.contracted[0].clone();
                (more.year, more.rupiah) = (2020, Rupiah::new(3_000_000_001));
                data.contracted.push(more);
            },
            "contracted[1].rupiah: need N4 has Rp 4.000.000.001 contracted up to this row but costs Rp 4.000.000.000; \
             lower the rows or raise the cost",
        ),
    ]
}
