//! Notes that say how a story may be used, and their look-alikes.

use super::*;

fn kinds(note: &str) -> Vec<SignalKind> {
    let signals = NoteReader::new().signals(note);
    signals.into_iter().map(|s| s.kind).collect()
}

#[test]
fn notes_of_many_languages_hold_back_kill_or_correct() {
    let notes = [
        (Embargo, "EMBARGOED UNTIL 0001 GMT DEC 25"),
        (Embargo, "Embargo: 18:00 GMT, 24 December 2026"),
        (
            Embargo,
            "Eds: EMBARGOED for release until 2 p.m. EST Thursday, Dec. 24",
        ),
        (
            Embargo,
            "With photos. This story is embargoed until 6:00 p.m. GMT Dec. 24.",
        ),
        (Embargo, "Do not publish before 18:00 GMT"),
        (Embargo, "SOUS EMBARGO jusqu’au 24 décembre 2026 à 18h00"),
        (Embargo, "Embargo : 24 décembre 18h00"),
        (Embargo, "A ne pas publier avant jeudi 18h00"),
        (Embargo, "Achtung: Sperrfrist 24. Dezember 2026, 18.00 Uhr"),
        (
            Embargo,
            "Die Meldung hat Sperrfrist bis 24.12.2026, 18.00 Uhr",
        ),
        (Embargo, "Gesperrt bis Donnerstag"),
        (Embargo, "EMBARGADO HASTA LAS 18:00 GMT DEL 24 DE DICIEMBRE"),
        (Embargo, "No publicar antes de las 18:00"),
        (Embargo, "Sotto embargo fino alle 18 del 24 dicembre"),
        (Embargo, "Sob embargo até às 18h00 de 24 de dezembro"),
        (Embargo, "Onder embargo tot 24 december 18.00 uur"),
        (Embargo, "Embargo tot 18.00 uur"),
        (Embargo, "Эмбарго до 18:00 МСК 24 декабря"),
        (Embargo, "Не использовать до 18:00"),
        (Hold, "HOLD FOR RELEASE"),
        (Embargo, "Hold for release at 6 p.m."),
        (Hold, "Ne pas diffuser."),
        (Hold, "No difundir"),
        (
            Kill,
            "KILL: please kill this story, the wrong person was named",
        ),
        (Kill, "The wrong person was named, please kill."),
        (Kill, "Kill this story"),
        (Kill, "Prière d’annuler cette dépêche"),
        (Kill, "Dépêche annulée : la source a été mal identifiée"),
        (Kill, "Annulation : texte erroné"),
        (Kill, "Bitte nicht verwenden"),
        (Kill, "Storno: Die Meldung trifft nicht zu"),
        (Kill, "Rogamos anulen esta noticia"),
        (Kill, "Anulada: datos erróneos"),
        (Kill, "Si prega di non utilizzare"),
        (Kill, "Não utilizar: notícia anulada"),
        (Kill, "Niet gebruiken"),
        (Kill, "Просьба аннулировать сообщение"),
        (Withdrawal, "Story withdrawn: the treaty was not signed."),
        (Correction, "CORRIGE le chiffre au 2e paragraphe"),
        (Correction, "Corrects date."),
        (Correction, "Corrige el nombre de la ministra."),
        (Correction, "Berichtigt: Name im zweiten Absatz"),
        (Correction, "Corregge il nome"),
        (Correction, "Corrigeert naam"),
        (Correction, "Исправлено имя министра"),
        (Correction, "With photos. CORRECTS spelling of name."),
    ];
    for (kind, note) in notes {
        assert_eq!(kinds(note), [kind], "{note}");
    }
}

#[test]
fn notes_that_only_tell_what_was_changed_signal_nothing() {
    for note in [
        "Eds: RECASTS lead; ADDS quotes. With AP Photos.",
        "Adds that the minister wants to kill the bill.",
        "Adds background on Cuba, under embargo since 1962.",
        "Please disregard previous version.",
        "Do not use photo of the minister",
        "Bitte die frühere Fassung nicht verwenden",
        "Nicht veröffentlichen: Telefon 030 1234",
        "Oil workers hold talks until Monday 18:00",
        "Embargo aufgehoben",
        "EMBARGO: none",
        "Zusammenfassung bis 1600 - ca. 45 Zl",
        "Troops withdrawn from the town",
        "The strike killed: unclear how many",
        "Foto Archiv. Grafik folgt. Neu: Stimmen",
        "nda aw yybb n1 gth",
        "Noe utvidet.",
    ] {
        assert_eq!(kinds(note), [], "{note}");
    }
}

#[test]
fn the_line_that_says_until_when_goes_before_the_word_alone() {
    let reader = NoteReader::new();
    let note = "EMBARGOED\nDear colleagues,\nSTRICTLY EMBARGOED UNTIL 11:00 GMT, 10 AUGUST 2026";
    let signals = reader.signals(note);
    assert_eq!(signals.len(), 1);
    assert!(signals[0].matched.contains("11:00"), "{signals:?}");
    let signals = reader.signals("EMBARGOED UNTIL 0001 GMT DEC 25\nEMBARGOED");
    assert!(signals[0].matched.contains("0001"), "{signals:?}");
}

#[test]
fn only_lines_with_the_word_and_a_figure_are_asked_for_an_embargo() {
    assert!(may_be_embargo(
        "STRICTLY EMBARGOED UNTIL 11:00 GMT, 10 AUGUST 2026"
    ));
    for line in ["Under embargo", "Tel. 555 0100", ""] {
        assert!(!may_be_embargo(line), "{line}");
    }
}
