//! The elements of HTML and NITF, by what they do to a text.
//!
//! Owns which of them break a paragraph and which hold no text of the story, and by them whether a string is markup at all. Never reads a text.

/// Whether a string that may be plain holds markup: a closing tag, a picture, or one of the tags that begin a paragraph.
pub fn looks_like_markup(text: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes()).any(|at| {
        let rest = text.as_bytes().get(at + 1..).unwrap_or_default();
        if rest.first() == Some(&b'/') {
            return rest.get(1).is_some_and(u8::is_ascii_alphabetic);
        }
        let name = rest
            .iter()
            .take(12)
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let closes = matches!(
            rest.get(name),
            Some(b'>' | b' ' | b'/' | b'\n' | b'\t' | b'\r')
        );
        let name = rest[..name].to_ascii_lowercase();
        closes && (matches!(name.as_slice(), b"br" | b"img") || is_block(&name))
    })
}

/// Whether markup says where paragraphs or lines end. Where it only sets words in bold or links them, the line breaks of the source do.
pub fn has_blocks(markup: &str) -> bool {
    memchr::memchr_iter(b'<', markup.as_bytes()).any(|at| {
        let rest = markup.as_bytes().get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        let name = rest
            .iter()
            .take(12)
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let name = rest[..name].to_ascii_lowercase();
        name == b"br" || is_block(&name)
    })
}

/// Whether a name is that of an element HTML pages and fragments begin with.
pub fn is_element(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    is_block(name.as_bytes())
        || matches!(
            name.as_str(),
            "br" | "b"
                | "i"
                | "a"
                | "em"
                | "strong"
                | "span"
                | "font"
                | "head"
                | "img"
                | "style"
                | "script"
                | "figure"
                | "meta"
                | "u"
                | "small"
        )
}

/// Whether an element breaks the paragraph.
pub fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"div"
            | b"section"
            | b"article"
            | b"main"
            | b"header"
            | b"footer"
            | b"aside"
            | b"address"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"hl1"
            | b"hl2"
            | b"ul"
            | b"ol"
            | b"li"
            | b"dl"
            | b"dt"
            | b"dd"
            | b"blockquote"
            | b"pre"
            | b"table"
            | b"thead"
            | b"tbody"
            | b"tfoot"
            | b"tr"
            | b"caption"
            | b"hr"
            | b"form"
            | b"fieldset"
            | b"center"
            | b"block"
            | b"body"
            | b"html"
    )
}

/// Elements that hold no text of the story in a well-formed page.
pub fn is_left_out(name: &[u8]) -> bool {
    matches!(
        name,
        b"figure"
            | b"figcaption"
            | b"nav"
            | b"menu"
            | b"noscript"
            | b"template"
            | b"svg"
            | b"object"
            | b"audio"
            | b"video"
            | b"select"
            | b"button"
            | b"media"
            // Beside the story, taken out of it, or asked of the reader.
            | b"aside"
            | b"del"
            | b"label"
            | b"legend"
            | b"textarea"
    ) || is_of_amp(name)
}

/// Elements of AMP around the story: advertisements, menus, what is asked and shared.
fn is_of_amp(name: &[u8]) -> bool {
    let Some(kind) = name.strip_prefix(b"amp-") else {
        return false;
    };
    matches!(
        kind,
        b"ad"
            | b"sticky-ad"
            | b"auto-ads"
            | b"embed"
            | b"sidebar"
            | b"consent"
            | b"user-notification"
            | b"list"
            | b"social-share"
            | b"lightbox"
            | b"next-page"
    )
}

/// Whether an attribute says that an element holds no text of the story: what a browser doesn't show, captions, and TT's line over the text.
pub fn leaves_out(attribute: &str, value: &str) -> bool {
    match attribute {
        "hidden" => !value.eq_ignore_ascii_case("false"),
        "style" => {
            let plain: String = value.chars().filter(|c| !c.is_whitespace()).collect();
            let plain = plain.to_ascii_lowercase();
            plain.contains("display:none") || plain.contains("visibility:hidden")
        }
        "class" if is_hidden_by_class(value) => true,
        "class" => value.split_ascii_whitespace().any(|class| {
            // `wp-caption-text`, `media-caption`, `figure__caption`
            let is_caption = memchr::memmem::find(class.as_bytes(), b"aption")
                .and_then(|at| class.as_bytes().get(at.checked_sub(1)?))
                .is_some_and(|c| c.eq_ignore_ascii_case(&b'c'));
            is_caption
                || matches!(
                    class,
                    "media-block__description"
                        | "sr-only"
                        | "screen-reader-text"
                        | "visually-hidden"
                        | "visuallyhidden"
                        | "visuallyHidden"
                        | "off-screen"
                        | "offscreen"
                        | "dat"
                )
        }),
        _ => false,
    }
}

/// Bootstrap's `d-none`, where no other class shows the element again but on paper: the story once more, for printers.
fn is_hidden_by_class(value: &str) -> bool {
    if memchr::memmem::find(value.as_bytes(), b"d-none").is_none() {
        return false;
    }
    let mut classes = value.split_ascii_whitespace();
    let shows =
        |class: &str| class.starts_with("d-") && !class.starts_with("d-print") && class != "d-none";
    classes.clone().any(|class| class == "d-none") && !classes.any(shows)
}

/// Whether an attribute says that an element holds the headline.
pub fn is_headline(attribute: &str, value: &str) -> bool {
    let names = [
        "hl",
        "hl1",
        "headline",
        "hedline",
        "entry-title",
        "article-title",
        "story-title",
    ];
    matches!(attribute, "class" | "itemprop")
        && value
            .split_ascii_whitespace()
            .any(|word| names.contains(&word))
}

/// Whether an attribute says that an element holds the dateline.
pub fn is_dateline(attribute: &str, value: &str) -> bool {
    matches!(attribute, "class" | "type")
        && value
            .split_ascii_whitespace()
            .any(|word| word.eq_ignore_ascii_case("dateline"))
}

/// Whether an attribute says that an element beside the story holds facts that the agency sends with it: TT's `aside class="facts"`.
pub fn is_facts(attribute: &str, value: &str) -> bool {
    attribute == "class"
        && value.split_ascii_whitespace().any(|word| {
            matches!(
                word,
                "facts" | "factbox" | "fact-box" | "faktabox" | "fakta" | "infobox"
            )
        })
}

/// Whether an attribute says that an element holds the writer's name, in the languages of pages: `article-byline`, `div class="auteur"`.
pub fn is_byline(attribute: &str, value: &str) -> bool {
    let names = [
        "byline",
        "author",
        "authors",
        "autor",
        "autores",
        "auteur",
        "auteurs",
        "autore",
        "autori",
        "autorzy",
        "firma",
        "writer",
        "writers",
        "forfatter",
        "skribent",
        "verfasser",
        "yazar",
        "muhabir",
        "pewarta",
        "penulis",
        "reporter",
    ];
    // Beside the name stands what tells of the writer under the text.
    let others = [
        "bio", "box", "card", "about", "more", "img", "image", "avatar", "list", "profile",
    ];
    let is_one_of = |words: &[&str], word: &str| words.iter().any(|w| w.eq_ignore_ascii_case(word));
    let words = |name: &str| {
        let parts = || name.split(['-', '_']);
        parts().any(|word| is_one_of(&names, word)) && !parts().any(|word| is_one_of(&others, word))
    };
    matches!(attribute, "class" | "itemprop" | "rel")
        && value.len() <= 120
        && value.split_ascii_whitespace().any(words)
}

/// Elements without content or end.
pub fn is_empty(name: &[u8]) -> bool {
    matches!(
        name,
        b"br"
            | b"hr"
            | b"img"
            | b"input"
            | b"meta"
            | b"link"
            | b"wbr"
            | b"source"
            | b"col"
            | b"embed"
    )
}

/// The parts of a table: they part its rows, whatever stands in the cells.
pub fn is_table_part(name: &[u8]) -> bool {
    matches!(
        name,
        b"table" | b"thead" | b"tbody" | b"tfoot" | b"tr" | b"caption"
    )
}
