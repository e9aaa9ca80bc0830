//! Undoing `content-encoding`.
//!
//! Owns gzip and zstd, declared by header or found by their first bytes. Promises that no more than `max_payload_bytes`, and no more than
//! `max_compression_ratio` times what came in, is ever written to memory. Never looks at what the bytes mean.

use super::limits::Limits;
use super::repairs::{Repairs, code};
use crate::story::{Reject, RejectReason, Stage};
use std::borrow::Cow;
use std::io::Read;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// The value with its compression undone, or as it is when there was none.
pub fn undo<'a>(
    value: &'a [u8],
    declared: Option<&str>,
    limits: &Limits,
    repairs: &mut Repairs,
) -> Result<Cow<'a, [u8]>, Reject> {
    let declared = declared.map(|d| d.trim().to_ascii_lowercase());
    let is_declared = !matches!(declared.as_deref(), None | Some("" | "identity"));
    let found = match declared.as_deref() {
        Some("gzip" | "x-gzip") => true,
        Some("zstd") => false,
        None | Some("" | "identity") if value.starts_with(GZIP) => true,
        None | Some("" | "identity") if value.starts_with(ZSTD) => false,
        None | Some("" | "identity") => return Ok(Cow::Borrowed(value)),
        Some(other) => {
            return Err(bad(format!(
                "content-encoding {:?} is not supported; use gzip or zstd",
                other.chars().take(40).collect::<String>()
            )));
        }
    };
    if !is_declared {
        repairs.note(code::COMPRESSION_UNDECLARED, 1);
    }
    if found {
        read_capped(
            flate2::read::MultiGzDecoder::new(value),
            value.len(),
            limits,
        )
    } else {
        // Without a bound a frame of a few bytes may ask for a window of 128 MiB; 8 MiB is what RFC 8878 tells decoders to support.
        let decoder = zstd::stream::read::Decoder::new(value).and_then(|mut decoder| {
            decoder.window_log_max(23)?;
            Ok(decoder)
        });
        match decoder {
            Ok(decoder) => read_capped(decoder, value.len(), limits),
            Err(e) => Err(bad(format!("zstd can't be undone: {e}"))),
        }
    }
    .map(Cow::Owned)
}

fn read_capped(from: impl Read, compressed: usize, limits: &Limits) -> Result<Vec<u8>, Reject> {
    // A few bytes of container hold short stories, so that the ratio alone would refuse honest ones.
    let by_ratio = compressed
        .saturating_mul(limits.max_compression_ratio)
        .max(64 * 1024);
    let cap = by_ratio.min(limits.max_payload_bytes);
    let mut out = Vec::new();
    from.take(cap as u64 + 1)
        .read_to_end(&mut out)
        .map_err(|e| bad(format!("content-encoding can't be undone: {e}")))?;
    if out.len() <= cap {
        return Ok(out);
    }
    if by_ratio < limits.max_payload_bytes {
        return Err(bad(format!(
            "grows beyond {} times its compressed size",
            limits.max_compression_ratio
        )));
    }
    Err(Reject::new(
        Stage::Decode,
        RejectReason::TooLarge,
        format!("larger than {cap} bytes after decompression"),
    ))
}

fn bad(message: String) -> Reject {
    Reject::new(Stage::Decode, RejectReason::BadCompression, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn declared_and_undeclared_compression_is_undone() {
        let plain = b"OSLO, Aug 9 (NNA) - A short story.".repeat(20);
        let zstd = zstd::stream::encode_all(&plain[..], 3).unwrap();
        for (value, encoding) in [(gzip(&plain), "gzip"), (zstd, "zstd")] {
            let mut repairs = Repairs::default();
            let limits = Limits::default();
            let declared = undo(&value, Some(encoding), &limits, &mut repairs).unwrap();
            assert_eq!(declared, plain);
            assert!(repairs.as_slice().is_empty());
            let found = undo(&value, None, &limits, &mut repairs).unwrap();
            assert_eq!(found, plain);
            assert_eq!(repairs.as_slice()[0].code, code::COMPRESSION_UNDECLARED);
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_unfolds() {
        let bomb = gzip(&vec![b'a'; 900 * 1024]);
        let limits = Limits::default();
        let reject = undo(&bomb, Some("gzip"), &limits, &mut Repairs::default()).unwrap_err();
        assert_eq!(reject.reason, RejectReason::BadCompression);
        let large = Limits {
            max_compression_ratio: usize::MAX,
            max_payload_bytes: 100 * 1024,
            ..Limits::default()
        };
        let reject = undo(&bomb, Some("gzip"), &large, &mut Repairs::default()).unwrap_err();
        assert_eq!(reject.reason, RejectReason::TooLarge);
    }

    #[test]
    fn broken_and_unknown_encodings_are_refused() {
        let limits = Limits::default();
        for (value, encoding) in [
            (&b"plain"[..], "gzip"),
            (b"plain", "zstd"),
            (b"plain", "br"),
        ] {
            let reject = undo(value, Some(encoding), &limits, &mut Repairs::default()).unwrap_err();
            assert_eq!(reject.reason, RejectReason::BadCompression);
        }
    }
}
