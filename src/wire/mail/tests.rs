//! Mails of desks, whole and broken.

use super::*;

fn story(mail: &[u8]) -> WireStory {
    match read(mail) {
        Ok(Mail::Story(story)) => *story,
        _ => panic!("no story"),
    }
}

#[test]
fn headers_longer_than_the_first_look_are_still_a_mail() {
    let long = "X-Seal: abcdefgh\r\n".repeat(400);
    let mail = format!("Received: by x\r\nFrom: a@nna.example\r\n{long}Subject: a\r\n\r\nText");
    assert!(is_mail(mail.as_bytes()));
}

#[test]
fn what_a_mailing_list_puts_under_a_mail_is_no_text() {
    let mail = b"From: a@nna.example\r\nSubject: Grids linked\r\n\r\nMinisters signed.\r\n\r\n_______________________________________________\r\nnews mailing list\r\n\
        news@nna.example\r\nhttps://nna.example/listinfo/news\r\n";
    let story = story(mail);
    assert!(matches!(&story.body, Body::Plain(text) if text.trim() == "Ministers signed."));
    assert!(story.ed_note.unwrap().contains("news mailing list"));
}

#[test]
fn flowed_lines_are_joined_and_the_signature_is_no_text() {
    let mail = b"From: a@nna.example\r\nSubject: Grids\r\nContent-Type: text/plain; charset=us-ascii; format=flowed\r\n\r\nMinisters agreed to link \r\ntheir grids.\r\n-- \r\nNNA desk\r\n";
    let story = story(mail);
    let Body::Plain(body) = &story.body else {
        panic!("no body");
    };
    assert_eq!(body.trim(), "Ministers agreed to link their grids.");
    assert_eq!(story.ed_note.as_deref(), Some("NNA desk"));
}

#[test]
fn a_format_as_text_or_attached_is_handed_on_and_an_archive_refused() {
    let head = "From: a@nna.example\r\nSubject: s\r\n";
    let json = format!("{head}\r\n{{\"headline\":\"A\"}}\r\n");
    assert!(matches!(read(json.as_bytes()), Ok(Mail::Text(text, _)) if text.contains("headline")));
    let attach = |kind: &str, name: &str, content: &str| {
        format!(
            "{head}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: {kind}; name={name}\r\nContent-Disposition: attachment; filename={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n{content}\r\n--b--\r\n"
        )
    };
    let xml = attach("application/xml", "a.xml", "PG5pdGYvPg==");
    assert!(
        matches!(read(xml.as_bytes()), Ok(Mail::Attached(files, None)) if files == [b"<nitf/>"])
    );
    let zip = attach("application/zip", "a.zip", "UEsDBAoAAAAAAA==");
    let reason = read(zip.as_bytes()).err().map(|r| r.reason);
    assert_eq!(reason, Some(RejectReason::UnsupportedKind));
}

#[test]
fn a_multipart_mail_gives_its_plain_part_and_decoded_subject() {
    let mail = b"From: =?utf-8?q?Agence_Neutre?= <desk@ann.example>\r\nTo: wire@desk.example\r\nSubject: =?iso-8859-1?q?Fwd:_Accord_sign=E9?=\r\nDate: Sun, 9 Aug 2026 18:30:00 +0200\r\nMessage-ID: <42@ann.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nBAKOU, 9 ao=FBt (ANN) - Accord sign=E9.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--b--\r\n";
    assert!(is_mail(mail));
    let story = story(mail);
    assert_eq!(story.headline.as_deref(), Some("Accord signé"));
    assert_eq!(story.supplier.as_deref(), Some("Agence Neutre"));
    assert_eq!(story.transmission_id.as_deref(), Some("42@ann.example"));
    assert_eq!(
        story.content_created.as_deref(),
        Some("2026-08-09T18:30:00+02:00")
    );
    assert_eq!(story.charset_declared.as_deref(), Some("iso-8859-1"));
    let Body::Plain(body) = story.body else {
        panic!("no body");
    };
    assert_eq!(body.trim(), "BAKOU, 9 août (ANN) - Accord signé.");
}

#[test]
fn bytes_win_over_the_charset_of_a_part() {
    let head = "From: a@nna.example\r\nSubject: s\r\n";
    let lie =
        format!("{head}Content-Type: text/plain; charset=us-ascii\r\n\r\nL’accord signé à Genève.");
    let told = story(lie.as_bytes());
    assert_eq!(told.body, Body::Plain("L’accord signé à Genève.".into()));
    assert_eq!(told.repairs[0].code, "charset_declared_wrong");
    let mut silent = format!("{head}\r\n").into_bytes();
    silent.extend_from_slice(b"L'accord sign\xe9 \xe0 Gen\xe8ve.");
    let told = story(&silent);
    assert_eq!(told.body, Body::Plain("L'accord signé à Genève.".into()));
    assert_eq!(
        (told.charset_used.as_str(), told.lossy),
        ("windows-1252", false)
    );
}

#[test]
fn what_stands_over_a_forwarded_mail_is_a_note() {
    let mail = b"From: bo@desk.example\r\nSubject: FW: Grids\r\n\r\nFYI\r\n\r\n-----Original Message-----\r\nFrom: NNA <a@nna.example>\r\nSent: Sunday\r\n\r\nMinisters agreed.\r\n--\r\nNNA desk\r\n";
    let story = story(mail);
    assert_eq!(story.body, Body::Plain("\r\nMinisters agreed.\r".into()));
    let note = story.ed_note.unwrap();
    assert!(note.starts_with("FYI") && note.ends_with("NNA desk"));
    let nested = b"From: bo@desk.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@nna.example\r\nSubject: Grids\r\n\r\nMinisters agreed.\r\n--b--\r\n";
    assert!(matches!(read(nested), Ok(Mail::Attached(mails, None)) if is_mail(&mails[0])));
}

#[test]
fn text_with_colons_is_no_mail() {
    for text in [
        &b"Summit: ministers meet\nDate: unknown\n"[..],
        b"From the desk: news\n",
        b"",
        b"Subject: only this",
    ] {
        assert!(!is_mail(text));
    }
}

#[test]
fn blank_lines_may_stand_before_the_header() {
    let mail = b"From: a@nna.example\r\nSubject: Grids\r\n\r\nMinisters met.\r\n";
    for blanks in [&b"\r\n"[..], b"\n", b"  \r\n \t\n"] {
        let bytes = [blanks, mail].concat();
        assert!(!is_mail(&bytes));
        assert_eq!(behind_blank_lines(&bytes), mail);
    }
    assert_eq!(behind_blank_lines(mail), mail);
    assert_eq!(behind_blank_lines(b"\n  From: a"), b"  From: a");
}

#[test]
fn lines_that_a_mailbox_has_marked_are_whole_again() {
    let mail = |opening: &str| {
        let bytes = format!(
            "{opening}From: nna@nna.example\nSubject: Grids\nDate: Sun, 9 Aug 2026 14:20:00 +0200\n\nThey met.\n\n>From September on, they are linked.\n"
        );
        match read(bytes.as_bytes()) {
            Ok(Mail::Story(story)) => story.body,
            _ => panic!("no story"),
        }
    };
    let Body::Plain(text) = mail("From nna@nna.example Sun Aug  9 14:20:00 2026\n") else {
        panic!("no text");
    };
    assert!(text.contains("\nFrom September"), "{text}");
}

/// A mail of a text and one part more.
fn with_part(text: &str, kind: &str, part: &str) -> String {
    format!(
        "From: a@x.example\nSubject: A crane\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n{text}\n--b\n\
         Content-Type: {kind}\nContent-Disposition: attachment\n\n{part}\n--b--\n"
    )
}

#[test]
fn a_story_that_is_attached_goes_before_the_text_that_hands_it_over() {
    let mail = with_part("Please use.", "application/xml", "<nitf><body/></nitf>");
    assert!(
        matches!(read(mail.as_bytes()), Ok(Mail::Attached(files, Some(_))) if files.len() == 1)
    );
    let inner = "From: b@x.example\nSubject: A crane\n\nOne.";
    let mail = with_part("Please use.", "message/rfc822", inner);
    assert!(
        matches!(read(mail.as_bytes()), Ok(Mail::Attached(mails, Some(_))) if is_mail(&mails[0]))
    );
    // A story of its own stays, and so does one beside data.
    let long = "Ministers met on Sunday and signed. ".repeat(20);
    let mail = with_part(&long, "message/rfc822", inner);
    assert!(matches!(read(mail.as_bytes()), Ok(Mail::Story(_))));
    let mail = with_part("Please use.", "application/xml", "<config/>");
    assert!(matches!(read(mail.as_bytes()), Ok(Mail::Story(_))));
}

#[test]
fn a_letter_in_html_loses_what_stands_around_its_story() {
    let mail = "From: a@x.example\nSubject: A crane\nContent-Type: text/html\n\n<p>View this email in your browser</p><p>One two.</p><p>Three.</p><p>Facebook Twitter</p>\
        <p>Copyright 2026 NNA<br>You are receiving this because you asked.</p><p>1 Long Street</p>";
    let Ok(Mail::Story(story)) = read(mail.as_bytes()) else {
        panic!("no story");
    };
    assert_eq!(
        story.body,
        Body::Paragraphs(vec!["One two.".into(), "Three.".into()])
    );
    assert!(
        story
            .ed_note
            .is_some_and(|note| note.contains("1 Long Street"))
    );
}

#[test]
fn a_subject_with_more_than_the_headline_gives_way_to_it() {
    let mail = "From: a@x.example\nTo: grids@x.example\nSubject: [grids] Two ports share a crane (NNA)\n\nTwo ports share a crane\n\nOne two.\n";
    let Ok(Mail::Story(story)) = read(mail.as_bytes()) else {
        panic!("no story");
    };
    assert_eq!(story.headline.as_deref(), Some("Two ports share a crane"));
}

#[test]
fn a_story_forwarded_in_html_loses_the_header_it_came_with() {
    let mail = "From: a@x.example\nSubject: Fwd: A crane\nContent-Type: text/html\n\n<br>-------- Forwarded Message --------<table><tr><th>Subject: </th>\
        <td>A crane</td></tr><tr><th>Date: </th><td>Sun, 9 Aug 2026</td></tr><tr><th>From: </th><td>NNA</td></tr></table><p>One two.</p><p>Three.</p>";
    let Ok(Mail::Story(story)) = read(mail.as_bytes()) else {
        panic!("no story");
    };
    let text = vec!["One two.".into(), "Three.".into()];
    assert_eq!(story.body, Body::Paragraphs(text));
    assert!(story.ed_note.is_some_and(|note| note.contains("From: NNA")));
}

#[test]
fn what_a_list_puts_under_a_mail_as_a_part_of_its_own_is_no_text() {
    let mail = "From: a@x.example\nSubject: A crane\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nOne two.\n--b\nContent-Type: text/plain\n\n\
        _______________________________________________\nGrids mailing list\nGrids@x.example\nhttp://x.example/grids\n--b--\n";
    let Ok(Mail::Story(story)) = read(mail.as_bytes()) else {
        panic!("no story");
    };
    assert!(matches!(&story.body, Body::Plain(text) if text.trim() == "One two."));
    assert!(story.ed_note.is_some_and(|note| note.contains("Grids@")));
}

#[test]
fn an_attached_text_that_a_mail_hands_over_goes_before_its_cover() {
    let with = |cover: &str| {
        format!(
            "From: a@x.example\nSubject: Today\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n{cover}\n--b\nContent-Type: text/plain\n\
            Content-Disposition: attachment; filename=crane.txt\n\nTwo ports share a crane\n\nThe two ports agreed on Sunday to share a crane that both need.\n--b--\n"
        )
    };
    let handed = read(with("Hello,\n\nplease find attached our story.").as_bytes());
    assert!(matches!(handed, Ok(Mail::Attached(texts, Some(_))) if texts.len() == 1));
    let own = read(with("The two ports agreed on Sunday.").as_bytes());
    assert!(matches!(own, Ok(Mail::Story(_))));
}

#[test]
fn a_sentence_of_a_mailbox_file_begins_no_mail() {
    let file = b"From a@x.example\nFrom: a@x.example\nSubject: A crane\n\nOne.\n\nFrom Oslo they left.\n\nFrom b@x.example\nFrom: b@x.example\nSubject: Two\n\nTwo.\n";
    assert_eq!(messages(file).len(), 2);
}
