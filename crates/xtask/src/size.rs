//! What a first visit downloads, and the budget it must keep.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{compress, web};

/// Bytes of wasm + script + styles, as brotli.
const BUDGET: usize = 420_000;

/// Names the parts that the first page fetches besides the module itself.
pub const FIRST: &str = ".first";
/// Says which profile made `web/dist`.
pub const KIND: &str = ".kind";

/// Prints the sizes of `web/dist`; an error when a release build breaks the budget.
pub fn report() -> Result<()> {
    let dist = web::root().join("web/dist");
    let first = fs::read_to_string(dist.join(FIRST)).context("web/dist is not built: cargo run -p xtask -- web")?;
    let first: Vec<&str> = first.lines().chain(["kyndig"]).collect();
    let release = fs::read_to_string(dist.join(KIND)).is_ok_and(|kind| kind == web::Kind::Release.profile());
    let mut rows = Vec::new();
    for entry in fs::read_dir(dist.join("assets")).context("web/dist/assets")? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let ending = path.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
        if ["br", "gz"].contains(&ending.as_str()) {
            continue;
        }
        let bytes = fs::read(&path)?;
        // a release build has them as they are sent beside it
        let sent = match fs::metadata(compress::twin(&path, "br")) {
            Ok(twin) if release => usize::try_from(twin.len())?,
            _ if ending == "woff2" => bytes.len(),
            _ => compress::brotli(&bytes, 11)?.len(),
        };
        let stem = name.rsplit_once('-').map_or(name.as_str(), |(stem, _)| stem);
        let counted = ["wasm", "js", "css"].contains(&ending.as_str()) && first.contains(&stem);
        rows.push((!counted, name, bytes.len(), sent));
    }
    rows.sort();
    println!("{:>10} {:>10}", "bytes", "brotli");
    for (uncounted, name, raw, sent) in &rows {
        println!("{raw:>10} {sent:>10}  {}{name}", if *uncounted { "  " } else { "* " });
    }
    let total: usize = rows.iter().filter(|(uncounted, ..)| !uncounted).map(|(_, _, _, sent)| sent).sum();
    println!("first load (*): {total} bytes of {BUDGET}");
    if total > BUDGET && release {
        bail!("the first load is {} bytes over its budget", total - BUDGET);
    }
    Ok(())
}
