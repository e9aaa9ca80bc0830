//! Profiles as files become profiles in use, or everything that is wrong with them is told.
//!
//! Owns what has to go together: zones and charsets that exist, codes that IPTC has, patterns that mean something, and no
//! sign claimed by two agencies. `default` is part of every other profile, which adds to it or says otherwise.

use super::claims;
use super::file::{ProfileFile, VersionField};
use super::pattern::NumberPattern;
use super::recognise::Index;
use super::{Profile, Profiles, Target, VersionReader};
use crate::story::media_topics;
use crate::wire::zone;
use encoding_rs::Encoding;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;

/// Key of the profile that is used where none is recognised.
pub const DEFAULT: &str = "default";

/// Genres of IPTC (<http://cv.iptc.org/newscodes/genre/>) that profiles are likely to mean. The vocabulary grows: one that is not
/// here is taken as it is, unless it looks like a slip in one of these.
const GENRES: &[&str] = &[
    "Actuality",
    "Advice",
    "Advisory",
    "Almanac",
    "Analysis",
    "Archive_material",
    "Background",
    "Behind_the_Story",
    "Biography",
    "Birth_Announcement",
    "Current",
    "Curtain_Raiser",
    "Daybook",
    "Exclusive",
    "Feature",
    "Fixture",
    "Forecast",
    "From_the_Scene",
    "History",
    "Horoscope",
    "Interview",
    "Obituary",
    "Opinion",
    "Profile",
    "Quote",
    "Retrospective",
    "Review",
    "Scener",
    "Special_Report",
    "Summary",
    "Synopsis",
    "Weather",
];
/// Slips within which an unknown genre is taken for a known one.
const NEAR: usize = 2;

/// A profile as it was read, under its key.
#[derive(Debug, Clone)]
pub struct Written {
    pub key: String,
    pub file: ProfileFile,
    /// Signs of a configuration's `[suppliers]` win over those of files without being a conflict.
    pub by_operator: bool,
}

/// One thing wrong with one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Key of the profile.
    pub profile: String,
    /// Keys from the top of the file to the value; numbers count in lists.
    pub at: Vec<String>,
    pub message: String,
    pub help: Option<String>,
}

/// Collects faults of one profile.
pub(super) struct Faults<'f> {
    pub(super) profile: &'f str,
    pub(super) all: &'f mut Vec<Fault>,
}

impl Faults<'_> {
    pub(super) fn add(&mut self, at: &[&str], message: String, help: impl Into<Option<String>>) {
        self.all.push(Fault {
            profile: self.profile.to_owned(),
            at: at.iter().map(ToString::to_string).collect(),
            message,
            help: help.into(),
        });
    }
}

/// Profiles of these files, in their order; later ones don't replace earlier ones of the same key: whoever reads the files has
/// settled that.
///
/// # Errors
/// All that is wrong with them.
pub fn compile(written: &[Written]) -> Result<Profiles, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut hash = Sha256::new();
    for one in written {
        hash.update(one.key.as_bytes());
        // Types that can be written as JSON: no map has keys that are not strings.
        hash.update(serde_json::to_vec(&one.file).unwrap_or_default());
    }
    let base = written.iter().find(|one| one.key == DEFAULT);
    let mut all = Vec::with_capacity(written.len() + 1);
    all.push(Arc::new(match base {
        Some(base) => profile(base, None, &mut faults),
        None => Profile::empty(),
    }));
    let mut index = Index::default();
    let mut claimed = claims::Claimed::default();
    let others: Vec<&Written> = written.iter().filter(|one| one.key != DEFAULT).collect();
    if let Some(base) = base {
        let is_empty = base.file.recognise == super::file::Signs::default();
        if !is_empty {
            let mut own = Faults {
                profile: DEFAULT,
                all: &mut faults,
            };
            let message =
                "the profile `default` recognises nothing: it is used where no other is".to_owned();
            own.add(&["recognise"], message, "leave the table out".to_owned());
        }
    }
    for one in others {
        let made = profile(one, Some(&all[0]), &mut faults);
        claims::enter(one, all.len(), &mut claimed, &mut index, &mut faults);
        all.push(Arc::new(made));
    }
    index.finish();
    if faults.is_empty() {
        let mut version = String::new();
        for byte in hash.finalize().iter().take(6) {
            // Writing to a string has no way to fail.
            let _ = write!(version, "{byte:02x}");
        }
        Ok(Profiles {
            all,
            index,
            version: version.into(),
        })
    } else {
        Err(faults)
    }
}

fn profile(one: &Written, base: Option<&Profile>, faults: &mut Vec<Fault>) -> Profile {
    let file = &one.file;
    let mut own = Faults {
        profile: &one.key,
        all: faults,
    };
    if file.name.is_empty() {
        let help = "such as name = \"AFP\"; records, metrics and dead letters carry it".to_owned();
        own.add(&[], "`name` is missing".to_owned(), help);
    }
    let zone = file.defaults.time_zone.as_deref().map(|text| {
        let found = zone::zone(text);
        if found.is_none() {
            let message = format!("`{text}` is no zone");
            let help = "UTC, a name such as Europe/Paris, an offset such as +02:00, or a POSIX rule such as CET-1CEST,M3.5.0,M10.5.0/3";
            own.add(&["defaults", "time_zone"], message, help.to_owned());
        }
        (text, found)
    });
    if let Some(label) = &file.defaults.charset
        && Encoding::for_label(label.trim().as_bytes()).is_none()
    {
        let message = format!("`{label}` is no charset");
        let help = "a label of the WHATWG Encoding Standard, such as windows-1252, iso-8859-15, gb18030, koi8-r".to_owned();
        own.add(&["defaults", "charset"], message, help);
    }
    let mut made = base.map_or_else(Profile::empty, |base| Profile {
        urgency: base.urgency.clone(),
        genres: base.genres.clone(),
        codes: base.codes.clone(),
        notes: base.notes.clone(),
        zone: base.zone.clone(),
        zone_name: Arc::clone(&base.zone_name),
        ..Profile::empty()
    });
    made.key = one.key.as_str().into();
    made.name = file.name.as_str().into();
    made.title = file.title.as_str().into();
    if let Some((name, Some(zone))) = zone {
        made.zone = zone;
        made.zone_name = name.into();
    }
    made.lead_in_description = file.defaults.lead_in_description == Some(true);
    made.charset.clone_from(&file.defaults.charset);
    made.versions = versions(file, &mut own);
    for (word, urgency) in &file.urgency {
        match u8::try_from(*urgency).ok().filter(|u| (1..=9).contains(u)) {
            Some(urgency) => drop(made.urgency.insert(word.to_lowercase(), urgency)),
            None => own.add(
                &["urgency", word],
                format!("{urgency} is no urgency"),
                "1 (most urgent) to 9".to_owned(),
            ),
        }
    }
    for (word, genre) in &file.genres {
        if let Some(genre) = known_genre(genre, &["genres", word], &mut own) {
            made.genres.insert(word.to_lowercase(), genre);
        }
    }
    for (scheme, list) in &file.codes {
        for (code, targets) in list {
            let targets = targets
                .iter()
                .filter_map(|t| target(t, &["codes", scheme, code], &mut own));
            let key = format!("{}:{}", scheme.to_lowercase(), code.to_lowercase());
            made.codes.insert(key, targets.collect());
        }
    }
    for (at, pattern) in file.notes.iter().enumerate() {
        if let Err(fault) = made.notes.add(pattern) {
            let help = "begin with the letters that open the note, such as \"(Reporting by *)\""
                .to_owned();
            own.add(&["notes", &at.to_string()], fault.to_string(), help);
        }
    }
    made
}

fn versions(file: &ProfileFile, own: &mut Faults<'_>) -> Vec<VersionReader> {
    let mut made = Vec::with_capacity(file.version.len());
    for (at, rule) in file.version.iter().enumerate() {
        let place = ["version", &at.to_string(), "pattern"].map(str::to_owned);
        let place: Vec<&str> = place.iter().map(String::as_str).collect();
        match NumberPattern::read(&rule.pattern) {
            Ok(pattern) => {
                if rule.field == VersionField::Id && !pattern.keeps_something() {
                    let message = format!("`{}` would leave no id", rule.pattern);
                    own.add(&place, message, "put `{}` before the number".to_owned());
                }
                made.push(VersionReader {
                    field: rule.field,
                    pattern,
                });
            }
            Err(fault) => {
                let help = "such as \"tag:agency.example,{}:item_{}:{version}\"".to_owned();
                own.add(&place, fault.to_string(), help);
            }
        }
    }
    made
}

fn known_genre(genre: &str, at: &[&str], own: &mut Faults<'_>) -> Option<Arc<str>> {
    let code = genre.strip_prefix("genre:").unwrap_or_default();
    let is_code = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let is_written_so = !code.is_empty() && code.bytes().all(is_code);
    let near = GENRES
        .iter()
        .map(|known| (strsim::damerau_levenshtein(known, code), known))
        .min();
    match near {
        Some((0, _)) => return Some(genre.into()),
        Some((slips, _)) if slips > NEAR && is_written_so => return Some(genre.into()),
        _ => {}
    }
    let help = near.map(|(_, near)| format!("did you mean `genre:{near}`?"));
    own.add(at, format!("`{genre}` is no genre of IPTC"), help);
    None
}

fn target(text: &str, at: &[&str], own: &mut Faults<'_>) -> Option<Target> {
    match text.split_once(':') {
        Some(("medtop" | "subj", _)) if media_topics::may_exist(text) => {
            Some(Target::Code(text.into()))
        }
        Some(("medtop" | "subj", _)) => {
            // The nearest number, which a slip of a digit leads back to.
            let mut known: Vec<String> = media_topics::all().collect();
            known.sort_unstable();
            let near = known
                .iter()
                .min_by_key(|k| strsim::damerau_levenshtein(k, text));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            own.add(at, format!("`{text}` is no code of IPTC"), help);
            None
        }
        Some(("genre", _)) => known_genre(text, at, own).map(Target::Genre),
        Some(("urgency", number)) if number.parse().is_ok_and(|n: u8| (1..=9).contains(&n)) => {
            number.parse().ok().map(Target::Urgency)
        }
        _ => {
            let message = format!("`{text}` is nothing that a code can stand for");
            let help = "medtop:20000256, subj:04005000, genre:Analysis or urgency:1 to urgency:9"
                .to_owned();
            own.add(at, message, help);
            None
        }
    }
}
