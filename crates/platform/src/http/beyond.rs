//! Values that our calendar and the databases' texts cannot hold: dates far before and after, which one database
//! supports and another does not, and the character NUL.

use actix_web::web::Query;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde_json::Value;

/// The field of a query with a date outside the years 1 to 9999, if there is one.
pub fn in_query(query: &str) -> Option<String> {
    let fields = Query::<Vec<(String, String)>>::from_query(query).ok()?.into_inner();
    fields.into_iter().find(|(_, text)| is_beyond(text)).map(|(name, _)| name)
}

/// Whether it contains such a date, or a text with a NUL.
pub fn in_value(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0') || is_beyond(text),
        Value::Array(items) => items.iter().any(in_value),
        Value::Object(fields) => fields.values().any(in_value),
        _ => false,
    }
}

fn is_beyond(text: &str) -> bool {
    let date = text.parse::<NaiveDate>().ok();
    let year = date.map(|date| date.year()).or_else(|| text.parse::<DateTime<Utc>>().ok().map(|time| time.year()));
    year.is_some_and(|year| !(1..=9999).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("2026-11-30", false)]
    #[case("0001-01-01", false)]
    #[case("-262143-01-01", true)]
    #[case("0000-01-01", true)]
    #[case("+10000-01-01", true)]
    #[case("+262142-12-31T23:59:59Z", true)]
    #[case("-262143-01-01T00:00:00Z", true)]
    #[case("2026-11-30T00:00:00Z", false)]
    #[case("-262143", false)]
    #[case("en plan", false)]
    fn dates_far_away(#[case] text: &str, #[case] beyond: bool) {
        assert_eq!(is_beyond(text), beyond);
        assert_eq!(in_value(&serde_json::json!([1, {"a": text}])), beyond);
        let query = format!("x=1&from={}", text.replace('+', "%2B"));
        assert_eq!(in_query(&query), beyond.then(|| "from".to_owned()));
    }
}
