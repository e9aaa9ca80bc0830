//! Lines that say whose picture stood there.
//!
//! Owns the words for a picture in front of a name, and the brackets of Korean captions.

use super::super::fold;
use super::{LONGEST_CREDIT, ends_sentence};

/// Words for a picture in front of the one who took it, folded.
const PICTURES: &[&str] = &[
    "foto:",
    "photo:",
    "fotos:",
    "photos:",
    "фото:",
    "фота:",
    "снимка:",
    "fotograf:",
    "fotoğraf:",
    "fotocredit:",
    "bild:",
    "bilde:",
    "kuva:",
    "zdjecie:",
    "fot.",
    "foto ilustracyjne:",
    "foto ilustrasi:",
    "credit:",
    "φωτογραφια:",
    "φωτο:",
    "الصورة:",
    "عکس:",
    "צילום:",
    "तस्वीर:",
    "写真:",
    "写真：",
    "图片:",
    "图片：",
    "摄影：",
    "사진=",
];

/// Where pictures are bought, in small letters.
const STOCKS: &[&str] = &[
    "getty images",
    "shutterstock",
    "alamy",
    "istock",
    "istockphoto",
    "wireimage",
    "imago",
    "picture alliance",
    "unsplash",
    "pixabay",
];

/// `Ann Writer / Getty Images`: who took a picture, and where it is bought.
fn is_of_stock(line: &str) -> bool {
    line.len() <= 60
        && line.rsplit_once('/').is_some_and(|(_, stock)| {
            let stock = stock.trim_matches([' ', ')', ']']).to_lowercase();
            STOCKS.contains(&stock.as_str())
        })
}

/// `Foto: Ann Writer / NNA`, `외교부 청사 [연합뉴스 자료사진]`: whose picture stood there, or its caption.
pub fn is_line(paragraph: &str) -> bool {
    if paragraph.len() > LONGEST_CREDIT {
        return false;
    }
    if is_of_stock(paragraph) {
        return true;
    }
    let is_korean = [
        "자료사진]",
        "제공]",
        "자료사진)",
        "재판매 및 DB 금지]",
        "DB 금지]",
    ]
    .iter()
    .any(|end| paragraph.ends_with(end));
    // `– Foto Neutral Pictures –`
    let between = paragraph
        .strip_prefix(['–', '-', '—'])
        .and_then(|p| p.strip_suffix(['–', '-', '—']))
        .map(str::trim);
    let is_between = between.is_some_and(|inner| {
        inner.len() <= 60 && fold::opens_any(inner, &["foto ", "photo ", "fotos "])
    });
    is_korean
        || is_between
        || (!ends_sentence(paragraph)
            && paragraph.chars().count() <= 80
            && fold::opens_any(paragraph, PICTURES))
}
