//! A charset of one byte a character, and the labels by which documents name those of DOS and of the Mac.
//!
//! Owns what each byte stands for. Never decides which page a text is in.

use super::tables::PAGES;
use encoding_rs::{Encoding, MACINTOSH, X_MAC_CYRILLIC};
use std::sync::LazyLock;

/// A charset of one byte.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    pub name: &'static str,
    upper: Vec<char>,
}

static TABLES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let mut all: Vec<Page> = PAGES
        .iter()
        .map(|(name, upper)| Page {
            name,
            upper: upper.chars().collect(),
        })
        .collect();
    all.extend([MACINTOSH, X_MAC_CYRILLIC].map(Page::of));
    all
});

impl Page {
    /// A charset of one byte a character; the table of any other is of no use.
    pub fn of(charset: &'static Encoding) -> Self {
        let bytes: [u8; 128] = std::array::from_fn(|index| index as u8 + 0x80);
        let (upper, _) = charset.decode_without_bom_handling(&bytes);
        Self {
            name: charset.name(),
            upper: upper.chars().collect(),
        }
    }

    /// The characters of the bytes beyond ASCII.
    pub fn upper(&self) -> &[char] {
        &self.upper
    }

    /// The bytes as text.
    pub fn decode(&self, bytes: &[u8]) -> String {
        bytes.iter().map(|byte| self.character(*byte)).collect()
    }

    /// What a byte stands for.
    pub fn character(&self, byte: u8) -> char {
        let at = usize::from(byte).checked_sub(0x80);
        at.map_or(char::from(byte), |at| {
            self.upper
                .get(at)
                .copied()
                .unwrap_or(char::REPLACEMENT_CHARACTER)
        })
    }
}

/// The page that a label names: `cp850`, `IBM437`, `DOS-862`, `x-mac-roman`.
pub fn for_label(label: &str) -> Option<&'static Page> {
    let plain: String = label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let number = ["cspc", "ibm", "cp", "dos", "oem", "pc"]
        .iter()
        .find_map(|prefix| plain.strip_prefix(prefix))
        .unwrap_or(&plain);
    let name = match number {
        "437" => "IBM437",
        // The page with the euro sign in the place of a letter that hardly anyone writes.
        "850" | "858" | "00858" => "IBM850",
        "852" => "IBM852",
        "857" => "IBM857",
        "862" => "IBM862",
        "865" => "IBM865",
        "720" => "IBM720",
        "737" => "IBM737",
        "775" => "IBM775",
        "855" => "IBM855",
        "860" => "IBM860",
        "869" => "IBM869",
        "macce" | "xmacce" | "maccentraleurope" | "maclatin2" => "x-mac-ce",
        "macturkish" | "xmacturkish" => "x-mac-turkish",
        "macgreek" | "xmacgreek" => "x-mac-greek",
        "kz1048" | "strk1048" | "strk10482002" | "rk1048" => "KZ-1048",
        "macroman" => "macintosh",
        _ => return None,
    };
    named(name)
}

/// The page of this name.
pub fn named(name: &str) -> Option<&'static Page> {
    TABLES.iter().find(|page| page.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_all_their_characters() {
        assert!(TABLES.iter().all(|page| page.upper.len() == 128));
        assert_eq!(for_label("CP-850").unwrap().name, "IBM850");
        assert_eq!(for_label("ibm437").unwrap().name, "IBM437");
        assert_eq!(for_label("DOS-862").unwrap().name, "IBM862");
        assert_eq!(for_label("windows-1252"), None);
        assert_eq!(for_label("866"), None);
    }
}
