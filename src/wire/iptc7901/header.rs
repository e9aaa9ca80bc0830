//! The header line of a message: `eca0003 3 i 380  dpa 0045`.
//!
//! Owns what each of its words is. Promises that a line of other short words is none: the word count tells it from them.

use crate::story::{CodeRef, WireStory};

/// `eca0003 3 i 380  dpa 0045`.
#[derive(Debug, PartialEq, Eq)]
pub struct Header<'t> {
    pub service: &'t str,
    pub sequence: &'t str,
    pub priority: &'t str,
    pub category: &'t str,
    pub agency: Option<&'t str>,
    pub language: Option<&'static str>,
    pub is_correction: bool,
}

impl Header<'_> {
    /// Takes the header into the story.
    pub fn fill(&self, story: &mut WireStory) {
        story.transmission_id = Some(format!("{}{}", self.service, self.sequence));
        story.urgency = Some(self.priority.to_string());
        story.supplier = self.agency.map(str::to_string);
        story.language = self.language.map(str::to_string);
        if self.is_correction {
            story.signals.push("correction".to_string());
        }
        story.subjects.push(CodeRef {
            code: Some(self.category.to_string()),
            scheme: Some("iptc7901".to_string()),
            ..CodeRef::default()
        });
    }
}

/// The header a line is.
pub fn header(line: &str) -> Option<Header<'_>> {
    let mut words = line.split_whitespace();
    let first = words.next()?;
    // `NNA 0794 3 i 28`: a blank before the number.
    let is_bare = (2..=4).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_uppercase());
    let apart = words.clone().next().filter(|number| {
        is_bare && (3..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
    });
    let (service, sequence) = if let Some(number) = apart {
        words.next();
        (first, number)
    } else {
        let digits = first.bytes().rev().take_while(u8::is_ascii_digit).count();
        first.split_at_checked(first.len().checked_sub(digits)?)?
    };
    let is_service =
        (1..=4).contains(&service.chars().count()) && service.chars().all(char::is_alphanumeric);
    let priority = words
        .next()
        .filter(|p| p.len() == 1 && p.bytes().all(|b| b.is_ascii_digit()))?;
    let category = words
        .next()
        .filter(|c| c.chars().count() <= 4 && c.chars().all(char::is_alphanumeric))?;
    // The word count tells the header from any other line of short words.
    words
        .next()
        .filter(|w| w.bytes().all(|b| b.is_ascii_digit()))?;
    // Belga: the mark of the language, its name with the number of the day, and what a message corrects (`F BELGA-0031 COR 703`).
    let rest: Vec<&str> = words.collect();
    let numbered = rest.iter().find_map(|w| numbered_agency(w));
    let language = match (rest.first(), numbered) {
        (Some(&"F"), Some(_)) => Some("fr"),
        (Some(&"N"), Some(_)) => Some("nl"),
        (Some(&"E"), Some(_)) => Some("en"),
        _ => None,
    };
    let is_correction = numbered.is_some() && rest.contains(&"COR");
    let is_dated = service.len() == 3
        && rest.iter().any(|w| {
            let day = w.split_once('.');
            day.is_some_and(|(day, month)| {
                (1..=2).contains(&day.len())
                    && day.bytes().all(|b| b.is_ascii_digit())
                    && month.starts_with(char::is_uppercase)
            })
        });
    // AFP's old wires: the country, then the agency and the sheet (`GRE /AFP-LF47`, `GRE/AFP-LF47`).
    let on_sheet = rest.iter().find_map(|word| {
        let (name, _) = word.split_once('/')?.1.split_once('-')?;
        let is_name = (2..=4).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_uppercase());
        is_name.then_some(name)
    });
    // APA names a desk there (`WI/CI`) and itself as the service.
    let named = rest
        .into_iter()
        .find(|w| w.contains(char::is_alphabetic))
        .filter(|w| !w.contains(|c: char| c == '/' || c.is_ascii_digit()))
        .or(Some(service).filter(|s| s.len() == 3 && s.bytes().all(|b| b.is_ascii_uppercase())));
    // `AI … Mi, 12.Nov 2008`: with the day behind it, it is a desk as well.
    let agency = numbered
        .or(on_sheet)
        .or(if is_dated { Some(service) } else { named })
        // Catchwords stand behind a number that is set apart.
        .filter(|_| apart.is_none());
    (is_service && (2..=5).contains(&sequence.len())).then_some(Header {
        service,
        sequence,
        priority,
        category,
        agency,
        language,
        is_correction,
    })
}

/// `BELGA` in `BELGA-0031`.
fn numbered_agency(word: &str) -> Option<&str> {
    let (name, number) = word.split_once('-')?;
    let is_name = name.len() >= 2 && name.bytes().all(|b| b.is_ascii_uppercase());
    let is_number = (3..=5).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    (is_name && is_number).then_some(name)
}
