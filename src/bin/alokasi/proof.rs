//! The bound that stands beside a plan of whole decisions, for who explains or compares it.

use std::path::Path;

use alokasi::explain::Book;
use alokasi::io;
use alokasi::region_proof::WholeCertificate;
use alokasi::solve::whole::bound::Rechecked;

use crate::exit::Failure;

/// What `regions.json` beside the plan at `path` claims, if it is there.
pub(crate) fn regions(path: &Path) -> Result<Option<WholeCertificate>, Failure> {
    Ok(if path.is_dir() { io::read_regions(path)? } else { None })
}

/// `book` with the bound of `regions`, summed again from its prices and what it claims of each region; `verify` decides these again.
pub(crate) fn bounded<'a>(book: Book<'a>, regions: Option<&WholeCertificate>) -> Result<Book<'a>, Failure> {
    let Some(regions) = regions else { return Ok(book) };
    let Rechecked { bound, doubts, .. } = regions.recheck(book.programme(), |_| false);
    match doubts.first() {
        Some(doubt) => Err(Failure::input(format!("regions.json: {doubt}"))),
        None => Ok(book.bounded(bound)),
    }
}
