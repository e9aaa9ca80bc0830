//! What line breaks mean, in the layouts of wires.

use super::*;

const WRAPPED: &str = "The two neighbours agreed on Sunday to link their power grids by the\n\
    end of the decade, ending a dispute that had lasted for a quarter of a\n\
    century, officials on both sides of the border said.\n\
    \n\
    Ministers will sign the treaty next month in the mountain town where\n\
    talks began.\n";

fn paragraphs(text: &str) -> Vec<Paragraph<'_>> {
    split(text, Layout::Unknown, &mut Repairs::default())
}

#[test]
fn wrapped_lines_are_joined_and_blank_lines_part() {
    let mut repairs = Repairs::default();
    let found = split(WRAPPED, Layout::Unknown, &mut repairs);
    assert_eq!(found.len(), 2);
    assert!(found[0].ends_with("by the end of the decade, ending a dispute that had lasted for a quarter of a century, officials on both sides of the border said."));
    assert_eq!(repairs.as_slice()[0].count, 3);
}

#[test]
fn a_paragraph_a_line_stays_so() {
    let text = "A first paragraph that is longer than any telex line could ever be, since nobody broke it on its way to us.\nA second.\nA third one.";
    assert_eq!(paragraphs(text).len(), 3);
    let short = "The minister left on Sunday evening.\nTalks go on until Tuesday night in Oslo.\nNo date was set for a treaty.";
    assert_eq!(paragraphs(short).len(), 3);
}

#[test]
fn a_sentence_that_goes_on_in_small_letters_is_one_among_others() {
    let long = "A paragraph that is longer than any telex line could ever be, since nobody broke it on its way from there to us.";
    let text = format!(
        "{long}\n{long}\n\nTwo planes are at work over the old\nport and sixty men of the forest guard.\nThe cause is not known.\n\
                        Nobody was hurt there.\nThe road along the coast stays closed\nuntil the fire is out."
    );
    assert_eq!(
        paragraphs(&text)[2..],
        [
            "Two planes are at work over the old port and sixty men of the forest guard.",
            "The cause is not known.",
            "Nobody was hurt there.",
            "The road along the coast stays closed until the fire is out.",
        ]
    );
    let lines = format!(
        "{long}\n{long}\nThe ports of the coast are these\nArvik and the old town\nof the north."
    );
    assert_eq!(paragraphs(&lines).len(), 5);
}

#[test]
fn lines_that_sign_a_short_last_paragraph_are_none_of_it() {
    let text = "Two ports share a crane\n\nPlzeň 9. srpna (ČTK) - The two ports agreed on Sunday to share a crane, which is to stand on the older pier of Arvik from May on, the mayor said.\n\n\
                Trams go on a single track until May.\nabc def";
    let found = paragraphs(text);
    assert_eq!(
        found[found.len() - 2..],
        ["Trams go on a single track until May.", "abc def"]
    );
    let broken =
        "The ports of Arvik agreed on Sunday\nto share the crane for as long as it stands.";
    assert_eq!(paragraphs(broken).len(), 1);
}

#[test]
fn a_line_below_the_headline_does_not_go_on_with_it() {
    let text = "Diakonie fordert mehr Geld für den Hafen\nVorstand: Zahl der Gäste hat sich verdoppelt\n\n\
                Arvik (epd). Die Diakonie verlangt vom Land mehr Geld für den Hafen, weil die Zahl der Gäste sich in drei Jahren verdoppelt hat, wie der Vorstand sagte.\n\n\
                Das Land zahlt wenig.";
    assert_eq!(paragraphs(text).len(), 4);
}

#[test]
fn a_wrapped_block_among_single_lines_is_joined() {
    let text = "Bureau of Weather\nNorth Coast\n\nCancellation of\nRoad Alert\n\nThe alert for the western suburbs has been cancelled, but the town and its\n\
                roads will be watched and further alerts will be issued if necessary.\n\nEnds\n";
    let found = paragraphs(text);
    assert_eq!(found.len(), 6);
    assert!(found[4].contains("its roads"));
}

#[test]
fn indented_lines_begin_paragraphs() {
    let text = "   The two neighbours agreed on Sunday to link their power grids by\n\
                the end of the decade, ending a dispute of a quarter of a century\n\
                between them.\n   Ministers will sign the treaty next month in the mountain town of\n\
                Arvik, where talks began.\n";
    assert_eq!(paragraphs(text).len(), 2);
}

#[test]
fn a_headline_line_is_not_joined_to_the_text_below() {
    let text = format!("Neighbours link grids\n{WRAPPED}");
    assert_eq!(paragraphs(&text)[0], "Neighbours link grids");
    assert_eq!(paragraphs(&text).len(), 3);
}

#[test]
fn chinese_lines_are_joined_without_a_blank() {
    let text = "两国领导人星期日在首都举行会谈后宣布将在十年之内实现两国电网的互\n联互通并结束长达二十五年的争端双方官员表示条约将于下月签署并提\n交各自议会批准。";
    assert_eq!(paragraphs(text).len(), 1);
    assert!(!paragraphs(text)[0].contains(' '));
}

#[test]
fn words_parted_at_line_ends_are_whole_again() {
    let text = "Die Behörde hat am Sonntag vor Engpässen im Stromnetz der süddeut-\nschen Länder gewarnt und will, dass die Wirtschafts- und die Ener-\ngieminister handeln, wie sie in Bonn mitteilte, bevor es Winter-\nund damit Heizzeit ist und der Strom knapp wird in vielen Orten.\n";
    let found = paragraphs(text);
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("süddeutschen Länder"));
    assert!(found[0].contains("Energieminister"));
    assert!(found[0].contains("Winter- und"));
    assert!(paragraphs(WRAPPED)[0].contains("power grids"));
}

#[test]
fn tables_keep_their_lines() {
    let text =
        format!("{WRAPPED}\nNorway      120   MW\nSweden       80   MW\nDenmark      40   MW\n");
    assert_eq!(paragraphs(&text).len(), 5);
}

/// Lines as a machine breaks them.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().unwrap();
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= columns {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_string());
        }
    }
    lines
}

const LEAD: &str = "Two neighbouring states agreed on Sunday to link their power grids before the end of the decade, ending a dispute of \
    a quarter of a century, officials on both sides of the border said after the talks.";
const SECOND: &str = "Zwei Minister wollen den Vertrag im nächsten Monat in der Bergstadt unterzeichnen, in der die Gespräche begonnen \
    hatten; beide Parlamente sollen ihn noch vor dem Winter billigen.";

#[test]
fn a_blank_line_behind_every_line_parts_nothing() {
    // The last line of each has to be short to be known as such.
    let double = |text: &str| wrapped(text, 60).join("\n\n");
    for gap in ["\n\n", "\n\n\n\n"] {
        let text = format!(
            "{}{gap}{}{gap}{}\n",
            double(LEAD),
            double(SECOND),
            double(LEAD)
        );
        assert_eq!(paragraphs(&text), [LEAD, SECOND, LEAD], "{gap:?}");
    }
    let indented = |text: &str| format!("   {}", double(text));
    let text = format!(
        "{}\n\n{}\n\n{}\n",
        indented(LEAD),
        indented(SECOND),
        indented(LEAD)
    );
    assert_eq!(paragraphs(&text), [LEAD, SECOND, LEAD]);
}

#[test]
fn paragraphs_of_one_line_are_parted_by_blank_lines() {
    for lines in [
        [
            "The ministers left the town hall on Sunday evening.",
            "Talks go on until Tuesday night, officials said.",
            "No date was set for the signing of the treaty.",
            "The smaller state wants a clause on water, too.",
            "Its neighbour has refused that for years now.",
        ],
        [
            "Neighbours agree to link their power grids",
            "Minister sees treaty before the winter",
            "Markets fall as oil rises once more today",
            "Storm leaves thousands without any power",
            "Cup final moved to the capital next June",
        ],
        [
            "اتفاق على ربط شبكتي الكهرباء بين البلدين",
            "الوزيرة تتوقع توقيع الاتفاق قبل الشتاء",
            "الأسواق تتراجع مع ارتفاع أسعار النفط",
            "عاصفة تقطع الكهرباء عن آلاف المنازل",
            "نقل المباراة النهائية إلى العاصمة",
        ],
    ] {
        assert_eq!(paragraphs(&lines.join("\n\n")), lines);
    }
}

#[test]
fn a_headline_right_above_wrapped_text_stands_alone() {
    for headline in [
        "Neighbours agree to link their power grids",
        "NEIGHBOURS AGREE TO LINK THEIR POWER GRIDS AFTER A DISPUTE OF YEARS",
    ] {
        let text = format!(
            "{headline}\n{}\n\n{}",
            wrapped(LEAD, 69).join("\n"),
            wrapped(SECOND, 69).join("\n")
        );
        assert_eq!(paragraphs(&text), [headline, LEAD, SECOND]);
        let text = format!("{headline}\n{}", wrapped(LEAD, 69).join("\n"));
        assert_eq!(paragraphs(&text), [headline, LEAD]);
    }
    let headline = "Talks end in agreement on power grids, water and the border road";
    let lead = format!("OSLO, Aug 9 (NTB) - {LEAD}");
    let text = format!("{headline}\n{}", wrapped(&lead, 69).join("\n"));
    assert_eq!(paragraphs(&text), [headline, lead.as_str()]);
}

#[test]
fn a_first_line_of_running_text_is_no_headline() {
    for text in [LEAD, SECOND] {
        let text = wrapped(text, 69).join("\n");
        assert_eq!(paragraphs(&text).len(), 1, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_word_is_lost(text in "([a-zé中]{1,12}[ .\n\t]{1,3}){0,60}") {
        let squeeze = |s: &str| s.split_whitespace().collect::<String>();
        let joined = paragraphs(&text).join(" ");
        proptest::prop_assert_eq!(squeeze(&joined), squeeze(&text));
    }
}

#[test]
fn a_line_with_a_whole_dateline_begins_the_text_and_a_dash_inside_a_sentence_does_not() {
    let text = "Two ports share a crane that neither of them could have bought alone\n\
                after talks of a year, and the crane will stand between both of them\n\
                OSLO, Aug 9 (Reuters) - The ports agreed on Sunday to share one crane\n\
                that will lift what neither of their cranes has been able to lift yet\n\
                - boats of more than forty metres - and will be painted in light blue\n\
                by the end of the summer, the director of the larger port has said on\n\
                Sunday.";
    let found = split(text, Layout::Unknown, &mut Repairs::default());
    let begins = |start: &str| found.iter().any(|p| p.starts_with(start));
    assert!(begins("OSLO, Aug 9"), "{found:?}");
    assert!(!begins("- boats"), "{found:?}");
}

#[test]
fn a_deeper_indent_goes_on_with_a_point_of_a_list() {
    let text = format!(
        "{WRAPPED}\n  * Summary of the talks, with the ministers on their way to the first\n    link of the two grids, and of the treaty they are going to sign soon\n  * Interview with the head of the agency\n"
    );
    let found = paragraphs(&text);
    let count = found.len();
    assert!(
        found[count - 2].ends_with(
            "first link of the two grids, and of the treaty they are going to sign soon"
        )
    );
    assert_eq!(found[count - 1], "* Interview with the head of the agency");
}

#[test]
fn an_agency_signs_on_a_line_of_its_own() {
    let text = format!("{}\n==Neutra\n", WRAPPED.trim_end());
    assert_eq!(
        paragraphs(&text).last().map(AsRef::as_ref),
        Some("==Neutra")
    );
}

#[test]
fn items_of_a_list_are_not_joined() {
    let teams = "Match report\nArvik: Aas, M. Berg, I. Dahl, Torp Nilsen, Ravn,\nJonas, Moen, Eskil, Aasen, R. Dahl, Vik.\n\
        Replacements: Mo, Rye, Lund, Krog, Mork, H. Berg,\nPeder, Aune, E. Heim.\nLund: Pettersson, Mattsson, Gunnarsson, Parr,\n\
        Pil, Holm, Carl, Bok, Nyman.\nReplacements: Malm, Mill, Mack, A. Gran, G. Torn.\n";
    let found = split(teams, Layout::Unknown, &mut Repairs::default());
    let opens = |word: &str| found.iter().filter(|p| p.starts_with(word)).count();
    assert_eq!(
        (opens("Replacements:"), opens("Lund:")),
        (2, 1),
        "{found:?}"
    );
    let starts = "Right row:\n1. start: 11 Neutral Major, out: 9\n2. start: 8 Roamer, out: 2\n3. start: 15 Dock of Dockland, out: -\n\
        4. start: 6 Kit G.G., out: 2\n5. start: 7 At Last, out: 8, 9\n";
    let found = split(starts, Layout::Unknown, &mut Repairs::default());
    assert_eq!(found.len(), 6, "{found:?}");
}

#[test]
fn a_line_that_a_dateline_has_shortened_goes_on() {
    let text = "The two ports said that\nstarting today they share the crane that has stood between\nthem since the last storm but one.\n    \
                The crane is the tallest one on the whole of the coast, a\nspokeswoman said.\n";
    let mut repairs = Repairs::default();
    let columns = "NEW ARVIK, Norway, Aug 9 - ".len();
    let found = split_behind(text, columns, Layout::Unknown, &mut repairs);
    assert_eq!(found.len(), 2);
    assert!(found[0].starts_with("The two ports said that starting today"));
    // Without one, a first line so short is a headline.
    assert_eq!(split(text, Layout::Unknown, &mut repairs).len(), 3);
}

#[test]
fn a_title_over_two_lines_stands_over_a_dateline() {
    let text = "TWO PORTS ON THE NORTHERN COAST SHARE\nA CRANE UNTIL SUMMER\n\nZAGREB - The two ports agreed on Sunday to share their only crane, which is\nred and stands in the north.\n";
    let found = paragraphs(text);
    assert_eq!(
        found[0],
        "TWO PORTS ON THE NORTHERN COAST SHARE A CRANE UNTIL SUMMER"
    );
    assert_eq!(found.len(), 2);
    let apart = text.replace("TWO PORTS ON THE NORTHERN COAST SHARE", "NNA 0123");
    assert_eq!(paragraphs(&apart)[0], "NNA 0123");
    let stamped = format!(
        "Two ports share a crane again and will do so until the summer ends\n9 August 2026 14:20\n\n{WRAPPED}"
    );
    assert_eq!(paragraphs(&stamped)[1], "9 August 2026 14:20");
}

#[test]
fn few_indented_paragraphs_tell_that_lines_are_wrapped() {
    let text = "NNA41\nPORTS-CRANE\n\nTwo ports share a crane\n\n    ARVIK, Aug 9 (NNA) The ports agreed on Sunday to share their only\ncrane.\n    It is red.\n    It will stay in the north. NNA\nabc/def\n0908\n";
    let found = paragraphs(text);
    assert!(
        found.iter().any(|p| p.ends_with("share their only crane.")),
        "{found:?}"
    );
    assert!(found.contains(&"It will stay in the north. NNA".into()));
    assert!(found.contains(&"abc/def".into()));
}

#[test]
fn one_overlong_note_does_not_hide_that_lines_are_wrapped() {
    let note = "(Reported by Ann Writer in Arvik and Bo Author in Oslo, edited by Cy Editor; please call the desk under 555 0100)";
    let text = format!("Neighbours link grids\n\n{WRAPPED}\n{note}\n");
    assert_eq!(paragraphs(&text).len(), 4);
}

#[test]
fn a_block_whose_lines_go_on_in_small_letters_is_one_paragraph() {
    let lead = "ARVIK 09/08 (NNA) = Two ports on the coast\nwill share a crane, ministers of both states said, from\nJanuary on.";
    assert_eq!(paragraphs(lead).len(), 1);
    for lines in [
        "Two ports on the coast share a crane.\nthey said so on Sunday in Arvik.",
        "apples\npears\nplums.",
    ] {
        assert!(paragraphs(lines).len() > 1, "{lines}");
    }
}

#[test]
fn a_headline_left_of_an_indented_text_has_the_margin_for_itself() {
    let text = "TWO PORTS SHARE A CRANE\n  The two ports agreed on Sunday to share the blue crane that\n  stands between them by the end of the decade, officials and\n  businessmen on both sides said.\n      They told reporters that the crane was the last of its kind\n  and that nobody had wanted to see it go.\n";
    let found = paragraphs(text);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[1].ends_with("both sides said.") && found[2].starts_with("They told"));
}

#[test]
fn a_single_blank_opens_a_paragraph_behind_a_sentence() {
    let text = " OSLO, Aug 9 (NNA) - The two ports agreed on Sunday to share the\ncrane that stands between them by the end of the decade.\n \"It took us a quarter of a century to get here,\" said one of the\nmasters of the ports.\n They left.\n";
    assert_eq!(paragraphs(text).len(), 3);
    let chance = "OSLO, Aug 9 (NNA) - The two ports agreed on Sunday to share the\n crane that stands between them by the end of the decade and to\n paint it blue.\n";
    assert_eq!(paragraphs(chance).len(), 1);
}

#[test]
fn a_sentence_that_a_dateline_opens_ends_at_its_stop() {
    let text = "(ANSA) - Oslo, 9 ago. - I due porti condivideranno la gru di\nArvik dal 28 agosto. (ANSA)\nAbc\n";
    let found = paragraphs(text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("gru di Arvik"));
    let alone =
        "الرياض 25 رجب 1448 هـ الموافق 9 أغسطس 2026 م واس\nوقعت المملكة اتفاقية للطاقة الشمسية.\n";
    assert_eq!(paragraphs(alone).len(), 2);
}

#[test]
fn short_lines_over_indented_paragraphs_are_heads() {
    let text = "BC-PORTS-CRANE-NNA (sp)\nTWO PORTS SHARE A CRANE\n(For use by clients of the Neutral News Agency)\nBy ANN WRITER\nc.2026 Neutral News Agency\n\t   OSLO _ The two ports agreed on Sunday to share the crane that\nstands between them by the end of the decade, officials said.\n\t   It will be blue, they said, and it will stand on the eastern\npier of the two.\n";
    let found = paragraphs(text);
    assert_eq!(found.len(), 7, "{found:?}");
}

#[test]
fn a_mark_of_the_end_stands_on_a_line_of_its_own() {
    let text = "OSLO, 9. avgusta (Tanjug) - Dve luke su se u nedelju dogovorile da dele\ndizalicu koja stoji izmedju njih do kraja ove decenije, recio je ministar\nluka.\nOn je dodao da ce dizalica biti plava i visoka kao zgrada.\n(kraj) ab/cd\n";
    let found = paragraphs(text);
    assert_eq!(
        found.last().map(AsRef::as_ref),
        Some("(kraj) ab/cd"),
        "{found:?}"
    );
}

#[test]
fn single_blanks_open_paragraphs_in_formats_that_break_lines() {
    let text = " OSLO, June 3 (NNA) - The ports agreed on Thursday to raise their\noutput ceiling by two million barrels per day from July 1.\n \"This is a message to the market,\" Minister Ann Writer\ntold reporters.\n (Additional reporting by Bo Author; Editing by Cleo Editor)\n\n ((ann.writer@nna.example; +47 555 1234))\n Keywords: PORTS CRANE\n";
    let found = split(text, Layout::Wrapped, &mut Repairs::default());
    assert_eq!(found.len(), 5, "{found:?}");
}

#[test]
fn a_short_last_line_of_a_telex_belongs_to_its_sentence() {
    let text = "TWO PORTS SHARE A CRANE\n\
        ARVIK, AUG 9 (REUTERS) - TWO PORTS AGREED ON SUNDAY TO SHARE A CRANE\n\
        FOR FIVE YEARS.\n  THE MINISTER SAID SO.\n\
        \x20 \"NOBODY KNOWS WHAT IT COSTS\", A FARMER TOLD A LOCAL STATION. \"WE\n\
        PAY\".\n";
    let found = paragraphs(text);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[3].ends_with("\"WE PAY\"."), "{found:?}");
}

#[test]
fn initials_close_a_wrapped_text_in_either_case() {
    let text = "   ARVIK, 9 ago. - I due porti hanno firmato ieri un accordo per una\n\
        gru comune, che sara' pronta entro cinque anni. (NNA)\nRi1/Car\n";
    let found = paragraphs(text);
    assert_eq!(
        found.last().map(AsRef::as_ref),
        Some("Ri1/Car"),
        "{found:?}"
    );
}

#[test]
fn lines_at_the_end_may_stand_left_of_an_indented_text() {
    let text = "      I due porti hanno firmato ieri un accordo per una\n      gru comune, che sara' pronta entro cinque anni,\n      \
        ha detto il ministro dei trasporti domenica.\n\n      Nessuno sa quanto costi.\n\nISSN 1234 - 5678\n09-AGO-26 14:20\n";
    let found = paragraphs(text);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[0].ends_with("domenica."), "{found:?}");
}
