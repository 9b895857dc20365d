//! Linear programs stated directly, without a programme behind them.

pub(crate) mod certified;

use alokasi::id::{NeedId, PaymentId};
use alokasi::input::ProgrammeData;
use alokasi::lp::{ColumnKey, Formulation, Lp, RowKey, Sense};
use alokasi::model::Programme;
use alokasi::solve::audit::audited;
use alokasi::solve::{Answer, Choice, Control, SolveError};
use serde_json::json;

/// Columns that a bare program may have.
const COLUMNS: usize = 64;

/// A programme with one payment for each of [`COLUMNS`] needs, spread over sentra, regions and provinces, so that every column has a
/// place in it; its own costs, points and ceilings play no part.
pub(crate) fn programme() -> Programme {
    let mut data: ProgrammeData = serde_json::from_str(
        r#"{
            "name": "bare", "years": [2019],
            "provinces": [{"code": "18", "name": "Lampung", "island": "Sumatera"}, {"code": "16", "name": "Sumatera Selatan", "island": "Sumatera"}],
            "regions": [
                {"code": "16.02", "name": "Ogan Komering Ilir", "province": "16"},
                {"code": "18.01", "name": "Lampung Selatan", "province": "18"}, {"code": "18.02", "name": "Lampung Tengah", "province": "18"}
            ],
            "sectors": [{"code": "pangan", "name": "Food"}],
            "activities": [{"code": "machinery", "name": "Machinery"}],
            "sources": [{"code": "dak", "name": "DAK"}]
        }"#,
    )
    .expect("the JSON above has the format's shape");
    for sentra in 0..8 {
        let region = &data.regions[sentra % data.regions.len()].code;
        data.sentra.push(
            serde_json::from_value(
                json!({"code": format!("S{sentra}"), "name": "Keripik", "region": region, "sector": "pangan"}),
            )
            .expect("a sentra"),
        );
    }
    for need in 0..COLUMNS {
        data.needs.push(
            serde_json::from_value(json!({
                "code": format!("N{need:02}"), "sentra": format!("S{}", need % data.sentra.len()),
                "activity": "machinery", "cost": 1_000_000, "benefit": 1,
            }))
            .expect("a need"),
        );
    }
    Programme::try_from(&data).expect("the programme above has no fault")
}

/// A row: sense, right-hand side, coefficients by column.
pub(crate) type Row<'a> = (Sense, f64, &'a [f64]);

/// `maximise cost x` with `lower <= x <= upper`; column `j` is payment `j`, row `i` belongs to need `i`.
pub(crate) fn lp(columns: &[(f64, f64, f64)], rows: &[Row<'_>]) -> Lp {
    let mut lp = Lp::default();
    for (j, &(cost, lower, upper)) in columns.iter().enumerate() {
        lp.add_column(ColumnKey::Payment(PaymentId::new(j)), cost, lower, upper);
    }
    for (i, &(sense, rhs, coefficients)) in rows.iter().enumerate() {
        let terms = (0..).zip(coefficients.iter().copied());
        lp.add_row(RowKey::Need(NeedId::new(i)), sense, rhs, 1.0, terms);
    }
    lp
}

/// What `choice` answers to `lp` under audit.
///
/// The structured solver leaves upper bounds to the rows, which imply them in every formulation. So it gets a row for each bound; their prices
/// are left out of what comes back, as they would be by a solver that has bounds.
pub(crate) fn solve(choice: Choice, lp: &Lp, control: &Control) -> Result<Answer, SolveError> {
    let mut stated = lp.clone();
    if choice == Choice::Structured {
        for (j, &upper) in lp.upper().iter().enumerate() {
            let column = u32::try_from(j).expect("few columns");
            let key = RowKey::Need(NeedId::new(stated.row_count()));
            stated.add_row(key, Sense::AtMost, upper, 1.0, [(column, 1.0)]);
        }
    }
    let programme = programme();
    let formulation = Formulation { programme: &programme, lp: stated };
    match audited(&*choice.solver(), &formulation, control) {
        Ok((mut answer, _)) => {
            if let Some(prices) = &mut answer.prices {
                prices.truncate(lp.row_count());
            }
            Ok(answer)
        }
        Err(SolveError::Infeasible { proof: Some(mut ray) }) => {
            ray.truncate(lp.row_count());
            Err(SolveError::Infeasible { proof: Some(ray) })
        }
        Err(error) => Err(error),
    }
}

/// Whether two numbers agree to `tolerance`, relative to the larger one, or absolutely below 1.
#[track_caller]
pub(crate) fn assert_near(found: f64, expected: f64, tolerance: f64) {
    let size = expected.abs().max(1.0);
    assert!((found - expected).abs() <= tolerance * size, "found {found}, expected {expected}");
}
