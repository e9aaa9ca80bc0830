//! The ledger of what had to be mended in a record.
//!
//! Owns the closed list of repair codes and their counts. A decoder that changes anything but the container of the text notes it here, so that
//! `copytaster.decode` can say so; nothing is repaired silently. Never holds text of the story.

use crate::story::Repair;

/// Repair codes: stable words, documented in docs/formats.md.
pub mod code {
    /// A byte-order mark was taken off.
    pub const BOM: &str = "bom_removed";
    /// Control characters other than line breaks and tabs were taken out.
    pub const CONTROLS: &str = "control_characters_removed";
    /// Soft hyphens, zero-width marks and direction marks were taken out.
    pub const HIDDEN: &str = "hidden_marks_removed";
    /// Compressed without a `content-encoding` header.
    pub const COMPRESSION_UNDECLARED: &str = "compression_undeclared";
    /// Confluent's 5-byte frame was taken off.
    pub const CONFLUENT: &str = "envelope_confluent";
    /// Kafka Connect's `schema` and `payload` were taken off.
    pub const CONNECT: &str = "envelope_connect";
    /// Another JSON object around the story was taken off.
    pub const WRAPPER: &str = "envelope_object";
    /// The story was a string inside JSON or the text of an element inside other XML.
    pub const NESTED: &str = "envelope_string";
    /// The story came in a mail, as another wire format.
    pub const MAIL: &str = "envelope_mail";
    /// A header field of a mail held bytes that its writer should have encoded.
    pub const RAW_HEADER: &str = "mail_header_not_encoded";
    /// A character was cut between two encoded words of a mail's header.
    pub const ENCODED_WORDS: &str = "encoded_words_joined";
    /// What a transport left around a document was taken off: control characters, a line of length or file name, a telex frame, a head, a guard.
    pub const FRAMING: &str = "envelope_framing";
    /// Base64 was undone: of the record, or of the text inside its document.
    pub const BASE64: &str = "envelope_base64";
    /// A JSON object named a key twice; the last one was taken.
    pub const DUPLICATE_KEY: &str = "duplicate_key";
    /// Half of a surrogate pair became U+FFFD.
    pub const SURROGATE: &str = "lone_surrogate";
    /// A JSON string held a raw control character or line break.
    pub const JSON_RAW_CONTROL: &str = "json_raw_control";
    /// A JSON string held an escape that JSON does not know.
    pub const JSON_ESCAPE: &str = "json_bad_escape";
    /// Comments stood between the members of JSON.
    pub const JSON_COMMENT: &str = "json_comment";
    /// A JSON value named the branch of the union it is of, as Avro's JSON does.
    pub const AVRO_UNION: &str = "avro_union";
    /// A JSON list or object ended in a comma.
    pub const JSON_COMMA: &str = "json_trailing_comma";
    /// The end of the document was missing; the story is what was there of it.
    pub const CUT_SHORT: &str = "cut_short";
    /// Several JSON values stood one after another.
    pub const JSON_CONCATENATED: &str = "json_concatenated";
    /// Character references stood in text that is no markup.
    pub const ENTITIES: &str = "entities_decoded";
    /// Text declared as plain held markup.
    pub const MARKUP: &str = "markup_in_plain_text";
    /// Bytes that are no character of the charset became U+FFFD.
    pub const UNDECODABLE: &str = "undecodable_bytes";
    /// The declared charset was wrong; another was used.
    pub const CHARSET_WRONG: &str = "charset_declared_wrong";
    /// No charset was declared; one was recognised from the bytes.
    pub const CHARSET_DETECTED: &str = "charset_detected";
    /// The declared charset is not one we know.
    pub const CHARSET_UNKNOWN: &str = "charset_unknown";
    /// Single bytes of windows-1252 stood in UTF-8.
    pub const STRAY: &str = "stray_bytes_as_windows_1252";
    /// Braces and brackets were letters of a national variant of ISO 646.
    pub const ISO_646: &str = "iso646_letters";
    /// Lines of another charset stood in UTF-8.
    pub const OTHER_LINES: &str = "lines_of_another_charset";
    /// Characters stood in UTF-8 as two halves of three bytes (CESU-8).
    pub const HALVES: &str = "surrogate_pairs_joined";
    /// UTF-8 that had been read as a one-byte charset and encoded again.
    pub const DOUBLE_ENCODED: &str = "double_encoding_undone";
    /// Text of one byte a letter that had been read as Latin-1 and encoded again.
    pub const MISREAD: &str = "misread_charset_undone";
    /// The boundary between a mail's parts was not declared, or another one, or did not close them.
    pub const BOUNDARY: &str = "mail_boundary_found";
    /// An entity of the document itself was left as written.
    pub const ENTITY_UNKNOWN: &str = "entity_not_expanded";
    /// Elements that HTML leaves open stood open in XML, or were closed twice.
    pub const MARKUP_BROKEN: &str = "markup_broken";
    /// A time could not be read and was left out.
    pub const TIME: &str = "time_unreadable";
    /// Lines broken at a fixed width were joined.
    pub const UNWRAPPED: &str = "lines_joined";
    /// Hyphens at line ends that only parted a word were taken out.
    pub const HYPHENS: &str = "hyphens_removed";
    /// Control characters 0x80–0x9F became the punctuation that windows-1252 has there.
    pub const C1: &str = "c1_as_windows_1252";
    /// Letters and marks were composed (NFC).
    pub const COMPOSED: &str = "composed_nfc";
}

/// Repairs of one story so far, each code once with its count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repairs(Vec<Repair>);

impl Repairs {
    /// Adds `count` repairs of this kind; none for zero.
    pub fn note(&mut self, code: &'static str, count: usize) {
        if count == 0 {
            return;
        }
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match self.0.iter_mut().find(|repair| repair.code == code) {
            Some(repair) => repair.count = repair.count.saturating_add(count),
            None => self.0.push(Repair { code, count }),
        }
    }

    /// Adds all of `others`.
    pub fn absorb(&mut self, others: &[Repair]) {
        for repair in others {
            self.note(repair.code, repair.count as usize);
        }
    }

    /// What was repaired, in the order it was first met.
    pub fn as_slice(&self) -> &[Repair] {
        &self.0
    }

    /// The list, for the story.
    pub fn into_vec(self) -> Vec<Repair> {
        self.0
    }
}
