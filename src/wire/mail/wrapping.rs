//! What programs write into the text of a mail itself: the armour of a signed text, and files in letters (`uuencode`).
//!
//! Owns how each begins and ends. Promises linear time, and that a text without them is not copied.

const SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE: &str = "-----BEGIN PGP SIGNATURE-----";

/// The text alone; `None` where nothing is wrapped.
pub fn unwrapped(text: &str) -> Option<String> {
    let has = |piece: &str| memchr::memmem::find(text.as_bytes(), piece.as_bytes()).is_some();
    let (is_signed, has_file) = (has(SIGNED), has("begin ") && has("\nend"));
    if !is_signed && !has_file {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut inside = Inside::Text;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        inside = match inside {
            Inside::Text if bare == SIGNED => Inside::Armour,
            Inside::Text if is_signed && bare == SIGNATURE => Inside::Signature,
            Inside::Text if has_file && begins_file(bare) => Inside::File,
            Inside::Armour if bare.is_empty() => Inside::Text,
            Inside::Signature if bare.starts_with("-----END PGP") => Inside::Text,
            Inside::File if bare == "end" => Inside::Text,
            Inside::Text => {
                // A dash that opens a line is marked.
                let line = if is_signed {
                    line.strip_prefix("- ")
                        .filter(|l| l.starts_with('-'))
                        .unwrap_or(line)
                } else {
                    line
                };
                out.push_str(line);
                Inside::Text
            }
            other => other,
        };
    }
    (inside != Inside::File)
        .then_some(out)
        .filter(|out| !out.trim().is_empty())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Text,
    Armour,
    Signature,
    File,
}

/// `begin 644 crane.jpg`
fn begins_file(line: &str) -> bool {
    let Some((mode, name)) = line
        .strip_prefix("begin ")
        .and_then(|rest| rest.split_once(' '))
    else {
        return false;
    };
    (3..=4).contains(&mode.len())
        && mode.bytes().all(|b| (b'0'..=b'7').contains(&b))
        && !name.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn armour_and_files_come_off_and_the_text_stays() {
        let signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nOne.\n- --\nTwo.\n-----BEGIN PGP SIGNATURE-----\nVersion: 1\n\nabc\n-----END PGP SIGNATURE-----\n";
        assert_eq!(unwrapped(signed).as_deref(), Some("One.\n--\nTwo.\n"));
        let file = "One.\n\nbegin 666 crane.png\nMB5!.1PT*\n`\nend\nTwo.\n";
        assert_eq!(unwrapped(file).as_deref(), Some("One.\n\nTwo.\n"));
        for text in [
            "They begin 644 talks\nand end",
            "begin to talk\nend",
            "begin 644 crane.png\nM1\n",
            "One.",
        ] {
            assert!(unwrapped(text).is_none_or(|out| out == text), "{text}");
        }
    }
}
