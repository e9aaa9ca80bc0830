//! Whom to ask, where the letterhead of a release has it: a heading and the lines below it.
//!
//! Owns the words of such headings, and how far their lines reach at the head of a text. Promises that a line of the story is none of them.

use super::super::body::SHORT;
use super::super::{dateline, fold};
use super::{Paragraph, ends_sentence, folded};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Headings with nothing behind them but a colon. Parted by `|`.
const HEADINGS: &str = "contact | contacts | media contact | media contacts | press contact | press contacts | media inquiries | media enquiries | for more information | \
     for further information | for more information contact | news media contact | contact presse | contacts presse | pressekontakt | pressekontakte | pressestelle | kontakt | kontakte | ruckfragehinweis | ruckfragen | \
     ruckfragen an | fur ruckfragen | rueckfragehinweis | contacto | contacto de prensa | contactos | contatti | ufficio stampa | contato | contatos | contacten | contactpersoon | \
     presskontakt | presskontakter | pressekontakter | yhteyshenkilo | yhteyshenkilot | lisatietoja | kontakter | kontaktpersoner | kontaktperson | kontaktinformasjon | kontaktuppgifter | liitteet | vedlegg | bilagor | attachments | dateianhange | pieces jointes | kontakt dla mediow | kontakt pro media | контакты | контакты для сми | контакт для сми | контакти | \
     iletisim | basin iletisim | επικοινωνια | للتواصل | للاستفسار | お問い合わせ | お問い合わせ先 | 問い合わせ先 | 本件に関するお問い合わせ先 | 联系人 | 媒体联系 | 联系方式 | 문의 | related links | \
     for further information contact | for further information please contact | for further information, contact | for further information, please contact | \
     for more information please contact | for more information, contact | for more information, please contact | for additional information, please contact | \
     for media inquiries | for media enquiries | for ytterligare information | for ytterligare information, kontakta | for mer information | for mer information, kontakta | \
     for yderligere information | for mer informasjon | pour plus d'informations | pour plus d’informations | pour toute information complementaire | pour en savoir plus, veuillez communiquer avec | pour obtenir de plus amples renseignements | \
     pour plus de renseignements | pour plus de renseignements, veuillez communiquer avec | pour de plus amples renseignements | pour de plus amples renseignements, veuillez communiquer avec | pour plus d'information | weitere informationen | \
     fur weitere informationen | para mas informacion | per ulteriori informazioni | para mais informacoes | voor meer informatie | wiecej informacji | vice informaci | \
     pentru mai multe informatii | για περισσοτερες πληροφοριες | для дополнительной информации | для получения дополнительной информации | за повече информация | \
     daha fazla bilgi icin | لمزيد من المعلومات | 更多信息请联系 | 자세한 내용";

static FOLDED: LazyLock<FxHashSet<String>> = LazyLock::new(|| folded(HEADINGS).collect());

/// Lines below such a heading at most.
const MOST_LINES: usize = 8;

/// Whether a line is such a heading and no more: `MEDIA CONTACT:`, `（お問い合わせ）`.
pub fn is_heading(line: &str) -> bool {
    let bare = line.trim_matches([
        ':', '：', ' ', '*', '(', ')', '（', '）', '[', ']', '【', '】', '-', '–', '_', '#', '■',
        '●',
    ]);
    bare.len() <= 60 && FOLDED.contains(&fold::text(bare))
}

/// Paragraphs at the head that say whom to ask: a heading, and the lines below it down to the last address or number.
pub fn at_head(found: &[Paragraph<'_>]) -> usize {
    let Some((first, below)) = found.split_first() else {
        return 0;
    };
    let one_line = || {
        let label = first.split_once([':', '：']).map(|(label, _)| label);
        label.is_some_and(|label| is_heading(label) && reaches(first))
    };
    if !is_heading(first) {
        return usize::from(first.len() < SHORT && one_line());
    }
    let lines = below
        .iter()
        .take(MOST_LINES)
        .take_while(|line| line.len() < SHORT && !is_text(line));
    let last = lines.enumerate().filter(|(_, line)| reaches(line)).last();
    1 + last.map_or(0, |(at, _)| at + 1)
}

/// Whether text goes on below: the block of contacts then stands at its head.
pub fn is_text(line: &str) -> bool {
    (line.len() >= SHORT && ends_sentence(line) && !reaches(line))
        || dateline::find(line, None).is_some()
}

/// Whether a line has an address or a telephone number.
fn reaches(line: &str) -> bool {
    line.contains('@') || line.contains("://") || line.contains("www.") || has_number(line)
}

/// `(202) 555-0100`, `040 555 0100`: figures to call, as days and amounts are written otherwise.
fn has_number(line: &str) -> bool {
    line.split(|c: char| !matches!(c, '0'..='9' | '+' | '(' | ')' | '-' | '/' | ' '))
        .map(str::trim)
        .any(|run| {
            let digits = run.bytes().filter(u8::is_ascii_digit).count();
            digits >= 9
                || digits >= 7 && (run.starts_with(['+', '0', '(']) || run.contains(['-', '/']))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(lines: &[&str]) -> usize {
        let lines = lines.iter().map(|line| Paragraph::from(*line));
        at_head(&lines.collect::<Vec<_>>())
    }

    #[test]
    fn no_heading_ends_as_a_sentence_does() {
        assert!(FOLDED.iter().all(|words| !words.ends_with(['.', '!', '?'])));
    }

    #[test]
    fn contacts_at_the_head_reach_down_to_the_last_number() {
        let story = "OSLO (NNA) - Ministers agreed on Sunday.";
        let all = [
            "MEDIA CONTACT:",
            "Ann Writer, (202) 555-0100",
            "ann@nna.example",
            "Grids linked",
            story,
        ];
        assert_eq!(count(&all), 3);
        assert_eq!(count(&["Contact: Ann Writer, ann@nna.example", story]), 1);
        assert_eq!(
            count(&["（お問い合わせ）", "広報課", "電話：03-0000-0000", "本文"]),
            3
        );
        assert_eq!(count(&["Contact with Mars was lost", story]), 0);
        assert_eq!(count(&[story]), 0);
        let french = "Pour en savoir plus, veuillez communiquer avec :";
        assert_eq!(count(&[french, "Ann Writer ann@nna.example", story]), 2);
        for line in ["(202) 555-0100", "Tel. 040 555 0100", "+47 55 55 55 55"] {
            assert!(reaches(line), "{line}");
        }
        for line in ["On 31.5.2026 and 19.4.2026", "2 245 000 of 14 525 518"] {
            assert!(!reaches(line), "{line}");
        }
    }
}
