//! Files damaged at random: whatever stands in them, reading gives data or faults and never panics.
//!
//! Source of truth: none is needed; that it comes back is the law. What it says is tested elsewhere by hand.

use std::fs;

use alokasi::io::{self, ReadError};
use proptest::prelude::*;

use crate::good::{GOOD, folder};

/// What is put in place of a few bytes: marks of CSV and JSON, numbers that are too large, broken UTF-8.
const PIECES: [&[u8]; 16] = [
    b"",
    b",",
    b"\"",
    b"\n",
    b"\r",
    b";",
    b"\xE9",
    b"\xEF\xBB\xBF",
    b"-1",
    b"99999999999999999999",
    b"1e999",
    b"null",
    b"{",
    b"]",
    b"18.01",
    b"2020",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_give_faults_and_no_panic(
        damage in prop::collection::vec((0..GOOD.len(), any::<prop::sample::Index>(), 0_usize..6, 0..PIECES.len()), 1..4),
    ) {
        let mut texts: Vec<Vec<u8>> = GOOD.iter().map(|(_, text)| text.as_bytes().to_vec()).collect();
        for (file, place, len, piece) in damage {
            let text = &mut texts[file];
            let start = place.index(text.len() + 1);
            let end = (start + len).min(text.len());
            text.splice(start..end, PIECES[piece].iter().copied());
        }
        let changed: Vec<(&str, &[u8])> = GOOD.iter().map(|(name, _)| *name).zip(texts.iter().map(Vec::as_slice)).collect();
        let dir = folder(&changed);
        match io::read(dir.path()) {
            Ok(loaded) => {
                // What reads can be written, and reads again as the same.
                let file = dir.path().join("again.json");
                io::write_json(&loaded.data, &file).unwrap();
                prop_assert_eq!(io::read(&file).unwrap().data, loaded.data);
            }
            Err(ReadError::Faults(faults)) => {
                prop_assert!(!faults.faults.is_empty());
                prop_assert!(faults.faults.iter().all(|fault| !fault.to_string().is_empty()));
            }
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        }
    }

    #[test]
    fn damaged_plans_give_faults_and_no_panic(bytes in prop::collection::vec(prop::sample::select(b"N123,2019dak\"\n\r;-\xE9".to_vec()), 0..60)) {
        let programme = io::read(folder(&[]).path()).unwrap().programme;
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("plan.csv");
        let text = [b"need,year,source,rupiah\n".as_slice(), &bytes].concat();
        fs::write(&file, text).unwrap();
        if let Ok(plan) = io::read_plan(&file, &programme) {
            prop_assert_eq!(plan.paid().len(), programme.payments().len());
        }
    }
}
