//! The line that closes a message: who sent it, and when.
//!
//! Owns its forms: AP's, the New York Times', Kyodo's, the Canadian Press's and UPI's. Promises that a line of the text is none.

use super::super::century::full_year_of;
use super::bare;
use super::lines::Line;
use crate::story::WireStory;

/// `AP-WF-11-13-13 1509GMT<`: agency, wire, month-day-year, time.
pub fn read_end(body: &mut Vec<Line>, story: &mut WireStory) {
    while body.last().is_some_and(|l| l.text.trim().is_empty()) {
        body.pop();
    }
    let Some(last) = body.last().map(|l| bare(&l.text).to_string()) else {
        return;
    };
    let digits = |w: &str, n: usize| w.len() == n && w.bytes().all(|b| b.is_ascii_digit());
    let words: Vec<&str> = last.split_whitespace().collect();
    if let [stamp] = words.as_slice() {
        // Kyodo: `KWS-21:37-09-12-18`, agency, time, day-month-year.
        let parts: Vec<&str> = stamp.split('-').collect();
        if let [agency, clock, day, month, year] = parts.as_slice()
            && let Some((hour, minute)) = clock.split_once(':')
            && [hour, minute, *day, *month, *year]
                .iter()
                .all(|w| digits(w, 2))
        {
            story.content_created =
                Some(format!("{}{month}{day}T{hour}{minute}", full_year_of(year)));
            story.supplier = story.supplier.take().or(Some((*agency).to_string()));
            body.pop();
        }
        return;
    }
    if let Some(sent) = of_upi(&last) {
        story.content_created = Some(sent);
        story.supplier = story.supplier.take().or(Some("UPI".to_string()));
        body.pop();
        return;
    }
    let [stamp, time] = words.as_slice() else {
        return;
    };
    // The Canadian Press: `1230ET 09-08-26`, day before month.
    let clock = stamp.strip_suffix("ET").map(|clock| clock.replace(':', ""));
    if let Some(clock) = clock.filter(|c| digits(c, 4))
        && let [day, month, year] = time.split('-').collect::<Vec<_>>().as_slice()
        && [*day, *month, *year].iter().all(|w| digits(w, 2))
    {
        story.content_created = Some(format!(
            "{}{month}{day}T{clock}[America/Toronto]",
            full_year_of(year)
        ));
        body.pop();
        return;
    }
    if let Some((agency, sent)) = stamped(stamp, time) {
        story.content_created = Some(sent);
        if story.supplier.is_none() {
            story.supplier = agency.map(str::to_string);
        }
        body.pop();
    }
}

/// Agency and time of `AP-WF-11-13-13 1509GMT`.
pub fn stamped<'s>(stamp: &'s str, time: &str) -> Option<(Option<&'s str>, String)> {
    let digits = |w: &str, n: usize| w.len() == n && w.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = stamp.split('-').collect();
    // `08-09-26 1630EDT`: AP before it signed its stamp.
    let (agency, [month, day, year]) = match parts.as_slice() {
        [agency, _, month, day, year] => (Some(*agency), [*month, *day, *year]),
        // `NYT-08-09-26 1420EDT`: without a wire.
        [agency, month, day, year] if agency.bytes().all(|b| b.is_ascii_uppercase()) => {
            (Some(*agency), [*month, *day, *year])
        }
        [month, day, year] if time.len() > 4 => (None, [*month, *day, *year]),
        _ => return None,
    };
    let clock = time.get(..4).filter(|c| digits(c, 4))?;
    // `1630EDT`: the zones of North America, and GMT.
    let zone = match time.get(4..).unwrap_or("") {
        "GMT" => "Z",
        said if said.len() == 3 && said.ends_with(['T']) => said,
        _ => "",
    };
    let year = full_year_of(Some(year).filter(|year| digits(year, 2))?);
    (digits(month, 2) && digits(day, 2))
        .then(|| (agency, format!("{year}{month}{day}T{clock}{zone}")))
}

/// The time of `upi 08-09-26 04:20 aed`: the first letter of the last word says whether it is before noon, the second the zone, the third summer time.
pub fn of_upi(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [agency, day, clock, zone] = words.as_slice() else {
        return None;
    };
    let [half, zone, season] = zone.as_bytes() else {
        return None;
    };
    let west = match zone {
        b'e' => 5,
        b'c' => 6,
        b'm' => 7,
        b'p' => 8,
        _ => return None,
    };
    let west = west - i8::from(*season == b'd');
    let parts: Vec<&str> = day.split('-').collect();
    let is_number = |w: &str| w.len() == 2 && w.bytes().all(|b| b.is_ascii_digit());
    let [month, day, year] = parts.as_slice() else {
        return None;
    };
    let (hour, minute) = clock.split_once(':')?;
    let fits = agency.eq_ignore_ascii_case("upi")
        && matches!(half, b'a' | b'p')
        && matches!(season, b'd' | b's')
        && [*month, *day, *year, minute].iter().all(|w| is_number(w));
    let hour: u8 = hour.parse().ok().filter(|h| (1..=12).contains(h) && fits)?;
    let hour = hour % 12 + if *half == b'p' { 12 } else { 0 };
    let year = full_year_of(year);
    Some(format!(
        "{year}-{month}-{day}T{hour:02}:{minute}-{west:02}:00"
    ))
}
