//! Mailbox files: where one mail ends and the next begins.
//!
//! Owns how the line between them is told from a sentence. Never reads a mail.

use super::is_mail;

/// The mails of a mailbox file, each behind a line `From sender date`; else the one there is.
pub fn messages(bytes: &[u8]) -> Vec<&[u8]> {
    if !bytes.starts_with(b"From ") {
        return vec![bytes];
    }
    let mut messages = Vec::new();
    let mut start = 0;
    for at in memchr::memmem::find_iter(bytes, b"\nFrom ") {
        let before = bytes.get(..at).unwrap_or_default();
        let behind = bytes.get(at + 1..).unwrap_or_default();
        let is_blank = before.ends_with(b"\n") || before.ends_with(b"\n\r");
        // A sentence of the text may begin so; what follows is no header then.
        let head = behind.get(..512).unwrap_or(behind);
        if is_blank && is_mail(head) {
            messages.push(bytes.get(start..=at).unwrap_or_default());
            start = at + 1;
        }
    }
    messages.push(bytes.get(start..).unwrap_or_default());
    messages
}
