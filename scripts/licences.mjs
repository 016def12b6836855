// Audits the licences of all that is shipped: the crates in the server, the crates in the SPA, the npm packages in the SPA.
// Every licence must be on the list below; copyleft is not. `--notices FILE` also gathers the licence texts, which most of
// these licences ask to have passed on with the program.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "Apache-2.0 WITH LLVM-exception",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BSL-1.0",
  "CC0-1.0",
  "CDLA-Permissive-2.0",
  "ISC",
  "MIT",
  "MIT-0",
  "OpenSSL",
  "Unicode-3.0",
  "Unicode-DFS-2016",
  "Unlicense",
  "Zlib",
]);

// Fonts lie beside the program as they came: their licence asks that a changed font stays under it, and touches nothing else.
const ALLOWED_FOR_FONTS = new Set(["OFL-1.1"]);

// Packages whose metadata does not state the licence that their files state: name -> [licence, where it was read].
const STATED_ELSEWHERE = new Map([]);

/** Whether one choice of an SPDX expression consists of allowed licences only. */
function allowed(expression) {
  const tokens = expression.replaceAll("/", " OR ").match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const either = () => {
    let verdict = both();
    while (tokens[at]?.toUpperCase() === "OR") {
      at += 1;
      const next = both();
      verdict = verdict || next;
    }
    return verdict;
  };
  const both = () => {
    let verdict = one();
    while (tokens[at]?.toUpperCase() === "AND") {
      at += 1;
      const next = one();
      verdict = verdict && next;
    }
    return verdict;
  };
  const one = () => {
    if (tokens[at] === "(") {
      at += 1;
      const verdict = either();
      if (tokens[at] !== ")") throw new Error(`unbalanced: ${expression}`);
      at += 1;
      return verdict;
    }
    let id = tokens[at];
    if (id === undefined) throw new Error(`ends too early: ${expression}`);
    at += 1;
    if (tokens[at]?.toUpperCase() === "WITH") {
      id = `${id} WITH ${tokens[at + 1]}`;
      at += 2;
    }
    return ALLOWED.has(id);
  };
  const verdict = either();
  if (at !== tokens.length) throw new Error(`cannot read: ${expression}`);
  return verdict;
}

function cargo(...args) {
  return execFileSync("cargo", args, { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] });
}

const host = execFileSync("rustc", ["-vV"], { encoding: "utf8" }).match(/^host: (.*)$/m)[1];
const targets = [host, "wasm32-unknown-unknown"].flatMap((target) => ["--filter-platform", target]);
const metadata = JSON.parse(cargo("metadata", "--locked", "--format-version", "1", ...targets));
const byKey = new Map(metadata.packages.map((p) => [`${p.name} ${p.version}`, p]));
const own = new Set(metadata.workspace_members);

/** The crates linked into a package for a target: no build tools, no tests. Procedural macros are not linked either, but
 * they write code that is, so they count. */
function crates(pkg, target) {
  const lines = cargo("tree", "--locked", "-p", pkg, "--target", target, "-e", "normal", "--prefix", "none", "--format", "{p}");
  const found = new Map();
  for (const line of new Set(lines.split("\n"))) {
    const match = line.match(/^(\S+) v(\S+)/);
    if (!match) continue;
    const crate = byKey.get(`${match[1]} ${match[2]}`);
    if (!own.has(crate.id)) found.set(crate.id, crate);
  }
  return [...found.values()].map((p) => ({
    name: p.name,
    version: p.version,
    licence: p.license,
    folder: path.dirname(p.manifest_path),
  }));
}

/** The npm packages that go into the SPA: web's dependencies and theirs, not its devDependencies. */
function npm() {
  if (!existsSync("web/package-lock.json")) return [];
  const lock = JSON.parse(readFileSync("web/package-lock.json", "utf8"));
  return Object.entries(lock.packages)
    .filter(([where, p]) => where !== "" && !p.dev && !p.devOptional)
    .map(([where, p]) => ({
      name: where.replace(/^.*node_modules\//, ""),
      version: p.version,
      licence: p.license,
      folder: path.join("web", where),
    }));
}

function licenceTexts(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|copyright|notice|unlicense)/i.test(entry.name))
    .map((entry) => readFileSync(path.join(folder, entry.name), "utf8").trim())
    .filter(Boolean);
}

const parts = [
  ["server", crates("kyndig-api", host)],
  ["SPA, crates", crates("kyndig-web", "wasm32-unknown-unknown")],
  ["SPA, npm packages", npm()],
];

const refused = [];
const shipped = new Map();
for (const [part, packages] of parts) {
  const tally = new Map();
  for (const p of packages) {
    const licence = p.licence ?? STATED_ELSEWHERE.get(p.name)?.[0] ?? "none stated";
    tally.set(licence, (tally.get(licence) ?? 0) + 1);
    shipped.set(`${p.name} ${p.version}`, { ...p, licence });
    const font = p.name.startsWith("@fontsource") && ALLOWED_FOR_FONTS.has(licence);
    if (!font && (licence === "none stated" || !allowed(licence))) refused.push(`${part}: ${p.name} ${p.version}: ${licence}`);
  }
  console.log(`${part}: ${packages.length}`);
  for (const [licence, count] of [...tally].sort((a, b) => b[1] - a[1])) console.log(`  ${String(count).padStart(4)}  ${licence}`);
}

const notices = process.argv.indexOf("--notices");
if (notices !== -1) {
  const file = process.argv[notices + 1];
  if (!file) throw new Error("--notices needs a file");
  const sorted = [...shipped.values()].sort((a, b) => a.name.localeCompare(b.name, "en") || a.version.localeCompare(b.version, "en"));
  const packagesOf = new Map(); // licence text -> those who carry it
  for (const p of sorted) {
    for (const text of licenceTexts(p.folder)) packagesOf.set(text, [...(packagesOf.get(text) ?? []), `${p.name} ${p.version}`]);
  }
  const line = "-".repeat(80);
  writeFileSync(
    file,
    [
      `Kyndig contains the following works of others.\n\n${sorted.map((p) => `${p.name} ${p.version}: ${p.licence}`).join("\n")}`,
      ...[...packagesOf].map(([text, names]) => `${names.join(", ")}:\n\n${text}`),
    ].join(`\n\n${line}\n\n`) + "\n",
  );
  console.log(`notices: ${file}`);
}

if (refused.length > 0) {
  console.error(`\nNot allowed in what we ship:\n${refused.map((line) => `  ${line}`).join("\n")}`);
  process.exit(1);
}
console.log("licences: all allowed");
