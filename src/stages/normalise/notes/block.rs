//! Which paragraphs are notes to editors: those that open a block of them, and those that stand alone.

use super::super::fold;
use super::{LONGEST_CREDIT, contacts, folded, release};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// Openings of a block of notes; all that follows belongs to it. They count at the start of a paragraph, followed by a colon, a line end or nothing.
const BLOCKS: &str = "notes to editors | note to editors | notes to editor | note to editor | editors note | editor's note | editors' notes \
     | editor’s note | editors’ notes | editorial note | media contact | media contacts | press contact | # notebook | ## \
     note to editors | # bloc-notes | # notizblock | notizblock | # dpa-notizblock | dpa-notizblock | ## redaktionelle hinweise | redaktionelle hinweise | \
     redaktioneller hinweis | # # # | hinweis an die redaktionen | hinweise an die redaktionen | hinweis fur redaktionen | \
     note aux redactions | notes aux redactions | note a la redaction | notes a la redaction | a l'attention des redactions \
     | a l’attention des redactions | contact presse | contacts presse | nota a los editores | nota a editores | notas a \
     los editores | nota de redaccion | nota para editores | contacto de prensa | nota alle redazioni | nota per le \
     redazioni | nota aos editores | nota a redacao | nota do editor | примечание для редакторов | примечание редакции | \
     примечания для редакторов | к сведению редакторов | к сведению редакций | до уваги редакцій | примітка для редакторів \
     | to contact the reporter on this story | to contact the reporters on this story | to contact the editor responsible for this story \
     | to contact the editors responsible for this story | editorlere not | editore not | redaktorlar üçün qeyd | ملاحظة للمحررين | ملاحظات للمحررين | 编者注 | 编辑注 | 編輯註 | 編集注 | \
     pressekontakt | presskontakt | pressekontakter | presskontakter | yhteyshenkilot | yhteyshenkilo | noot aan de redactie | not for publication | aan de redactie | til redaktionen | till redaktionen | uwaga dla redakcji \
     | poznamka pro redakce | σημειωση προς συντακτες | notes for editors | note for editors | noot voor de redactie | noot voor redacties | niet voor publicatie | nota para la redaccion | \
     anmerkung fur die redaktion | hinweis fur die redaktion";

/// Asides: one paragraph, usually in brackets.
const ASIDES: &str = "eds | editors | eds note | adds | updates | recasts | corrects | refiles | reporting by | additional reporting by | \
     writing by | editing by | compiled by | with reporting by | repeats | repeating | avec | ajoute | actualise | precise \
     | corrige | redaction | redige par | ergänzt | aktualisiert | berichtigt | actualiza | amplia | aggiunge | дополнено | подробнее | подробности | \
     добавлены | новая версия | уточняется | исправлено | photo | photos | foto | fotos | video | infographic | see | \
     archiv | graphic | infographie | achtung sperrfrist | sperrfrist | description of | bericht von | reporte de | reportage | reportagem de | informacion de";

/// Blocks by their first letter: few paragraphs begin with one of those, and only these are looked at further.
static FOLDED_BLOCKS: LazyLock<FxHashMap<char, Vec<String>>> = LazyLock::new(|| {
    let mut by_first: FxHashMap<char, Vec<String>> = FxHashMap::default();
    for block in folded(BLOCKS) {
        if let Some(first) = block.chars().next() {
            by_first.entry(first).or_default().push(block);
        }
    }
    by_first
});

static FOLDED_ASIDES: LazyLock<FxHashSet<String>> = LazyLock::new(|| folded(ASIDES).collect());

pub(super) fn opens_block(paragraph: &str, is_prose: bool) -> bool {
    // No heading ends as a sentence does.
    if release::closes(paragraph) || (!is_prose && contacts::is_heading(paragraph)) {
        return true;
    }
    let start = paragraph.trim_start_matches(['*', '-', '=', ' ', '(', '[', '–', '—', '_']);
    let mut letters = start.chars().map(fold::letter);
    let first = letters.next();
    let Some(blocks) = first.and_then(|c| FOLDED_BLOCKS.get(&c)) else {
        return false;
    };
    let second = letters.next();
    if !blocks.iter().any(|block| block.chars().nth(1) == second) {
        return false;
    }
    let folded = fold::text(&start[..start.floor_char_boundary(120)]);
    blocks.iter().any(|block| {
        folded.strip_prefix(block.as_str()).is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.is_empty()
                || rest.starts_with([':', '：', '-', '–', '(', ')', ']', '*', '=', '.', '\n'])
        })
    })
}

pub(super) fn is_aside(paragraph: &str) -> bool {
    // Where to reach the writer, as Reuters has it: `((ann.writer@nna.example; +47 555;))`.
    if paragraph.starts_with("((") && paragraph.ends_with(')') && paragraph.len() <= 400 {
        return true;
    }
    if is_half_aside(paragraph) || is_korean_note(paragraph) {
        return true;
    }
    // Bloomberg's helpers.
    let bare = paragraph.trim_start_matches(['-', '–', '—', '*', ' ']);
    let is_set_off = bare.len() < paragraph.len() && paragraph.len() <= 300;
    if is_set_off && (bare.starts_with("With assistance ") || bare.starts_with("With reporting ")) {
        return true;
    }
    // Lusa's lines to editors: `*** Corrige o título ***`.
    let starred = paragraph
        .strip_prefix("***")
        .and_then(|inner| inner.strip_suffix("***"));
    if paragraph.len() <= 300 && starred.is_some_and(|inner| inner.contains(' ')) {
        return true;
    }
    let (inner, in_brackets) = match paragraph.strip_prefix(['(', '[', '（']) {
        Some(inner) if paragraph.ends_with([')', ']', '）']) && paragraph.len() <= 400 => {
            (inner, true)
        }
        _ => (paragraph, false),
    };
    // Without brackets only `Eds:` and `Editors:` are sure.
    if !in_brackets && !inner.starts_with(['E', 'e']) {
        return false;
    }
    let Some((word, rest)) = first_word(inner) else {
        return false;
    };
    let folded = fold::text(word);
    if in_brackets {
        let two = format!(
            "{folded} {}",
            fold::text(first_word(rest).map_or("", |(w, _)| w))
        );
        return FOLDED_ASIDES.contains(&folded) || FOLDED_ASIDES.contains(&two);
    }
    matches!(folded.as_str(), "eds" | "editors") && rest.trim_start().starts_with(':')
}

/// `<※ 편집자 주 = …>`: why the editors send it.
fn is_korean_note(paragraph: &str) -> bool {
    let bare = paragraph.trim_start_matches(['<', '〈', '[', '※', '◇', ' ']);
    bare.len() < paragraph.len() && (bare.starts_with("편집자주") || bare.starts_with("편집자 주"))
}

/// `(Reporting by Ann Writer` and `Editing by Bo Author)`, where a line end parts the bracket.
fn is_half_aside(paragraph: &str) -> bool {
    let is_half = paragraph.starts_with('(') != paragraph.ends_with(')');
    if !is_half || paragraph.len() > LONGEST_CREDIT || paragraph.matches(['(', ')']).count() != 1 {
        return false;
    }
    let folded = fold::text(paragraph.trim_start_matches('('));
    [
        "reporting by ",
        "additional reporting by ",
        "writing by ",
        "editing by ",
    ]
    .iter()
    .any(|words| folded.starts_with(words))
}

fn first_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text
        .char_indices()
        .find(|(_, c)| !c.is_alphanumeric())
        .map_or(text.len(), |(at, _)| at);
    (end > 0).then(|| text.split_at(end))
}
