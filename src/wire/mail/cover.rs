//! The header of a forwarded mail in HTML: there each of its lines may be a paragraph or a row of a table.
//!
//! Owns how many paragraphs it takes, with what stands over it. Promises that only labels of such headers count: a headline may open with a word
//! and a colon, too. In plain text a blank line ends it; that is [`text`](super::text)'s to say.

use super::text::{FORWARDED, SENDERS};

/// Labels of the other fields, as mail programs write them.
const LABELS: &[&str] = &[
    "Subject",
    "Date",
    "Sent",
    "To",
    "Cc",
    "CC",
    "Reply-To",
    "Betreff",
    "Datum",
    "Gesendet",
    "An",
    "Kopie",
    "Objet",
    "Envoyé",
    "À",
    "Pour",
    "Copie à",
    "Asunto",
    "Fecha",
    "Enviado",
    "Enviado el",
    "Para",
    "Oggetto",
    "Data",
    "Inviato",
    "A",
    "Assunto",
    "Enviada em",
    "Onderwerp",
    "Verzonden",
    "Aan",
    "Ämne",
    "Skickat",
    "Till",
    "Emne",
    "Sendt",
    "Til",
    "Temat",
    "Wysłano",
    "Do",
    "Předmět",
    "Konu",
    "Tarih",
    "Kime",
    "Тема",
    "Дата",
    "Отправлено",
    "Кому",
    "Копия",
    "主题",
    "日期",
    "收件人",
    "发送时间",
    "件名",
    "日時",
    "宛先",
    "제목",
    "날짜",
    "받는 사람",
];

/// Blocks over such a header, and bytes of them.
const MOST_OVER: usize = 4;
const LONGEST_OVER: usize = 400;
/// Fields of one.
const FEWEST_FIELDS: usize = 3;

/// How many of the blocks are what somebody forwarded a story with.
pub fn blocks_of(blocks: &[&str]) -> usize {
    let opens = |block: &&str| is_mark(block) || block.lines().next().is_some_and(is_sender);
    let Some(from) = blocks.iter().take(MOST_OVER + 1).position(opens) else {
        return 0;
    };
    let over: usize = blocks.iter().take(from).map(|block| block.len()).sum();
    let mut fields = 0;
    let mut end = from;
    for block in blocks.iter().skip(from) {
        let mut lines = block.lines().filter(|line| !line.trim().is_empty());
        if !lines.clone().all(|line| is_mark(line) || is_field(line)) {
            break;
        }
        fields += lines.by_ref().filter(|line| is_field(line)).count();
        end += 1;
    }
    if fields >= FEWEST_FIELDS && over <= LONGEST_OVER && end < blocks.len() {
        end
    } else {
        0
    }
}

fn is_mark(line: &str) -> bool {
    FORWARDED.iter().any(|mark| line.starts_with(mark))
}

fn is_sender(line: &str) -> bool {
    SENDERS.iter().any(|sender| line.starts_with(sender))
}

fn is_field(line: &str) -> bool {
    let label = line.split_once([':', '：']).map(|(label, _)| label.trim());
    is_sender(line) || label.is_some_and(|label| LABELS.contains(&label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_of_a_forwarded_mail_in_html_is_told_from_its_story() {
        let mark = "-------- Weitergeleitete Nachricht --------";
        let fields = [
            "Betreff: Netze verbunden",
            "Datum: Sun, 9 Aug 2026",
            "Von: NNA <a@nna.example>",
        ];
        let story = [
            "Arvik: Netze verbunden",
            "Fünf Staaten verbinden ihre Netze.",
        ];
        let rows = [&[mark][..], &fields, &story].concat();
        assert_eq!(blocks_of(&rows), 4);
        let covered = [&["Zur Kenntnis"][..], &rows].concat();
        assert_eq!(blocks_of(&covered), 5);
        // All in one paragraph, and without a line over it.
        let lines = fields.join("\n");
        assert_eq!(blocks_of(&[lines.as_str(), story[0], story[1]]), 0);
        let lines = ["From: NNA", "Sent: Sunday", "Subject: Grids joined"].join("\n");
        assert_eq!(blocks_of(&[lines.as_str(), story[0], story[1]]), 1);
    }

    #[test]
    fn a_story_with_labels_stays_whole() {
        assert_eq!(
            blocks_of(&["From: the sea", "They met on Sunday.", "Date: none"]),
            0
        );
        assert_eq!(
            blocks_of(&["From: NNA", "Sent: Sunday", "Subject: Grids"]),
            0
        );
        assert_eq!(blocks_of(&[]), 0);
    }
}
