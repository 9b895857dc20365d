//! `alokasi explain`: why a need, sentra, region or sector got what it got, and what stopped the money that is left.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use alokasi::allocate::{Options, allocate};
use alokasi::conflict::{self, Verdict};
use alokasi::explain::{self, Book, BookError, NeedFacts, Source, Subject, Unknown};
use alokasi::io;
use alokasi::plan::Plan;
use alokasi::solve::Control;
use alokasi::verify::Certificate;
use alokasi::whatif::{Edit, Lab, LabError, Way, say_change, say_importance, say_insisted};
use alokasi::words::why::{Fate, Why};
use alokasi::words::{Language, Message, Name};
use alokasi::{Programme, ProgrammeData};
use serde_json::json;

use crate::exit::{Failure, Report};
use crate::progress::Line;
use crate::proof;

/// What is explained.
#[derive(Debug, clap::Args)]
#[command(
    group = clap::ArgGroup::new("subject").required(true).args(["need", "sentra", "region", "sector", "leftovers"]),
    after_help = "Reads the plan and its prices; solves only if the plan has no certificate.json, and says so.\n\n\
    Examples:\n  \
    alokasi explain data/lampung --plan plan --sentra S01 --lang en\n  \
    alokasi explain data/lampung --plan plan --need S01-building --all\n  \
    alokasi explain data/lampung --plan plan --leftovers"
)]
#[allow(clippy::struct_excessive_bools)] // independent switches of a command line
pub(crate) struct Args {
    /// The programme.
    programme: PathBuf,
    /// The folder that `solve` wrote, or a plan.csv.
    #[arg(long, value_name = "DIR")]
    plan: PathBuf,
    /// Code of a need.
    #[arg(long, value_name = "CODE")]
    need: Option<String>,
    /// Code of a sentra.
    #[arg(long, value_name = "CODE")]
    sentra: Option<String>,
    /// Code of a region.
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
    /// Code of a sector; all below it counts.
    #[arg(long, value_name = "CODE")]
    sector: Option<String>,
    /// What each ceiling leaves unspent, and why.
    #[arg(long)]
    leftovers: bool,
    /// Every year and source, not only where least is missing.
    #[arg(long)]
    all: bool,
    /// Solve again for the smallest single change that brings the need in.
    #[arg(long, requires = "need")]
    change: bool,
    /// Solve again with the need forced in, whole.
    #[arg(long, requires = "need")]
    insist: bool,
    /// Solve again without the need, or without all needs of the sentra, region or sector.
    #[arg(long, conflicts_with = "leftovers")]
    without: bool,
    /// Solve again without each funded need of the sentra, or each funded sentra of the region or sector, one at a time.
    #[arg(long, conflicts_with_all = ["leftovers", "need"])]
    importance: bool,
    /// Seconds for each solve of a programme with whole-number decisions.
    #[arg(long, value_name = "S", value_parser = crate::solve::positive)]
    time_limit: Option<f64>,
    /// Language: id or en.
    #[arg(long, value_name = "LANG", default_value_t)]
    lang: Language,
}

impl From<BookError> for Failure {
    fn from(error: BookError) -> Self {
        Self::input(error.to_string())
    }
}

impl From<LabError> for Failure {
    fn from(error: LabError) -> Self {
        match error {
            LabError::Solve(error) => error.into(),
            other => Self::input(other.to_string()),
        }
    }
}

impl From<Unknown> for Failure {
    fn from(error: Unknown) -> Self {
        Self::input(error.to_string())
    }
}

/// The certificate beside the plan at `path`, or one made now.
pub(crate) fn certificate(
    path: &std::path::Path,
    relaxed: &alokasi::Programme,
) -> Result<(Certificate, Source), Failure> {
    if path.is_dir()
        && let Some(certificate) = io::read_certificate(path)?
    {
        return Ok((certificate, Source::Certificate));
    }
    let solved = allocate(relaxed, &Options::default())?.certificate;
    let none = || Failure::input("the solver gives no prices to explain by".to_owned());
    Ok((solved.ok_or_else(none)?, Source::Solved))
}

/// Options of a solve that may take so many seconds.
pub(crate) fn limited(seconds: Option<f64>) -> Options {
    let mut control = Control::default();
    control.time_limit = seconds.map(Duration::from_secs_f64);
    Options::default().with_control(control)
}

/// What stands against `edit` of `data`, which no plan was found with.
fn against(
    data: &ProgrammeData,
    edit: &Edit,
    told: &mut Vec<String>,
    language: Language,
) -> Result<serde_json::Value, Failure> {
    let mut data = data.clone();
    edit.apply(&mut data).map_err(LabError::from)?;
    let programme = Programme::try_from(&data).map_err(LabError::Invalid)?;
    let found = conflict::find(&programme, &conflict::Options::default())?;
    // That all fits would be said of what no plan was found for.
    if found.verdict == Verdict::Clashes {
        told.extend(conflict::say(&found, language));
    }
    Ok(json!(found))
}

/// What is funded of `subject`, each with its needs: needs of a sentra, sentra of anything larger; `codes` are all its needs.
fn funded(programme: &Programme, plan: &Plan, subject: &Subject, codes: &[String]) -> Vec<(Name, Vec<String>)> {
    let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
    let paid: BTreeSet<String> = plan.rows(programme).map(|row| row.need.to_string()).collect();
    let mut list: BTreeMap<String, (Name, Vec<String>)> = BTreeMap::new();
    for need in programme.needs().iter().filter(|need| codes.contains(need.code.as_str())) {
        let sentra = &programme.sentra()[need.sentra.index()];
        let activity = &programme.activities()[need.activity.index()];
        let name = match subject {
            Subject::Sentra(_) => Name::new(&need.code, &activity.name),
            _ => Name::new(&sentra.code, &sentra.name),
        };
        list.entry(name.code.clone()).or_insert_with(|| (name, Vec::new())).1.push(need.code.to_string());
    }
    list.into_values().filter(|(_, needs)| needs.iter().any(|need| paid.contains(need))).collect()
}

pub(crate) fn run(args: &Args) -> Result<Report, Failure> {
    let line = Line::start("reading");
    let alokasi::io::Loaded { data, programme: stated, .. } = io::read(&args.programme)?;
    let (relaxed, _) = stated.relaxed();
    let plan: Plan = io::read_plan(&args.plan, &stated)?;
    line.stage("explaining");
    let (certificate, source) = certificate(&args.plan, &relaxed)?;
    let book = Book::new(&stated, &relaxed, &plan, &certificate, source)?;
    let book = proof::bounded(book, proof::regions(&args.plan)?.as_ref())?;
    let language = args.lang;
    let mut told = Vec::new();
    let subject = match (&args.need, &args.sentra, &args.region, &args.sector) {
        (Some(code), ..) => Some(Subject::Need(code.clone())),
        (_, Some(code), ..) => Some(Subject::Sentra(code.clone())),
        (_, _, Some(code), _) => Some(Subject::Region(code.clone())),
        (.., Some(code)) => Some(Subject::Sector(code.clone())),
        _ => None,
    };
    let mut json = json!({"proof": book.proof()});
    if let Some(subject) = subject {
        let (_, ids) = book.needs_of(&subject)?;
        let codes: Vec<String> = ids.iter().map(|id| stated.needs()[id.index()].code.to_string()).collect();
        let mut lab = None;
        if !matches!(subject, Subject::Need(_)) {
            let group = book.group(&subject)?;
            told.extend(explain::say_group(&group, language));
            json["group"] = json!(group);
        }
        if matches!(subject, Subject::Need(_) | Subject::Sentra(_)) {
            let needs: Vec<_> = ids.into_iter().map(|id| book.need(id)).collect();
            for need in &needs {
                told.extend(explain::say_need(need, args.all, language));
            }
            json["needs"] = json!(needs);
            let asked = args.change || args.insist || args.without || args.importance;
            // The one that misses least is the one to ask about.
            let open = needs.iter().filter(|facts| matches!(facts.fate, Fate::Nothing | Fate::Part));
            let missing = |facts: &&NeedFacts| facts.best.map_or(f64::INFINITY, |best| facts.choices[best].shortfall);
            if let Some(facts) = open.min_by(|a, b| missing(a).total_cmp(&missing(b)))
                && !asked
            {
                told.push(Why::Ask { with: format!("--need {} --change --insist", facts.need.code) }.say(language));
            }
            if let [facts] = needs.as_slice()
                && (args.change || args.insist)
            {
                line.stage("solving");
                let lab = lab.insert(Lab::new(data.clone(), limited(args.time_limit))?);
                let code = &facts.need.code;
                if args.change {
                    let changes = lab.changes(facts, &Way::ALL)?;
                    told.extend(changes.iter().map(|change| say_change(change, lab, language)));
                    json["changes"] = json!(changes);
                }
                if args.insist {
                    let insisted = lab.insist(code, facts.cost)?;
                    told.extend(say_insisted(insisted.as_ref(), &stated, language));
                    json["insist"] = json!(insisted);
                    if insisted.is_none() {
                        let edit = Edit::Insist { need: code.clone(), rupiah: facts.cost };
                        json["insist_against"] = against(lab.data(), &edit, &mut told, language)?;
                    }
                }
            }
        }
        if (args.without || args.importance) && lab.is_none() {
            line.stage("solving");
            lab = Some(Lab::new(data, limited(args.time_limit))?);
        }
        if let Some(lab) = lab.as_mut().filter(|_| args.importance) {
            let list = funded(&stated, &plan, &subject, &codes);
            let importance = lab.importance(&list)?;
            told.extend(say_importance(&importance, language));
            json["importance"] = json!(importance);
        }
        if let Some(lab) = lab.as_mut().filter(|_| args.without) {
            line.stage("solving");
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            let without = lab.without(&codes)?;
            told.extend(say_insisted(without.as_ref(), &stated, language));
            json["without"] = json!(without);
            if without.is_none() {
                let edit = Edit::Without { needs: codes.iter().map(|&code| code.to_owned()).collect() };
                json["without_against"] = against(lab.data(), &edit, &mut told, language)?;
            }
        }
    } else {
        let leftovers = book.leftovers();
        for leftover in &leftovers {
            told.extend(explain::say_leftover(leftover, language));
        }
        json["leftovers"] = json!(leftovers);
    }
    told.extend(explain::say_proof(book.proof(), language));
    drop(line);
    Ok(Report { text: told.join("\n") + "\n", json })
}
