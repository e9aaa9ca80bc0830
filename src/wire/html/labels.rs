//! Words that pages set between the paragraphs of a story and that are none of it: over an advertisement.
//!
//! Owns the words. Promises that only a paragraph which is nothing else goes.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// What stands over an advertisement, in small letters. Parted by `|`.
const ADVERTISEMENTS: &str = "advertisement|advertising|advertisement - scroll to continue|story continues below advertisement|article continues below|publicidad|publicidade|publicité|\
    pubblicità|anzeige|werbung|advertentie|annonse|annons|reklam|reklama|mainos|reclame|publicitate|hirdetés|реклама|διαφήμιση|إعلان|اعلان|विज्ञापन|quảng cáo|iklan|広告|广告|廣告|광고|โฆษณา";

static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| ADVERTISEMENTS.split('|').collect());

/// Bytes of such a paragraph at most.
const LONGEST: usize = 64;

/// Whether a paragraph only says that an advertisement stands there.
pub fn is_of_advertisement(paragraph: &str) -> bool {
    if paragraph.len() > LONGEST {
        return false;
    }
    let bare = paragraph.trim_matches(|c: char| !c.is_alphanumeric());
    let small = bare.replace('·', "-").to_lowercase();
    SET.contains(small.as_str())
}

#[cfg(test)]
mod tests {
    use super::is_of_advertisement;

    #[test]
    fn the_word_alone_goes() {
        for word in [
            "Advertisement",
            "PUBLICITÉ",
            "- Anzeige -",
            "Advertisement · Scroll to continue",
            "広告",
        ] {
            assert!(is_of_advertisement(word), "{word}");
        }
        for text in ["Advertisement spending rose", "Werbung wird teurer", ""] {
            assert!(!is_of_advertisement(text), "{text}");
        }
    }
}
