//! The npm half of the build: the locked packages, and their programs run by node.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Where the locked packages live.
pub struct Packages {
    web: PathBuf,
}

impl Packages {
    /// Installs exactly what `package-lock.json` says, unless it is there already.
    pub fn install(web: &Path) -> Result<Self> {
        let lock = fs::read(web.join("package-lock.json")).context("web/package-lock.json")?;
        let stamp = web.join("node_modules/.kyndig");
        let wanted = crate::compress::digest([lock.as_slice()]);
        if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
            return Ok(Self { web: web.to_owned() });
        }
        eprintln!("npm ci in web/");
        run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(web))?;
        fs::write(&stamp, wanted).with_context(|| stamp.display().to_string())?;
        Ok(Self { web: web.to_owned() })
    }

    /// A file of a package.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.web.join("node_modules").join(inside)
    }

    /// A program of a package, to be run in `directory`.
    pub fn program(&self, name: &str, directory: &Path) -> Command {
        let mut command = Command::new(self.path(".bin").join(name));
        command.current_dir(directory);
        command
    }
}

/// Runs a command to its end; its output is shown only when it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("could not start {name}"))?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stdout));
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        bail!("{name} failed ({})", output.status);
    }
    Ok(())
}
