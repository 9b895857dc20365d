//! `alokasi compare`: two plans side by side, line by line, a reason on each line.

use std::path::{Path, PathBuf};

use alokasi::compare::{self, Side, SideError};
use alokasi::explain::{Book, Source};
use alokasi::io::{self, Loaded};
use alokasi::model::Programme;
use alokasi::plan::Plan;
use alokasi::region_proof::WholeCertificate;
use alokasi::verify::Certificate;
use alokasi::words::Language;
use serde_json::json;

use crate::exit::{Failure, Report};
use crate::progress::Line;
use crate::proof;

/// What is compared.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Solves nothing: reads both plans, their certificates if they are there, and what the two programmes state otherwise.\n\n\
    Examples:\n  \
    alokasi compare data/lampung --plan plan --to cut/lampung --to-plan cut/plan --lang en\n  \
    alokasi compare data/lampung --plan plan --to-plan other-plan       the same programme, two plans"
)]
pub(crate) struct Args {
    /// The programme before.
    programme: PathBuf,
    /// Its plan: the folder that `solve` wrote, or a plan.csv.
    #[arg(long, value_name = "DIR")]
    plan: PathBuf,
    /// The programme after; the same one if it is not named.
    #[arg(long, value_name = "PROGRAMME")]
    to: Option<PathBuf>,
    /// The plan after.
    #[arg(long, value_name = "DIR")]
    to_plan: PathBuf,
    /// Language: id or en.
    #[arg(long, value_name = "LANG", default_value_t)]
    lang: Language,
}

impl From<SideError> for Failure {
    fn from(error: SideError) -> Self {
        Self::input(error.to_string())
    }
}

/// What stands on one side.
struct Read {
    loaded: Loaded,
    relaxed: Programme,
    plan: Plan,
    certificate: Option<Certificate>,
    regions: Option<WholeCertificate>,
}

impl Read {
    fn new(programme: &Path, plan: &Path) -> Result<Self, Failure> {
        let loaded = io::read(programme)?;
        let (relaxed, _) = loaded.programme.relaxed();
        let certificate = if plan.is_dir() { io::read_certificate(plan)? } else { None };
        let regions = proof::regions(plan)?;
        let plan = io::read_plan(plan, &loaded.programme)?;
        Ok(Self { loaded, relaxed, plan, certificate, regions })
    }

    fn side(&self) -> Result<Side<'_>, Failure> {
        let Loaded { data, programme, .. } = &self.loaded;
        let book = |certificate| Book::new(programme, &self.relaxed, &self.plan, certificate, Source::Certificate);
        let book = self.certificate.as_ref().map(book).transpose()?;
        let book = book.map(|book| proof::bounded(book, self.regions.as_ref())).transpose()?;
        Ok(Side::new(data, programme, &self.plan, book)?)
    }
}

pub(crate) fn run(args: &Args) -> Result<Report, Failure> {
    let line = Line::start("reading");
    let before = Read::new(&args.programme, &args.plan)?;
    let after = Read::new(args.to.as_ref().unwrap_or(&args.programme), &args.to_plan)?;
    line.stage("comparing");
    // Most of the time goes into opening the two books, which know nothing of each other.
    let (old, new) = rayon::join(|| before.side(), || after.side());
    let compared = compare::compare(&old?, &new?);
    let told = compare::say(&compared, args.lang);
    drop(line);
    Ok(Report { text: told.join("\n") + "\n", json: json!(compared) })
}
