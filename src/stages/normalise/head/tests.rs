//! Markers and their look-alikes.

use super::*;

fn kinds(line: &str) -> Vec<SignalKind> {
    let head = HeadReader::new().read(line);
    head.signals.iter().map(|s| s.kind).collect()
}

fn stripped(line: &str) -> &str {
    let head = HeadReader::new().read(line);
    line[head.end..].trim()
}

#[test]
fn markers_of_many_languages_are_met_and_taken_off() {
    for (line, kind, rest) in [
        (
            "URGENT - Séisme au Chili",
            SignalKind::Alert,
            "Séisme au Chili",
        ),
        (
            "URGENT Séisme de magnitude 7 au Chili",
            SignalKind::Alert,
            "Séisme de magnitude 7 au Chili",
        ),
        (
            "◎速報：両港、起重機を共用",
            SignalKind::Alert,
            "両港、起重機を共用",
        ),
        (
            "UWAGA! ANULUJEMY DEPESZĘ o porcie w Arviku",
            SignalKind::Kill,
            "o porcie w Arviku",
        ),
        (
            "(opravuje v prvním odstavci počet jeřábů)",
            SignalKind::Correction,
            "",
        ),
        (
            "FLASH: Two states sign treaty",
            SignalKind::Alert,
            "Two states sign treaty",
        ),
        (
            "CORRECTED-Oil rises on cuts",
            SignalKind::Correction,
            "Oil rises on cuts",
        ),
        (
            "KOREKTA Polska i Litwa podpisały umowę",
            SignalKind::Correction,
            "Polska i Litwa podpisały umowę",
        ),
        (
            "HERHALING Kabinet trekt miljard uit",
            SignalKind::Repeat,
            "Kabinet trekt miljard uit",
        ),
        (
            "REFILE-Oil rises on cuts",
            SignalKind::Refile,
            "Oil rises on cuts",
        ),
        (
            "RPT-Oil rises on cuts",
            SignalKind::Repeat,
            "Oil rises on cuts",
        ),
        (
            "UPDATE 3-Oil rises on cuts",
            SignalKind::Update,
            "Oil rises on cuts",
        ),
        ("2ND LEAD: Oil rises", SignalKind::Lead, "Oil rises"),
        (
            "AVANCE: Sube el petróleo",
            SignalKind::Update,
            "Sube el petróleo",
        ),
        (
            "STORY WITHDRAWN: Oil rises",
            SignalKind::Withdrawal,
            "Oil rises",
        ),
        ("KILL KILL KILL Oil rises", SignalKind::Kill, "Oil rises"),
        (
            "ANNULE ET REMPLACE - Accord signé",
            SignalKind::Correction,
            "Accord signé",
        ),
        (
            "/// CORRECTION /// Accord signé",
            SignalKind::Correction,
            "Accord signé",
        ),
        (
            "AVIS D'ANNULATION: dépêche sur l'accord",
            SignalKind::Kill,
            "dépêche sur l'accord",
        ),
        (
            "SOUS EMBARGO jusqu'au 9 août à 18h00 - Accord signé",
            SignalKind::Embargo,
            "Accord signé",
        ),
        ("(EIL) Beben in Chile", SignalKind::Alert, "Beben in Chile"),
        (
            "ACHTUNG: KORREKTUR: Beben in Chile",
            SignalKind::Correction,
            "Beben in Chile",
        ),
        (
            "Berichtigung: Beben in Chile",
            SignalKind::Correction,
            "Beben in Chile",
        ),
        (
            "SPERRFRIST 18.00 Uhr - Preis vergeben",
            SignalKind::Embargo,
            "Preis vergeben",
        ),
        (
            "CORRECCIÓN: Sismo en Chile",
            SignalKind::Correction,
            "Sismo en Chile",
        ),
        (
            "ANULACIÓN.- Sismo en Chile",
            SignalKind::Kill,
            "Sismo en Chile",
        ),
        (
            "EMBARGADO HASTA LAS 18:00 - Sismo en Chile",
            SignalKind::Embargo,
            "Sismo en Chile",
        ),
        ("AMP.- Sismo en Chile", SignalKind::Update, "Sismo en Chile"),
        (
            "ИСПРАВЛЕНИЕ: Землетрясение в Чили",
            SignalKind::Correction,
            "Землетрясение в Чили",
        ),
        (
            "СРОЧНО - Землетрясение в Чили",
            SignalKind::Alert,
            "Землетрясение в Чили",
        ),
        (
            "МОЛНИЯ! Землетрясение в Чили",
            SignalKind::Alert,
            "Землетрясение в Чили",
        ),
        (
            "АННУЛИРУЕТСЯ: Землетрясение в Чили",
            SignalKind::Kill,
            "Землетрясение в Чили",
        ),
        (
            "ЭМБАРГО ДО 18:00 - Землетрясение в Чили",
            SignalKind::Embargo,
            "Землетрясение в Чили",
        ),
        ("عاجل: زلزال في تشيلي", SignalKind::Alert, "زلزال في تشيلي"),
        (
            "تصحيح - زلزال في تشيلي",
            SignalKind::Correction,
            "زلزال في تشيلي",
        ),
        (
            "【更正】智利发生地震",
            SignalKind::Correction,
            "智利发生地震",
        ),
        ("快讯：智利发生地震", SignalKind::Alert, "智利发生地震"),
        ("[속보] 칠레 지진", SignalKind::Alert, "칠레 지진"),
        ("訂正：チリで地震", SignalKind::Correction, "チリで地震"),
        (
            "SON DAKİKA: Şili'de deprem",
            SignalKind::Alert,
            "Şili'de deprem",
        ),
        (
            "(Corrects spelling in paragraph 2) Oil rises",
            SignalKind::Correction,
            "Oil rises",
        ),
        (
            "Eds: Corrects spelling of minister's name.",
            SignalKind::Correction,
            "",
        ),
    ] {
        assert_eq!(kinds(line), [kind], "{line}");
        assert_eq!(stripped(line), rest, "{line}");
    }
}

#[test]
fn several_markers_are_all_found() {
    use SignalKind::{Alert, Correction, Update};
    assert_eq!(kinds("URGENT-CORRECTED-UPDATE 2-Oil rises"), []);
    assert_eq!(
        kinds("URGENT: CORRECTED-UPDATE 2-Oil rises"),
        [Alert, Correction, Update]
    );
    assert_eq!(
        stripped("URGENT: CORRECTED-UPDATE 2-Oil rises"),
        "Oil rises"
    );
}

#[test]
fn stories_about_kills_holds_corrections_and_embargoes_are_no_signals() {
    for line in [
        "Kill switch law passes parliament",
        "KILL BILL RETURNS TO CINEMAS",
        "Kill: the play opens in Bergen",
        "Hold-up à Marseille: deux arrestations",
        "HOLD-UP À MARSEILLE",
        "Hold the line, says minister",
        "Embargo pétrolier: l'UE hésite",
        "EMBARGO SUR LE PÉTROLE: L'UE HÉSITE",
        "Embargo: EU weighs ban on Russian oil",
        "EMBARGO : 27 PAYS DISENT OUI",
        "Correction fluid maker goes bankrupt",
        "Korrektur der Klimaziele gefordert",
        "Corrections officers strike",
        "Withdrawn troops return home",
        "Withdrawal of troops begins",
        "Flash-ball: la police condamnée",
        "Flash floods kill 20 in Kentucky",
        "FLASH FLOODS KILL 20 IN KENTUCKY",
        "URGENT APPEAL FOR FOOD AID",
        "Urgent appeal for food aid",
        "Alerte rouge en Bretagne",
        "Alert level raised in Iceland",
        "Extra time decides final",
        "Suite royale vendue aux enchères",
        "Sperrfrist für Tests verlängert",
        "Frei ab 18 Jahren: neue Regeln",
        "Annulation de la dette: l'Afrique attend",
        "Annulation: que faire de son billet",
        "Do not use antibiotics, doctors say",
        "Storno-Gebühren steigen",
        "Молния ударила в дом",
        "Исправление ошибок прошлого",
        "Срочно нужна помощь",
        "Update for drivers: road closed",
        "Advisory body meets in Geneva",
        "Attention deficit on the rise",
        "Adds up: why tariffs cost more",
        "取消関税の協議",
        "정정당당한 승부",
        "",
        "–",
    ] {
        assert_eq!(kinds(line), [], "{line}");
        assert_eq!(HeadReader::new().read(line).end, 0, "{line}");
    }
}

#[test]
fn markers_in_brackets_at_the_end_of_a_headline_count() {
    let reader = HeadReader::new();
    let (signal, at) = reader.read_tail("Oil rises on cuts (CORRECTED)").unwrap();
    assert_eq!((signal.kind, at), (SignalKind::Correction, 18));
    assert_eq!(
        reader.read_tail("Oil rises (Update 2)").unwrap().0.kind,
        SignalKind::Update
    );
    assert!(reader.read_tail("Oil rises (correction fluid)").is_none());
    assert!(reader.read_tail("Oil rises (2)").is_none());
}

#[test]
fn embargoes_show_until_when() {
    let head = HeadReader::new().read("EMBARGOED UNTIL 0001 GMT AUG 10 - Leaders meet");
    assert_eq!(head.signals[0].matched, "EMBARGOED UNTIL 0001 GMT AUG 10");
}

proptest::proptest! {
    #[test]
    fn any_line_is_read_without_panic_and_ends_on_a_character(line in "\\PC{0,60}") {
        let reader = HeadReader::new();
        let head = reader.read(&line);
        proptest::prop_assert!(line.is_char_boundary(head.end));
        let _ = reader.read_tail(&line);
    }
}

#[test]
fn an_embargo_stands_behind_a_kind_of_text_in_brackets() {
    for (line, rest) in [
        (
            "(KORR-Bericht Sperrfrist 9. Oktober 14.20 Uhr): Zwei Häfen, ein Kran",
            "Zwei Häfen, ein Kran",
        ),
        (
            "(Hintergrund Sperrfrist 10. August 08.00 Uhr - mit Zahlen) Zwei Häfen, ein Kran",
            "Zwei Häfen, ein Kran",
        ),
    ] {
        assert_eq!(kinds(line), [SignalKind::Embargo], "{line}");
        assert_eq!(stripped(line), rest);
    }
    for line in [
        "(Bericht Sperrfrist für Öl) Häfen teilen sich einen Kran",
        "(Streit um das Embargo 2020) Häfen teilen sich einen Kran",
        "Bericht Sperrfrist 9. Oktober 14.20 Uhr",
    ] {
        assert_eq!(kinds(line), [], "{line}");
    }
}

#[test]
fn an_embargo_ends_at_the_colon_behind_its_hour() {
    let line = "Sperrfrist 19.00 Uhr: Zwei Häfen, ein Kran";
    assert_eq!(kinds(line), [SignalKind::Embargo]);
    assert_eq!(stripped(line), "Zwei Häfen, ein Kran");
    assert_eq!(stripped("Sperrfrist: 19.00 Uhr"), "");
    assert_eq!(kinds("2eme lead"), [SignalKind::Lead]);
    assert_eq!(kinds("2ndlead"), [SignalKind::Lead]);
}

#[test]
fn a_marker_reaches_to_its_own_bracket() {
    let line = "(Sperrfrist 10. August 19.00 Uhr - Die Frist gilt bis heute Abend (10.08.), 19.00 Uhr.) Zwei Häfen, ein Kran";
    assert_eq!(kinds(line), [SignalKind::Embargo]);
    assert_eq!(stripped(line), "Zwei Häfen, ein Kran");
}

#[test]
fn kills_and_repeats_said_twice_need_no_more() {
    for line in [
        "*** ELIMINAR - ELIMINAR ***",
        "Por favor eliminen la noticia titulada \"Dos puertos\".",
        "حظر حظر حظر",
        "يرجى حذف الخبر المعنون",
    ] {
        assert_eq!(kinds(line), [SignalKind::Kill], "{line}");
    }
    assert_eq!(
        kinds("RPT RPT: Dos puertos, una grúa"),
        [SignalKind::Repeat]
    );
    let again = "Re-transmission - Two ports share a crane";
    assert_eq!(kinds(again), [SignalKind::Repeat]);
    assert_eq!(stripped(again), "Two ports share a crane");
    assert_eq!(kinds("Retransmission of signals fails"), []);
    assert_eq!(kinds("D'URGENCE:  Deux ports"), [SignalKind::Alert]);
    assert_eq!(kinds("Eliminar el impuesto, dice el ministro"), []);
    assert_eq!(kinds("حظر التجول في المدينة"), []);
}
