//! What stands around the story of a mail that is a letter or a newsletter: a link to the same in a browser, a salutation with the sentence that hands
//! the story over, the footer of lists and newsletters, and what lawyers make companies write below.
//!
//! Owns how each block is told. Promises that only the first and the last blocks of a mail are looked at, and that some text stays.

use super::contacts;
use std::ops::Range;
use std::sync::OnceLock;

/// Blocks at the end among which a footer begins.
const LAST: usize = 14;
/// Bytes of a line above the story, of the sentence that hands it over, and of a footer and a disclaimer.
const LONGEST_LINE: usize = 140;
const LONGEST_COVER: usize = 320;
const LONGEST_FOOTER: usize = 600;
const LONGEST_DISCLAIMER: usize = 2400;

/// The blocks that are the story.
pub fn story(blocks: &[&str]) -> Range<usize> {
    let (mut start, mut end) = (0, blocks.len());
    let at_end = blocks.len().saturating_sub(LAST).max(1);
    if let Some(footer) = (at_end..end).find(|at| is_footer(blocks[*at])) {
        let are_short = blocks[footer..]
            .iter()
            .all(|block| block.len() <= LONGEST_FOOTER || is_disclaimer(block));
        end = if are_short { footer } else { end };
        // What stands between a rule and the footer is the sender's, too.
        let over = end.saturating_sub(MOST_OVER_FOOTER).max(1)..end;
        let opens = |block: &str| is_rule(block) || is_ruled(block);
        end = over.clone().find(|at| opens(blocks[*at])).unwrap_or(end);
    }
    let is_tail = |block: &str| {
        is_disclaimer(block) || is_rights(block) || is_social(block) || is_of_service(block)
    };
    let tail = |mut end: usize| {
        while end > 1 && (is_tail(blocks[end - 1]) || is_rule(blocks[end - 1])) {
            end -= 1;
        }
        end
    };
    end = tail(end);
    if let Some(contacts) = contacts::start(&blocks[..end]) {
        end = tail(contacts);
    }
    while start + 1 < end
        && start < 3
        && (is_of_browser(blocks[start]) || is_of_list(blocks[start]))
    {
        start += 1;
    }
    if start + 2 < end && is_salutation(blocks[start]) {
        start += 1;
        if start + 1 < end && hands_over(blocks[start]) {
            start += 1;
        }
    }
    start..end
}

/// Blocks between a rule and a footer.
const MOST_OVER_FOOTER: usize = 4;

/// A row of one or two signs: `-----`, `>+=+=+=`.
fn is_rule(block: &str) -> bool {
    let block = block.trim();
    block.len() >= 5
        && block
            .bytes()
            .all(|b| matches!(b, b'-' | b'=' | b'_' | b'+' | b'>' | b'~'))
}

/// The sender's links right below a rule: `=====`, `** Website (https://nna.example)`.
fn is_ruled(block: &str) -> bool {
    let mut lines = block.trim().lines();
    lines.next().is_some_and(is_rule) && lines.all(|line| line.len() <= LONGEST_LINE)
}

/// `[This item comes from the English service … contact ann@nna.example.]`: the sender's own words in brackets.
fn is_of_service(block: &str) -> bool {
    let block = block.trim();
    block.starts_with('[')
        && block.ends_with(']')
        && block.contains('@')
        && block.len() <= LONGEST_FOOTER
}

/// `View this email in your browser`
fn is_of_browser(block: &str) -> bool {
    const BROWSERS: &str = "browser|navigateur|navegador|webbläsare|nettleser|przegląda|prohlížeč|браузер|tarayıcı|浏览器|瀏覽器|ブラウザ|online version|webversion|version en ligne";
    const VERBS: &str = "view|see |read |display|click|open|ansehen|anzeigen|ansicht|lesen|klick|voir|affich|consult|ver |haga|visual|legg|öppna|visa|vis |åpne|bekijk|otwórz|\
        zobacz|zobraz|открыть|посмотреть|просмотр|görüntüle|查看|表示";
    if block.len() > LONGEST_LINE {
        return false;
    }
    let small = block.to_lowercase();
    let holds = |words: &str| words.split('|').any(|word| small.contains(word));
    holds(BROWSERS) && holds(VERBS)
}

/// `You are subscribed to News of the Grid Office.`, `-Caveat Lector-`: what a list puts over its mails, addressed or between hyphens.
fn is_of_list(block: &str) -> bool {
    const SUBSCRIBED: &str = "you are subscribed to ";
    let opens = block
        .get(..SUBSCRIBED.len())
        .is_some_and(|opening| opening.eq_ignore_ascii_case(SUBSCRIBED));
    let motto = block
        .trim()
        .strip_prefix('-')
        .and_then(|b| b.strip_suffix('-'));
    (opens && block.len() <= LONGEST_COVER)
        || motto.is_some_and(|m| m.len() <= LONGEST_MORE && !m.contains('-'))
}

/// `Dear editors,`
fn is_salutation(block: &str) -> bool {
    const OPENINGS: &str = "dear |hello|hi |good morning|good afternoon|sehr geehrte|liebe |guten tag|bonjour|madame, monsieur|mesdames, messieurs|mesdames et messieurs|cher|\
        chère|yth|kepada yth|estimad|buenos días|buenas tardes|apreciad|gentil|buongiorno|egregi|spettabile|prezad|caros |bom dia|boa tarde|geachte|beste |hej|kära |hei|\
        szanown|dzień dobry|vážen|dobrý den|tisztelt|stimat|уважаем|добрый день|здравствуйте|шановн|sayın|αγαπητ|كل|السادة|尊敬的|各位|報道関係者|記者各位";
    let block = block.trim();
    if block.len() > LONGEST_LINE
        || block.contains('\n')
        || !block.ends_with([',', '!', ':', '.', '،', '，', '：'])
    {
        return false;
    }
    // A sentence that begins so says more than whom it greets.
    let words = block.split_whitespace().count();
    let small = block.to_lowercase();
    words <= 9
        && (!block.ends_with('.') || words <= 4)
        && OPENINGS
            .split('|')
            .any(|opening| small.starts_with(opening))
}

/// `please find below our press release`
pub fn hands_over(block: &str) -> bool {
    const WORDS: &str = "please find|find below|find attached|see below|is attached|are attached|attached is|the following press|nachfolgend|nachstehend|anbei|im anhang|\
        beigefügt|untenstehend|hiermit|ci-joint|ci-dessous|ci-après|veuillez trouver|adjunt|a continuación|in allegato|di seguito|em anexo|segue |a seguir|\
        bijgaand|hieronder|bifoga|nedan|vedlagt|vedhæft|nedenfor|liitteenä|w załącz|poniżej|v příloze|níže|mellékel|alábbi|во вложении|в приложении|направля|\
        ниже |у вкладенні|ekte |aşağıda|附件|以下";
    if block.len() > LONGEST_COVER {
        return false;
    }
    let small = block.to_lowercase();
    WORDS.split('|').any(|word| small.contains(word))
}

/// How lists and newsletters begin what they say of themselves.
const FOOTERS: &str = "to unsubscribe|unsubscribe|click here to unsubscribe|if you no longer wish|if you would like to unsubscribe|if you wish to unsubscribe|\
        you received this message because|you received this email because|you received this e-mail because|you are receiving this|you're receiving this|\
        this email was sent to|this e-mail was sent to|this message was sent to|your use of yahoo! groups|yahoo! groups links|to post to this|\
        to subscribe |update your preferences|manage your subscription|want to change how you receive these emails|sie erhalten diese|\
        wenn sie diese|wenn sie keine weiteren|zum abbestellen|newsletter abbestellen|um sich abzumelden|vous recevez ce|si vous ne souhaitez plus|\
        pour vous désinscrire|about this e-mail|about this email|you have opted-in|you have opted in|you receive this|you have received this|pour vous désabonner|se désabonner|se désinscrire|usted recibe este|ha recibido este|has recibido este|si no desea recibir|\
        para darse de baja|darse de baja|archives available|본 메일은|수신거부|ricevi questa|hai ricevuto questa|per cancellarti|para cancelar|você recebeu|você está recebendo|u ontvangt deze|\
        uitschrijven|afmelden|du får detta|du får det här|avregistrera|avmeld|afmeld|otrzymujesz|otrzymał|aby zrezygnować|вы получили это|чтобы отписаться|\
        отписаться|bu e-postayı|abonelikten|如需退订|退订|配信停止";

/// Bytes of a line that are looked at: more than the longest of them.
const LONGEST_OPENING: usize = 160;

fn is_footer(block: &str) -> bool {
    static OPENINGS: OnceLock<Vec<&str>> = OnceLock::new();
    let openings = OPENINGS.get_or_init(|| FOOTERS.split('|').collect());
    let opens = |line: &str| {
        let head = line.trim_start_matches(['*', '-', '=', ' ', '>']);
        let first = head.chars().next().and_then(|c| c.to_lowercase().next());
        // Few lines begin with the letter of one of them.
        let mut near = openings
            .iter()
            .filter(|opening| opening.chars().next() == first)
            .peekable();
        if near.peek().is_none() {
            return false;
        }
        let small = head[..head.floor_char_boundary(LONGEST_OPENING)].to_lowercase();
        near.any(|opening| small.starts_with(opening))
    };
    // A row of signs may stand over it.
    let is_row = |line: &&str| !line.contains(char::is_alphanumeric) && !is_signature(line);
    let mut lines = block.trim_start().lines().skip_while(is_row);
    let first = lines.next().unwrap_or_default();
    opens(first)
        || is_of_group(first)
        || is_signature(first)
        || block.lines().take(3).any(is_heading_of_list)
        || (is_rights(first) && lines.any(opens))
}

/// `------ Yahoo! Groups Sponsor ------`, `Links do Yahoo! Grupos`: the host of a list over its own lines, in whatever language it speaks.
fn is_of_group(line: &str) -> bool {
    let words = line.trim_matches(['-', '~', '>', '*', '_', '=', ' ']);
    if words.is_empty() || words.len() > LONGEST_MORE || words.ends_with(['.', '?']) {
        return false;
    }
    let is_ruled = line.starts_with("-----");
    let small = words.to_lowercase();
    let mut words = small.split(' ');
    let has_group = small.split(' ').any(|word| word.starts_with("gr"));
    words.any(|word| match word {
        "yahoo!" => is_ruled || has_group,
        "sponsor" | "sponsored" => is_ruled,
        _ => false,
    })
}

/// The line over a signature: two hyphens.
fn is_signature(line: &str) -> bool {
    matches!(line.trim_end(), "--" | "- -")
}

/// `DECLARATION & DISCLAIMER`: capitals over what a list says of itself.
fn is_heading_of_list(line: &str) -> bool {
    line.len() <= LONGEST_MORE && line.trim_end().ends_with("DISCLAIMER")
}

/// `Facebook Twitter`: links to where the sender is read elsewhere.
fn is_social(block: &str) -> bool {
    const PLACES: &str = "facebook|twitter|instagram|linkedin|youtube|whatsapp|telegram|tiktok|pinterest|flickr|xing|rss|website|web|forward|share|tweet|x";
    let mut words = block
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .peekable();
    block.len() <= LONGEST_LINE
        && words.peek().is_some()
        && words.all(|word| {
            PLACES
                .split('|')
                .any(|place| place.eq_ignore_ascii_case(word))
        })
}

/// `This e-mail is confidential and intended for its addressee only.`
fn is_disclaimer(block: &str) -> bool {
    const SECRETS: &str = "confidential|vertraulich|confidentiel|confidencial|riservat|vertrouwelijk|konfidentiell|fortrolig|luottamuksell|poufn|důvěrn|конфиденциал|конфіденцій|\
        gizli";
    const MAILS: &str = "e-mail|email|message|nachricht|mensaje|messaggio|mensagem|bericht|meddeland|wiadomo|zpráv|сообщен|письм|повідомл|ileti|attachment";
    const READERS: &str = "recipient|addressee|intended|empfänger|bestimmt|destinat|geadresseerde|mottagare|mottaker|modtager|adresat|příjemc|получател|адресат|alıcı";
    if block.len() > LONGEST_DISCLAIMER || block.len() < 60 {
        return false;
    }
    let small = block.to_lowercase();
    let holds = |words: &str| words.split('|').any(|word| small.contains(word));
    // What a story says of a letter is told from this by what it lacks.
    holds(SECRETS) && holds(MAILS) && holds(READERS)
}

/// `Copyright © 2026 Grid Office, All rights reserved.`
fn is_rights(block: &str) -> bool {
    const WORD: &str = "copyright ";
    // The last block of a text keeps its line end.
    let block = block.trim_end();
    let is_said = block.starts_with('©')
        || block
            .get(..WORD.len())
            .is_some_and(|opening| opening.eq_ignore_ascii_case(WORD));
    is_said && block.len() <= LONGEST_LINE && !block.contains('\n')
}

/// Whether a mail's subject is the headline that its text opens with, and a few words more: `Grids linked (NNA)`.
pub fn repeats(subject: &str, first: &str) -> bool {
    let first = first.trim();
    let more = subject
        .len()
        .checked_sub(first.len())
        .filter(|more| (1..=LONGEST_MORE).contains(more));
    let is_bounded = |rest: Option<&str>, inner: fn(&str) -> Option<char>| {
        rest.is_some_and(|rest| inner(rest).is_some_and(|c| !c.is_alphanumeric()))
    };
    more.is_some()
        && first.split_whitespace().count() >= 3
        && (is_bounded(subject.strip_prefix(first), |rest| rest.chars().next())
            || is_bounded(subject.strip_suffix(first), |rest| rest.chars().next_back()))
}

/// Bytes of a subject around its headline.
const LONGEST_MORE: usize = 48;

/// Whether a line only says that a picture stood there: `[image: Logo]`, `[cid:1@x]`, `[Image]`.
pub fn is_picture(line: &str) -> bool {
    let Some(inner) = line
        .trim()
        .strip_prefix('[')
        .and_then(|l| l.strip_suffix(']'))
    else {
        return false;
    };
    let small = inner.to_ascii_lowercase();
    small == "image"
        || [
            "image:",
            "cid:",
            "inline image",
            "bild:",
            "imagen:",
            "immagine:",
        ]
        .iter()
        .any(|opening| small.starts_with(opening))
}

/// A plain text without what stands around its story, and that.
pub fn of_plain(text: &str) -> (&str, [Option<&str>; 2]) {
    let mut blocks: Vec<&str> = Vec::new();
    let mut start = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        match (line.trim().is_empty(), start) {
            (true, Some(from)) => {
                blocks.push(&text[from..at]);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
        at += line.len();
    }
    blocks.extend(start.map(|from| &text[from..]));
    let found = story(&blocks);
    let offset = |block: &str| block.as_ptr() as usize - text.as_ptr() as usize;
    let from = blocks
        .get(found.start)
        .filter(|_| found.start > 0)
        .map_or(0, |block| offset(block));
    let to = blocks
        .get(found.end)
        .map_or(text.len(), |block| offset(block));
    let around = |piece: &'_ str| !piece.trim().is_empty();
    let (above, below) = (&text[..from], &text[to..]);
    (
        &text[from..to],
        [
            Some(above.trim()).filter(|p| around(p)),
            Some(below.trim()).filter(|p| around(p)),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "Ministers of five states met in Aktau.";

    #[test]
    fn letters_and_newsletters_lose_what_stands_around_the_story() {
        for (blocks, kept) in [
            (
                vec![
                    "View this email in your browser",
                    A,
                    A,
                    "You are receiving this email because you signed up.",
                    "1 Long Street",
                ],
                1..3,
            ),
            (
                vec![
                    "Sehr geehrte Damen und Herren,",
                    "anbei erhalten Sie unsere Mitteilung.",
                    "Ein Kran",
                    A,
                    A,
                ],
                2..5,
            ),
            (vec!["Dear editors,", A, A], 1..3),
            (
                vec![
                    A,
                    A,
                    "To unsubscribe from this group, send an email to:\nx@y.example",
                    "Your use of Yahoo! Groups is subject to its terms.",
                ],
                0..2,
            ),
            (
                vec![
                    A,
                    "Ce message est confidentiel et à l'intention exclusive de ses destinataires. Merci.",
                ],
                0..1,
            ),
            (
                vec![A, A, "Copyright © 2026 Grid Office, All rights reserved."],
                0..2,
            ),
        ] {
            assert_eq!(story(&blocks), kept, "{blocks:?}");
        }
    }

    #[test]
    fn sentences_with_such_words_stay() {
        for blocks in [
            vec![
                "Dear oil made ministers meet, and they agreed on a price that was lower.",
                A,
                A,
            ],
            vec!["A browser is what readers need, a minister said.", A],
            vec!["Hello", A],
            vec![
                A,
                "The confidential letter was leaked on Sunday, and nobody knows who sent it to the paper.",
            ],
            vec!["To unsubscribe"],
            vec![],
        ] {
            assert_eq!(story(&blocks), 0..blocks.len(), "{blocks:?}");
        }
    }

    #[test]
    fn a_subject_with_more_than_the_headline_is_told_by_its_ends() {
        assert!(repeats("Grids are linked (NNA)", "Grids are linked"));
        assert!(repeats("NNA: Grids are linked", "Grids are linked"));
        for first in ["Grids are", "Grids", "Grids are linked", "grids are linked"] {
            assert!(!repeats("Grids are linked", first), "{first}");
        }
    }

    #[test]
    fn a_plain_text_is_cut_at_its_blank_lines() {
        let text = "Dear all,\n\nOne.\nTwo.\n\nThree.\n\nTo unsubscribe, write to us.\n";
        assert_eq!(
            of_plain(text),
            (
                "One.\nTwo.\n\nThree.\n\n",
                [Some("Dear all,"), Some("To unsubscribe, write to us.")]
            )
        );
        assert_eq!(of_plain("One.\n"), ("One.\n", [None, None]));
        let rights = "One.\nTwo.\n\nThree.\n\nCopyright © 2026 Grid Office.\n";
        assert_eq!(of_plain(rights).0, "One.\nTwo.\n\nThree.\n\n");
        assert!(is_picture("[image: Logo]") && is_picture(" [cid:1@x]") && !is_picture("[a note]"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "((dear|unsubscribe|é)?[ ,\n]{0,3}){0,40}") {
            let _ = of_plain(&text);
        }
    }
}
