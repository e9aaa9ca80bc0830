//! Kill, embargo, hold and correction in the field for editors' notes.
//!
//! Owns what such a note says of the story's use. The field is written to editors and to nobody else, so that more forms count than at the head of a
//! text: small letters, the start of any sentence, and requests and embargoes with a time in the middle of one. What a note asks for another version
//! or a picture does not count. Promises to look at a bounded part of a note, and to find nothing in notes that only tell what was changed.

use super::fold;
use super::head::{HeadReader, has_until};
use super::markers::{self, Form, Marker};
use crate::story::{Signal, SignalKind};
use SignalKind::{Correction, Embargo, Hold, Kill, Refile, Repeat, Withdrawal};

/// Phrases that count in notes only, parted by `|` as in [`markers`](super::markers).
const PHRASES: &[(SignalKind, Form, &str)] = &[
    (
        Kill,
        Form::FREE,
        "kill this story | kill the story | kill this item | this story is killed | story is killed | this story has been killed | \
         do not use this story | depeche annulee | cette depeche est annulee | ne pas utiliser cette depeche | ne pas utiliser | \
         diese meldung nicht verwenden | meldung nicht verwenden | meldung wird zuruckgezogen | diese meldung ist zuruckgezogen | no usar | no utilicen | no usar esta \
         noticia | esta noticia queda anulada | esta nota queda anulada | notizia da annullare | non utilizzare | nao utilizar | nao usar | favor cancelar | \
         materia anulada | noticia anulada | niet gebruiken | gelieve niet te gebruiken | graag niet gebruiken | bericht ingetrokken | \
         bericht vervallen | сообщение аннулируется | новость аннулируется | просим считать недействительным | просьба считать недействительным",
    ),
    (
        Withdrawal,
        Form::FREE,
        "this story is withdrawn | story is withdrawn | story retracted | this story has been retracted | сообщение отозвано | новость снята",
    ),
    (
        Embargo,
        Form::FREE,
        "do not publish before | do not publish until | do not use before | do not use until | do not release before | do not release until | \
         not to be published before | not to be published until | ne pas publier avant | ne pas utiliser avant | a ne pas diffuser avant | a ne pas publier avant | \
         nicht veroffentlichen vor | no publicar antes | no difundir antes | non pubblicare prima | \
         da non pubblicare prima | nao publicar antes | nao publicar ate | nao divulgar antes | niet publiceren voor | niet voor publicatie voor | \
         vrij voor publicatie vanaf | не использовать до | не распространять до | nie publikowac przed | inte for publicering fore",
    ),
    (
        Hold,
        Form::PLAIN,
        "do not publish | do not release | not for release | ne pas diffuser | ne pas publier | a ne pas diffuser | nicht veroffentlichen | \
         bitte nicht veroffentlichen | bitte zuruckhalten | no publicar | no difundir | retener | non pubblicare | non diffondere | \
         nao publicar | nao divulgar | niet publiceren | vasthouden | не публиковать | не распространять | придержать",
    ),
    (
        Correction,
        Form::ASIDE,
        "corregge | corrigeert | rattar | retter | oikaisee | korjaa | opravuje | poprawia | koryguje | corecteaza | se corecteaza | \
         διορθωνει | исправляет | исправляется | исправлена | исправлены | исправлен | duzeltir | duzeltildi | corrections | fixes",
    ),
    (
        Correction,
        Form::PLAIN,
        "corrects | corrige | berichtigt | korrigiert | rectifie | rectifica | gecorrigeerd | rattad | rettet | oikaisu | korjattu | \
         opraveno | poprawiono | исправление | rettelse | retting",
    ),
];

/// What a note that asks not to use something may mean other than the story: an earlier version, or what came with it.
const OTHERS: &str = "previous previously earlier prior first older photo photos picture pictures image images video graphic caption phone number numbers contact \
     precedente precedentes anterieure anterieures premiere image photos vorherige vorigen fruhere fruheren erste foto fotos bild bilder anterior anteriores \
     primera imagen imagenes imagem imagens immagine immagini telefon telefono telefone telephone vorige eerdere eerste предыдущее предыдущую предыдущий \
     предыдущие ранее первую фото снимок снимки видео";

/// Bytes of a note that are looked at; notes may hold whole texts.
const MOST: usize = 4096;
/// Bytes behind a phrase that may belong to it.
const CLAUSE: usize = 400;

/// Reads notes to editors.
#[derive(Debug)]
pub struct NoteReader {
    heads: HeadReader,
}

impl NoteReader {
    pub fn new() -> Self {
        let all = markers::all().map(|marker| Marker {
            form: if is_of_use(marker.kind) {
                marker.form.without(Form::CAPS)
            } else {
                marker.form
            },
            ..marker
        });
        let own = PHRASES.iter().flat_map(|&(kind, form, phrases)| {
            let kind = Some(kind);
            markers::split(phrases).map(move |phrase| Marker { phrase, kind, form })
        });
        Self {
            heads: HeadReader::of(all.chain(own)),
        }
    }

    /// What the note says of the story's use, each kind once, in the order of the text.
    pub fn signals(&self, note: &str) -> Vec<Signal> {
        let mut found: Vec<Signal> = Vec::new();
        for line in note[..note.floor_char_boundary(MOST)].lines() {
            let mut opens_sentence = true;
            for start in word_starts(line) {
                let rest = &line[start..];
                let rest = &rest[..rest.floor_char_boundary(CLAUSE)];
                let head = self.heads.read_note(rest);
                for signal in head.signals {
                    let counts = if opens_sentence {
                        counts_at_start(&signal, rest)
                    } else {
                        counts_within(&signal, rest)
                    };
                    if !counts {
                        continue;
                    }
                    match found.iter_mut().find(|other| other.kind == signal.kind) {
                        None => found.push(signal),
                        // The word alone, and further on until when.
                        Some(other) if other.kind == Embargo && !has_digit(other) => {
                            *other = signal;
                        }
                        Some(_) => {}
                    }
                }
                let word = rest.split_whitespace().next().unwrap_or("");
                opens_sentence = ends_clause(word);
            }
        }
        found
    }
}

fn has_digit(signal: &Signal) -> bool {
    signal.matched.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a line that was taken off the text may say until when the story is under embargo. Few lines are asked more closely.
pub fn may_be_embargo(line: &str) -> bool {
    const STEMS: [&str; 4] = ["mbarg", "MBARG", "perrfrist", "PERRFRIST"];
    let holds = |stem: &str| memchr::memmem::find(line.as_bytes(), stem.as_bytes()).is_some();
    line.len() <= CLAUSE && STEMS.into_iter().any(holds) && line.bytes().any(|b| b.is_ascii_digit())
}

/// Kinds by which a story may not be used, or not yet.
fn is_of_use(kind: Option<SignalKind>) -> bool {
    matches!(kind, Some(Kill | Withdrawal | Hold | Embargo))
}

fn counts_at_start(signal: &Signal, rest: &str) -> bool {
    match signal.kind {
        Kill | Withdrawal | Hold => !is_of_another(signal, rest),
        Embargo | Correction | Refile | Repeat => true,
        // Additions and urgency have fields of their own; a note's first words tell of them too loosely.
        _ => false,
    }
}

/// `The wrong man was named, please kill`, `This story is embargoed until 6 p.m.`
fn counts_within(signal: &Signal, rest: &str) -> bool {
    match signal.kind {
        Kill => {
            let folded = fold::text(&signal.matched);
            let asks = [
                "please",
                "priere",
                "merci",
                "veuillez",
                "bitte",
                "rogamos",
                "si prega",
                "favor",
                "gelieve",
                "просим",
                "просьба",
                "просимо",
                "kill kill",
                "kill this story",
                "kill the story",
                "mandatory kill",
            ];
            asks.iter().any(|word| folded.starts_with(word)) && !is_of_another(signal, rest)
        }
        Embargo => has_until(&signal.matched) && has_clock(&signal.matched),
        _ => false,
    }
}

/// Whether what follows the phrase, before any stop, names something else than the story.
fn is_of_another(signal: &Signal, rest: &str) -> bool {
    let behind = rest
        .find(&signal.matched)
        .map(|at| &rest[at + signal.matched.len()..]);
    let behind = behind.unwrap_or(rest);
    // Who is not to be named stands behind a colon, too; what a kill says behind one is its reason.
    let stops: &[char] = if signal.kind == Hold {
        &['.', ';', '!']
    } else {
        &['.', ';', '!', ':', ',', '-', '–', '—']
    };
    let clause = behind.split(stops).next().unwrap_or("");
    let objects = clause
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(5);
    objects
        .map(fold::text)
        .any(|word| OTHERS.split_whitespace().any(|other| other == word))
}

fn has_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_clock = |w: &[u8]| matches!(w, [a, b':' | b'h' | b'H' | b'.', c, d] if [a, c, d].iter().all(|x| x.is_ascii_digit()));
    let lower = text.to_ascii_lowercase();
    bytes.windows(4).any(is_clock)
        || ["p.m", "a.m", " pm", " am", "uhr", "gmt", "utc"]
            .iter()
            .any(|word| lower.contains(word))
}

fn word_starts(line: &str) -> impl Iterator<Item = usize> {
    let mut before = ' ';
    line.char_indices().filter_map(move |(at, c)| {
        let parts = before.is_whitespace() || matches!(before, '。' | '！' | '；' | '，');
        before = c;
        (parts && !c.is_whitespace()).then_some(at)
    })
}

fn ends_clause(word: &str) -> bool {
    word.ends_with([
        '.', ';', '!', '?', ':', '。', '！', '；', '؛', '؟', '|', '/', '-', '–', '—', '*',
    ])
}

#[cfg(test)]
mod tests;
