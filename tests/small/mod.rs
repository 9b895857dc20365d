//! Small programmes written as JSON: the tables that a case does not care about are filled in.
#![allow(dead_code, unreachable_pub)] // shared by several test binaries, each of which uses a part

use alokasi::input::ProgrammeData;
use alokasi::model::Programme;
use alokasi::plan::Plan;
use serde_json::{Value, json};

/// Two regions of two provinces, dry food below food, textiles; sentra A and B in the first region, C in the second. Unit Rp 1.000.
pub fn data(case: Value) -> ProgrammeData {
    let mut whole = json!({
        "years": [2019], "completion": "proportional",
        "provinces": [{"code": "18", "island": "Sumatera"}, {"code": "33", "island": "Jawa"}],
        "regions": [{"code": "18.01", "province": "18"}, {"code": "33.01", "province": "33"}],
        "sectors": [{"code": "pangan"}, {"code": "pangan.kering"}, {"code": "sandang"}],
        "activities": [{"code": "building"}, {"code": "machinery"}],
        "sources": [{"code": "dak"}],
        "sentra": [
            {"code": "A", "region": "18.01", "sector": "pangan.kering"},
            {"code": "B", "region": "18.01", "sector": "sandang"},
            {"code": "C", "region": "33.01", "sector": "pangan"}
        ]
    });
    let Value::Object(case) = case else { panic!("a case is a JSON object") };
    for (key, value) in case {
        whole[key] = value;
    }
    serde_json::from_value(whole).expect("a case has the format's shape")
}

pub fn programme(case: Value) -> Programme {
    Programme::try_from(data(case)).unwrap_or_else(|faults| panic!("{faults}"))
}

/// A need of `sentra` for machinery; cost in Rp 1 million.
pub fn need(code: &str, sentra: &str, cost: i64, benefit: f64) -> Value {
    json!({"code": code, "sentra": sentra, "activity": "machinery", "cost": cost * 1_000_000, "benefit": benefit})
}

/// A ceiling of the nation; Rp 1 million.
pub fn ceiling(source: &str, year: i32, millions: i64) -> Value {
    json!({"source": source, "scope": "nation", "year": year, "rupiah": millions * 1_000_000})
}

/// The payments of `plan` as `need year source rupiah`.
pub fn lines(programme: &Programme, plan: &Plan) -> Vec<String> {
    plan.rows(programme).map(|row| format!("{} {} {} {}", row.need, row.year, row.source, row.rupiah.get())).collect()
}
