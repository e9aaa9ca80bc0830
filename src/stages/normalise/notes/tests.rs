use super::*;

fn parted(paragraphs: &[&str]) -> (usize, usize) {
    let paragraphs = paragraphs.iter().map(|p| Paragraph::from(*p)).collect();
    let split = split(paragraphs, &NotePatterns::NONE, &Signers::default());
    (split.story.len(), split.notes.len())
}

#[test]
fn blocks_of_notes_run_to_the_end() {
    for opening in [
        "Notes to editors:",
        "# Notizblock",
        "NOTE AUX RÉDACTIONS : contact",
        "Nota a los editores:",
        "Примечание для редакторов:",
        "ملاحظة للمحررين:",
        "*** Hinweis an die Redaktionen ***",
        "编者注：",
        "Yhteyshenkilöt:",
    ] {
        assert_eq!(
            parted(&["Ministers met.", opening, "Contact: 123"]),
            (1, 2),
            "{opening}"
        );
    }
}

#[test]
fn what_was_wrong_before_stands_below_its_heading() {
    let told = [
        "KORREKTUR-HINWEIS",
        "Im Titel war das Jahr falsch.",
        "Minister trafen sich.",
    ];
    assert_eq!(parted(&told), (1, 2));
    assert_eq!(
        parted(&["---- KORREKTUR-HINWEIS", told[1], told[2]]),
        (1, 2)
    );
    assert_eq!(parted(&told[..2]), (2, 0));
}

#[test]
fn asides_and_signatures_are_taken_out_alone() {
    assert_eq!(
        parted(&[
            "(Adds quotes, background)",
            "Ministers met.",
            "They left.",
            "(Reporting by A. Writer; Editing by B. Editor)"
        ]),
        (2, 2)
    );
    assert_eq!(parted(&["Eds: Adds photos.", "Ministers met."]), (1, 1));
    assert_eq!(parted(&["Ministers met.", "abc-de/fgh"]), (1, 1));
    assert_eq!(parted(&["Ministers met.", "(END)"]), (1, 0));
    assert_eq!(
        parted(&["Ministers met.", "ABC // DEF", "Lusa/Fim"]),
        (1, 1)
    );
    assert_eq!(parted(&["Ministers met.", "Neutral/Fim"]), (1, 0));
    assert_eq!(parted(&["Ministers met.", "Norway/Sweden"]), (2, 0));
    assert_eq!(parted(&["Ministers met.", "abc/def", "(foto)"]), (1, 2));
    assert_eq!(parted(&["Ministers met.", "REUTERS"]), (1, 0));
    assert_eq!(parted(&["Ministers met.", "-- ENDS --"]), (1, 0));
    assert_eq!(parted(&["Ministers met.", "*** Fin ***"]), (1, 0));
    assert_eq!(parted(&["Ministers met.", "*** Corrects ***"]), (1, 1));
    assert_eq!(parted(&["Ministers met.", "(c) Neutral News"]), (1, 1));
    assert_eq!(parted(&["Ministers met.", "(©NNA)"]), (1, 1));
    assert_eq!(parted(&["Ministers met to", "(c) link grids"]), (2, 0));
    assert_eq!(parted(&["Ministers met.", "AAP RTV"]), (1, 0));
    assert_eq!(parted(&["Ministers met.", "TAP WATER"]), (2, 0));
    assert_eq!(
        parted(&["Ministers met.", "© 2026 NNA. All rights reserved."]),
        (1, 1)
    );
    assert_eq!(parted(&["Ministers met.", "((ann@nna.example))"]), (1, 1));
    let closing = [
        "Ministers met.",
        "Pewarta: Ann Writer",
        "Editor: Bo Author",
        "COPYRIGHT © NNA 2026",
    ];
    assert_eq!(parted(&closing), (1, 3));
    assert_eq!(
        parted(&["Bakanlar görüştü.", "(Muhabir: Şule Işık)"]),
        (1, 1)
    );
    assert_eq!(parted(&["Ministrowie spotkali się.", "jż/ mal/"]), (1, 1));
    assert_eq!(
        parted(&["장관들이 만났다.", "◎뉴스 sky@nna.example"]),
        (1, 1)
    );
    let korean = [
        "장관들이 만났다.",
        "(끝)",
        "<저작권자(c) 중립통신, 무단 전재-재배포 금지>",
        "2026/08/09 19:19 송고",
    ];
    assert_eq!(parted(&korean), (1, 2));
    for end in [
        "CONTACT: Ann Writer",
        "View source version on businesswire.com: https://nna.example/1",
    ] {
        assert_eq!(parted(&["The ports met.", end, "+47 555"]), (1, 2), "{end}");
    }
    for initials in ["ستر-كان/كام/نور", "ع ز/ماب/كام", "ا ف ب/جص"] {
        assert_eq!(parted(&["التقى الوزراء.", initials]), (1, 1), "{initials}");
    }
    assert_eq!(parted(&["I ministri.", "(segue)"]), (1, 0));
    assert_eq!(parted(&["Ministers met.", "-- BERNAMA"]), (1, 0));
    let halves = [
        "Ministers met.",
        "(Reporting by Ann Writer",
        "Editing by Bo Author)",
    ];
    assert_eq!(parted(&halves), (1, 2));
    assert_eq!(parted(&["Los ministros.", "(Reporte de Ana Paz)"]), (1, 1));
    assert_eq!(parted(&["وزیران دیدار کردند.", "انتهای پیام /"]), (1, 0));
}

#[test]
fn paragraphs_that_speak_of_editors_or_notes_stay() {
    let story = [
        "Editors of three papers met.",
        "Notes to editors are often ignored, she said.",
        "(The minister has denied this.)",
        "Ministers met and/or left.",
        "Photo shops close.",
        "Editor: a job that dies, a study says.",
        "Write to us, she said, at ann@nna.example.",
    ];
    assert_eq!(parted(&story), (7, 0));
}

#[test]
fn whom_to_ask_stands_over_the_text_or_under_it() {
    let long = "Ministers of both states agreed on Sunday to link the power grids of their countries by the end of the decade, as they said in Arvik.";
    // Over the text only the heading goes here; the lines below it are the letterhead's.
    assert_eq!(parted(&["MEDIA CONTACT:", long, "They left."]), (2, 1));
    assert_eq!(
        parted(&[long, "Contacts", "Ann Writer", "555-0100"]),
        (1, 3)
    );
    assert_eq!(parted(&[long, "Contacts were broken off."]), (2, 0));
    assert_eq!(
        parted(&[long, "SOURCE Neutral Grids Inc.", "Related Links"]),
        (1, 2)
    );
    assert_eq!(
        parted(&[long, "###", "You get this mail.", "Leave the list."]),
        (1, 2)
    );
    assert_eq!(parted(&["First.", "###", long]), (2, 0));
}

#[test]
fn lines_of_pictures_and_initials_under_the_agency_are_taken_out() {
    assert_eq!(
        parted(&["Ministers met.", "Ann Writer / Getty Images", "They left."]),
        (2, 1)
    );
    assert_eq!(
        parted(&["They met.", "Ann Writer, ann@nna.example (END)"]),
        (1, 1)
    );
    assert_eq!(
        parted(&[
            "Ministers met.",
            "Mehr zum Thema",
            "A crane falls",
            "They left."
        ]),
        (2, 2)
    );
    assert_eq!(parted(&["Ministers met.", "[ENDS]"]), (1, 0));
    assert_eq!(
        parted(&["Ministers met.", "Foto: Ann Writer / NNA", "They left."]),
        (2, 1)
    );
    assert_eq!(
        parted(&["외교부 청사 [중립통신 자료사진]", "장관들이 만났다."]),
        (1, 1)
    );
    assert_eq!(
        parted(&["<※ 편집자주 = 세 건을 보냅니다.>", "장관들이 만났다."]),
        (1, 1)
    );
    assert_eq!(parted(&["Ministers met.", "-- BERNAMA", "ABC DEF"]), (1, 1));
    assert_eq!(parted(&["They left. (end)", "Km.mt"]), (1, 1));
    assert_eq!(
        parted(&["They left. PTI ABC DEF", "DEF", "08091530"]),
        (1, 3)
    );
    assert_eq!(parted(&["They left. (ABC)"]), (1, 1));
    assert_eq!(parted(&["Ministers met.", "ABC DEF"]), (2, 0));
}

#[test]
fn the_owner_with_the_year_and_what_stands_below_an_arabic_mark_of_the_end_are_none() {
    let text = [
        "Ministers met on Sunday in the harbour and agreed on a crane for both.",
        "Copyright Neutral Grids Inc. 2026",
    ];
    assert_eq!(parted(&text), (1, 1));
    let speaks = [
        "Ministers met.",
        "Copyright law of 2026 was passed on Sunday.",
    ];
    assert_eq!(parted(&speaks), (2, 0));
    let numbered = [
        "اتفق الميناءان يوم الأحد على رافعة واحدة تقف بينهما.",
        "// انتهى //",
        "12:30 ت م",
        "0045",
    ];
    assert_eq!(parted(&numbered).0, 1);
}

#[test]
fn sentences_are_told_from_notes_that_end_as_they_do() {
    assert!(is_prose(
        "The ports of Arvik and Oslo agreed on Sunday to share a crane."
    ));
    for note in [
        "Editors: this corrects the second paragraph of the story on ports.",
        "Read also: The ports of Arvik and Oslo agreed to share a crane.",
        "相关阅读：两国港口同意共用一台起重机。The ports agreed to share a crane.",
        "(Reporting by Ann Writer in Arvik and by Bo Author in Oslo.",
        "Vue du port d'Arvik, le 9 août 2026 [자료사진]",
        "Enditem.",
    ] {
        assert!(!is_prose(note), "{note}");
    }
}

#[test]
fn small_words_are_initials_only_under_a_sentence() {
    assert_eq!(parted(&["Ministers met.", "abc def"]), (1, 1));
    assert_eq!(parted(&["Ministers met.", "abc def", "xy yz"]), (1, 2));
    for lines in [&["the body text"][..], &["Points in brief", "new line"]] {
        assert_eq!(parted(lines), (lines.len(), 0), "{lines:?}");
    }
}

#[test]
fn links_and_lists_of_other_texts_lead_on_from_a_story() {
    let met = "Ministers met on Sunday.";
    assert_eq!(parted(&[met, "Read more"]), (1, 1));
    assert_eq!(parted(&["Ministers met on Sunday. Weiterlesen …"]), (1, 1));
    let listed = [
        met,
        "(NNA)",
        "Related stories",
        "A crane is red",
        "Ports share it",
    ];
    assert_eq!(parted(&listed).0, 1);
    assert_eq!(parted(&["Read more"]), (0, 1));
}

#[test]
fn a_text_with_figures_is_none_of_the_contacts() {
    let text = "The company was told on 31.5.2026 that the share of the owner is above 15 per cent of all 2 245 000 shares and \
                votes, as the law of 2026 has it, and it will be told once more when the share is above 20 per cent of them.";
    let about = "The company builds cranes of wood for ports. It was founded by two brothers and sells its cranes in all of the \
                 five states, where it has grown with its harbours for years.";
    let all = [
        text,
        "Vedlegg",
        "Ann Writer, 040 555 0100",
        "About us",
        about,
    ];
    assert_eq!(parted(&all), (1, 4));
}

#[test]
fn marks_of_the_end_stand_over_a_block_of_notes_too() {
    for mark in ["****", "***", " (end)"] {
        let lines = [
            Paragraph::from("Ministers met."),
            format!("They left.{mark}").into(),
            "(schluß)".into(),
            "Rückfragen & Kontakt:".into(),
            "Ann Writer, Tel. 0123".into(),
        ];
        let split = split(lines.to_vec(), &NotePatterns::NONE, &Signers::default());
        assert_eq!(split.story, ["Ministers met.", "They left."], "{mark}");
    }
}

#[test]
fn initials_stand_beside_the_end_and_names_under_their_agency() {
    for lines in [
        &["Ministers met. (end)", "asf.mt"][..],
        &["Ministers met. (end)", "rk"],
        &["Ministers met.", "ABC", "NNA 1420 GMT 2026/08/09"],
        &["Ministers met.", "2160/1422"],
        &["Ministers met.", "(С) NNA"],
        &["Ministers met.", "– Foto Neutral Pictures –"],
        &["Ministers met.", "ORIGINALTEXT-SERVICE UNTER VERANTWORTUNG"],
        &["मंत्री मिले।", "भाषा", "शरद रमण", "रमण"],
    ] {
        assert_eq!(parted(lines).0, 1, "{lines:?}");
    }
    for lines in [
        &["Ministers met.", "rk"][..],
        &["Ministers met.", "asf.mt"],
        &["मंत्री मिले।", "शरद रमण", "रमण"],
    ] {
        assert_eq!(parted(lines).0, lines.len(), "{lines:?}");
    }
}

#[test]
fn pages_end_without_a_trace_and_an_agency_signs_by_three_letters() {
    for mark in ["-2-", "- 2 -", "Page 2/3", "PAGE 2 OF 3", "Seite 2"] {
        assert_eq!(
            parted(&["Ministers met.", mark, "They left."]),
            (2, 0),
            "{mark}"
        );
    }
    for text in ["-2- degrees", "Page 2 news", "2-2", "-200-"] {
        assert_eq!(
            parted(&["Ministers met.", text, "They left."]).0,
            3,
            "{text}"
        );
    }
    let of_agency = |names: &[&str]| {
        let signers = Signers {
            names,
            byline: None,
        };
        let lines = ["Ministers met.", "They left.", "Abc"];
        split(
            lines.map(Paragraph::from).to_vec(),
            &NotePatterns::NONE,
            &signers,
        )
        .story
        .len()
    };
    assert_eq!(of_agency(&["dpa"]), 2);
    assert_eq!(of_agency(&["Neutral Grids"]), 3);
}

#[test]
fn whom_to_ask_at_the_wire_ends_a_text() {
    let lines = [
        "Ministers met.",
        "--With assistance from Bo Author.",
        "To contact the reporters on this story:",
        "Ann Writer in Oslo at ann@nna.example;",
        "To contact the editors responsible for this story:",
    ];
    assert_eq!(parted(&lines), (1, 4));
    assert_eq!(
        parted(&["With assistance from the port, they left.", "They met."]),
        (2, 0)
    );
}

#[test]
fn initials_stand_over_the_mark_of_the_end() {
    let lines = ["Os ministros assinaram.", "EL.", "Lusa/Fim"];
    assert_eq!(parted(&lines).0, 1);
    assert_eq!(parted(&["Os ministros assinaram.", "EL."]).0, 2);
}

#[test]
fn codes_of_machines_close_a_text() {
    let story = "I ministri hanno firmato.";
    assert_eq!(parted(&[story, "ABC-DEF/GHI S04 QBXB"]).0, 1);
    assert_eq!(parted(&[story, "R EST S0A S41 QBXU"]).0, 1);
    assert_eq!(parted(&[story, "A crane in QBXB"]).0, 2);
    assert_eq!(parted(&[story, "QBXB"]).0, 2);
}

#[test]
fn what_telexes_and_pages_leave_at_the_end_is_no_text() {
    let names = Signers {
        names: &["РИА Новости", "PTI"],
        byline: None,
    };
    for (last, below) in [
        ("They met. (MORE) PTI ABC DEF", None),
        ("They met. MORE", None),
        ("They met.-0-", None),
        ("They met.-VNA", None),
        ("They met. (more)", None),
        (
            "They met. (Подробнее в следующих сообщениях)",
            Some("if of"),
        ),
        ("They met.", Some("ДВС")),
        ("They met.", Some("[時事通信社]")),
        ("They met.", Some("1242PES")),
        ("They met.", Some("/.ABC./.DEF./")),
    ] {
        let all = ["The ministers met in Arvik on Sunday.", last].into_iter();
        let found = all.chain(below).map(Paragraph::from).collect();
        let split = split(found, &NotePatterns::NONE, &names);
        assert_eq!(split.story.len(), 2, "{last} {below:?} {split:?}");
        assert_eq!(split.story[1], "They met.", "{last} {below:?}");
    }
    let han = [
        "部长们周日在港口会面。",
        "他们会面了。（参与记者：王丽）（完）",
    ];
    assert_eq!(parted(&han), (2, 1));
    let page = ["They met.", "Page 2 PORTS Arvik", "They left."];
    assert_eq!(parted(&page), (2, 0));
    assert_eq!(
        parted(&["They met.", "Page 2 of the treaty", "They left."]),
        (3, 0)
    );
}
