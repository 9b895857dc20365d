//! `alokasi export`: the linear program for other solvers.

use std::path::{Path, PathBuf};

use alokasi::io;
use alokasi::lp::export::{write_lp, write_mps};
use alokasi::lp::{Formulation, formulate_whole};
use serde_json::json;

use crate::exit::{Failure, Report};
use crate::progress::Line;

/// What is written where.
#[derive(Debug, clap::Args)]
#[command(after_help = "Money is in Rp 1 million. Names of rows and columns tell what they mean, such as \
    ceiling:dak:nation:2019.\n\nExample: alokasi export data/lampung --mps lampung.mps")]
#[group(id = "formats", multiple = true)]
pub(crate) struct Args {
    /// The programme.
    programme: PathBuf,
    /// Write free MPS to this file.
    #[arg(long, value_name = "FILE", required_unless_present = "lp")]
    mps: Option<PathBuf>,
    /// Write the LP format of CPLEX to this file.
    #[arg(long, value_name = "FILE")]
    lp: Option<PathBuf>,
    /// Take the linear relaxation of a programme with whole numbers.
    #[arg(long)]
    relax: bool,
}

type Writer = fn(&Formulation<'_>, &mut dyn std::io::Write) -> std::io::Result<()>;

pub(crate) fn run(args: &Args) -> Result<Report, Failure> {
    let line = Line::start("reading");
    let loaded = io::read(&args.programme)?;
    line.stage("writing");
    let (programme, relaxed) = if args.relax { loaded.programme.relaxed() } else { (loaded.programme, Vec::new()) };
    let formulation = formulate_whole(&programme);
    let mut written = Vec::new();
    let formats: [(&Option<PathBuf>, Writer); 2] = [(&args.mps, write_mps), (&args.lp, write_lp)];
    for (path, write) in formats {
        if let Some(path) = path {
            written.push(export(&formulation, path, write)?);
        }
    }
    drop(line);
    let lp = &formulation.lp;
    let (rows, columns, nonzeros) = (lp.row_count(), lp.column_count(), lp.nonzeros());
    let mut lines: Vec<String> = relaxed.iter().map(|part| format!("relaxed: {part}\n")).collect();
    lines.push(format!("{}: {rows} rows, {columns} columns, {nonzeros} coefficients\n", written.join(", ")));
    let json = json!({
        "status": "ok", "files": written, "rows": rows, "columns": columns, "nonzeros": nonzeros, "relaxed": relaxed,
    });
    Ok(Report { text: lines.concat(), json })
}

fn export(formulation: &Formulation<'_>, path: &Path, write: Writer) -> Result<String, Failure> {
    let mut text = Vec::new();
    write(formulation, &mut text).map_err(|source| io::WriteError::Io { path: path.to_owned(), source })?;
    io::write_file(path, text)?;
    Ok(path.display().to_string())
}
