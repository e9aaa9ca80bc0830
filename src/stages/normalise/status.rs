//! May the story be used: status, embargo and event, from fields and from the words at its head.
//!
//! Owns how the two kinds of sign come together. The stricter one wins: a kill by either is a kill, and a hold without a time stays a hold. Promises
//! that a killed story never comes out as usable. An embargo whose time is over by the record's own timestamp is no embargo any more; no clock is read.

use crate::story::{EventType, PubStatus, Signal, SignalKind};
use jiff::Timestamp;

/// Signs that came as fields.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fields<'a> {
    pub pub_status: Option<&'a str>,
    /// The embargo field was there, whether its time could be read or not.
    pub embargo_stated: bool,
    /// The version is not the first.
    pub is_later_version: bool,
}

/// What follows for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    pub pub_status: PubStatus,
    pub event: EventType,
}

/// The status word of a format, and the signal it stands for.
pub fn of_word(word: &str) -> Option<(PubStatus, Option<SignalKind>)> {
    let word = word.trim().trim_end_matches('/');
    let word = word.rsplit([':', '/']).next().unwrap_or(word);
    let word = word.to_ascii_lowercase();
    Some(match word.as_str() {
        "usable" | "published" | "open" | "active" | "live" | "ok" | "release" | "released" => {
            (PubStatus::Usable, None)
        }
        // Drafts and what waits for its hour in content systems: they are no news yet.
        "withheld" | "hold" | "held" | "onhold" | "holdforrelease" | "draft" | "pending"
        | "private" | "scheduled" | "future" | "in_progress" | "inprogress" | "in_review"
        | "unapproved" => (PubStatus::Withheld, Some(SignalKind::Hold)),
        "embargoed" | "embargo" => (PubStatus::Withheld, Some(SignalKind::Embargo)),
        "canceled" | "cancelled" | "killed" | "kill" | "deleted" | "trash" | "trashed"
        | "spiked" | "removed" | "disregard" | "annulled" => {
            (PubStatus::Canceled, Some(SignalKind::Kill))
        }
        "withdrawn" | "retracted" | "recalled" | "unpublished" => {
            (PubStatus::Canceled, Some(SignalKind::Withdrawal))
        }
        _ => return None,
    })
}

/// The signal of a field's value: `sig:correction`, `Writethru`, `HoldForRelease`, `edStat:C`.
pub fn signal_of_word(word: &str) -> Option<SignalKind> {
    let lower = word.trim().to_ascii_lowercase();
    let last = lower.rsplit([':', '/', '#']).next().unwrap_or(&lower);
    let is_ed_stat = lower.starts_with("edstat:");
    Some(match last {
        "kill" | "killed" | "mandatorykill" | "canceled" | "cancelled" | "delete" | "deleted"
        | "spiked" => SignalKind::Kill,
        "withdrawn" | "withdrawal" | "disregard" | "retract" | "retraction" => {
            SignalKind::Withdrawal
        }
        "correction" | "corrected" | "corrective" | "clarification" | "cor" => {
            SignalKind::Correction
        }
        "c" if is_ed_stat => SignalKind::Correction,
        "refile" | "refiled" => SignalKind::Refile,
        "repeat" | "rpt" | "resend" => SignalKind::Repeat,
        "update" | "updated" | "writethru" | "wrapup" | "upd" | "itemmod" | "rewrite"
        | "replace" | "replaces" => SignalKind::Update,
        "u" if is_ed_stat => SignalKind::Update,
        "lead" | "newlead" => SignalKind::Lead,
        "add" | "takes" | "add-on" | "append" => SignalKind::Add,
        "hold" | "holdforrelease" | "withhold" | "withheld" | "draft" => SignalKind::Hold,
        "embargo" | "embargoed" => SignalKind::Embargo,
        "alert" | "flash" | "urgent" | "bulletin" | "newsalert" | "breaking" | "snap" => {
            SignalKind::Alert
        }
        "advisory" => SignalKind::Advisory,
        _ => return None,
    })
}

/// The word by which an item is a message to editors: its type, or a genre of IPTC's list.
pub fn advisory<'a>(item_type: Option<&'a str>, genres: &'a [String]) -> Option<&'a str> {
    let is_type = |kind: &&str| {
        let last = kind.trim().rsplit([':', '/']).next();
        last.is_some_and(|last| last.eq_ignore_ascii_case("advisory"))
    };
    let of_genre = genres
        .iter()
        .map(String::as_str)
        .find(|genre| matches!(*genre, "genre:Advisory" | "genre:Daybook"));
    item_type.filter(is_type).or(of_genre)
}

/// An item that its fields call an alert is none for editors, and a word for a note is one for readers in a story of the highest urgencies (AFP's
/// Arabic flashes are headed `تنبيه`).
pub fn alerts_readers(signals: &mut Vec<Signal>, of_fields: &[String], urgency: Option<&str>) {
    let of_fields = of_fields.iter().filter_map(|word| signal_of_word(word));
    let is_alert = of_fields.into_iter().any(|kind| kind == SignalKind::Alert);
    let is_urgent = matches!(urgency.map(str::trim), Some("1" | "2"));
    for signal in signals.iter_mut() {
        let is_heading = signal.matched == "تنبيه";
        if signal.kind == SignalKind::Advisory && is_heading && (is_alert || is_urgent) {
            signal.kind = SignalKind::Alert;
        }
    }
    if is_alert {
        signals.retain(|signal| signal.kind != SignalKind::Advisory);
    }
    let mut has_alert = false;
    signals.retain(|signal| {
        let is_second = signal.kind == SignalKind::Alert && has_alert;
        has_alert |= signal.kind == SignalKind::Alert;
        !is_second
    });
}

/// Brings fields, signals and the embargo's time together. `received` is the record's own timestamp.
pub fn settle(
    fields: Fields<'_>,
    signals: &[Signal],
    embargoed_until: Option<Timestamp>,
    received: Option<Timestamp>,
) -> Status {
    let has = |kinds: &[SignalKind]| signals.iter().any(|s| kinds.contains(&s.kind));
    let of_field = fields
        .pub_status
        .and_then(of_word)
        .map(|(status, _)| status);
    if of_field == Some(PubStatus::Canceled) || has(&[SignalKind::Kill, SignalKind::Withdrawal]) {
        return Status {
            pub_status: PubStatus::Canceled,
            event: EventType::Cancelled,
        };
    }
    let is_over = matches!((embargoed_until, received), (Some(until), Some(now)) if until <= now);
    let says_wait = of_field == Some(PubStatus::Withheld)
        || has(&[SignalKind::Hold])
        || (!is_over && (has(&[SignalKind::Embargo]) || fields.embargo_stated));
    if says_wait {
        return Status {
            pub_status: PubStatus::Withheld,
            event: EventType::Held,
        };
    }
    let event = if has(&[SignalKind::Correction, SignalKind::Refile]) {
        EventType::Corrected
    } else if fields.is_later_version
        || has(&[SignalKind::Update, SignalKind::Lead, SignalKind::Add])
    {
        EventType::Updated
    } else {
        EventType::Created
    };
    Status {
        pub_status: PubStatus::Usable,
        event,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(kind: SignalKind) -> Signal {
        Signal {
            kind,
            matched: String::new(),
        }
    }

    fn settled(
        fields: Fields<'_>,
        kinds: &[SignalKind],
        until: Option<i64>,
    ) -> (PubStatus, EventType) {
        let signals: Vec<Signal> = kinds.iter().map(|k| signal(*k)).collect();
        let at = |s: i64| Timestamp::from_second(s).unwrap();
        let status = settle(fields, &signals, until.map(at), Some(at(1000)));
        (status.pub_status, status.event)
    }

    #[test]
    fn a_kill_by_field_or_word_wins_over_everything() {
        let usable = Fields {
            pub_status: Some("usable"),
            ..Fields::default()
        };
        let all = [
            SignalKind::Kill,
            SignalKind::Embargo,
            SignalKind::Correction,
        ];
        assert_eq!(
            settled(usable, &all, Some(2000)),
            (PubStatus::Canceled, EventType::Cancelled)
        );
        for word in [
            "stat:canceled",
            "http://cv.iptc.org/newscodes/pubstatusg2/canceled/",
            "Cancelled",
            "KILLED",
            "http://cv.iptc.org/newscodes/pubstatusg2/canceled",
            "withdrawn",
        ] {
            let fields = Fields {
                pub_status: Some(word),
                ..Fields::default()
            };
            assert_eq!(settled(fields, &[], None).0, PubStatus::Canceled, "{word}");
        }
    }

    #[test]
    fn embargoes_hold_until_their_time_and_without_a_time_for_good() {
        let stated = Fields {
            pub_status: Some("usable"),
            embargo_stated: true,
            ..Fields::default()
        };
        assert_eq!(settled(stated, &[], Some(2000)).0, PubStatus::Withheld);
        assert_eq!(settled(stated, &[], Some(500)).0, PubStatus::Usable);
        assert_eq!(settled(stated, &[], None).0, PubStatus::Withheld);
        assert_eq!(
            settled(Fields::default(), &[SignalKind::Embargo], None).1,
            EventType::Held
        );
        let withheld = Fields {
            pub_status: Some("Withheld"),
            ..Fields::default()
        };
        assert_eq!(settled(withheld, &[], Some(500)).0, PubStatus::Withheld);
    }

    #[test]
    fn corrections_and_updates_are_usable() {
        assert_eq!(
            settled(
                Fields::default(),
                &[SignalKind::Update, SignalKind::Correction],
                None
            ),
            (PubStatus::Usable, EventType::Corrected)
        );
        assert_eq!(
            settled(Fields::default(), &[SignalKind::Lead], None).1,
            EventType::Updated
        );
        assert_eq!(
            settled(Fields::default(), &[SignalKind::Alert], None).1,
            EventType::Created
        );
        let later = Fields {
            is_later_version: true,
            ..Fields::default()
        };
        assert_eq!(settled(later, &[], None).1, EventType::Updated);
    }

    #[test]
    fn an_item_that_is_a_message_to_editors_says_so() {
        let none: [String; 0] = [];
        assert_eq!(advisory(Some("advisory"), &none), Some("advisory"));
        assert_eq!(advisory(Some("text"), &none), None);
        let genres = ["Vorschau".to_string(), "genre:Daybook".to_string()];
        assert_eq!(advisory(None, &genres), Some("genre:Daybook"));
    }

    #[test]
    fn a_heading_for_editors_is_an_alert_where_fields_say_so() {
        let heading = |kind| Signal {
            kind,
            matched: "تنبيه".to_string(),
        };
        let kinds = |fields: &[&str], urgency| {
            let mut signals = vec![heading(SignalKind::Advisory)];
            let fields: Vec<String> = fields.iter().map(ToString::to_string).collect();
            alerts_readers(&mut signals, &fields, urgency);
            signals.iter().map(|s| s.kind).collect::<Vec<_>>()
        };
        assert_eq!(kinds(&["Alert"], None), [SignalKind::Alert]);
        assert_eq!(kinds(&[], Some("2")), [SignalKind::Alert]);
        assert_eq!(kinds(&[], Some("4")), [SignalKind::Advisory]);
    }

    #[test]
    fn words_of_fields_are_known_in_every_dialect() {
        for (word, kind) in [
            ("sig:correction", SignalKind::Correction),
            ("Writethru", SignalKind::Update),
            ("HoldForRelease", SignalKind::Hold),
            ("Disregard", SignalKind::Withdrawal),
            ("edStat:U", SignalKind::Update),
            ("edStat:C", SignalKind::Correction),
            (
                "http://cv.iptc.org/newscodes/signal/update",
                SignalKind::Update,
            ),
        ] {
            assert_eq!(signal_of_word(word), Some(kind), "{word}");
        }
        assert_eq!(signal_of_word("dpasig:isplanned"), None);
        assert_eq!(of_word("final"), None);
        for (word, status) in [
            ("draft", PubStatus::Withheld),
            ("trash", PubStatus::Canceled),
            ("publish", PubStatus::Usable),
        ] {
            let found = of_word(word).map_or(PubStatus::Usable, |(found, _)| found);
            assert_eq!(found, status, "{word}");
        }
    }
}
