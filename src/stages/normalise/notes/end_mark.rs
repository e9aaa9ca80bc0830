//! Marks of the end that stand alone in a paragraph.
//!
//! Owns their words, in the languages agencies use, and the signs around them.

use super::super::{agencies, fold};
use super::{LONGEST_END, folded};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Marks, parted by `|`.
const ENDS: &str = "end | ends | (end) | -end- | -ends- | --end-- | ### | *** | * * * | -0- | -30- | ende | fin | (fin) | fine | fim | \
     конец | кінець | kraj | (kraj) | край | (край) | son | (完) | （完） | reuter | 完 | (终) | （终） | 終 | (끝) | 끝 | انتهى | xxx | endit | enditem | nnnn \
     | lusa/fim | lusa fim | (son) | (suit) | انتهای پیام | (segue) | segue | a suivre | (a suivre) | (à suivre) | (more) | more | --more-- | (continua) | (sigue) \
     | sigue | нннн | schluss | (schluss) | (einde) | einde | (sürecek) | النهاية | (النهاية) | نهاية | (סוף) | סוף | (了) | （了） | 以上 | (slut) | slut | (koniec) | koniec | (konec) | (τέλος) | (sfârşit) | (соңы) | समाप्त | (समाप्त) | -end | (fim) | (selesai) | selesai | (more to follow) | [ends] | [end] | (folyt.) | einde persbericht | ende der pressemitteilung | ende der mitteilung | fin du communique | fin del comunicado | fine comunicato | fim do comunicado | koniec komunikatu | (signed) | (schluß) | FOTOĞRAFLI | GÖRÜNTÜLÜ | (续) | (待续) | （待续） | （続） | (계속)";

static FOLDED_ENDS: LazyLock<FxHashSet<String>> = LazyLock::new(|| folded(ENDS).collect());

/// Whether a line is a mark of the end and nothing else.
pub fn is_end_mark(paragraph: &str) -> bool {
    if paragraph.len() > LONGEST_END {
        return false;
    }
    let bare = paragraph.trim_matches([
        '=', '(', ')', '（', '）', '[', ']', '.', '/', ' ', '-', '–', '—', '^', '@', '<',
    ]);
    // The agency signs alone under its copy.
    let is_signed = bare.len() < paragraph.len() && agencies::is_known(bare);
    // `NNA/Fim`.
    let is_slashed = || {
        paragraph.split_once('/').is_some_and(|(name, end)| {
            !name.is_empty()
                && name.chars().all(char::is_alphabetic)
                && ["fim", "fin", "fine", "ende", "end"].contains(&fold::text(end).as_str())
        })
    };
    // `-- ENDS --`, `*** ENDS ***`
    let is_ruled = || {
        let ends = |c: char| matches!(c, '-' | '–' | '—' | '*');
        paragraph.starts_with(ends)
            && paragraph.ends_with(ends)
            && FOLDED_ENDS.contains(&fold::text(paragraph.trim_matches(|c| ends(c) || c == ' ')))
    };
    is_signed
        || paragraph.len() <= 24 && (is_slashed() || is_ruled())
        || paragraph.len() <= 24
            && FOLDED_ENDS.contains(&fold::text(paragraph.trim_matches(['/', '.', ' '])))
}
