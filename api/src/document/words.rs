//! Texts: internal rule ids are removed, and the permission is given in words.

use utoipa::openapi::{OpenApi, RefOr, Response, Schema, header::Header};

use super::walk;

/// The prefixes of rule ids.
const RULES: &[&str] = &[
    "ABS", "ACC", "ASG", "CAT", "DEP", "DIR", "DLG", "DLN", "DOC", "FOL", "FUA", "FUL", "LIS", "LMS", "LOA", "MSG",
    "NTF", "PLN", "POS", "REP", "REQ", "RES", "SIG", "SYN",
];

pub fn finish(document: &mut OpenApi) {
    walk::schemas(document, &mut |schema| {
        if let RefOr::Ref(to) = schema {
            to.description = without_rules(&to.description);
        } else if let Some(text) = described(schema) {
            plain(text);
        }
    });
    for operation in walk::all_operations(document) {
        let signed_in = operation.extensions.as_ref().filter(|_| operation.security.is_some());
        let permission = signed_in.and_then(|all| all.get("x-permission")?.as_str());
        let needed = match permission {
            Some(permission) => format!("**Permission:** `{permission}`"),
            None => "**Permission:** none; no sign-in needed".to_owned(),
        };
        plain(&mut operation.summary);
        plain(&mut operation.description);
        operation.description = Some(match operation.description.take() {
            Some(text) => format!("{text}\n\n{needed}"),
            None => needed,
        });
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter {
                plain(&mut parameter.description);
                parameter.schema.iter_mut().for_each(super::shapes::never_null);
            }
        }
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            plain(&mut body.description);
        }
        for response in operation.responses.responses.values_mut() {
            let RefOr::T(Response { description, headers, .. }) = response else { continue };
            *description = without_rules(description);
            for header in headers.values_mut() {
                if let RefOr::T(Header { description, .. }) = header {
                    plain(description);
                }
            }
        }
    }
}

fn described(schema: &mut RefOr<Schema>) -> Option<&mut Option<String>> {
    let RefOr::T(schema) = schema else { return None };
    match schema {
        Schema::Array(array) => Some(&mut array.description),
        Schema::Object(object) => Some(&mut object.description),
        Schema::OneOf(one) => Some(&mut one.description),
        Schema::AllOf(all) => Some(&mut all.description),
        Schema::AnyOf(any) => Some(&mut any.description),
        _ => None,
    }
}

fn plain(text: &mut Option<String>) {
    *text = text.take().map(|text| without_rules(&text)).filter(|text| !text.is_empty());
}

/// The text without rule ids, and without the punctuation around them.
pub fn without_rules(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut first = false;
    while let Some((before, after)) = split_at_rule(rest) {
        // (REQ-14, REQ-15)
        let inside = before.ends_with('(') && after.starts_with(')');
        let before = if inside { before[..before.len() - 1].trim_end() } else { before };
        out.push_str(before);
        if inside {
            rest = &after[1..];
        } else {
            // LOA-1, LOA-2: lend an employee
            rest = after.trim_start_matches([':', ';', ',']).trim_start();
            first |= out.is_empty();
        }
    }
    out.push_str(rest);
    if first { capital(&out) } else { out }
}

/// The text before the first rule id, and after it and those that follow it with commas between them.
fn split_at_rule(text: &str) -> Option<(&str, &str)> {
    let (begin, mut end) = text.char_indices().find_map(|(at, _)| Some((at, at + rule_at(text, at)?)))?;
    while let Some(next) = text[end..].strip_prefix(", ") {
        let at = text.len() - next.len();
        let Some(length) = rule_at(text, at) else { break };
        end = at + length;
    }
    Some((&text[..begin], &text[end..]))
}

/// The length of the rule id at this position, if there is one: `FUL-6`.
fn rule_at(text: &str, at: usize) -> Option<usize> {
    let follows_a_word = text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '-');
    let (prefix, after) = text[at..].split_once('-').filter(|(prefix, _)| RULES.contains(prefix))?;
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let ends = !after[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
    (!follows_a_word && ends && (1..=2).contains(&digits)).then_some(prefix.len() + 1 + digits)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::without_rules;

    #[test]
    fn rules_go_with_what_stands_around_them() {
        for (text, plain) in [
            ("LOA-1, LOA-2: lend an employee.", "Lend an employee."),
            ("FUL-10", ""),
            ("May be deactivated (PLN-8, REQ-15).", "May be deactivated."),
            ("PLN-1: a plan; PLN-2: a template.", "A plan; a template."),
            ("PLN-12; a goal plan stays.", "A goal plan stays."),
            ("`central`: for all (PLN-18).", "`central`: for all."),
            (
                "Its number, as in FKM-01; UTF-8, SHA-256, HF-Clinic",
                "Its number, as in FKM-01; UTF-8, SHA-256, HF-Clinic",
            ),
        ] {
            assert_eq!(without_rules(text), plain);
        }
    }
}
