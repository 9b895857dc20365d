//! The JSON in README.md and FORMAT.md is what the library reads. Source of truth: the texts themselves, read as a user would copy them.

// The allowance of clippy.toml reaches functions marked #[test] only, not their helpers.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use alokasi::ProgrammeData;
use alokasi::input::{Rule, RuleName};

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

const FAMILIES: [RuleName; 9] = [
    RuleName::Amount,
    RuleName::Share,
    RuleName::Coverage,
    RuleName::Growth,
    RuleName::Match,
    RuleName::Count,
    RuleName::Together,
    RuleName::Exclusive,
    RuleName::Stability,
];

fn has_every_family(rules: &[Rule], place: &str) {
    for family in FAMILIES {
        assert!(rules.iter().any(|rule| rule.rule == family), "{place} shows no {family:?}");
    }
}

#[test]
fn each_rule_of_the_readme_can_be_read() {
    let readme = text("README.md");
    let cells = readme.lines().filter(|line| line.starts_with("| ") && line.contains("`{\"id\""));
    let rules: Vec<Rule> = cells
        .map(|line| {
            let start = line.find("`{").unwrap() + 1;
            let json = &line[start..start + line[start..].find('`').unwrap()];
            let rule: Rule = serde_json::from_str(json).unwrap_or_else(|fault| panic!("{json}: {fault}"));
            let name = line.split(['|', '(']).nth(1).unwrap().trim();
            assert_eq!(serde_json::to_value(rule.rule).unwrap(), name, "{json}");
            rule
        })
        .collect();
    has_every_family(&rules, "README.md");
}

#[test]
fn each_json_of_the_format_can_be_read() {
    let format = text("FORMAT.md");
    let blocks: Vec<&str> = format.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let programme = blocks.iter().find(|block| block.starts_with('{')).unwrap();
    let data: ProgrammeData = serde_json::from_str(programme).unwrap();
    assert_eq!(data.years, [2019, 2020, 2021]);
    let rules: Vec<Rule> = serde_json::from_str(blocks.iter().find(|block| block.starts_with('[')).unwrap()).unwrap();
    has_every_family(&rules, "FORMAT.md");
}

#[test]
fn the_documents_name_files_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for document in ["README.md", "FORMAT.md", "ARCHITECTURE.md"] {
        let text = text(document);
        let quoted: BTreeSet<&str> = text.split('`').skip(1).step_by(2).collect();
        for path in quoted
            .iter()
            .filter(|word| ["src/", "tests/", "benches/", "examples/", "data/"].iter().any(|p| word.starts_with(p)))
        {
            let is_pattern = path.contains(['<', '*', ' ']);
            assert!(is_pattern || root.join(path).exists(), "{document} names {path}, which is not there");
        }
    }
}
