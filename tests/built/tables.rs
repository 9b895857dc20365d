//! The places of a programme: tables that plan and prices have no part in.

use serde_json::{Value, json};

use super::draft::{DISCOUNT, SOURCES, UNIT, YEARS};

pub(crate) const PROVINCES: usize = 6;
pub(crate) const REGIONS: usize = 42;
/// Sentra of a region; the first half of them make dry food.
pub(crate) const SENTRA: usize = 8;

pub(crate) fn province_of(region: usize) -> usize {
    region / (REGIONS / PROVINCES)
}
pub(crate) fn province_code(p: usize) -> String {
    format!("P{p}")
}
pub(crate) fn region_code(r: usize) -> String {
    format!("P{}.{r:02}", province_of(r))
}
/// Whether a sentra carries the tag `wisata`.
pub(crate) fn wisata(region: usize, sentra: usize) -> bool {
    (region + sentra).is_multiple_of(5)
}

/// Table `sentra`; `completion` gives the points of each.
pub(crate) fn sentra(completion: impl Fn((usize, usize), bool) -> f64) -> Vec<Value> {
    let mut rows = vec![json!({"code": "gone", "region": region_code(0), "sector": "logam", "status": "gone"})];
    for r in 0..REGIONS {
        for k in 0..SENTRA {
            let dry = k < SENTRA / 2;
            rows.push(json!({
                "code": format!("{}-{k}", region_code(r)), "region": region_code(r),
                "sector": if dry { "pangan.kering" } else { ["sandang", "logam"][k % 2] },
                "completion_benefit": completion((r, k), dry),
                "tags": if wisata(r, k) { vec!["wisata"] } else { vec![] },
            }));
        }
    }
    rows
}

/// A programme with all but its sentra, needs, money and policy.
pub(crate) fn places() -> Value {
    let codes = |codes: &[&str]| codes.iter().map(|code| json!({"code": code})).collect::<Vec<_>>();
    json!({
        "name": "built around its optimum", "years": YEARS, "unit": UNIT, "discount": DISCOUNT, "completion": "proportional",
        "provinces": (0..PROVINCES).map(|p| json!({"code": province_code(p), "island": format!("I{}", p % 2)})).collect::<Vec<_>>(),
        "regions": (0..REGIONS)
            .map(|r| json!({"code": region_code(r), "province": province_code(province_of(r))}))
            .collect::<Vec<_>>(),
        "sectors": codes(&["pangan", "pangan.kering", "sandang", "logam"]),
        "activities": codes(&["building", "machinery", "ipal", "support"]),
        "sources": codes(&SOURCES),
    })
}
