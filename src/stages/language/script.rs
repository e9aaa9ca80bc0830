//! Writing systems: which one a text is in, and the languages that the writing alone decides.
//!
//! Owns the counts of letters by script and the rules for Greek, Hebrew, Hangul, Devanagari and East Asian text. Languages
//! that share one of these scripts with ours (Yiddish, Marathi, Nepali) are told by letters and words that ours do not
//! have, and then the answer is none.

use super::sample::Sample;
use crate::story::Language;

/// What a letter belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Writing {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Devanagari,
    Hangul,
    /// Han characters and kana.
    EastAsian,
    /// Any other script.
    Other,
}

const ALL: [Writing; 9] = [
    Writing::Latin,
    Writing::Cyrillic,
    Writing::Greek,
    Writing::Arabic,
    Writing::Hebrew,
    Writing::Devanagari,
    Writing::Hangul,
    Writing::EastAsian,
    Writing::Other,
];

/// Letters seen, by script. Han and Hangul count threefold: a character stands for a syllable or a word.
#[derive(Debug, Default)]
pub(super) struct Count {
    letters: [u32; ALL.len()],
    kana: u32,
    han: u32,
}

/// Less than this says nothing.
const FEWEST_LETTERS: u32 = 4;

impl Count {
    /// The script of most letters and its share of all, 0–1; `None` without enough letters.
    pub(super) fn dominant(&self) -> Option<(Writing, f32)> {
        let total: u32 = self.letters.iter().sum();
        let (writing, most) = ALL
            .iter()
            .zip(&self.letters)
            .max_by_key(|(_, letters)| **letters)?;
        (total >= FEWEST_LETTERS).then(|| (*writing, *most as f32 / total as f32))
    }
}

/// Counts the letters of a sample.
pub(super) fn count(sample: &Sample<'_>) -> Count {
    let mut count = Count::default();
    for piece in sample.pieces() {
        let bytes = piece.as_bytes();
        let ascii = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count() as u32;
        count.letters[Writing::Latin as usize] += ascii;
        if ascii as usize == bytes.len() {
            continue;
        }
        for c in piece.chars().filter(|c| !c.is_ascii()) {
            let (writing, weight) = match c as u32 {
                0xC0..=0x24F | 0x250..=0x2AF | 0x1E00..=0x1EFF => (Writing::Latin, 1),
                0x370..=0x3FF | 0x1F00..=0x1FFF => (Writing::Greek, 1),
                0x400..=0x52F => (Writing::Cyrillic, 1),
                0x590..=0x5FF => (Writing::Hebrew, 1),
                0x600..=0x6FF | 0x750..=0x77F => (Writing::Arabic, 1),
                0x900..=0x97F => (Writing::Devanagari, 1),
                0x1100..=0x11FF | 0xAC00..=0xD7AF => (Writing::Hangul, 3),
                0x3041..=0x30FF => {
                    count.kana += 1;
                    (Writing::EastAsian, 2)
                }
                0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF => {
                    count.han += 1;
                    (Writing::EastAsian, 3)
                }
                code if code >= 0x530 && c.is_alphabetic() => (Writing::Other, 1),
                _ => continue,
            };
            count.letters[writing as usize] += weight;
        }
    }
    count
}

/// The language that a script alone decides, with its probability; `None` when the text is in another language of it.
pub(super) fn language_of(
    writing: Writing,
    count: &Count,
    sample: &Sample<'_>,
) -> Option<(Language, f32)> {
    match writing {
        Writing::Greek => Some((Language::El, SURE)),
        Writing::Hangul => Some((Language::Ko, SURE)),
        Writing::Hebrew => (!is_yiddish(sample)).then_some((Language::He, SURE)),
        Writing::Devanagari => hindi(sample),
        Writing::EastAsian => Some(chinese_or_japanese(count, sample)),
        Writing::Latin | Writing::Cyrillic | Writing::Arabic | Writing::Other => None,
    }
}

/// Where nothing in the script speaks for another language.
const SURE: f32 = 0.995;

/// Yiddish writes its vowels: alef with patah or qamats, and the digraphs vov-yod.
fn is_yiddish(sample: &Sample<'_>) -> bool {
    let (mut marks, mut letters) = (0, 0);
    for c in sample.pieces().flat_map(str::chars) {
        letters += u32::from(('\u{5D0}'..='\u{5EA}').contains(&c));
        marks += u32::from(matches!(c, '\u{5F0}'..='\u{5F2}' | '\u{5B7}' | '\u{5B8}'));
    }
    // Fully pointed Hebrew has other points as well, but no wire sends it.
    marks * 20 > letters
}

/// Commonest words that Hindi does not share with Marathi or Nepali, and the other way round.
const HINDI: &[&str] = &[
    "है",
    "हैं",
    "के",
    "की",
    "में",
    "से",
    "ने",
    "और",
    "का",
    "को",
    "पर",
    "था",
    "थी",
    "थे",
    "यह",
    "लिए",
    "कहा",
    "कि",
    "नहीं",
    "गया",
    "इस",
    "भी",
];
const NOT_HINDI: &[&str] = &[
    "आहे",
    "आहेत",
    "आणि",
    "या",
    "होते",
    "होता",
    "केले",
    "केली",
    "नाही",
    "म्हणाले",
    "यांनी",
    "असून",
    "छ",
    "छन्",
    "र",
    "गरेको",
    "भएको",
    "हुने",
    "पनि",
    "थियो",
    "भने",
    "गर्न",
    "उनले",
    "छैन",
];

/// How words of Nepali and of Marathi end, and none of Hindi.
const NOT_HINDI_ENDINGS: &[&str] = &[
    "एको",
    "ेको",
    "एका",
    "नुभयो",
    "नुभएको",
    "हरू",
    "हरु",
    "हरूको",
    "ँदै",
    "ांनी",
    "ण्यात",
    "ाच्या",
    "ांच्या",
    "ातील",
    "ळे",
];

fn hindi(sample: &Sample<'_>) -> Option<(Language, f32)> {
    let (mut ours, mut others) = (0_u32, 0_u32);
    for word in sample.pieces().flat_map(|piece| {
        piece.split(|c: char| !('\u{900}'..='\u{97F}').contains(&c) || matches!(c, '।' | '॥'))
    }) {
        ours += u32::from(HINDI.contains(&word));
        let is_other =
            NOT_HINDI.contains(&word) || NOT_HINDI_ENDINGS.iter().any(|e| word.ends_with(e));
        others += u32::from(is_other);
    }
    match (ours, others) {
        (0, 0) => Some((Language::Hi, 0.8)),
        _ if ours > 2 * others => Some((Language::Hi, SURE)),
        _ if ours > others => Some((Language::Hi, 0.7)),
        _ => None,
    }
}

/// Characters that only Japanese writes this way since 1946, and such that only Chinese writes (simplified, or words that
/// Japanese writes in kana).
const JAPANESE_ONLY: &str = "気発売対応図国済経営県駅広辺沢浜円帰歩毎単価検査覧観権勧歓関戦闘続読変実総労働従徳隠険剣検験黒塩焼拡払仏転伝芸写両満児団囲込枠畑峠匂";
const CHINESE_ONLY: &str = "的这们为个说时过还没对与从会来国发动经见让将应该于员问题进关们总东车长门马书议华协产业际谈电这訊說這們個為國會來對時過還沒與從發動經見讓將應該於員問題進關總東車長門馬華協產業際談電你她吗呢吧";

fn chinese_or_japanese(count: &Count, sample: &Sample<'_>) -> (Language, f32) {
    // A Chinese story may quote a Japanese title; Japanese has kana in every sentence, some half of all characters.
    if count.kana * 8 >= count.kana + count.han {
        return (Language::Ja, SURE);
    }
    if count.kana > 0 && count.han < 60 && count.kana * 20 >= count.han {
        return (Language::Ja, 0.8);
    }
    let (mut japanese, mut chinese) = (0_u32, 0_u32);
    for c in sample.pieces().flat_map(str::chars) {
        let (ja, zh) = (JAPANESE_ONLY.contains(c), CHINESE_ONLY.contains(c));
        japanese += u32::from(ja && !zh);
        chinese += u32::from(zh && !ja);
    }
    match (japanese, chinese) {
        (0, 0) if count.han < 12 => (Language::Zh, 0.7),
        _ if japanese > chinese => (Language::Ja, 0.8),
        _ => (Language::Zh, SURE),
    }
}
