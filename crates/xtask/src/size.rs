//! What a first visit downloads, and the budget it must keep.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{compress, web};

/// Bytes of wasm + script + styles, as brotli.
const BUDGET: usize = 350_000;

/// Prints the sizes of `web/dist`; an error when the budget is broken by a release build.
pub fn report() -> Result<()> {
    let assets = web::root().join("web/dist/assets");
    let mut rows = Vec::new();
    for entry in fs::read_dir(&assets).context("web/dist is not built: cargo run -p xtask -- web")? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let ending = path.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
        if ["br", "gz"].contains(&ending.as_str()) {
            continue;
        }
        let bytes = fs::read(&path)?;
        let sent = if ending == "woff2" { bytes.len() } else { compress::brotli(&bytes, 11)?.len() };
        let counted = ["wasm", "js", "css"].contains(&ending.as_str());
        rows.push((!counted, name, bytes.len(), sent));
    }
    rows.sort();
    println!("{:>10} {:>10}", "bytes", "brotli");
    for (_, name, raw, sent) in &rows {
        println!("{raw:>10} {sent:>10}  {name}");
    }
    let total: usize = rows.iter().filter(|(uncounted, ..)| !uncounted).map(|(_, _, _, sent)| sent).sum();
    println!("first load, wasm + js + css: {total} bytes of {BUDGET}");
    let dev = fs::read_to_string(web::root().join("web/dist/.kind")).is_ok_and(|kind| kind != "wasm");
    if total > BUDGET && !dev {
        bail!("the first load is {} bytes over its budget", total - BUDGET);
    }
    Ok(())
}
