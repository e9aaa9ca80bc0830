//! The languages in which an agency of one country writes for its own.
//!
//! Owns which agency writes in which. It only settles what a short text leaves open: such agencies write English as well, so that the text has to show
//! the language too. Languages that topics are read in need no such help and are not named.

use crate::story::Story;

/// Tags, and the agencies as they sign, in small letters and parted by `|`.
const HOMES: &[(&str, &str)] = &[
    ("hu", "mti"),
    ("hr", "hina"),
    ("sr", "tanjug | beta | fonet | srna"),
    ("bs", "fena"),
    ("sl", "sta"),
    ("sk", "tasr | sita"),
    ("da", "ritzau"),
    ("nb", "ntb"),
    ("fi", "stt"),
    ("et", "eta | bns | err"),
    ("lv", "leta | bns"),
    ("lt", "elta | bns"),
    ("sq", "ata | atsh | kosovapress"),
    ("ca", "acn"),
    ("vi", "ttxvn"),
    ("ms", "bernama"),
    ("tk", "tdh"),
    ("uz", "uza | o\u{2bb}za"),
    ("sr-Cyrl", "танјуг | бета | срна"),
    ("mk", "миа | mia"),
    ("be", "белта"),
    ("mn", "монцамэ | montsame"),
    ("ky", "кабар"),
    ("tg", "ховар"),
    ("ne", "रासस"),
];

/// The languages of the agency that a story came from, as far as it says one.
pub(super) fn of(story: &Story) -> Vec<&'static str> {
    let agency = story
        .dateline
        .as_ref()
        .and_then(|line| line.agency.as_deref());
    let said = [agency, story.credit.as_deref(), Some(&*story.supplier)];
    let said: Vec<String> = said.into_iter().flatten().map(str::to_lowercase).collect();
    let is_said = |name: &str| said.iter().any(|said| *said == name.trim());
    let rows = HOMES.iter();
    rows.filter(|(_, agencies)| agencies.split('|').any(is_said))
        .map(|(tag, _)| *tag)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Languages;
    use crate::story::{Language, LanguageFound, Story};

    fn found(supplier: &str, text: &str) -> LanguageFound {
        let story = Story {
            supplier: supplier.to_owned(),
            ..Story::from_text("", text)
        };
        Languages::builtin().identify(&story)
    }

    #[test]
    fn an_agency_settles_what_a_short_text_leaves_open() {
        let bridge = "Most u Arviku otvoren je za promet nakon obnove koja je trajala tri mjeseca.";
        for (supplier, text, tag) in [
            ("Tanjug", bridge, "sr"),
            ("FENA", bridge, "bs"),
            ("Hina", bridge, "hr"),
            (
                "TASR",
                "V Arviku otvorili prístav, informovala hovorkyňa v pondelok.",
                "sk",
            ),
            (
                "Bernama",
                "Menteri berkata pelabuhan itu akan menerima sebuah kren baharu mulai Januari, kata beliau.",
                "ms",
            ),
        ] {
            assert_eq!(found(supplier, text).other, Some(tag), "{supplier}");
        }
    }

    #[test]
    fn what_an_agency_writes_in_another_language_stays_in_it() {
        for supplier in ["Tanjug", "Bernama", "MTI", "BNS"] {
            let english = "The two ports agreed on Sunday to share a crane, the ministers said after the talks.";
            let found = found(supplier, english);
            assert_eq!(found.language.map(Language::code), Some("en"), "{supplier}");
            assert_eq!(found.other, None, "{supplier}");
        }
        // A name and a number show no language.
        assert_eq!(found("MTI", "Arvik 2026").other, None);
        assert_eq!(found("unknown", "Most u Arviku otvoren je.").other, None);
    }
}
