//! The times of a story in JSON, by their names.
//!
//! Owns which name means which time, from the one that says most to the one that may mean anything, and days whose hour stands apart from them. Never
//! reads a time but for that; what zone it is in is the normaliser's to say.

use super::fields::{Fields, Rank, better};
use super::metadata::{scalar_or_code, set_scalar};
use super::value::Json;
use crate::wire::zone;

impl Fields {
    /// The names of times, from the one that says most to the one that may mean anything.
    pub(super) fn time(&mut self, key: &str, value: &Json<'_>) -> bool {
        if key.ends_with("time")
            && let Some(clock) = value.scalar().filter(|text| is_clock(text))
        {
            let hour = &mut self.day_and_hour.1;
            *hour = hour.take().or_else(|| Some(clock.to_string()));
            return true;
        }
        if matches!(key, "timezone" | "tz") {
            set_scalar(&mut self.zone, value);
            return true;
        }
        // WordPress gives each time twice; only this one has a zone, in its name.
        let (key, is_utc) = match key {
            "dategmt" => ("published", true),
            "modifiedgmt" => ("versioncreated", true),
            _ => (key, false),
        };
        let Some((which, rank)) = time_of(key) else {
            return false;
        };
        let (ranks, story) = (&mut self.ranks, &mut self.story);
        let (held, slot) = match which {
            Which::First => (&mut ranks.first_created, &mut story.first_created),
            Which::Version => (&mut ranks.version_created, &mut story.version_created),
            Which::Content => (&mut ranks.content_created, &mut story.content_created),
        };
        let time = scalar_or_code(value);
        let time = if is_utc {
            time.map(|time| format!("{time}Z"))
        } else {
            time
        };
        better(held, slot, rank, time);
        true
    }

    /// Puts the zone that a record names in a field of its own behind the times that name none.
    pub(super) fn times_in_zone(&mut self) {
        let Some(name) = self.zone.take() else {
            return;
        };
        // Shorter names are offsets of a season at best.
        if !name.contains('/') || zone::zone(&name).is_none() {
            return;
        }
        for time in [
            &mut self.story.first_created,
            &mut self.story.version_created,
            &mut self.story.content_created,
        ]
        .into_iter()
        .flatten()
        {
            if time.contains(':') && !time.ends_with(']') && !zone::is_named(time) {
                *time = format!("{time}[{name}]");
            }
        }
    }

    /// `21/09/2026` and `18:16:04`, where nothing else names a time: the day comes first in the languages that write them so.
    pub(super) fn join_day_and_hour(&mut self) {
        let (said, hour) = std::mem::take(&mut self.day_and_hour);
        let Some(said) = said else {
            // Its day has a name of its own.
            let day = self.story.content_created.as_deref();
            let day = day.filter(|day| is_day(day));
            if let (Some(day), Some(hour)) = (day, hour) {
                self.story.content_created = with_clock(day, Some(&hour));
            }
            return;
        };
        let time = with_clock(&said, hour.as_deref()).unwrap_or(said);
        let (held, slot) = (
            &mut self.ranks.content_created,
            &mut self.story.content_created,
        );
        better(held, slot, 1, Some(time));
    }
}

/// The times a story has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    First,
    Version,
    Content,
}

/// Which time a field holds, and how much its name says.
fn time_of(key: &str) -> Option<(Which, Rank)> {
    Some(match key {
        "contentcreated" => (Which::Content, 4),
        "firstcreated" => (Which::First, 3),
        "firstversion" | "firstpublished" => (Which::First, 2),
        "versioncreated" => (Which::Version, 3),
        // Each message of a service is sent once.
        "updated" | "updateddt" | "datetimesent" | "senttime" => (Which::Version, 1),
        "timeofarrival" | "releasedatetime" => (Which::Content, 3),
        "datetime" | "timestamp" => (Which::Content, 2),
        "date" | "time" | "@timestamp" => (Which::Content, 1),
        _ => time_of_event(key)?,
    })
}

/// Words for time before or behind what was done.
const BEFORE: [&str; 2] = ["datetime", "date"];
const BEHIND: [&str; 8] = [
    "datetime",
    "timestamp",
    "date",
    "time",
    "at",
    "on",
    "dt",
    "ts",
];

/// `publishedAt`, `dateModified`, `creation_time`, `lastUpdate`: what was done to a story, beside a word for time.
fn time_of_event(key: &str) -> Option<(Which, Rank)> {
    let latest = key.strip_prefix("last");
    let key = latest.unwrap_or(key);
    let before = BEFORE.iter().filter_map(|word| key.strip_prefix(word));
    let behind = BEHIND.iter().filter_map(|word| key.strip_suffix(word));
    let mut events = before.chain(behind);
    let which = events
        .find_map(|event| event_of(event, true, latest.is_some()))
        .or_else(|| event_of(key, false, latest.is_some()))?;
    let rank = match which {
        Which::First => 1,
        Which::Version => 2,
        Which::Content => 3,
    };
    Some((which, rank))
}

/// The time of an event, by its name; a participle needs no word for time beside it.
fn event_of(event: &str, is_time: bool, is_latest: bool) -> Option<Which> {
    match event {
        "created" => Some(Which::First),
        "create" | "creation" if is_time => Some(Which::First),
        "modified" | "changed" | "edited" => Some(Which::Version),
        "mod" | "modify" | "modification" | "update" | "updated" | "change" | "edit"
            if is_time || is_latest =>
        {
            Some(Which::Version)
        }
        "published" if is_latest => Some(Which::Version),
        "published" | "issued" => Some(Which::Content),
        "pub" | "publish" | "publication" | "issue" | "post" | "posted" | "display"
        | "webpublication" | "firstpublish" | "firstpublished" | "firstpublication" | "arrival"
        | "transmission" | "story" | "news" | "send" | "dist"
            if is_time =>
        {
            Some(Which::Content)
        }
        _ => None,
    }
}

/// `09/08/2026`, `20260809`, `2026-08-09T10:00`: numbers of a day.
pub(super) fn is_date(value: &Json<'_>) -> bool {
    let Json::String(text) = value else {
        return false;
    };
    let mut numbers = text.split(['/', '-', '.', 'T', ' ']);
    let is_bare = text.len() == 8
        && (text.starts_with("20") || text.starts_with("19"))
        && text.bytes().all(|b| b.is_ascii_digit());
    is_bare
        || text.len() <= 40
            && (0..3).all(|_| {
                numbers.next().is_some_and(|n| {
                    (1..=4).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit())
                })
            })
}

/// `10:15`, `10:15:00Z`, `101500`: an hour without a day.
fn is_clock(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_pointed = matches!(text.as_bytes(), [b'0'..=b'9', b'0'..=b'9', b':', ..]);
    let is_bare = digits == text.len() && matches!(digits, 4 | 6) && text < "2460";
    (is_pointed && text.len() <= 15) || is_bare
}

/// `2026-08-09`, `09.08.2026`, `20260809`: a day without an hour.
fn is_day(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_mark = |b: u8| matches!(b, b'-' | b'.' | b'/');
    text.len() <= 10
        && (6..=8).contains(&digits)
        && text.bytes().all(|b| b.is_ascii_digit() || is_mark(b))
        && (digits == text.len()) == (text.len() == 8 && digits == 8)
}

/// A day in numbers with its clock, which stands behind it or apart; Italians write it with a point.
fn with_clock(said: &str, hour: Option<&str>) -> Option<String> {
    let (day, behind) = match said.split_once(' ') {
        Some((day, clock)) => (day, Some(clock.trim_start_matches(['-', ' ']))),
        None => (said, None),
    };
    let bare = (day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit())).then(|| {
        let (year, rest) = day.split_at(4);
        let (month, day) = rest.split_at(2);
        vec![year, month, day]
    });
    let parts: Vec<&str> = bare.unwrap_or_else(|| day.split(['/', '-', '.']).collect());
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let [first, month, last] = parts.as_slice() else {
        return None;
    };
    let date = match (first.len(), last.len()) {
        _ if !parts.iter().all(is_number) => return None,
        (1 | 2, 4) => format!("{last}-{month:0>2}-{first:0>2}"),
        (4, 1 | 2) => format!("{first}-{month:0>2}-{last:0>2}"),
        _ => return None,
    };
    let Some(clock) = behind.or(hour).filter(|clock| !clock.is_empty()) else {
        return Some(date);
    };
    let is_pointed = clock.len() == 5 && clock.as_bytes().get(2) == Some(&b'.');
    let is_bare = matches!(clock.len(), 4 | 6) && clock.bytes().all(|b| b.is_ascii_digit());
    let clock = if is_pointed {
        clock.replace('.', ":")
    } else if is_bare {
        let (hour, rest) = clock.split_at(2);
        let (minute, second) = rest.split_at(2);
        let second = if second.is_empty() { "00" } else { second };
        format!("{hour}:{minute}:{second}")
    } else {
        clock.to_string()
    };
    Some(format!("{date}T{clock}"))
}

#[cfg(test)]
mod tests {
    use super::super::fields::story_of as story;

    #[test]
    fn names_of_times_are_told_by_what_was_done() {
        use super::{Which, time_of};
        let first = "created createdat createddate createddatetime createdon createdtime createtime creationdate creationtime datecreated";
        let version = "changed datemodified datemodify lastmodified lastmodifiedat lastmodifieddate lastpublished lastpublishedat \
            lastupdate lastupdated lastupdatedat lastupdateddate modificationdate modified modifiedat modifieddate modifiedon \
            modifiedtime moddate updatedat updatedate updateddate updateddatetime updatedon updatedtime updatetime";
        let content = "arrivaldatetime dateissued datepublish datepublished datetimepub displaydate distdate firstpublicationdate \
            firstpublishdate firstpublishedat firstpublisheddate issued newsdate pubdate publicationdate publicationdatetime \
            publicationtime published publishedat publisheddate publisheddatetime publisheddt publishedon publishedtime publishdate \
            publishdatetime publishat publishtime pubtime postdate senddate storydate transmissiondate webpublicationdate";
        for (names, expected) in [
            (first, (Which::First, 1)),
            (version, (Which::Version, 2)),
            (content, (Which::Content, 3)),
        ] {
            for name in names.split_whitespace() {
                assert_eq!(time_of(name), Some(expected), "{name}");
            }
        }
        for name in [
            "post",
            "news",
            "story",
            "update",
            "edition",
            "creation",
            "last",
            "at",
            "education",
            "location",
            "publication",
        ] {
            assert_eq!(time_of(name), None, "{name}");
        }
    }

    #[test]
    fn a_zone_in_a_field_of_its_own_is_that_of_the_times_beside_it() {
        let found = story(
            r#"{"title":"H","content":"B","published_at":"2026-05-11 12:00:00","updated_at":"2026-05-11T12:30:00Z","timezone":"Europe/Chisinau"}"#,
        );
        assert_eq!(
            found.content_created.as_deref(),
            Some("2026-05-11 12:00:00[Europe/Chisinau]")
        );
        assert_eq!(
            found.version_created.as_deref(),
            Some("2026-05-11T12:30:00Z")
        );
        for zone in ["MSK", "Europe/Nowhere", ""] {
            let text = format!(
                r#"{{"title":"H","content":"B","date":"2026-05-11 12:00:00","timezone":"{zone}"}}"#
            );
            let found = story(&text);
            assert_eq!(
                found.content_created.as_deref(),
                Some("2026-05-11 12:00:00")
            );
        }
    }

    #[test]
    fn stores_keep_a_story_s_time_and_numbers_in_types_of_their_own() {
        let found = story(
            r#"{"title":"H","content":"B","@timestamp":"2026-06-02T10:00:00.000Z","version":{"$numberLong":"2"},"urgency":{"$numberInt":"3"},
                "updated_at":{"$date":{"$numberLong":"1786284000000"}}}"#,
        );
        assert_eq!(
            found.content_created.as_deref(),
            Some("2026-06-02T10:00:00.000Z")
        );
        assert_eq!(found.version.as_deref(), Some("2"));
        assert_eq!(found.urgency.as_deref(), Some("3"));
        assert_eq!(found.version_created.as_deref(), Some("1786284000000"));
    }
}
