//! `alokasi verify`: every rule and the bound again. Nothing is solved but, where regions prove the bound, each region alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use alokasi::error::Error;
use alokasi::io;
use alokasi::lp::formulate;
use alokasi::manifest::{Doubt, Manifest};
use alokasi::model::Programme;
use alokasi::plan::Plan;
use alokasi::region_proof::WholeCertificate;
use alokasi::solve::whole::bound::Rechecked;
use alokasi::summary::{Facts, Summary};
use alokasi::verify::certificate::relative_gap;
use alokasi::verify::{self, Benefit, Certificate};
use serde_json::{Value, json};

use crate::exit::{Failure, Report, number};
use crate::progress::Line;

/// What is verified.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Checks plan.csv against every rule, in whole rupiah; works out its benefit again, and the bound from the prices in \
    certificate.json; decides each region of regions.json again, alone; compares all with what certificate.json, regions.json and \
    summary.json claim; and hashes every input and output again for manifest.json. Any doubt ends with 1.\n\n\
    Example: alokasi verify data/lampung --plan plan"
)]
pub(crate) struct Args {
    /// The programme.
    programme: PathBuf,
    /// The folder that `solve` wrote.
    #[arg(long, value_name = "DIR")]
    plan: PathBuf,
    /// Hold the plan only to the linear relaxation of the programme, as `solve --relax` does.
    #[arg(long)]
    relax: bool,
}

/// Two ways of adding the same numbers differ by about 1e-15 of them; whoever changes a number on purpose changes more than this.
const ROUNDING: f64 = 1e-9;

pub(crate) fn run(args: &Args) -> Result<Report, Failure> {
    let line = Line::start("reading");
    let loaded = io::read(&args.programme)?;
    let now = Manifest::new(&loaded.data, loaded.sources, BTreeMap::new());
    let stated = loaded.programme;
    let (relaxation, parts) = stated.relaxed();
    let programme = if args.relax { &relaxation } else { &stated };
    let plan = io::read_plan(&args.plan, programme)?;

    line.stage("verifying");
    let violations = verify::check(programme, &plan);
    let benefit = verify::benefit(programme, &plan);
    let files = Files::read(&args.plan, programme, &plan)?;
    // The bound of the relaxation bounds the programme, and without whole-number parts the two are the same.
    let mut claims = Claims::default();
    let mut bound = claims.certificate(&relaxation, &files, benefit.total)?;
    if let Some(regions) = &files.regions {
        line.stage("deciding regions");
        let proved = claims.regions(&stated, regions, benefit.total);
        bound = Some(bound.map_or(proved, |bound| bound.min(proved))).filter(|bound| bound.is_finite());
    }
    if let Some(summary) = &files.summary {
        // What is told below is what was proved here.
        let bound = claims.searched(summary, &files, bound, benefit.total);
        claims.summary(summary, &again(programme, &plan, benefit, bound, summary));
    }
    if args.plan.is_dir() {
        claims.manifest(programme, &files, &now.with_outputs(io::output_hashes(&args.plan)?));
    }
    drop(line);

    let mut problems: Vec<String> = violations.iter().map(ToString::to_string).collect();
    problems.extend(claims.wrong.iter().cloned());
    let gap = bound.map(|bound| relative_gap(bound, benefit.total)).filter(|gap| gap.is_finite());
    let listed: Vec<Value> = violations
        .iter()
        .map(|v| json!({"rule": v.rule, "group": v.group, "breach": v.breach.to_string(), "by": v.by.get()}))
        .collect();
    let json = json!({
        "status": if problems.is_empty() { "holds" } else { "broken" },
        "violations": listed,
        "wrong_claims": claims.wrong,
        "benefit": benefit.total,
        "bound": bound,
        "relative_gap": gap,
        "rules": programme.rules().len(),
        "spent": plan.total(),
        "manifest": files.manifest.as_ref().map(|manifest| &manifest.statement),
        "relaxed": if args.relax { parts.clone() } else { Vec::new() },
    });
    if problems.is_empty() {
        return Ok(Report { text: tell(programme, &plan, benefit.total, bound, gap), json });
    }
    let mut count = format!("{}, {}", number(violations.len(), "violation"), number(claims.wrong.len(), "wrong claim"));
    if !args.relax && !parts.is_empty() && files.summary.is_some_and(|summary| !summary.relaxed.is_empty()) {
        count += "; the plan was made with --relax: verify it with --relax to hold it to the relaxation only";
    }
    Err(Failure::broken(problems, count, json))
}

fn tell(programme: &Programme, plan: &Plan, benefit: f64, bound: Option<f64>, gap: Option<f64>) -> String {
    let proof = match (bound, gap) {
        (Some(bound), Some(gap)) => format!("no plan has more than {bound:.6} (gap {gap:.1e})"),
        (Some(bound), None) => format!("no plan has more than {bound:.6}"),
        _ => "there is no certificate, so no bound is proved".to_owned(),
    };
    format!(
        "{}: the plan holds\n{} paid; every ceiling, need and rule holds ({})\nbenefit {benefit:.6} points; {proof}\n",
        programme.name(),
        plan.total(),
        number(programme.rules().len(), "rule"),
    )
}

/// What else stands in the folder of the plan.
struct Files {
    certificate: Option<Certificate>,
    regions: Option<WholeCertificate>,
    summary: Option<Summary>,
    manifest: Option<Manifest>,
    /// Whether plan.json states other payments than plan.csv.
    plans_differ: bool,
}

impl Files {
    fn read(path: &Path, programme: &Programme, plan: &Plan) -> Result<Self, Failure> {
        // A plan named by its file stands alone.
        if !path.is_dir() {
            return Ok(Self { certificate: None, regions: None, summary: None, manifest: None, plans_differ: false });
        }
        let json = io::read_plan_json(path)?;
        Ok(Self {
            certificate: io::read_certificate(path)?,
            regions: io::read_regions(path)?,
            summary: io::read_summary(path)?,
            manifest: io::read_manifest(path)?,
            plans_differ: json.is_some_and(|rows| !plan.rows(programme).eq(rows)),
        })
    }
}

/// The summary of the plan made again, with what only the solver can know taken from the one that is `claimed`.
fn again(programme: &Programme, plan: &Plan, benefit: Benefit, bound: Option<f64>, claimed: &Summary) -> Summary {
    let facts = Facts {
        status: claimed.status,
        benefit,
        bound,
        proved_by: claimed.proved_by.clone(),
        rules: verify::rules(programme, plan),
        unfinished: claimed.unfinished.clone(),
        unpriced: claimed.unpriced.clone(),
        unaided: claimed.unaided.clone(),
        // A plan with more points refutes it.
        claimed: claimed.claimed.clone().filter(|claim| claim.bound >= benefit.total),
        relaxed: claimed.relaxed.clone(),
        oddities: claimed.oddities.clone(),
        solver: claimed.solver.clone(),
        size: claimed.size,
        seconds: claimed.seconds.clone(),
    };
    Summary::new(programme, plan, facts)
}

/// Claims of the files that do not hold.
#[derive(Debug, Default)]
struct Claims {
    wrong: Vec<String>,
}

impl Claims {
    /// Holds the certificate, and `plan.json`, against what was worked out; gives the bound that the certificate proves.
    fn certificate(&mut self, relaxation: &Programme, files: &Files, benefit: f64) -> Result<Option<f64>, Failure> {
        if files.plans_differ {
            self.wrong.push("plan.json: its payments are not those of plan.csv".to_owned());
        }
        let Some(certificate) = &files.certificate else { return Ok(None) };
        self.compare("certificate.json: benefit", &json!(certificate.benefit), &json!(benefit));
        let formulation = formulate(relaxation).map_err(Error::from)?;
        let proved = match certificate.recheck(&formulation) {
            Ok(proved) => proved,
            Err(error) => {
                self.wrong.push(format!("certificate.json: {error}"));
                return Ok(None);
            }
        };
        self.compare("certificate.json: bound", &json!(certificate.bound), &json!(proved));
        if benefit > proved && !close(benefit, proved) {
            let message = "points are more than certificate.json proves possible";
            self.wrong.push(format!("plan.csv: its {benefit} {message}, which is {proved}"));
        }
        Ok(Some(proved).filter(|bound| bound.is_finite()))
    }

    /// Holds the certificate of regions against what comes of deciding each again; gives the bound that it proves.
    fn regions(&mut self, programme: &Programme, regions: &WholeCertificate, benefit: f64) -> f64 {
        self.compare("regions.json: benefit", &json!(regions.benefit), &json!(benefit));
        let Rechecked { bound, doubts, .. } = regions.recheck(programme, |_| true);
        self.wrong.extend(doubts.iter().map(|doubt| format!("regions.json: {doubt}")));
        if benefit > bound && !close(benefit, bound) {
            let message = "points are more than regions.json proves possible";
            self.wrong.push(format!("plan.csv: its {benefit} {message}, which is {bound}"));
        }
        bound
    }

    /// The bound that a summary may claim. One of regions needs their certificate. One of branch and bound is taken as it is, since that is not done again
    /// here, but it must lie between the points of the plan and what certificates prove.
    fn searched(&mut self, claimed: &Summary, files: &Files, proved: Option<f64>, benefit: f64) -> Option<f64> {
        let proof = claimed.proved_by.as_deref();
        if proof == Some("regions") && files.regions.is_none() {
            self.wrong.push(
                "regions.json: it is not there, though summary.json says that regions prove the bound".to_owned(),
            );
        }
        let Some(bound) = claimed.bound.filter(|_| proof == Some("exact")) else { return proved };
        let above = proved.is_some_and(|proved| bound > proved && !close(bound, proved));
        if above || (bound < benefit && !close(bound, benefit)) {
            let range = "the points of the plan and the bound of certificate.json";
            self.wrong.push(format!("summary.json: bound: {bound} is claimed, which is not between {range}"));
        }
        Some(bound)
    }

    /// Holds a summary against the one that was made again, key by key.
    fn summary(&mut self, claimed: &Summary, again: &Summary) {
        let (claimed, again) = (json!(claimed), json!(again));
        let keys = |value: &Value| value.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default();
        let all: BTreeSet<String> =
            [keys(&claimed), keys(&again)].into_iter().flat_map(|keys: Vec<String>| keys).collect();
        for key in all {
            self.compare(&format!("summary.json: {key}"), &claimed[&key], &again[&key]);
        }
    }

    /// Holds the audit trail against `now`, which was made again from what is there. Where there is none, a plan that came with a
    /// certificate or a summary has lost it.
    fn manifest(&mut self, programme: &Programme, files: &Files, now: &Manifest) {
        let Some(claimed) = &files.manifest else {
            if files.summary.is_some() || files.certificate.is_some() || files.regions.is_some() {
                self.wrong
                    .push("manifest.json: it is not there, so nothing says what the plan was made from".to_owned());
            }
            return;
        };
        self.wrong.extend(claimed.doubts(now).iter().map(|doubt| format!("manifest.json: {doubt}")));
        let Some(summary) = &files.summary else {
            self.wrong.push("summary.json: it is not there, though the manifest is".to_owned());
            return;
        };
        let relaxed = !summary.relaxed.is_empty();
        let mut said = vec![("relax", json!(relaxed))];
        // Whole numbers are decided by another solver than the one that is asked for prices, and the summary names the former.
        if relaxed || programme.whole_parts().is_empty() {
            said.push(("solver", json!(summary.solver)));
        }
        for (name, found) in said {
            let option = claimed.options.get(name).cloned().unwrap_or(Value::Null);
            // Relaxing a programme that is linear anyway takes nothing out of it.
            if option != found && !(name == "relax" && option == json!(true)) {
                let doubt =
                    Doubt::Option { name: name.to_owned(), claimed: option.to_string(), found: found.to_string() };
                self.wrong.push(format!("manifest.json: {doubt}"));
            }
        }
    }

    fn compare(&mut self, what: &str, claimed: &Value, found: &Value) {
        match (claimed, found) {
            (Value::Number(a), Value::Number(b)) if a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| close(a, b)) => {}
            (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
                for (key, claimed) in a {
                    self.compare(&format!("{what}.{key}"), claimed, b.get(key).unwrap_or(&Value::Null));
                }
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                for (i, (claimed, found)) in a.iter().zip(b).enumerate() {
                    self.compare(&format!("{what}[{i}]"), claimed, found);
                }
            }
            _ if claimed == found => {}
            _ => self.wrong.push(format!("{what}: {claimed} is claimed, {found} is what comes out")),
        }
    }
}

/// Whether two numbers are the same up to rounding; infinite ones are if they are equal.
#[allow(clippy::float_cmp)]
fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= ROUNDING * a.abs().max(b.abs())
}
