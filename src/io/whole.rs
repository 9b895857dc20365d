//! Files written whole or not at all: beside their target first, then put in place by renaming.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Unwritable;

/// Why something could not be written. The files that were there before are unchanged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The system refused.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// What could not be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A folder that holds something else.
    #[error("{} holds files but no programme.json; name an empty or new folder", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// Something else than a file is in the way.
    #[error("{} is not a file, so it is not replaced; move it away", path.display())]
    NotAFile {
        /// What is in the way.
        path: PathBuf,
    },
    /// The data hold something that JSON cannot.
    #[error("this cannot be written as JSON: {reason}")]
    NotJson {
        /// What.
        reason: String,
    },
    /// The data hold something that a table cannot.
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
}

/// A file to be written: its name and what stands in it.
pub(super) type NewFile<'a> = (&'a str, Vec<u8>);

fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteError + use<> {
    let path = path.to_owned();
    move |source| WriteError::Io { path, source }
}

/// Writes `files` into the folder `dir`, which is made if it is not there, in place of files of the same names, and takes away the
/// files named `obsolete`. Other files stay.
pub(super) fn write_files(dir: &Path, files: &[NewFile<'_>], obsolete: &[&str]) -> Result<(), WriteError> {
    if dir.is_dir() {
        let stage = tempfile::Builder::new().prefix(".alokasi-").tempdir_in(dir).map_err(at(dir))?;
        let (new, old) = (stage.path().join("new"), stage.path().join("old"));
        fs::create_dir(&old).map_err(at(&old))?;
        stage_files(&new, files)?;
        let names = files.iter().map(|(name, _)| *name);
        let mut swap = Swap { dir, new: &new, old: &old, done: Vec::new(), rename: &|from, to| fs::rename(from, to) };
        return swap.all(names, obsolete);
    }
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(at(parent))?;
    let stage = tempfile::Builder::new().prefix(".alokasi-").tempdir_in(parent).map_err(at(parent))?;
    // A folder inside the temporary one, which nobody else may enter, so that the new one has the usual rights.
    let new = stage.path().join("new");
    stage_files(&new, files)?;
    fs::rename(&new, dir).map_err(at(dir))
}

fn stage_files(new: &Path, files: &[NewFile<'_>]) -> Result<(), WriteError> {
    fs::create_dir(new).map_err(at(new))?;
    for (name, bytes) in files {
        let path = new.join(name);
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            // On the disk before the old file goes.
            file.sync_all()
        };
        write().map_err(at(&path))?;
    }
    Ok(())
}

/// Old files out, new ones in, and back if that fails half-way.
struct Swap<'a> {
    dir: &'a Path,
    new: &'a Path,
    old: &'a Path,
    /// Renames done, from and to, in order.
    done: Vec<(PathBuf, PathBuf)>,
    rename: &'a dyn Fn(&Path, &Path) -> io::Result<()>,
}

impl Swap<'_> {
    fn all<'n>(&mut self, names: impl Iterator<Item = &'n str>, obsolete: &[&str]) -> Result<(), WriteError> {
        let names: Vec<&str> = names.collect();
        for name in names.iter().chain(obsolete) {
            let path = self.dir.join(name);
            if path.exists() && !path.is_file() {
                return Err(WriteError::NotAFile { path });
            }
        }
        let moved = self.try_all(&names, obsolete);
        if moved.is_err() {
            for (from, to) in self.done.drain(..).rev() {
                fs::rename(&to, &from).map_err(at(&from))?;
            }
        }
        moved
    }

    fn try_all(&mut self, names: &[&str], obsolete: &[&str]) -> Result<(), WriteError> {
        for name in names.iter().chain(obsolete) {
            if self.dir.join(name).exists() {
                self.step(self.dir.join(name), self.old.join(name))?;
            }
        }
        for name in names {
            self.step(self.new.join(name), self.dir.join(name))?;
        }
        Ok(())
    }

    fn step(&mut self, from: PathBuf, to: PathBuf) -> Result<(), WriteError> {
        (self.rename)(&from, &to).map_err(at(&to))?;
        self.done.push((from, to));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(dir: &Path, name: &str) -> String {
        fs::read_to_string(dir.join(name)).unwrap_or_else(|_| "-".to_owned())
    }

    /// Three old files; `b` is replaced, `c` is new, `d` is taken away. Fails at the rename of the given number.
    fn swap_failing_at(fail: usize) -> (tempfile::TempDir, Result<(), WriteError>) {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path();
        for name in ["a", "b", "d"] {
            fs::write(dir.join(name), "old").unwrap();
        }
        let stage = dir.join("stage");
        let (new, old) = (stage.join("new"), stage.join("old"));
        fs::create_dir_all(&old).unwrap();
        stage_files(&new, &[("b", b"new".to_vec()), ("c", b"new".to_vec())]).unwrap();
        let count = std::cell::Cell::new(0);
        let rename = |from: &Path, to: &Path| {
            count.set(count.get() + 1);
            if count.get() == fail { Err(io::Error::other("disk gone")) } else { fs::rename(from, to) }
        };
        let done =
            Swap { dir, new: &new, old: &old, done: Vec::new(), rename: &rename }.all(["b", "c"].into_iter(), &["d"]);
        (root, done)
    }

    #[test]
    fn a_swap_that_fails_anywhere_leaves_the_old_files() {
        for fail in 1..=4 {
            let (root, done) = swap_failing_at(fail);
            assert!(done.unwrap_err().to_string().ends_with(": disk gone"), "{fail}");
            let found = ["a", "b", "c", "d"].map(|name| text(root.path(), name));
            assert_eq!(found, ["old", "old", "-", "old"], "{fail}");
        }
        let (root, done) = swap_failing_at(5);
        done.unwrap();
        assert_eq!(["a", "b", "c", "d"].map(|name| text(root.path(), name)), ["old", "new", "new", "-"]);
    }

    #[test]
    fn nothing_but_the_files_is_left_behind() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("made/on/the/way");
        write_files(&dir, &[("a", b"1".to_vec())], &[]).unwrap();
        write_files(&dir, &[("a", b"2".to_vec())], &[]).unwrap();
        let names: Vec<_> = fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!((names.as_slice(), text(&dir, "a").as_str()), (["a".into()].as_slice(), "2"));
        assert_eq!(fs::read_dir(dir.parent().unwrap()).unwrap().count(), 1);
    }
}
