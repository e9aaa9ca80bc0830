//! How an ANPA message begins: the call of its desks, the service line, the routing line.
//!
//! Owns by what a message is known. Promises that a text without a service line and a routing line is none.

/// Whether the text begins as a message of this format; a line of the transport may stand before it.
pub fn is_anpa1312(text: &str) -> bool {
    is_message(text) || behind_call(text).is_some_and(is_message)
}

/// What follows `C T` and the like: the desks a message is for, called before the SYN that begins it.
pub fn behind_call(text: &str) -> Option<&str> {
    let start = text.trim_start_matches(|c: char| c.is_control() || c.is_whitespace());
    let (call, rest) = start.split_once('\n')?;
    (call.trim().len() <= LONGEST_CALL && rest.starts_with(['\u{16}', '\u{1}'])).then_some(rest)
}

/// Bytes of such a line.
pub const LONGEST_CALL: usize = 16;

fn is_message(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_control() || c.is_whitespace());
    let mut lines = start.lines();
    let (first, second) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    let third = lines.next().unwrap_or("");
    let third = third.trim_start_matches(char::is_control);
    let Some(routing) = routing(second) else {
        return false;
    };
    let slug = routing.slug();
    let repeats_slug = slug.len() >= 5 && third.starts_with(slug);
    // Reuters wrote neither carets nor the slug line again; day and words close its routing line.
    let is_counted = is_counted(&routing.rest);
    service(first).is_some()
        && (third.starts_with('^') || start.contains("\n^") || repeats_slug || is_counted)
}

/// `BC-GRID-LINK   08-09 0105`: the slug line, month and day, words.
fn is_counted(rest: &str) -> bool {
    let is_number = |w: &str, n: usize| w.len() == n && w.bytes().all(|b| b.is_ascii_digit());
    let words: Vec<&str> = rest.split_whitespace().collect();
    let [_, .., day, count] = words.as_slice() else {
        return false;
    };
    let is_day = day
        .split_once('-')
        .is_some_and(|(month, day)| is_number(month, 2) && is_number(day, 2));
    is_day && is_number(count, 4)
}

/// `W2870asian`, `z6715-----`: service letter and number.
pub fn service(line: &str) -> Option<&str> {
    let line = line.trim_matches(|c: char| c.is_control() || c.is_whitespace());
    let id = line.get(..5)?;
    let mut bytes = id.bytes();
    (bytes.next()?.is_ascii_alphabetic() && bytes.all(|b| b.is_ascii_digit()) && line.len() <= 16)
        .then_some(id)
}

/// The agency that a service belongs to: Reuters names itself there (`f0704reute`), others a desk.
pub fn agency_of_service(line: &str) -> Option<&'static str> {
    let id = service(line)?;
    let line = line.trim_matches(|c: char| c.is_control() || c.is_whitespace());
    (line.strip_prefix(id)? == "reute").then_some("Reuters")
}

/// `f l BC-LT--Story   11-13 1049`.
pub struct Routing {
    pub priority: String,
    pub category: String,
    rest: String,
}

impl Routing {
    /// The Canadian Press has its selector before it.
    pub fn slug(&self) -> &str {
        let mut words = self.rest.split(' ').take(2);
        let first = words.next().unwrap_or("");
        let is_selector = first.len() <= 2 && !first.contains('-');
        words
            .next()
            .filter(|second| is_selector && second.contains('-'))
            .unwrap_or(first)
    }

    /// `08-09`, month and day.
    pub fn date(&self) -> &str {
        let is_date = |w: &&str| w.len() == 5 && w.as_bytes().get(2) == Some(&b'-');
        self.rest.split(' ').find(is_date).unwrap_or("")
    }
}

/// Priority, category, slug, date, words; between category and slug stand DC3 or DC4, then DC1 or DC2, instead of a blank or beside it.
pub fn routing(line: &str) -> Option<Routing> {
    let line = line.replace(char::is_control, " ");
    let mut words = line.split_whitespace();
    let (priority, category) = (words.next()?, words.next()?);
    let rest = words.collect::<Vec<_>>().join(" ");
    let is_letter = |w: &str| w.len() == 1 && w.bytes().all(|b| b.is_ascii_alphabetic());
    (is_letter(priority) && is_letter(category) && !rest.is_empty()).then(|| Routing {
        priority: priority.to_string(),
        category: category.to_string(),
        rest,
    })
}

/// Whether the two lines of a header stand at the start of the text.
pub fn opens(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_control() || c.is_whitespace());
    let mut lines = start.lines();
    lines.next().and_then(service).is_some() && lines.next().and_then(routing).is_some()
}
