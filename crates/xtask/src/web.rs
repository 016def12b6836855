//! Builds `web/dist`: wasm, its JavaScript, the styles, the texts and the page that names them.
//!
//! Every file but the page carries its content's digest in its name, so that it may be cached for ever.
//! A second run with nothing changed writes nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::npm::{Packages, run};
use crate::{compress, size, texts};

/// For whom the files are made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As small as it gets.
    Release,
    /// As quick to make as it gets.
    Dev,
}

impl Kind {
    pub fn profile(self) -> &'static str {
        match self {
            Self::Release => "wasm",
            Self::Dev => "wasm-dev",
        }
    }

    fn brotli_quality(self) -> i32 {
        match self {
            Self::Release => 11,
            Self::Dev => 4,
        }
    }
}

const STAMP: &str = ".stamp";
const MAIN: &str = "main.wasm";
const LOADER: &str = "./__wasm_split.js";

/// The workspace's folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Builds what has changed and prints what a first visit downloads.
pub fn build(kind: Kind) -> Result<()> {
    let root = root();
    let web = root.join("web");
    let dist = web.join("dist");
    let packages = Packages::install(&web)?;
    let (wasm, target) = compile(&root, kind)?;

    let stamp = stamp(&web, &wasm, kind)?;
    if fs::read_to_string(dist.join(STAMP)).is_ok_and(|found| found == stamp) {
        println!("web/dist is up to date");
        return size::report();
    }

    let work = target.join("web").join(kind.profile());
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).with_context(|| work.display().to_string())?;

    let (parts, first) = split(&wasm, &work)?;
    bind(&work.join(MAIN), &work)?;
    let module = work.join("kyndig_bg.wasm");
    if kind == Kind::Release {
        for module in parts.iter().chain([&module]) {
            shrink(&packages, module, &work)?;
        }
    }
    theme(&packages, &web, &target, &work)?;

    let mut files = Files { out: Vec::new() };
    let wasm_name = files.add("kyndig", "wasm", fs::read(&module)?);
    name_parts(&parts, &work.join(LOADER), &mut files)?;
    let read = texts::read(&web.join("locales")).map_err(anyhow::Error::msg)?;
    let mut texts = Vec::new();
    for (at, language) in texts::LANGUAGES.into_iter().enumerate() {
        let text = serde_json::to_vec(&texts::array(&read, at))?;
        texts.push((language, files.add(&format!("texts-{language}"), "json", text)));
    }
    let icon = files.add("kyndig", "svg", fs::read(web.join("kyndig.svg"))?);
    let (script, style) = bundle(&packages, &web, &work, kind, &wasm_name, &texts, &mut files)?;

    let page = fs::read_to_string(web.join("index.html")).context("web/index.html")?;
    let page = [("{wasm}", &wasm_name), ("{script}", &script), ("{style}", &style), ("{icon}", &icon)]
        .iter()
        .fold(page, |page, (mark, name)| page.replace(mark, &format!("/assets/{name}")));

    if dist.exists() {
        fs::remove_dir_all(&dist).context("web/dist")?;
    }
    fs::create_dir_all(dist.join("assets")).context("web/dist/assets")?;
    for (name, bytes) in &files.out {
        compress::write(&dist.join("assets").join(name), bytes, kind.brotli_quality())?;
    }
    compress::write(&dist.join("index.html"), page.as_bytes(), kind.brotli_quality())?;
    fs::write(dist.join(size::FIRST), first.join("\n")).context("web/dist")?;
    fs::write(dist.join(size::KIND), kind.profile()).context("web/dist")?;
    fs::write(dist.join(STAMP), stamp).context("web/dist")?;
    size::report()
}

/// The files to be written, under the names they are asked for by.
struct Files {
    out: Vec<(String, Vec<u8>)>,
}

impl Files {
    fn add(&mut self, stem: &str, ending: &str, bytes: Vec<u8>) -> String {
        let name = format!("{stem}-{}.{ending}", compress::digest([bytes.as_slice()]));
        self.out.push((name.clone(), bytes));
        name
    }
}

/// Compiles the SPA and says where the module and the target folder are.
fn compile(root: &Path, kind: Kind) -> Result<(PathBuf, PathBuf)> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = Command::new(&cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .context("cargo metadata")?;
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).context("cargo metadata")?;
    let Some(target) = metadata["target_directory"].as_str() else { bail!("cargo metadata names no target directory") };
    let target = PathBuf::from(target);

    let done = Command::new(&cargo)
        .args([
            "build",
            "--quiet",
            "--package",
            "kyndig-web",
            "--target",
            "wasm32-unknown-unknown",
            "--profile",
            kind.profile(),
        ])
        .current_dir(root)
        .status()
        .context("cargo build")?;
    if !done.success() {
        bail!("the SPA does not compile");
    }
    let wasm = target.join("wasm32-unknown-unknown").join(kind.profile()).join("kyndig-web.wasm");
    Ok((wasm, target))
}

/// Changes when anything does that the files are made of.
fn stamp(web: &Path, wasm: &Path, kind: Kind) -> Result<String> {
    let mut parts = vec![
        kind.profile().as_bytes().to_vec(),
        // the program that builds is an ingredient too
        fs::read(std::env::current_exe()?)?,
        fs::read(wasm).with_context(|| wasm.display().to_string())?,
    ];
    for name in ["package-lock.json", "index.html", "kyndig.svg", "designsystemet.config.json"] {
        parts.push(fs::read(web.join(name)).with_context(|| format!("web/{name}"))?);
    }
    for folder in ["styles", "js", "locales/nb", "locales/nn", "locales/en"] {
        let mut paths: Vec<_> =
            fs::read_dir(web.join(folder))?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        paths.sort();
        for path in paths {
            parts.push(fs::read(&path).with_context(|| path.display().to_string())?);
        }
    }
    Ok(compress::digest(parts.iter().map(Vec::as_slice)))
}

/// Cuts the module at its chunks (`web/src/chunks.rs`) into one for the beginning and others that it fetches when first
/// needed; answers with the others, and with the stems of those that the first page needs.
fn split(wasm: &Path, work: &Path) -> Result<(Vec<PathBuf>, Vec<String>)> {
    let input = fs::read(wasm).with_context(|| wasm.display().to_string())?;
    let main = work.join(MAIN);
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = work;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = "./kyndig.js";
    match wasm_split_cli_support::transform(options) {
        Ok(mut done) => Ok((done.split_modules, done.prefetch_map.remove("home").unwrap_or_default())),
        Err(error) => bail!("wasm-split: {error:#}"),
    }
}

/// Gives the parts names by their content, and tells the script that fetches them.
fn name_parts(parts: &[PathBuf], loader: &Path, files: &mut Files) -> Result<()> {
    let mut script = fs::read_to_string(loader).context("wasm-split wrote no script")?;
    for part in parts {
        let Some(stem) = part.file_stem().and_then(|stem| stem.to_str()) else {
            bail!("{} is no name we know", part.display());
        };
        let mark = format!("\"./{stem}.wasm\"");
        // a part in which nothing is left is not fetched
        if script.contains(&mark) {
            let name = files.add(stem, "wasm", fs::read(part).with_context(|| part.display().to_string())?);
            script = script.replace(&mark, &format!("\"./{name}\""));
        }
    }
    fs::write(loader, script).context("the script of the parts")
}

/// Writes `kyndig.js` and `kyndig_bg.wasm`.
fn bind(wasm: &Path, work: &Path) -> Result<()> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(wasm).out_name("kyndig").typescript(false).omit_default_module_path(true);
    // the parts import what the linker exports
    bindgen.keep_lld_exports(true);
    bindgen.web(true).and_then(|bindgen| bindgen.generate(work)).context("wasm-bindgen")
}

fn shrink(packages: &Packages, module: &Path, work: &Path) -> Result<()> {
    let small = work.join("small.wasm");
    let features = [
        "--enable-bulk-memory",
        "--enable-bulk-memory-opt",
        "--enable-multivalue",
        "--enable-mutable-globals",
        "--enable-nontrapping-float-to-int",
        "--enable-reference-types",
        "--enable-sign-ext",
    ];
    run(packages.program("wasm-opt", work).arg("-Oz").args(features).arg(module).arg("-o").arg(&small))?;
    fs::rename(&small, module).context("wasm-opt wrote nothing")
}

/// Our colours, as Designsystemet's own program makes them; kept until the choice of colours changes.
fn theme(packages: &Packages, web: &Path, target: &Path, work: &Path) -> Result<()> {
    let config = web.join("designsystemet.config.json");
    let lock = fs::read(web.join("package-lock.json"))?;
    let key = compress::digest([fs::read(&config)?.as_slice(), lock.as_slice()]);
    let kept = target.join("web").join(format!("theme-{key}.css"));
    if !kept.exists() {
        let folder = work.join("theme");
        fs::create_dir_all(&folder)?;
        fs::copy(&config, folder.join("designsystemet.config.json"))?;
        run(packages.program("designsystemet", &folder).args(["tokens", "create"]))?;
        run(packages.program("designsystemet", &folder).args(["tokens", "build"]))?;
        fs::copy(folder.join("design-tokens-build/kyndig.css"), &kept).context("the built theme")?;
    }
    fs::copy(&kept, work.join("theme.css")).context("the built theme")?;
    Ok(())
}

/// Bundles script, styles and fonts; answers with the names of script and style.
fn bundle(
    packages: &Packages,
    web: &Path,
    work: &Path,
    kind: Kind,
    wasm: &str,
    texts: &[(&str, String)],
    files: &mut Files,
) -> Result<(String, String)> {
    let texts: serde_json::Map<_, _> =
        texts.iter().map(|(language, name)| ((*language).to_owned(), format!("/assets/{name}").into())).collect();
    let out = work.join("bundle");
    let mut esbuild = packages.program("esbuild", web);
    esbuild
        .arg("script=js/main.js")
        .arg("style=styles/main.css")
        .args(["--bundle", "--format=esm", "--target=es2022,chrome115,firefox115,safari16.4", "--charset=utf8"])
        .args(["--loader:.woff2=file", "--asset-names=[name]-[hash]", "--public-path=/assets", "--log-level=warning"])
        .arg(format!("--alias:kyndig-wasm={}", work.join("kyndig.js").display()))
        .arg(format!("--alias:kyndig-theme={}", work.join("theme.css").display()))
        .arg(format!("--define:WASM=\"/assets/{wasm}\""))
        .arg(format!("--define:TEXTS={}", serde_json::Value::Object(texts)))
        .arg(format!("--outdir={}", out.display()));
    if kind == Kind::Release {
        esbuild.args(["--minify", "--legal-comments=none"]);
    }
    run(&mut esbuild)?;

    let (mut script, mut style) = (None, None);
    for entry in fs::read_dir(&out)? {
        let path = entry?.path();
        let bytes = fs::read(&path)?;
        match path.file_name().and_then(|name| name.to_str()) {
            Some("script.js") => script = Some(files.add("kyndig", "js", bytes)),
            Some("style.css") => style = Some(files.add("kyndig", "css", bytes)),
            // esbuild has put the digest into the name of a font
            Some(name) => files.out.push((name.to_owned(), bytes)),
            None => bail!("{} is no name we know", path.display()),
        }
    }
    script.zip(style).context("esbuild wrote no script or no style")
}
