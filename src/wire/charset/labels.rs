//! Which charset a label means, and which label the text itself carries.
//!
//! Owns the spellings beyond the WHATWG Encoding Standard that systems invent, the XML declaration and HTML's `meta`. Never looks at what the bytes are.

use encoding_rs::Encoding;

/// The charset of a label, with the spellings that systems invent: `utf8mb4`, `cp-1252`, `Windows 1251`.
pub fn for_label(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().trim_matches(['"', '\'']);
    Encoding::for_label(label.as_bytes()).or_else(|| {
        let plain: String = label
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let known = match plain.as_str() {
            "utf8mb4" | "utf8bom" | "unicode11utf8" => "utf-8".to_string(),
            "ascii7bit" | "7bit" => "us-ascii".to_string(),
            "ansi" => "windows-1252".to_string(),
            "gb" | "euccn" | "cp936" | "ms936" => "gb18030".to_string(),
            "ms932" | "cp932" | "windows932" => "shift_jis".to_string(),
            "cp949" | "ms949" | "uhc" => "euc-kr".to_string(),
            "cp950" | "ms950" => "big5".to_string(),
            other => {
                let page = ["windows", "cp", "win", "ms"]
                    .iter()
                    .find_map(|prefix| other.strip_prefix(prefix));
                match (
                    page,
                    other.strip_prefix("iso8859").or(other.strip_prefix("8859")),
                ) {
                    (Some(page), _) => format!("windows-{page}"),
                    (_, Some(part)) => format!("iso-8859-{part}"),
                    _ => return None,
                }
            }
        };
        Encoding::for_label(known.as_bytes())
    })
}

/// What the text says of itself: an XML declaration, else HTML's `meta`.
pub fn declared_inside(bytes: &[u8]) -> Option<&str> {
    xml_declared(bytes).or_else(|| meta_declared(bytes))
}

/// `<meta charset=x>`, `<meta http-equiv=… content="text/html; charset=x">`, within the first kilobyte as browsers look for it.
fn meta_declared(bytes: &[u8]) -> Option<&str> {
    let start = bytes
        .iter()
        .take(64)
        .position(|b| !b.is_ascii_whitespace())?;
    let head = bytes.get(start..)?;
    if head.first() != Some(&b'<') {
        return None;
    }
    let head = head.get(..1024).unwrap_or(head);
    let meta = [&b"<meta"[..], b"<META", b"<Meta"]
        .iter()
        .find_map(|tag| memchr::memmem::find(head, tag))?;
    let behind = head.get(meta..)?;
    let at = [&b"charset"[..], b"CHARSET", b"Charset"]
        .iter()
        .find_map(|word| memchr::memmem::find(behind, word))?;
    let value = behind.get(at + 7..)?;
    let skip = |bytes: &[u8]| bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let value = value.get(skip(value)..)?.strip_prefix(b"=")?;
    let value = value.get(skip(value)..)?;
    let value = value
        .strip_prefix(b"\"")
        .or(value.strip_prefix(b"'"))
        .unwrap_or(value);
    let length = value
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.'))
        .count();
    let label = std::str::from_utf8(value.get(..length)?).ok()?;
    (!label.is_empty()).then_some(label)
}

/// The encoding an XML declaration names.
fn xml_declared(bytes: &[u8]) -> Option<&str> {
    let start = memchr::memchr(b'<', bytes.get(..64).unwrap_or(bytes))?;
    let head = bytes.get(start..)?;
    let head = head.get(..200).unwrap_or(head);
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = memchr::memchr(b'>', head)?;
    let declaration = std::str::from_utf8(head.get(..end)?).ok()?;
    let (_, behind) = declaration.split_once("encoding")?;
    let behind = behind.trim_start().strip_prefix('=')?.trim_start();
    let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = behind.get(1..)?.split(quote).next()?.trim();
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_many_spellings_name_their_charset() {
        for (label, name) in [
            ("utf8mb4", "UTF-8"),
            ("UTF8", "UTF-8"),
            ("ISO_8859-15", "ISO-8859-15"),
            ("iso8859_2", "ISO-8859-2"),
            ("CP-1251", "windows-1251"),
            ("Windows 1256", "windows-1256"),
            ("cp936", "gb18030"),
            ("MS932", "Shift_JIS"),
            ("\"koi8-r\"", "KOI8-R"),
            ("ANSI", "windows-1252"),
        ] {
            assert_eq!(for_label(label).map(Encoding::name), Some(name), "{label}");
        }
        assert_eq!(for_label("klingon"), None);
        assert_eq!(for_label(""), None);
    }

    #[test]
    fn declarations_are_found_in_xml_and_html() {
        for (text, label) in [
            (
                "<?xml version='1.0' encoding='koi8-r'?><a/>",
                Some("koi8-r"),
            ),
            (
                "<!DOCTYPE html><html><head><meta charset=windows-1251>",
                Some("windows-1251"),
            ),
            (
                "<html><META HTTP-EQUIV='Content-Type' CONTENT='text/html; CHARSET = gb2312'>",
                Some("gb2312"),
            ),
            ("<p>the charset=x of a text</p>", None),
            ("meta charset=x", None),
        ] {
            assert_eq!(declared_inside(text.as_bytes()), label, "{text}");
        }
    }
}
