//! Markup and what only looks like it.

use super::elements::looks_like_markup;
use super::*;

fn paragraphs(markup: &str) -> Vec<String> {
    extract(markup).paragraphs
}

#[test]
fn block_elements_break_and_inline_elements_do_not() {
    assert_eq!(
        paragraphs(
            "<p>The <b>two</b> states\n  signed.</p><p>Then&nbsp;they left.<div>Later</div>end"
        ),
        [
            "The two states signed.",
            "Then\u{a0}they left.",
            "Later",
            "end"
        ]
    );
}

#[test]
fn single_breaks_stay_in_the_paragraph_and_double_breaks_end_it() {
    assert_eq!(
        paragraphs("one<br>two<br/> <br />three"),
        ["one\ntwo", "three"]
    );
}

#[test]
fn a_break_behind_a_heading_in_bold_type_ends_it() {
    assert_eq!(
        paragraphs("<p><b>What comes next</b><br>The two states sign.</p>"),
        ["What comes next", "The two states sign."]
    );
    assert_eq!(
        paragraphs("<p><b>Two<br>lines</b> and <b>more</b><br>text</p>"),
        ["Two\nlines and more\ntext"]
    );
}

#[test]
fn scripts_styles_and_captions_are_not_text() {
    let markup = "<style>p{}</style><p>A</p><script>if (a<b) x('<p>')</script>\
         <figure><figure>x</figure><figcaption>Photo</figcaption></figure><p>B</p>";
    assert_eq!(paragraphs(markup), ["A", "B"]);
}

#[test]
fn an_empty_title_of_xhtml_does_not_swallow_the_story() {
    let page = "<html xmlns='http://www.w3.org/1999/xhtml'><head><title /><script src='x'/></head><body><p>A</p><p>B</p></body></html>";
    assert_eq!(paragraphs(page), ["A", "B"]);
}

#[test]
fn an_element_left_open_does_not_swallow_the_story() {
    assert_eq!(
        paragraphs("<p>A</p><figure><p>B</p><p>C</p>"),
        ["A", "B", "C"]
    );
}

#[test]
fn tables_read_by_row() {
    let markup =
        "<table><tr><th>State</th><th>MW</th></tr><tr><td>Norway</td><td>120</td></tr></table>";
    assert_eq!(paragraphs(markup), ["State MW", "Norway 120"]);
}

#[test]
fn titles_are_kept_apart_and_first_headings_named() {
    let found =
        extract("<html><head><title>T</title></head><body><h1>H</h1><p>B</p><h1>I</h1></body>");
    assert_eq!(found.title.as_deref(), Some("T"));
    assert_eq!(found.heading.as_deref(), Some("H"));
    assert_eq!(found.paragraphs, ["H", "B", "I"]);
}

#[test]
fn references_in_plain_text_are_decoded_and_angles_are_left_alone() {
    assert_eq!(
        decode_references("R&amp;D &lt; 5 &#233;t&eacute; a<b").as_deref(),
        Some("R&D < 5 été a<b")
    );
    assert_eq!(decode_references("AT&T; Q&A a < b"), None);
    assert_eq!(decode_references("Marks & Spencer"), None);
}

#[test]
fn comparison_signs_are_no_markup() {
    assert!(!looks_like_markup("output < 5 GW and > 2 <- see"));
    assert!(!looks_like_markup("<who@example.org> wrote"));
    assert!(looks_like_markup("one<br>two"));
    assert!(looks_like_markup("<P class=\"x\">one"));
    assert!(looks_like_markup("a <b>bold</b> claim"));
}

#[test]
fn a_row_of_a_table_is_a_paragraph_whatever_its_cells_hold() {
    let row = "<table><tr><th>Name</th><th>Club</th></tr><tr><td><p>Gethin</p></td><td><div><p>Bangor</p></div></td></tr>\
        <tr><td>Haas<td>Mainz</table><p>End</p>";
    assert_eq!(
        paragraphs(row),
        ["Name Club", "Gethin Bangor", "Haas Mainz", "End"]
    );
    // A page laid out by a table keeps its paragraphs.
    let page = "<table><tr><td><p>A</p><p>B</p>C</td></tr></table><p>D</p>";
    assert_eq!(paragraphs(page), ["A", "B", "C", "D"]);
}

#[test]
fn rows_set_with_blanks_stay_rows() {
    let pre = "<p>A</p><pre>Name      km\nNord      41\nSued      46</pre><p>B</p>";
    assert_eq!(
        paragraphs(pre),
        ["A", "Name      km", "Nord      41", "Sued      46", "B"]
    );
    assert_eq!(paragraphs("<pre>one\ntwo</pre>"), ["one\ntwo"]);
}

#[test]
fn what_is_not_shown_or_stands_beside_is_no_text() {
    let markup = "<p>A <del>three</del><ins>four</ins></p><p style='display: none'>no<p>B</p><div hidden>no</div><input hidden>\
        <div class='wp-caption'>no</div><aside><p>no</p></aside><form><label>no</label></form><div class='dat'><b>no</b></div>\
        <p class='date'>C</p><p hidden=false>D</p>";
    assert_eq!(paragraphs(markup), ["A four", "B", "C", "D"]);
}

#[test]
fn raised_figures_do_not_become_part_of_the_word_before_them() {
    for (markup, text) in [
        ("40m<sup>1</sup> at 0.1g/t", "40m¹ at 0.1g/t"),
        (
            "<sup><a href='#2'>2</a></sup>Opensignal, 9<sup>th</sup> May",
            "²Opensignal, 9th May",
        ),
        ("5 m<sup>3</sup> of CO<sub>2</sub>", "5 m³ of CO2"),
        ("10<sup>-6</sup>, 10<sub>2</sub>", "10⁻⁶, 10₂"),
    ] {
        assert_eq!(paragraphs(&format!("<p>{markup}</p>")), [text]);
    }
}

#[test]
fn a_dateline_that_is_an_element_is_parted_from_the_text() {
    for (markup, text) in [
        (
            r#"<p><span class="dateline">ARVIK, Norway <span class="credit">(NNA)</span></span>Two grids</p>"#,
            "ARVIK, Norway (NNA) - Two grids",
        ),
        (
            r#"<p><span class="dateline">ARVIK (NNA)</span> — Two grids</p>"#,
            "ARVIK (NNA) — Two grids",
        ),
        (
            "<p>\n <span class='dateline'>Arvik (nna) - </span>Two grids</p>",
            "Arvik (nna) - Two grids",
        ),
        (
            "<p><span class='dateline'>ARVIK, August 9. /NNA/. </span>Two grids</p>",
            "ARVIK, August 9. /NNA/. Two grids",
        ),
        (
            "<p><span class='dateline'>ARVIK, Minn.</span> Two grids</p>",
            "ARVIK, Minn. - Two grids",
        ),
    ] {
        assert_eq!(paragraphs(markup), [text]);
    }
}

#[test]
fn a_stop_on_a_line_of_its_own_belongs_to_the_word_before() {
    let pretty =
        "<p>\n from\n<b>August 1 to 25</b>\n.\n<b>Arvik</b>\n, Norway <i>(x)</i> :-)\n</p>";
    assert_eq!(
        paragraphs(pretty),
        ["from August 1 to 25. Arvik, Norway (x) :-)"]
    );
}

#[test]
fn a_row_whose_cells_hold_paragraphs_is_one_paragraph() {
    let table = "<table><tr><td><p>Arvik</p><p>North</p></td><td><p>3</p></td></tr><tr><td>Lund</td><td>4</td></tr></table>";
    assert_eq!(paragraphs(table), ["Arvik North 3", "Lund 4"]);
    let page = "<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>";
    assert_eq!(paragraphs(page), ["One.", "Two."]);
}

#[test]
fn columns_outside_of_pre_stay_lines() {
    let table = "<p>Results from Sunday\nArvik      2 Berg     0\nLund       5 Dal      1\nSkogen     1 Vik      1\nFriday</p>";
    assert_eq!(paragraphs(table).len(), 5);
}

#[test]
fn what_pages_put_around_a_story_is_left_out_by_its_name() {
    for (open, close) in [
        ("<div class='breadcrumb'>", "</div>"),
        ("<div id='menu'>", "</div>"),
        ("<span class='baca-juga'>", "</span>"),
        ("<ul class='list share'>", "</ul>"),
        ("<div class='ad'>", "</div>"),
    ] {
        let markup = format!("<p>They met.</p>{open}Home{close}<p>They left.</p>");
        assert_eq!(paragraphs(&markup), ["They met.", "They left."], "{open}");
    }
    assert_eq!(
        paragraphs("<div class='adept menus'>They met.</div>"),
        ["They met."]
    );
}

#[test]
fn a_story_in_what_its_page_calls_a_menu_is_not_lost() {
    let page = "<title>Ports</title><div class='menu'><p>They met.</p><script>x</script><nav>Home</nav></div>";
    let found = extract(page);
    assert_eq!(found.paragraphs, ["They met."]);
    assert_eq!(found.title.as_deref(), Some("Ports"));
}

#[test]
fn a_dateline_on_a_line_of_its_own_opens_the_text() {
    for (markup, expected) in [
        (
            r#"<p class="dateline">ARVIK, Jan 9 (NNA)</p><p>Two grids are linked.</p><p>It is red.</p>"#,
            &["ARVIK, Jan 9 (NNA) - Two grids are linked.", "It is red."][..],
        ),
        (
            r#"<div class="dateline">Arvik</div> <p>Two grids are linked.</p>"#,
            &["Arvik - Two grids are linked."],
        ),
        (
            r#"<p class="dateline">January 9, 2026</p><p>Two grids are linked.</p>"#,
            &["January 9, 2026", "Two grids are linked."],
        ),
        (
            r#"<p>It is red.</p><p class="dateline">Arvik</p>"#,
            &["It is red.", "Arvik"],
        ),
    ] {
        assert_eq!(paragraphs(markup), expected, "{markup}");
    }
}

#[test]
fn blank_lines_within_an_element_part_its_sentences() {
    let raw = "<p>\n  They met on Sunday\nin Arvik.\n\nThe text is <b>short</b>.\n</p>";
    assert_eq!(
        paragraphs(raw),
        ["They met on Sunday in Arvik.", "The text is short."]
    );
    let layout = "<p>\n  They met\n\n  in <b>Arvik</b>\n\n and left.</p>";
    assert_eq!(paragraphs(layout), ["They met in Arvik and left."]);
}

#[test]
fn captions_are_known_by_a_part_of_their_class() {
    let markup = r#"<p>A</p><span class="media-block__description">no</span><div class="figure__caption-text">no</div><div class="Caption">no</div><p>B</p>"#;
    assert_eq!(paragraphs(markup), ["A", "B"]);
}

#[test]
fn a_word_before_the_title_of_another_text_goes_with_it() {
    let text = "<p>The two ports agreed on Sunday to share a crane.</p>";
    let markup =
        format!("{text}<h4>Lire aussi <a href='/'>Two ports share one crane</a></h4>{text}");
    assert_eq!(paragraphs(&markup).len(), 2);
    // The writer's name is a link, too.
    let markup = format!("{text}<p>By <a href='/'>Ann Writer</a></p>{text}");
    assert_eq!(paragraphs(&markup).len(), 3);
}

#[test]
fn cells_of_lines_stand_apart() {
    let text = "The two ports agreed on Sunday to share a crane. ".repeat(9);
    let markup = format!(
        "<table><tr><td>Home<br>News<br>Sport</td><td>9 August 2026<p>{text}</p></td></tr></table>"
    );
    assert_eq!(
        paragraphs(&markup)[..2],
        ["Home\nNews\nSport", "9 August 2026"]
    );
    let short = "<table><tr><td>Oslo<br>Arvik</td><td>12</td></tr></table>";
    assert_eq!(paragraphs(short), ["Oslo\nArvik 12"]);
}

#[test]
fn the_times_of_a_header_are_none_of_the_text() {
    let markup = "<header><h1>A</h1><h2>B</h2><p>C</p><p>D</p><time>9 August</time><time>10 August</time></header><p>E</p>";
    assert_eq!(paragraphs(markup), ["A", "B", "C", "D", "E"]);
}

#[test]
fn a_box_of_facts_belongs_to_the_story_and_other_boxes_do_not() {
    for (class, count) in [
        ("facts", 2),
        ("infobox", 2),
        ("notes", 1),
        ("related facts", 1),
    ] {
        let markup =
            format!("<p>Ports share a crane.</p><aside class='{class}'><p>It is red.</p></aside>");
        assert_eq!(paragraphs(&markup).len(), count, "{class}");
    }
}

#[test]
fn a_picture_alone_makes_a_string_markup() {
    assert!(looks_like_markup(
        "<img src='a.jpg' align=\"left\" /> They agreed."
    ));
    assert!(!looks_like_markup("an <image> of it"));
}

#[test]
fn what_frameworks_hide_or_set_beside_the_text_is_left_out() {
    let found = extract(
        "<header><h3 class=\"op-kicker\">Oslo</h3><time class=\"x\" datetime=\"2026-08-09\">9 August, 14:20</time></header>\
         <div class=\"field field--name-uid\">Ann</div><p>They met on Sunday.</p><div class=\"d-none d-print-block\">They met on Sunday.</div>\
         <div class=\"d-none d-md-block\">They left.</div><div class=\"blogger-post-footer\">The grid blog</div>",
    );
    assert_eq!(found.paragraphs, ["They met on Sunday.", "They left."]);
    // Behind the head, a time is an entry's own.
    let found = extract("<p>A</p><p>B</p><p>C</p><p><time>14:20</time></p><p>D</p>");
    assert_eq!(found.paragraphs, ["A", "B", "C", "14:20", "D"]);
}
