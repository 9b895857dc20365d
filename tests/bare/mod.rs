//! Linear programs stated directly, without a programme behind them.

pub(crate) mod certified;

use alokasi::id::{NeedId, PaymentId};
use alokasi::lp::{ColumnKey, Formulation, Lp, RowKey, Sense};
use alokasi::model::Programme;

/// A programme that [`formulation`] can point at; its own content plays no part.
pub(crate) fn programme() -> Programme {
    let data = serde_json::from_str(
        r#"{
            "name": "bare", "years": [2019],
            "provinces": [{"code": "18", "name": "Lampung", "island": "Sumatera"}],
            "regions": [{"code": "18.01", "name": "Lampung Selatan", "province": "18"}],
            "sectors": [{"code": "pangan", "name": "Food"}],
            "activities": [{"code": "machinery", "name": "Machinery"}],
            "sources": [{"code": "dak", "name": "DAK"}],
            "sentra": [{"code": "S1", "name": "Keripik", "region": "18.01", "sector": "pangan"}],
            "needs": [{"code": "N1", "sentra": "S1", "activity": "machinery", "cost": 1000000, "benefit": 1}],
            "ceilings": [{"source": "dak", "scope": "nation", "code": "", "year": 2019, "rupiah": 1000000}]
        }"#,
    );
    Programme::try_from(&data.expect("the JSON above has the format's shape"))
        .expect("the programme above has no fault")
}

/// `lp` as solvers take it.
pub(crate) fn formulation(programme: &Programme, lp: Lp) -> Formulation<'_> {
    Formulation { programme, lp }
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

/// Whether two numbers agree to `tolerance`, relative to the larger one, or absolutely below 1.
#[track_caller]
pub(crate) fn assert_near(found: f64, expected: f64, tolerance: f64) {
    let size = expected.abs().max(1.0);
    assert!((found - expected).abs() <= tolerance * size, "found {found}, expected {expected}");
}
