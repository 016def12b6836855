//! Takes the drawings of the icons that are used, and no others, out of npm's `@navikt/aksel-icons`.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::{npm::Packages, web};

/// Writes a constant for each name in `web/icons.txt`.
pub fn write() -> Result<()> {
    let web = web::root().join("web");
    let packages = Packages::install(&web)?;
    let names = fs::read_to_string(web.join("icons.txt")).context("web/icons.txt")?;
    let mut code = String::from(
        "//! Drawings of `@navikt/aksel-icons` (MIT). Written by `cargo run -p xtask -- icons` from `icons.txt`.\n\n",
    );
    for name in names.lines().map(str::trim).filter(|name| !name.is_empty()) {
        let path = packages.path("@navikt/aksel-icons/dist/svg").join(format!("{name}.svg"));
        let svg = fs::read_to_string(&path).with_context(|| format!("there is no icon {name}"))?;
        let Some((inner, _)) = svg.split_once('>').and_then(|(_, rest)| rest.rsplit_once("</svg>")) else {
            bail!("{} is not one svg element", path.display());
        };
        let inner: String = inner.lines().map(str::trim).collect();
        writeln!(code, "pub const {}: &str = r#\"{inner}\"#;", constant(name))?;
    }
    let target = web.join("src/ui/icon_paths.rs");
    fs::write(&target, code).context("web/src/ui/icon_paths.rs")?;
    println!("wrote {}", target.display());
    Ok(())
}

/// `MagnifyingGlass` -> `MAGNIFYING_GLASS`
fn constant(name: &str) -> String {
    let mut out = String::new();
    for (at, letter) in name.chars().enumerate() {
        if at > 0 && letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}
