//! Descriptions here are text, with paragraphs and lines and nothing else. HTML is read by a browser's rules and
//! written as such: no word is lost, lists keep their marks, links their addresses, and nothing in it is markup.

use html2text::{config, render::TextDecorator};

use crate::source;

/// What a text is full of when it is HTML, and otherwise hardly ever.
const TAGS: &[&str] = &[
    "p",
    "br",
    "div",
    "span",
    "ul",
    "ol",
    "li",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "a",
    "table",
    "tr",
    "td",
    "th",
    "tbody",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "sub",
    "sup",
    "img",
    "script",
    "style",
    "blockquote",
    "pre",
    "code",
    "hr",
];

/// Whether it has a tag of those that are used in texts.
pub fn is_html(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = text[at + 1..].trim_start_matches('/');
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        let after = rest[name.len()..].chars().next();
        let closed = rest.contains('>');
        closed
            && TAGS.contains(&name.to_ascii_lowercase().as_str())
            && matches!(after, Some('>' | '/' | ' ' | '\t' | '\n' | '\r'))
    })
}

/// The words of HTML. What it would run or style is left out, as a browser leaves it out of what is read.
pub fn to_text(html: &str) -> String {
    // A line is as long as its paragraph: where it is broken is for the screen to decide.
    let written = config::with_decorator(Plain::default())
        .raw_mode(true)
        .no_table_borders()
        .string_from_read(html.as_bytes(), WIDTH);
    match written {
        Ok(text) => tidy(&text),
        // Never narrower than a letter at this width; the text stays as it came rather than not at all.
        Err(_) => source::lines(html),
    }
}

const WIDTH: usize = 1_000_000;

/// No more than one empty line at a time, and no space that is only there to keep words apart on a page.
fn tidy(text: &str) -> String {
    let text = text.replace('\u{a0}', " ");
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

/// Letters, and marks only where a list would not be read as one without them.
#[derive(Clone, Debug, Default)]
struct Plain {
    link: Option<String>,
}

impl TextDecorator for Plain {
    type Annotation = ();

    fn decorate_link_start(&mut self, url: &str) -> (String, ()) {
        self.link = Some(url.to_owned()).filter(|url| url.starts_with("http://") || url.starts_with("https://"));
        (String::new(), ())
    }

    fn decorate_link_end(&mut self) -> String {
        self.link.take().map(|url| format!(" ({url})")).unwrap_or_default()
    }

    fn decorate_em_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) {}

    fn decorate_preformat_cont(&self) {}

    fn decorate_image(&mut self, _: &str, title: &str) -> (String, ()) {
        (title.to_owned(), ())
    }

    fn header_prefix(&self, _: usize) -> String {
        String::new()
    }

    fn quote_prefix(&self) -> String {
        String::new()
    }

    fn unordered_item_prefix(&self) -> String {
        "- ".to_owned()
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        format!("{number}. ")
    }

    fn make_subblock_decorator(&self) -> Self {
        self.clone()
    }
}
