//! Makes a function of every text in `locales/`: a key that is missing in a language, or used and not there, does
//! not compile.

#[path = "build/texts.rs"]
mod texts;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build");
    let all = texts::read(Path::new("locales"))?;
    let mut code = String::new();
    let mut index = 0_usize;
    for (name, entries) in &all {
        writeln!(code, "pub mod {name} {{")?;
        let mut by_key = String::new();
        for (key, entry) in entries {
            let function = key.replace(['.', '-'], "_");
            let (nb, plural) = match entry {
                texts::Entry::One(text) => (&text[0], false),
                texts::Entry::Plural { other, .. } => (&other[0], true),
            };
            writeln!(code, "    /// {}", nb.replace('\n', " "))?;
            let places = texts::places(nb);
            if !plural && name == "problem" {
                writeln!(by_key, "            {key:?} => {index},")?;
            }
            if places.is_empty() && !plural {
                writeln!(code, "    #[inline] pub fn {function}() -> &'static str {{ super::get({index}) }}")?;
            } else {
                let mut parameters = String::new();
                let mut values = String::new();
                if plural {
                    write!(parameters, "n: impl TryInto<u64>, ")?;
                }
                for place in &places {
                    if plural && place == "n" {
                        write!(values, "(\"n\", &n), ")?;
                    } else {
                        write!(parameters, "{place}: impl std::fmt::Display, ")?;
                        write!(values, "({place:?}, &{place}), ")?;
                    }
                }
                let (n, which) = if plural {
                    ("let n: u64 = n.try_into().unwrap_or(u64::MAX); ", format!("{index} + usize::from(n != 1)"))
                } else {
                    ("", index.to_string())
                };
                writeln!(
                    code,
                    "    pub fn {function}({parameters}) -> String {{ {n}super::fill({which}, &[{values}]) }}"
                )?;
            }
            index += if plural { 2 } else { 1 };
        }
        if name == "problem" {
            writeln!(code, "    /// The text of a problem's code.")?;
            writeln!(code, "    pub fn find(code: &str) -> Option<&'static str> {{")?;
            writeln!(
                code,
                "        Some(super::get(match code {{\n{by_key}            _ => return None,\n        }}))\n    }}"
            )?;
        }
        writeln!(code, "}}")?;
    }
    writeln!(code, "/// How many texts a language's file must hold.\npub const COUNT: usize = {index};")?;
    let out = env::var_os("OUT_DIR").map(PathBuf::from).ok_or("no OUT_DIR")?;
    fs::write(out.join("texts.rs"), code)?;
    Ok(())
}
