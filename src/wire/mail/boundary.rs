//! Mails of several parts whose header has lost the boundary between them, or names another one, or whose end is cut off.
//!
//! Owns how the boundary is found: the first line of two hyphens before the header of a part. Never reads what the parts hold.

use memchr::memmem;

/// Bytes of a boundary (RFC 2046, 5.1.1).
const LONGEST: usize = 70;

/// The mail with the boundary that its parts have; `None` where the header names it, or there is none.
pub fn found(bytes: &[u8]) -> Option<Vec<u8>> {
    let (head, body) = parted(bytes)?;
    let at = field(head, b"content-type:")?;
    let field = head.get(at.clone())?;
    let value = String::from_utf8_lossy(field).into_owned();
    let lower = value.to_ascii_lowercase();
    let kind = lower.find("multipart/")?;
    let subtype: String = lower[kind + "multipart/".len()..]
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    if let Some(declared) = declared(&value, &lower) {
        let line = format!("--{declared}");
        let is_there = body.starts_with(line.as_bytes())
            || memmem::find(body, format!("\n{line}").as_bytes()).is_some();
        if is_there {
            return closed(bytes, body, declared);
        }
    }
    let boundary = first_boundary(body)?;
    let mut out = Vec::with_capacity(bytes.len() + 128);
    out.extend_from_slice(head.get(..at.start)?);
    let field = format!("Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\n");
    out.extend_from_slice(field.as_bytes());
    out.extend_from_slice(head.get(at.end..)?);
    out.extend_from_slice(body);
    Some(out)
}

/// The mail with its last part closed, which is cut off: its reader loses the whole header otherwise.
fn closed(bytes: &[u8], body: &[u8], boundary: &str) -> Option<Vec<u8>> {
    let close = format!("--{boundary}--");
    if memmem::find(body, close.as_bytes()).is_some() {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len() + close.len() + 2);
    out.extend_from_slice(bytes);
    out.extend_from_slice(format!("\n{close}\n").as_bytes());
    Some(out)
}

/// The header with the blank line behind it, and the body.
fn parted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let blank = |mark: &[u8]| memmem::find(bytes, mark).map(|at| at + mark.len());
    let ends = [blank(b"\n\n"), blank(b"\r\n\r\n")];
    bytes.split_at_checked(ends.into_iter().flatten().min()?)
}

/// Where a field of the header stands, with the lines that continue it.
fn field(head: &[u8], name: &[u8]) -> Option<std::ops::Range<usize>> {
    let mut at = 0;
    let mut found: Option<std::ops::Range<usize>> = None;
    for line in head.split_inclusive(|b| *b == b'\n') {
        let end = at + line.len();
        match &mut found {
            Some(range) if line.starts_with(b" ") || line.starts_with(b"\t") => range.end = end,
            Some(_) => break,
            None => {
                let is_field = line
                    .get(..name.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(name));
                found = is_field.then_some(at..end);
            }
        }
        at = end;
    }
    found
}

fn declared<'v>(value: &'v str, lower: &str) -> Option<&'v str> {
    let at = lower.find("boundary")?;
    let rest = value.get(at + "boundary".len()..)?.trim_start();
    let rest = rest.strip_prefix('=')?.trim_start();
    let name = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split([';', ' ', '\r', '\n', '\t']).next()?,
    };
    (!name.is_empty()).then_some(name)
}

/// The first line of two hyphens and a name with the header of a part below it.
fn first_boundary(body: &[u8]) -> Option<&str> {
    let mut lines = body.split(|b| *b == b'\n').peekable();
    while let Some(line) = lines.next() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Some(name) = line.strip_prefix(b"--") else {
            continue;
        };
        let opens_part = lines.peek().is_some_and(|next| {
            next.get(..8)
                .is_some_and(|start| start.eq_ignore_ascii_case(b"content-"))
        });
        let is_name = (1..=LONGEST).contains(&name.len())
            && name.iter().all(|b| b.is_ascii_graphic() && *b != b'"');
        if opens_part && is_name {
            return std::str::from_utf8(name).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: &str = "\n--=_b1\nContent-Type: text/plain\n\nMinisters met.\n--=_b1--\n";

    fn mended(content_type: &str) -> Option<String> {
        let mail = format!("From: a@b.example\nContent-Type: {content_type}\nSubject: x\n{PARTS}");
        found(mail.as_bytes()).map(|mail| String::from_utf8(mail).unwrap())
    }

    #[test]
    fn the_boundary_of_the_parts_is_taken() {
        for content_type in [
            "multipart/mixed",
            "multipart/mixed; boundary=\"zz\"",
            "Multipart/Mixed;\n\tboundary=zz; charset=x",
        ] {
            let mail = mended(content_type).unwrap();
            let head = "From: a@b.example\nContent-Type: multipart/mixed; boundary=\"=_b1\"\nSubject: x\n\n--=_b1\n";
            assert!(mail.starts_with(head), "{mail}");
        }
    }

    #[test]
    fn a_last_part_that_is_cut_off_is_closed() {
        let mail = b"Content-Type: multipart/mixed; boundary=zz\n\n--zz\nContent-Type: text/plain\n\nMinisters met.";
        let mended = found(mail).unwrap();
        assert!(mended.starts_with(mail) && mended.ends_with(b"\n--zz--\n"));
    }

    #[test]
    fn a_boundary_that_is_there_stays() {
        assert_eq!(mended("multipart/mixed; boundary=\"=_b1\""), None);
        assert_eq!(mended("multipart/mixed; boundary==_b1"), None);
        assert_eq!(mended("text/plain"), None);
    }
}
