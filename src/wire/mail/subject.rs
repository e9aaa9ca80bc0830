//! The tag that a mailing list's program puts before the subjects of its mails: `[env-news] Ministers meet`.
//!
//! Owns how it is told from a word that an agency set in brackets: it is the list's name, or the mail comes from a list and the tag is written as such names are.

use mail_parser::Message;

/// Bytes of a tag.
const LONGEST: usize = 40;

/// The subject without the list's tag.
pub fn without_list_tag<'s>(message: &Message<'_>, subject: &'s str) -> &'s str {
    let Some((tag, rest)) = subject
        .strip_prefix('[')
        .and_then(|behind| behind.split_once(']'))
    else {
        return subject;
    };
    let rest = rest.trim_start();
    let is_name = tag.len() <= LONGEST
        && !rest.is_empty()
        && (is_of_list(message, tag) || (comes_from_list(message) && is_made_up(tag)));
    if is_name {
        super::text::without_prefix(rest)
    } else {
        subject
    }
}

/// Bytes of a title, and of the text below it.
const SHORTEST_TITLE: usize = 12;
const LONGEST_TITLE: usize = 200;
const SHORTEST_TEXT: usize = 80;

/// The title of a release right below the line that says until when it must not be used.
pub fn title_below_embargo(text: &str) -> Option<String> {
    let text = text.replace('\r', "");
    let mut blocks = text.split("\n\n").map(str::trim);
    let mut blocks = blocks.by_ref().filter(|block| !block.is_empty());
    let embargo = blocks.next()?;
    let title = blocks.next()?;
    let is_embargo = embargo.len() <= LONGEST_TITLE
        && !embargo.contains('\n')
        && ["EMBARGO", "Embargo", "SPERRFRIST", "Sperrfrist"]
            .iter()
            .any(|word| embargo.contains(word));
    let is_title = (SHORTEST_TITLE..=LONGEST_TITLE).contains(&title.len())
        && !title.contains('\n')
        && !title.ends_with(['.', ':', ','])
        && !title.contains("MBARGO");
    (is_embargo && is_title && blocks.next()?.len() >= SHORTEST_TEXT).then(|| title.to_string())
}

fn bare(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether the tag is the name of an address that the mail went to, or of the list.
fn is_of_list(message: &Message<'_>, tag: &str) -> bool {
    let tag = bare(tag);
    let addresses = [message.to(), message.cc(), message.sender()];
    let mut addresses = addresses
        .into_iter()
        .flatten()
        .flat_map(mail_parser::Address::iter);
    let of_list = || {
        let id = message.header_raw("List-Id").unwrap_or_default();
        id.split(['<', '>', '.', '"'])
            .any(|piece| bare(piece) == tag)
    };
    let of_address = |address: &str| {
        let local = address.split('@').next().unwrap_or(address);
        bare(local) == tag
            || local
                .split(['-', '+'])
                .next()
                .is_some_and(|first| bare(first) == tag)
    };
    !tag.is_empty() && (addresses.any(|a| a.address().is_some_and(of_address)) || of_list())
}

fn comes_from_list(message: &Message<'_>) -> bool {
    let names = [
        "List-Id",
        "List-Post",
        "List-Unsubscribe",
        "X-Mailing-List",
        "X-BeenThere",
        "Mailing-List",
    ];
    names.iter().any(|name| message.header_raw(*name).is_some())
}

/// `env-news`, `NYTr`, `A-List:37`: no word of a language.
fn is_made_up(tag: &str) -> bool {
    let has_inner_capital =
        tag.chars().skip(1).any(char::is_uppercase) && tag.chars().any(char::is_lowercase);
    !tag.contains(' ')
        && (tag.contains(['-', '_', ':', '.'])
            || tag.chars().any(|c| c.is_ascii_digit())
            || has_inner_capital)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;

    #[test]
    fn the_title_stands_below_the_embargo() {
        let text =
            "The two ports agreed on Sunday to share a crane, and they will pay for it together.";
        let below = |head: &str| title_below_embargo(&format!("{head}\r\n\r\n{text}\n"));
        let title = "Two ports share a crane";
        let embargo = "STRICTLY EMBARGOED UNTIL 00.01 GMT";
        assert_eq!(
            below(&format!("{embargo}\n\n{title}")).as_deref(),
            Some(title)
        );
        assert_eq!(below(title), None);
        assert_eq!(below(embargo), None);
    }

    #[test]
    fn the_name_of_the_list_comes_off_and_an_agencys_word_stays() {
        for (header, subject, bare) in [
            (
                "To: news-group@x.example",
                "[news-group] A crane",
                "A crane",
            ),
            (
                "List-Id: Grids <grids.x.example>",
                "[Grids] Re: A crane",
                "A crane",
            ),
            (
                "List-Post: <mailto:g@x.example>",
                "[Env-news] A crane",
                "A crane",
            ),
            (
                "List-Post: <mailto:g@x.example>",
                "[Correction] A crane",
                "[Correction] A crane",
            ),
            (
                "To: desk@x.example",
                "[Env-news] A crane",
                "[Env-news] A crane",
            ),
            ("To: desk@x.example", "[desk]", "[desk]"),
            ("To: desk@x.example", "A crane [desk]", "A crane [desk]"),
        ] {
            let mail = format!("From: a@x.example\n{header}\n\nText\n");
            let message = MessageParser::default().parse(mail.as_bytes()).unwrap();
            assert_eq!(without_list_tag(&message, subject), bare, "{header}");
        }
    }
}
