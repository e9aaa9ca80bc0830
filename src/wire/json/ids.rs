//! Ids that end in what belongs to a version.
//!
//! Owns what comes off an id so that all versions of a story share it. Promises to take only what the record says elsewhere, too.

/// The id without the time and the number of its version behind it: `http://NNA/8d58/2026-08-09T10:00:00.000Z/1`.
pub fn without_version(id: String, version: Option<&str>) -> String {
    let mut parts = id.rsplitn(3, '/');
    let (last, time, rest) = (parts.next(), parts.next(), parts.next());
    let is_version = last.is_some() && last == version;
    match rest {
        Some(rest) if is_version && time.is_some_and(is_time) && !rest.ends_with('/') => {
            rest.to_string()
        }
        _ => id,
    }
}

/// `2026-08-09T10:00:00.000Z`
fn is_time(part: &str) -> bool {
    let form = part.bytes().take(19).map(|b| match b {
        b'0'..=b'9' => b'0',
        other => other,
    });
    form.eq(*b"0000-00-00T00:00:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_version_behind_a_time_comes_off() {
        let cut = |id: &str, version| without_version(id.to_string(), version);
        let id = "http://NNA/8d58/2026-08-09T10:00:00.000Z/1";
        assert_eq!(cut(id, Some("1")), "http://NNA/8d58");
        assert_eq!(cut(id, Some("2")), id);
        assert_eq!(cut(id, None), id);
        for id in [
            "http://nna.example/2026/1",
            "1",
            "2026-08-09T10:00:00Z/1",
            "",
            "http://2026-08-09T10:00:00Z/1",
        ] {
            assert_eq!(cut(id, Some("1")), id);
        }
    }
}
