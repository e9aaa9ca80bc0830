//! The line that says when a message was sent, in the forms that are no date-time group.
//!
//! Owns these forms. Promises that a line of words is none.

use super::super::century::full_year_of;

/// `14:20 09-08-26`, `09-08-26 1420`, `(NNA) 09-08-26 14:20:33 (0123)`: Italian agencies write the day first.
fn day_of_numbers(line: &str) -> Option<String> {
    let line = line.trim();
    let line = match line.strip_prefix('(').and_then(|l| l.split_once(") ")) {
        Some((name, rest)) if name.len() <= 12 => rest,
        _ => line,
    };
    let mut words = line.split_whitespace();
    let (one, two) = (words.next()?, words.next()?);
    let (day, clock) = if one.contains(':') {
        (two, one)
    } else {
        (one, two)
    };
    let is_end = words.next().is_none_or(|word| word.starts_with('('));
    let numbers = |text: &str, mark: char| {
        text.split(mark)
            .all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let day: Vec<&str> = day.split('-').filter(|_| numbers(day, '-')).collect();
    let [day, month, year] = day.as_slice() else {
        return None;
    };
    let year = full_year_of(year);
    if is_end && two == clock && clock.len() == 4 && clock.bytes().all(|b| b.is_ascii_digit()) {
        let (hour, minute) = clock.split_at(2);
        return Some(format!("{year}-{month}-{day}T{hour}:{minute}"));
    }
    (is_end && clock.contains(':') && numbers(clock, ':'))
        .then(|| format!("{year}-{month}-{day}T{clock}"))
}

/// `1420 09/08/26`: a clock of four figures, then day, month and year.
fn clock_and_day(line: &str) -> Option<String> {
    let (clock, day) = line.trim().split_once(' ')?;
    let is_number = |w: &str, n: usize| w.len() == n && w.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = day.split('/').collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let fits = is_number(clock, 4) && [*day, *month, *year].iter().all(|w| is_number(w, 2));
    fits.then(|| {
        let (hour, minute) = clock.split_at(2);
        format!("{}-{month}-{day}T{hour}:{minute}", full_year_of(year))
    })
}

/// `09-AGO-26 14:20`.
pub fn day_and_time(line: &str) -> Option<String> {
    // ANSA's mark of the end has three letters there, and the frame closes below.
    let line = line.trim_end().strip_suffix(" NNN").unwrap_or(line);
    if let Some(found) = day_of_numbers(line).or_else(|| clock_and_day(line)) {
        return Some(found);
    }
    let (day, clock) = line.trim().split_once(' ')?;
    let parts: Vec<&str> = day.split('-').collect();
    let digits = |w: &str| w.len() == 2 && w.bytes().all(|b| b.is_ascii_digit());
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let (hour, minute) = clock.split_once(':')?;
    let fits = [*day, *year, hour, minute].iter().all(|w| digits(w))
        && month.bytes().all(|b| b.is_ascii_alphabetic());
    fits.then(|| format!("{day} {month} {year} {clock}"))
}

#[cfg(test)]
mod tests {
    use super::day_and_time;

    #[test]
    fn the_day_and_the_clock_stand_in_more_forms() {
        for (line, time) in [
            ("09-AGO-26 14:20 NNN", "09 AGO 26 14:20"),
            ("09-AGO-26 14:20", "09 AGO 26 14:20"),
            ("09-08-26 1420", "2026-08-09T14:20"),
            ("14:20 09-08-26", "2026-08-09T14:20"),
        ] {
            assert_eq!(day_and_time(line).as_deref(), Some(time), "{line}");
        }
        assert_eq!(day_and_time("1420 09-08-26"), None);
    }
}
