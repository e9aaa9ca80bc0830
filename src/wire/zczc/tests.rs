use super::*;

#[test]
fn messages_are_told_apart_by_their_frames() {
    let text = "ZCZC ABC001\nYY EFX\nNeighbours link grids\n\nMinisters signed.<!\nNNNN\n\n\nZCZC ABC002\nSecond story.\nNNNN\n";
    assert!(is_zczc(text));
    let stories = read(text);
    assert_eq!(stories.len(), 2);
    assert_eq!(stories[0].transmission_id.as_deref(), Some("ABC001"));
    assert_eq!(stories[0].subjects[0].code.as_deref(), Some("EFX"));
    assert_eq!(
        stories[0].body,
        Body::Plain("Neighbours link grids\n\nMinisters signed.".into())
    );
    assert_eq!(stories[1].body, Body::Plain("Second story.".into()));
    assert!(!is_zczc("ZCZCX"));
}

#[test]
fn signed_lines_find_their_fields() {
    let text = "  ZCZC NNA\n%A\n#Grids\n$Neighbours link grids\n\n:(OSLO)\n&NNAIS\\Writer\n*04005000\n@Norway\n~AM Service\nMinisters signed.\n\n   They left.\nNNNN\n";
    let story = &read(text)[0];
    assert_eq!(story.headline.as_deref(), Some("Neighbours link grids"));
    assert_eq!(story.slugline.as_deref(), Some("Grids"));
    assert_eq!(story.located.as_deref(), Some("OSLO"));
    assert_eq!(story.subjects, [code_of("04005000", "IPTC")]);
    assert_eq!(story.genres, ["AM Service"]);
    assert_eq!(
        story.body,
        Body::Plain("Ministers signed.\n\n   They left.".into())
    );
    let text = "ZCZC NNA\n%MNETALL MFI\n$J\n:\n:Grid Authority\n*X\nMedia release: grids linked\n\nText.\nNNNN";
    let story = &read(text)[0];
    assert_eq!(story.subjects, [code_of("J", "category")]);
    assert_eq!(story.slugline.as_deref(), Some("Grid Authority"));
    assert_eq!(
        story.body,
        Body::Plain("Media release: grids linked\n\nText.".into())
    );
}

#[test]
fn labelled_lines_find_their_fields() {
    let text = "zczc\nAN#42\nPD#09 August 2026 14:00:00\nCO#NNA.AX\nBY#\nTI#Neighbours link grids\nAB#A summary.\nTX#\nMinisters signed.\n";
    assert!(is_zczc(text));
    let story = &read(text)[0];
    assert_eq!(story.headline.as_deref(), Some("Neighbours link grids"));
    assert_eq!(
        story.content_created.as_deref(),
        Some("09 August 2026 14:00:00")
    );
    assert_eq!(story.transmission_id.as_deref(), Some("42"));
    assert_eq!(story.body, Body::Plain("Ministers signed.".into()));
}

#[test]
fn messages_of_ansa_and_tass_find_their_fields() {
    let ansa = &read(
        "ZCZC\nNNA0123/XEF\nR EST S0A S41 QBXB\n\nENERGIA: VICINI COLLEGANO LE RETI\nFIRMATO A OSLO\n   (NNA) - OSLO, 9 AGO - I ministri\nhanno firmato.\n\n09-AGO-26 14:20 NNNN\n",
    )[0];
    assert_eq!(ansa.supplier.as_deref(), Some("NNA"));
    assert_eq!(ansa.transmission_id.as_deref(), Some("NNA0123/XEF"));
    assert_eq!(
        ansa.headline.as_deref(),
        Some("ENERGIA: VICINI COLLEGANO LE RETI FIRMATO A OSLO")
    );
    assert_eq!(ansa.content_created.as_deref(), Some("09 AGO 26 14:20"));
    // The number may be glued to the opening; then the name stands below it.
    let glued = &read(
        "ZCZC2345/SXA\nXEF46018_SXA_QBXB\nR ECO S0A QBXB\nENERGIA: VICINI COLLEGANO LE RETI\n   (NNA) - OSLO, 9 AGO - Firmato.\n09-AGO-26 14:20 NNNN\n",
    )[0];
    assert_eq!(glued.transmission_id.as_deref(), Some("2345/SXA"));
    assert_eq!(
        glued.headline.as_deref(),
        Some("ENERGIA: VICINI COLLEGANO LE RETI")
    );
    assert_eq!(glued.content_created.as_deref(), Some("09 AGO 26 14:20"));
    assert!(is_zczc("ZCZC2345/SXA\nA\n") && !is_zczc("ZCZCs are telex\n"));
    let indian = &read(
        "ZCZC\nPRI GEN NAT\n.OSLO OSL12\nGRID-LINK\nNeighbours link grids\n   Oslo, Aug 9 (NNA) Signed.\nNNNN\n",
    )[0];
    assert_eq!(indian.slugline.as_deref(), Some("GRID-LINK"));
    assert_eq!(indian.headline.as_deref(), Some("Neighbours link grids"));
    let tass = &read(
        "ZCZC\nСОБ0123 4 ПЛ 0210 ННА\nОСЛО-СЕТИ-ДОГОВОР\n\nСоседи соединят сети\n\n    ОСЛО, 9 августа. Подписан договор.\n    Они уехали.\nNNNN\n",
    )[0];
    assert_eq!(tass.supplier.as_deref(), Some("ННА"));
    assert_eq!(tass.headline.as_deref(), Some("Соседи соединят сети"));
    assert_eq!(tass.slugline.as_deref(), Some("ОСЛО-СЕТИ-ДОГОВОР"));
}

#[test]
fn head_lines_of_racing_and_markets_are_told_apart() {
    let of = |text: &str| {
        let story = read(text).swap_remove(0);
        (
            story.slugline.unwrap_or_default(),
            story.headline.unwrap_or_default(),
            story.body,
        )
    };
    let pair = |slug: &str, headline: &str| (slug.to_string(), headline.to_string());
    for (head, slug, headline) in [
        (
            "#Grid Shares\n:Grid Shares at Close - August 9",
            "Grid Shares",
            "Grid Shares at Close - August 9",
        ),
        (
            "#Grid Betting\n:9/8/2026",
            "Grid Betting",
            "Grid Betting 9/8/2026",
        ),
        (
            "YY TDR\n:POTTED :North Port MARKET DAY",
            "POTTED",
            "North Port MARKET DAY",
        ),
        (
            "YY RFG INTERNET (3RR) INET(3RR) NC(ATD)\n:POTTED :North Port Form\n:SPORT - North Port Form",
            "POTTED",
            "North Port Form",
        ),
        (
            "YY TDR\nRACING : North Port FIELDS Thursday",
            "RACING",
            "North Port FIELDS Thursday",
        ),
    ] {
        let (s, h, body) = of(&format!("ZCZC NNA000\n{head}\nFirst row.\nNNNN"));
        assert_eq!((s, h), pair(slug, headline), "{head}");
        assert_eq!(body, Body::Plain("First row.".into()), "{head}");
    }
    assert_eq!(
        without_typesetting("<NORTH DERBY 2400M .=!"),
        "NORTH DERBY 2400M"
    );
    assert_eq!(
        without_typesetting("(Weights for 9   )=!"),
        "(Weights for 9   )"
    );
    assert_eq!(without_typesetting("<b> is bold.<!"), "<b> is bold.");
    assert!(!is_routing("YY is a code (they say)"));
}

#[test]
fn kinds_with_more_letters_are_no_text() {
    let story =
        &read("ZCZC NNA\n:Grid Preview\n^Grids: who links whom\n*X&A\n+15084000\nFirst row.\nNNNN")
            [0];
    assert_eq!(story.subjects, [code_of("15084000", "IPTC")]);
    assert_eq!(story.body, Body::Plain("First row.".into()));
}

#[test]
fn lines_may_end_in_a_bare_carriage_return() {
    let text = super::telex::line_ends(
        "ZCZC\r#Grid Link\r:9/8/2026\r   Ministers signed.\r\nThey left.\r\nNNNN\r",
    );
    let story = &read(&text)[0];
    assert_eq!(story.slugline.as_deref(), Some("Grid Link"));
    assert_eq!(
        story.body,
        Body::Plain("   Ministers signed.\nThey left.".into())
    );
}

#[test]
fn lines_of_the_text_are_no_header() {
    let text = "ZCZC A\nMinisters signed:\n: a first point\n* 20 percent less\nNNNN";
    let Body::Plain(body) = &read(text)[0].body else {
        panic!("no body");
    };
    assert_eq!(body.lines().count(), 3);
    assert!(is_routing("YY TDR"));
    assert!(is_routing("YY RFG INET(3RR) NC(ATD)"));
    assert!(!is_routing("EU AND US AGREE ON CLIMATE"));
    assert!(!is_routing("Oslo"));
}

#[test]
fn a_day_of_numbers_beside_a_clock_closes_a_message() {
    for (line, time) in [
        ("14:20 09-08-26", "2026-08-09T14:20"),
        (
            "(NNA) 09-08-26 14:20:33 (0123)ENE,UTY 5",
            "2026-08-09T14:20:33",
        ),
    ] {
        let story = &read(&format!(
            "ZCZC\nNeighbours link grids\n\nText.\n{line}\nNNNN\n"
        ))[0];
        assert_eq!(story.content_created.as_deref(), Some(time), "{line}");
    }
    let row = &read("ZCZC\nNeighbours link grids\n\nOslo 12-13-14 2:1\nNNNN\n")[0];
    assert_eq!(row.content_created, None);
}

#[test]
fn a_frame_of_cyrillic_telex_is_read_like_any_other() {
    let text = "ЗЦЗЦ\nННА 0412\nЕЛЦ ПОЛ\nСОСЕДИ СВЯЗАЛИ СЕТИ\n\nОСЛО, 9 августа. /ННА/. Министры подписали договор.\nНННН\n\nЗЦЗЦ\nВторая.\nНННН\n";
    assert!(is_zczc(text));
    let stories = read(text);
    assert_eq!(stories.len(), 2);
    assert_eq!(stories[0].transmission_id.as_deref(), Some("ННА 0412"));
    assert_eq!(stories[0].subjects[0].code.as_deref(), Some("ПОЛ"));
    assert_eq!(
        stories[0].body,
        Body::Plain(
            "СОСЕДИ СВЯЗАЛИ СЕТИ\n\nОСЛО, 9 августа. /ННА/. Министры подписали договор.".into()
        )
    );
    assert!(!is_zczc("ЗЦЗЦЫ"));
}

#[test]
fn an_indented_headline_stands_between_slug_line_and_dateline() {
    let text = "ZCZC\nPRI GEN NAT\n.OSLO OSL14\nGRIDS-MINISTER\n   Neighbours link grids\n   Oslo, Aug 9 (NNA) Ministers signed a treaty.\nNNNN\n";
    let story = &read(text)[0];
    assert_eq!(story.slugline.as_deref(), Some("GRIDS-MINISTER"));
    assert_eq!(story.headline.as_deref(), Some("Neighbours link grids"));
}

#[test]
fn the_number_of_a_message_under_its_text_is_none_of_it() {
    let text = "ZCZC NN-14\nnoruega-puertos\nOslo, 9 ago (NN) Los ministros firmaron.\nabc/def\nNN-14\nNNNN\n";
    let story = &read(text)[0];
    assert_eq!(story.transmission_id.as_deref(), Some("NN-14"));
    assert!(matches!(&story.body, Body::Plain(text) if text.ends_with("abc/def")));
}

#[test]
fn a_clock_of_four_figures_stands_before_the_day() {
    let story = &read("ZCZC\nPOL0234\nMinisters signed.\n1420 09/08/26\nNNNN\n")[0];
    assert_eq!(story.content_created.as_deref(), Some("2026-08-09T14:20"));
}
