//! A run folder while it is written, and its renaming when it is whole.

use super::{MANIFEST, StoreError};
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read};
use std::path::{Path, PathBuf};

/// In the name of a folder that is not whole yet: `.NAME.carecast-XXXXXX`.
const MARK: &str = ".carecast-";
/// Held locked by the process that writes the folder.
const LOCK: &str = ".lock";

/// A run folder that is being written. Dropped before [`Folder::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Folder {
    to: PathBuf,
    parent: PathBuf,
    overwrite: bool,
    mark: &'static str,
    temporary: tempfile::TempDir,
    lock: File,
}

impl Folder {
    /// Checks that `to` can be written and begins a folder beside it. Folders that killed runs left there are removed.
    ///
    /// # Errors
    /// When `to` exists and may not be overwritten, or is not a run folder, or its parent can not be written.
    pub fn begin(to: &Path, overwrite: bool) -> Result<Folder, StoreError> {
        Folder::begin_with(to, overwrite, MANIFEST)
    }

    /// The same for a folder of another kind, which is known by the file `mark` in it.
    ///
    /// # Errors
    /// As [`Folder::begin`].
    pub fn begin_with(
        to: &Path,
        overwrite: bool,
        mark: &'static str,
    ) -> Result<Folder, StoreError> {
        let name = to.file_name().map(|n| n.to_string_lossy().into_owned());
        let Some(name) = name else {
            return Err(StoreError::new("write", to, "it has no name"));
        };
        let parent = match to.parent() {
            Some(p) if !p.as_os_str().is_empty() => p.to_owned(),
            _ => PathBuf::from("."),
        };
        may_write(to, overwrite, mark)?;
        fs::create_dir_all(&parent).map_err(|e| StoreError::new("make the folder", &parent, e))?;
        let prefix = format!(".{name}{MARK}");
        remove_stale(&parent, &prefix);
        let temporary = tempfile::Builder::new()
            .prefix(&prefix)
            .tempdir_in(&parent)
            .map_err(|e| StoreError::new("make a folder in", &parent, e))?;
        // The lock first: until it is there, nobody can tell this folder from one that is still written.
        let lock = temporary.path().join(LOCK);
        let lock = File::create(&lock).map_err(|e| StoreError::new("write", &lock, e))?;
        take_lock(&lock);
        open_to_readers(temporary.path());
        Ok(Folder {
            to: to.to_owned(),
            parent,
            overwrite,
            mark,
            temporary,
            lock,
        })
    }

    /// Where it is while it is written.
    pub fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// Writes a file in it through a buffer.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn write(
        &self,
        name: &str,
        with: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
    ) -> Result<(), StoreError> {
        let path = self.path().join(name);
        let failed = |e: std::io::Error| StoreError::new("write", &self.to.join(name), e);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut out = BufWriter::with_capacity(1 << 16, File::create(&path).map_err(failed)?);
        with(&mut out).map_err(failed)?;
        out.into_inner().map_err(|e| failed(e.into_error()))?;
        Ok(())
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// When something has come to be there meanwhile, or the file system refuses.
    pub fn finish(self) -> Result<PathBuf, StoreError> {
        let Folder {
            to,
            parent,
            overwrite,
            mark,
            temporary,
            lock,
        } = self;
        may_write(&to, overwrite, mark)?;
        let failed = |e: std::io::Error| StoreError::new("write", &to, e);
        // The lock goes first: it is no part of a run folder.
        drop(lock);
        fs::remove_file(temporary.path().join(LOCK)).map_err(failed)?;
        let mut old = None;
        if to.exists() {
            let name = to
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let aside = tempfile::Builder::new()
                .prefix(&format!(".{name}{MARK}"))
                .tempdir_in(&parent)
                .map_err(failed)?;
            fs::rename(&to, aside.path().join("replaced")).map_err(failed)?;
            old = Some(aside);
        }
        if let Err(e) = fs::rename(temporary.path(), &to) {
            if let Some(aside) = &old {
                // What stood there is put back; the first error is the one to tell.
                let _ = fs::rename(aside.path().join("replaced"), &to);
            }
            return Err(failed(e));
        }
        // Renamed: there is nothing left to remove.
        let _ = temporary.keep();
        Ok(to)
    }
}

/// May a folder be put there that is known by the file `mark` in it?
fn may_write(to: &Path, overwrite: bool, mark: &str) -> Result<(), StoreError> {
    let refuse = |why: &str| Err(StoreError::new("write", to, why));
    let Ok(found) = fs::symlink_metadata(to) else {
        return Ok(());
    };
    if !found.is_dir() {
        return refuse("a file is there");
    }
    let empty = fs::read_dir(to).is_ok_and(|mut entries| entries.next().is_none());
    if empty {
        return Ok(());
    }
    let kind = match mark {
        MANIFEST => "run folder",
        "fit.csv" => "fit",
        "track_record.csv" => "track record",
        _ => "comparison",
    };
    if !to.join(mark).is_file() {
        return refuse(&format!(
            "a folder is there that is no {kind}; it is never overwritten"
        ));
    }
    if !overwrite {
        return refuse(&format!("a {kind} is there; --overwrite replaces it"));
    }
    Ok(())
}

/// Removes what killed runs to the same place left behind. What can not be removed is left: it does no harm.
fn remove_stale(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with(prefix) && is_stale(&path) {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

/// A folder nobody writes any more: its lock is free, or it has none and is an hour old.
fn is_stale(path: &Path) -> bool {
    match File::open(path.join(LOCK)) {
        Ok(lock) if cfg!(unix) => take_lock(&lock),
        _ => {
            let age = fs::metadata(path)
                .and_then(|m| m.modified())
                .ok()
                .and_then(|t| t.elapsed().ok());
            age.is_some_and(|a| a.as_secs() > 3_600)
        }
    }
}

/// Locks a file for this process; false when another one holds it.
#[cfg(unix)]
fn take_lock(file: &File) -> bool {
    rustix::fs::flock(file, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_ok()
}

#[cfg(not(unix))]
fn take_lock(_: &File) -> bool {
    false
}

/// A temporary folder is its owner's alone; a run folder is like any other.
#[cfg(unix)]
fn open_to_readers(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    // What the system grants a new folder, from one made beside it.
    let probe = path.join(".mode");
    if fs::create_dir(&probe).is_ok() {
        if let Ok(m) = fs::metadata(&probe) {
            let mode = m.permissions().mode() & 0o777;
            let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
        }
        let _ = fs::remove_dir(&probe);
    }
}

#[cfg(not(unix))]
fn open_to_readers(_: &Path) {}

/// The first line, from 1, in which two files differ; `None`: they are the same byte for byte.
///
/// # Errors
/// When one of them can not be read.
pub fn first_difference(a: &Path, b: &Path) -> Result<Option<usize>, StoreError> {
    let open = |p: &Path| {
        File::open(p)
            .map(|f| BufReader::with_capacity(1 << 16, f).bytes())
            .map_err(|e| StoreError::new("read", p, e))
    };
    let (mut x, mut y) = (open(a)?, open(b)?);
    let mut line = 1;
    loop {
        let next = (
            x.next()
                .transpose()
                .map_err(|e| StoreError::new("read", a, e))?,
            y.next()
                .transpose()
                .map_err(|e| StoreError::new("read", b, e))?,
        );
        match next {
            (None, None) => return Ok(None),
            (p, q) if p != q => return Ok(Some(line)),
            (p, _) => line += usize::from(p == Some(b'\n')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_all(folder: &Folder, name: &str, text: &str) {
        folder
            .write(name, |w| w.write_all(text.as_bytes()))
            .unwrap();
    }

    #[test]
    fn complete_or_absent() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("a").join("run");
        let folder = Folder::begin(&to, false).unwrap();
        write_all(&folder, "x.csv", "1\n");
        assert!(!to.exists());
        drop(folder);
        assert_eq!(fs::read_dir(to.parent().unwrap()).unwrap().count(), 0);

        let folder = Folder::begin(&to, false).unwrap();
        write_all(&folder, MANIFEST, "{}");
        folder.finish().unwrap();
        assert_eq!(fs::read_dir(&to).unwrap().count(), 1);
        assert_eq!(fs::read_dir(to.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_run_folder_is_replaced_only_when_asked_and_nothing_else_ever() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("run");
        fs::create_dir(&to).unwrap();
        fs::write(to.join("mine.txt"), "x").unwrap();
        let error = Folder::begin(&to, true).unwrap_err().to_string();
        assert!(error.contains("no run folder"), "{error}");
        fs::write(to.join(MANIFEST), "{}").unwrap();
        let error = Folder::begin(&to, false).unwrap_err().to_string();
        assert!(error.contains("--overwrite"), "{error}");
        let folder = Folder::begin(&to, true).unwrap();
        write_all(&folder, MANIFEST, "{1}");
        folder.finish().unwrap();
        assert!(!to.join("mine.txt").exists());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_run_left_is_cleaned_and_a_running_one_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("run");
        let left = dir.path().join(".run.carecast-dead00");
        fs::create_dir(&left).unwrap();
        fs::write(left.join(LOCK), "").unwrap();
        let first = Folder::begin(&to, false).unwrap();
        assert!(!left.exists());
        let second = Folder::begin(&to, false).unwrap();
        assert!(first.path().exists() && second.path().exists());
    }

    #[test]
    fn differences_are_found_by_line() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        fs::write(&a, "1\n2\n3\n").unwrap();
        fs::write(&b, "1\n2\n4\n").unwrap();
        assert_eq!(first_difference(&a, &b).unwrap(), Some(3));
        fs::write(&b, "1\n2\n3\n").unwrap();
        assert_eq!(first_difference(&a, &b).unwrap(), None);
        fs::write(&b, "1\n2\n3\n4").unwrap();
        assert_eq!(first_difference(&a, &b).unwrap(), Some(4));
    }
}
