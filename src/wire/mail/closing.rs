//! What stands under and around a story in a mail: greetings, the name of a telephone, marks of quotation.
//!
//! Owns the words of closing formulas and how quoted lines are told. Promises that what is taken off is given back, that a formula counts only alone on its
//! line near the end, and that a text which merely quotes somebody keeps its marks.

/// Bytes from a greeting to the end.
const LONGEST: usize = 600;
/// Lines from a greeting to the end.
const MOST_LINES: usize = 10;
/// Lines that make a quotation.
const FEWEST_QUOTED: usize = 2;

/// Closing formulas, in small letters and without what stands behind them. Parted by `|`.
const GREETINGS: &str = "best regards|kind regards|warm regards|with best regards|with kind regards|regards|best wishes|yours sincerely|sincerely|sincerely yours|\
    yours faithfully|yours truly|many thanks|thanks|thank you|cheers|mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|freundliche grüße|\
    freundliche grüsse|viele grüße|beste grüße|herzliche grüße|mfg|cordialement|bien cordialement|bien à vous|salutations|meilleures salutations|\
    sincères salutations|saludos|un saludo|saludos cordiales|un cordial saludo|atentamente|cordiali saluti|distinti saluti|saluti|atenciosamente|cumprimentos|\
    com os melhores cumprimentos|met vriendelijke groet|met vriendelijke groeten|vriendelijke groeten|med vänliga hälsningar|vänliga hälsningar|\
    med vennlig hilsen|vennlig hilsen|med venlig hilsen|venlig hilsen|ystävällisin terveisin|с уважением|з повагою|с уважение|z poważaniem|pozdrawiam|\
    s pozdravem|s pozdravom|üdvözlettel|cu stimă|saygılarımla|saygılarımızla|με εκτίμηση|hörmətlə|مع تحياتي|مع خالص التحية|مع أطيب التحيات|مع فائق الاحترام|وتفضلوا بقبول فائق الاحترام|با احترام|בברכה|此致|よろしくお願いします";

/// Lines that programs write under a mail.
const PROGRAMS: &[&str] = &[
    "sent from my ",
    "get outlook for ",
    "von meinem iphone gesendet",
    "gesendet von meinem ",
    "envoyé de mon ",
    "envoyé depuis mon ",
    "enviado desde mi ",
    "enviado do meu ",
    "inviato da iphone",
    "inviato dal mio ",
    "отправлено с ",
    "verzonden vanaf mijn ",
    "skickat från min ",
    "sendt fra min ",
    "iphone'umdan gönderildi",
];

/// The text, and the greeting under it with all that follows.
pub fn without_closing(text: &str) -> (&str, Option<&str>) {
    let trimmed = text.trim_end();
    let from = trimmed.ceil_char_boundary(trimmed.len().saturating_sub(LONGEST));
    let mut at = from;
    let mut found = None;
    for line in trimmed[from..].split_inclusive('\n') {
        // The window may open in the middle of a line.
        let is_whole = at == 0 || text[..at].ends_with('\n');
        if is_whole && closes(line) {
            found = Some(at);
            break;
        }
        at += line.len();
    }
    let Some(at) = found else {
        return (text, None);
    };
    let (story, closing) = trimmed.split_at(at);
    let is_short = |line: &str| line.chars().count() <= 80 || line.contains("://");
    let is_closing = !story.trim().is_empty()
        && closing
            .lines()
            .filter(|line| !line.trim().is_empty())
            .count()
            <= MOST_LINES
        && closing.lines().all(is_short);
    if is_closing {
        (story, Some(closing.trim()))
    } else {
        (text, None)
    }
}

fn closes(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() || line.len() > 60 {
        return false;
    }
    let small = line.to_lowercase();
    let bare = small.trim_end_matches([',', '.', '!', ';', ' ', '،']);
    GREETINGS
        .split('|')
        .any(|greeting| greeting.trim_start() == bare)
        || PROGRAMS.iter().any(|program| small.starts_with(program))
}

/// What stands over a quotation that is the rest of the mail, and the text without its marks.
pub fn without_quotes(text: &str) -> Option<(Option<&str>, String)> {
    let mut at = 0;
    let mut first = None;
    let (mut quoted, mut others) = (0usize, 0usize);
    for line in text.split_inclusive('\n') {
        if line.starts_with('>') {
            first = first.or(Some(at));
            quoted += 1;
        } else if first.is_some() {
            others += usize::from(!line.trim().is_empty());
        }
        at += line.len();
    }
    let first = first?;
    let cover = text[..first].trim();
    // `On Sunday Ann wrote:`; without it, nothing stands above.
    let is_cover = cover.is_empty() || (cover.len() <= LONGEST && cover.ends_with(':'));
    if !is_cover || quoted < FEWEST_QUOTED || others * 10 > quoted {
        return None;
    }
    let mut out = String::with_capacity(text.len() - first);
    for line in text[first..].split_inclusive('\n') {
        let mut bare = line;
        // Quotations of quotations: `> > `, `>>`.
        while let Some(inner) = bare.strip_prefix('>') {
            bare = inner.strip_prefix(' ').unwrap_or(inner);
        }
        out.push_str(bare);
    }
    Some(((!cover.is_empty()).then_some(cover), out))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "Ministers met on Sunday.\n\nThey signed a treaty.\n\n";

    #[test]
    fn greetings_and_what_follows_are_taken_off() {
        for closing in [
            "Best regards,\n\nAnn Writer\nTel. +47 555 0100",
            "Mit freundlichen Grüßen\nAnna Autor",
            "Cordialement,\n\nAnne Plume",
            "С уважением,\nАнна Крот",
            "Thanks!",
            "Sent from my telephone",
        ] {
            let text = format!("{STORY}{closing}\n");
            assert_eq!(without_closing(&text), (STORY, Some(closing)));
        }
    }

    #[test]
    fn a_story_with_such_words_stays_whole() {
        for end in [
            "The letter ended: Best regards, the minister.",
            "Thanks to the treaty both sides will save, she said.",
            "Regards\nThe minister's letter had closed with this word, and it was the only one in it that both of the sides could agree upon.",
        ] {
            let text = format!("{STORY}{end}\n");
            assert_eq!(without_closing(&text), (text.as_str(), None));
        }
        assert_eq!(without_closing("Thanks\n"), ("Thanks\n", None));
    }

    #[test]
    fn a_quotation_that_is_all_there_is_loses_its_marks() {
        let quoted = "> Ministers met.\n>\n>> They signed\n> a treaty.\n";
        let bare = "Ministers met.\n\nThey signed\na treaty.\n".to_string();
        assert_eq!(without_quotes(quoted), Some((None, bare.clone())));
        let text = format!("Please use.\n\nOn Sunday Ann wrote:\n\n{quoted}");
        let cover = Some("Please use.\n\nOn Sunday Ann wrote:");
        assert_eq!(without_quotes(&text), Some((cover, bare)));
        for text in [
            "Ministers met.\n> 5 percent more\n> 6 percent less\nThey left.\n",
            "> one\n",
            "",
        ] {
            assert_eq!(without_quotes(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "([>é -]{0,3}(Thanks|mfg|اب)?[,:\n]{0,2}){0,40}") {
            let _ = (without_closing(&text), without_quotes(&text));
        }
    }
}
