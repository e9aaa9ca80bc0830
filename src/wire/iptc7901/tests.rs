//! Messages of several agencies, and lines that look like theirs.

use super::*;

const MESSAGE: &str = "\u{7f}\u{7f}\u{1}abc0042 3 pl 64  nna 0815\r\n\r\nEnergy/Grids/Summit/\r\nREFILE\r\n1ST LEAD\r\nNeighbours agree to link\r\ntheir power grids =\r\nBy Ann Writer and Bo Author =\r\n\r\n\u{2}Oslo (nna) - Ministers agreed on Sunday to link the power grids of\r\ntheir countries.\r\n\r\n# Notebook\r\n\r\n## Note to editors\r\n- adds quote\r\n\r\nnna aw ba n1\r\n\u{3}\r\n091830 GMT Aug 26\r\n";

#[test]
fn every_line_finds_its_field() {
    assert!(is_iptc7901(MESSAGE));
    let story = message(MESSAGE);
    assert_eq!(
        story.transmission_id.as_deref(),
        Some("abc0042-091830GMTAug26")
    );
    assert_eq!(story.urgency.as_deref(), Some("3"));
    assert_eq!(story.supplier.as_deref(), Some("nna"));
    assert_eq!(story.slugline.as_deref(), Some("Energy/Grids/Summit"));
    assert_eq!(
        story.headline.as_deref(),
        Some("REFILE: 1ST LEAD: Neighbours agree to link their power grids")
    );
    assert_eq!(story.byline.as_deref(), Some("Ann Writer and Bo Author"));
    assert_eq!(story.content_created.as_deref(), Some("091830 GMT Aug 26"));
    assert_eq!(story.ed_note.as_deref(), Some("nna aw ba n1"));
    let Body::Plain(body) = story.body else {
        panic!("no body");
    };
    assert!(body.trim_start().starts_with("Oslo (nna) - Ministers"));
}

#[test]
fn other_texts_are_not_taken_for_it() {
    for text in [
        "Oslo (nna) - Ministers agreed",
        "abc0042 was the flight number",
        "12 3 4 5",
        "a1 2 b 3",
        "",
    ] {
        assert!(!is_iptc7901(text), "{text}");
    }
}

#[test]
fn openings_of_other_agencies_find_their_fields() {
    let afp = message(
        "abc1234 4 i 0123 AFP\n\nNorway-energy-grid\n\nNeighbours link power grids\n\nOslo (AFP) - Ministers agreed.\nabc/de/fg\nAFP 091420 GMT AUG 26\n",
    );
    assert_eq!(afp.slugline.as_deref(), Some("Norway-energy-grid"));
    assert_eq!(afp.headline.as_deref(), Some("Neighbours link power grids"));
    assert_eq!(afp.content_created.as_deref(), Some("091420 GMT AUG 26"));
    let apa = message(
        "APA0123 5 AI 0098 WI/CI\n\n           Sa, 08.Aug 2026 \n\nEnergie/Netze/Norwegen\nNachbarn verbinden Netze =\n\nOslo (APA) - Einig.\n(Schluss) abc/def\n\nAPA0123    2026-08-08/14:20\n\n081420 Aug 26\n",
    );
    assert_eq!(apa.supplier.as_deref(), Some("APA"));
    assert_eq!(apa.headline.as_deref(), Some("Nachbarn verbinden Netze"));
    assert_eq!(apa.body, Body::Plain("\nOslo (APA) - Einig.".into()));
    let reuters = message(
        "abc0042 3 pl 0064 rtr 0815\n\nBC-NORWAY-GRID (UPDATE 1)\nUPDATE 1-Neighbours link grids\n  (Adds quotes)\n  By Ann Writer\n  OSLO, Aug 9 (Reuters) - Ministers agreed.\n  They left.\n",
    );
    assert_eq!(
        reuters.headline.as_deref(),
        Some("UPDATE 1-Neighbours link grids")
    );
}

#[test]
fn a_line_before_the_start_of_text_is_the_slug_line() {
    let story = message(
        "\u{1}abc0043 2 i 9 nna 0001\nINLAND/ENERGY\n\u{2}Neighbours link grids =\n\nOslo (nna) - Ministers agreed.\n\u{3}NNA hk/bd\n091830 Aug 26\n",
    );
    assert_eq!(story.slugline.as_deref(), Some("INLAND/ENERGY"));
    assert_eq!(story.headline.as_deref(), Some("Neighbours link grids"));
    assert_eq!(story.ed_note.as_deref(), Some("NNA hk/bd"));
    assert_eq!(
        story.body,
        Body::Plain("\nOslo (nna) - Ministers agreed.".into())
    );
}

#[test]
fn a_lead_without_a_headline_stays_in_the_text() {
    let story = message(
        "abc0043 2 i 9 nna 0001\n\nOslo (nna) - Ministers agreed on Sunday.\n\nThey left.\n",
    );
    assert_eq!(story.headline, None);
    assert!(matches!(story.body, Body::Plain(text) if text.starts_with("Oslo")));
}

#[test]
fn each_message_of_a_transmission_is_a_story() {
    let stories = read(
        "\u{1}abc0043 2 i 9 nna 0001\n\n\u{2}One =\n\nOslo (nna) - A.\n\u{3}nna ab\n091830 Aug 26\n\u{4}\u{1}abc0044 2 i 9 nna 0002\n\n\u{2}Two =\n\nOslo (nna) - B.\n\u{3}\n",
    );
    let headlines: Vec<_> = stories.iter().map(|s| s.headline.as_deref()).collect();
    assert_eq!(headlines, [Some("One"), Some("Two")]);
}

#[test]
fn a_message_without_headline_keeps_its_text() {
    let story = message(
        "abc0043 2 i 9 nna 0001\n\nMinisters agreed on Sunday to link the grids.\n\nThey left.\n",
    );
    assert_eq!(
        story.headline,
        Some("Ministers agreed on Sunday to link the grids.".to_string())
    );
    assert!(matches!(story.body, Body::Plain(_)));
}

#[test]
fn words_to_editors_above_the_headline_are_no_part_of_it() {
    for (above, note) in [
        (
            "(Achtung) Bitte verwenden Sie die Meldung abc0041\nnicht mehr.",
            "(Achtung) Bitte verwenden Sie die Meldung abc0041\nnicht mehr.",
        ),
        (
            "Sperrfrist 09. August 14.20 Uhr - Netzpreis",
            "Sperrfrist 09. August 14.20 Uhr - Netzpreis",
        ),
    ] {
        let text = format!(
            "abc0042 4 pl 64  nna 0815\n\nEnergie/Netze/\n{above}\nNachbarn verbinden\nihre Netze =\n\nOslo (nna) - Die Netze sind verbunden.\n"
        );
        let story = message(&text);
        assert_eq!(
            story.headline.as_deref(),
            Some("Nachbarn verbinden ihre Netze")
        );
        assert_eq!(story.ed_note.as_deref(), Some(note));
    }
}

#[test]
fn a_line_of_the_session_begins_another_message() {
    let stories = read(
        "31-JUL-26  00:00\n\nabc001 3 GEN 0070 F NNA-0001\nENERGY/\nOne\n\nOslo (nna) - A.\n./.\n31-JUL-26  00:10\n\nabc002 3 GEN 0070 F NNA-0002\nENERGY/\nTwo\n\nOslo (nna) - B.\n./.\n",
    );
    let headlines: Vec<_> = stories.iter().map(|s| s.headline.as_deref()).collect();
    assert_eq!(headlines, [Some("One"), Some("Two")]);
}

#[test]
fn a_word_for_the_version_above_the_headline_is_no_part_of_it() {
    let story = message(
        "abc0042 4 pl 64  nna 0815\n\nNorway/Energy/\nMettre à jour\n Les voisins relient leurs réseaux =\n\nOslo (nna) - Les ministres sont d'accord.\n",
    );
    assert_eq!(
        story.headline.as_deref(),
        Some("Les voisins relient leurs réseaux")
    );
    assert_eq!(story.signals, ["update"]);
    let alone =
        message("abc0042 4 pl 64  nna 0815\n\nNorway/Energy/\nUpdate =\n\nOslo (nna) - A.\n");
    assert_eq!(alone.headline.as_deref(), Some("Update"));
}

#[test]
fn markers_without_a_headline_stay_in_front_of_the_text() {
    let story = message(
        "abc0042 4 pl 64  nna 0815\n\nNorway/Energy/\nKILL KILL KILL\nATENCION REDACCIONES =\n\nLa cifra era falsa.\n",
    );
    assert_eq!(story.headline, None);
    assert_eq!(
        story.body,
        Body::Plain("KILL KILL KILL\n\nATENCION REDACCIONES\n\n\nLa cifra era falsa.".into())
    );
}

#[test]
fn a_line_of_the_session_may_stand_before_the_first_header() {
    let text = "09-AUG-97  00:00\n\nSPF001 3 RES 0070 F NEUTRA-0001\nPORTS/\nDeux ports partagent une grue\n\n   OSLO 09/08 (NEUTRA) = Les ports partageront une grue.\n./.ABC\n\n./.\n090001 AUG 97\nINT001 3 GEN 0091 F NEUTRA-0031 COR 12\nGRUES/\nLa grue est bleue\n\n   OSLO 09/08 (NEUTRA) = La grue est bleue.\n./.\n090100 AUG 97\n";
    assert!(is_iptc7901(text));
    let stories = read(text);
    assert_eq!(stories.len(), 2);
    let first = &stories[0];
    assert_eq!(first.supplier.as_deref(), Some("NEUTRA"));
    assert_eq!(first.language.as_deref(), Some("fr"));
    assert_eq!(
        first.headline.as_deref(),
        Some("Deux ports partagent une grue")
    );
    let Body::Plain(body) = &first.body else {
        panic!("no body");
    };
    assert!(body.trim_end().ends_with("une grue."), "{body}");
    assert!(first.ed_note.as_deref().unwrap().starts_with("09-AUG-97"));
    assert_eq!(stories[1].signals, ["correction"]);
    assert_eq!(stories[1].headline.as_deref(), Some("La grue est bleue"));
    assert!(!is_iptc7901("ZCZC A\nSPF001 3 RES 0070 F NEUTRA-0001\n"));
    assert!(!is_iptc7901(
        "A line\nAnother\nA third\nA fourth\nSPF001 3 RES 0070 F NEUTRA-0001\n"
    ));
}

#[test]
fn blank_lines_may_stand_around_a_headline_with_a_second_line() {
    let text = "NNA0123 5 AI 0256 AI                    So, 9.Aug 2026\n\nEnergie/Netze/Arvik\n\nNachbarn verbinden ihre Netze\n\nUtl.: Vertrag bis 2031 =\n\n   \
                Arvik (NNA) - Die Minister haben den Vertrag unterzeichnet.\n\n091015 Aug 26\n";
    let story = read(text).swap_remove(0);
    assert_eq!(
        story.headline.as_deref(),
        Some("Nachbarn verbinden ihre Netze")
    );
    assert_eq!(story.subheadlines, ["Utl.: Vertrag bis 2031"]);
    assert_eq!(story.supplier.as_deref(), Some("NNA"));
    assert!(matches!(story.body, Body::Plain(body) if body.trim().starts_with("Arvik (NNA)")));
}

#[test]
fn a_machine_s_code_is_no_agency_and_two_joined_capitals_are_a_slug_line() {
    let header = header("NNA0123 3 AMB 0 RR1 N/AMB").unwrap();
    assert_eq!(header.agency, Some("NNA"));
    let story = message(
        "nna0123 3 pol 80 nna 0456\nCLIMA-LEGGE\nCLIMA: VIA LIBERA ALLA LEGGE =\n\n   ARVIK, 9 AGO (NNA) - La Camera ha approvato.\n",
    );
    assert_eq!(story.slugline.as_deref(), Some("CLIMA-LEGGE"));
    assert_eq!(
        story.headline.as_deref(),
        Some("CLIMA: VIA LIBERA ALLA LEGGE")
    );
}

#[test]
fn catchwords_stand_right_over_a_headline() {
    let old = message(
        "ABC0177 3 I 0214 NOR /NNA-LU43\nNorvege ports 2eme-lead\nDeux ports partagent une grue\nOSLO, 9 août (NNA) - Les ministres ont signé.\nabc/de\n",
    );
    assert_eq!(old.slugline.as_deref(), Some("Norvege ports 2eme-lead"));
    assert_eq!(
        old.headline.as_deref(),
        Some("Deux ports partagent une grue")
    );
    assert_eq!(old.supplier.as_deref(), Some("NNA"));
    assert!(matches!(&old.body, Body::Plain(text) if text.starts_with("OSLO, 9 août")));
    let loud = message(
        "\u{1}nna1204 4 POL 103  NNA 0412\r\n\r\nNORUEGA PUERTOS\r\nDos puertos comparten una grúa\r\n=\r\n\r\n\u{2}Oslo, 9 ago (NNA).- Los ministros firmaron.\r\n\u{3}\r\n08/09/14-20/26\r\n",
    );
    assert_eq!(loud.slugline.as_deref(), Some("NORUEGA PUERTOS"));
    assert_eq!(
        loud.headline.as_deref(),
        Some("Dos puertos comparten una grúa")
    );
    assert_eq!(loud.content_created.as_deref(), Some("2026-08-09T14:20"));
    let both = message(
        "abc0042 4 pl 64  nna 0815\n\nARVIK PUERTO\nARVIK ABRE OTRO PUERTO EN EL NORTE =\n\nOSLO, 9 AGO (NNA).- A.\n",
    );
    assert_eq!(both.slugline.as_deref(), Some("ARVIK PUERTO"));
    assert_eq!(
        both.headline.as_deref(),
        Some("ARVIK ABRE OTRO PUERTO EN EL NORTE")
    );
    let marked = message(
        "abc0042 4 pl 64  nna 0815\n\n1ST LEAD\nNachbarn verbinden Netze =\n\nOslo (nna) - A.\n",
    );
    assert_eq!(
        marked.headline.as_deref(),
        Some("1ST LEAD: Nachbarn verbinden Netze")
    );
}
