//! Cyrillic letters that tell neighbours apart where a text is too short for more.
//!
//! Owns which they are: Bulgarian and Ukrainian have no `ы` and no `э`, Russian and Bulgarian no `ї`, `є` and `ґ`, and Bulgarian has `ь` before `о` only. Promises to take a language out only
//! where its own letters are not there as well, so that a foreign name in a text changes nothing.

use super::Posterior;
use super::sample::Sample;
use crate::story::Language;

/// The posterior without the languages that do not write these letters.
pub(super) fn weighed(posterior: Posterior, sample: &Sample<'_>) -> Posterior {
    let (mut russian, mut ukrainian, mut dotted, mut hard) = (0usize, 0usize, 0usize, 0usize);
    let mut soft = 0usize;
    let mut before = ' ';
    for c in sample.pieces().flat_map(str::chars) {
        soft += usize::from(before == 'ь' && !matches!(c, 'о' | 'О'));
        before = c;
        match c {
            'ы' | 'э' | 'Ы' | 'Э' => russian += 1,
            'ї' | 'є' | 'ґ' | 'Ї' | 'Є' | 'Ґ' => ukrainian += 1,
            'і' | 'І' => dotted += 1,
            'ъ' | 'Ъ' => hard += 1,
            _ => {}
        }
    }
    let mut posterior = posterior;
    if russian > ukrainian + dotted {
        posterior = posterior.without(Language::Uk);
    }
    if russian + soft > hard {
        posterior = posterior.without(Language::Bg);
    }
    if ukrainian > russian {
        posterior = posterior.without(Language::Ru).without(Language::Bg);
    }
    posterior
}

#[cfg(test)]
mod tests {
    use super::super::Languages;
    use crate::story::Language;

    #[test]
    fn a_line_of_few_words_is_told_by_its_letters() {
        let languages = Languages::builtin();
        let found = |text: &str| languages.detect(text).map(|(language, _)| language);
        assert_eq!(
            found("Министр прибыл в Осло с государственным визитом"),
            Some(Language::Ru)
        );
        assert_eq!(found("Її зустріч у Києві"), Some(Language::Uk));
        assert_eq!(
            found("Модель проекта готова, сообщила администрация порта в Осло"),
            Some(Language::Ru)
        );
        assert_eq!(
            found("Шофьорът и актьорът бяха в новия автомобил"),
            Some(Language::Bg)
        );
    }
}
