//! Every wire format gives the story it holds, or a closed reason.
//!
//! The files in `tests/fixtures/wire` were written for this project in the habits of agencies; the snapshots beside this file are what each of them
//! has to give, reviewed by eye.

// Helpers of tests are tests too.
#![allow(clippy::unwrap_used)]

use super::strangers::entry::record;
use copytaster::stages::Normaliser;
use copytaster::story::{Ended, Header, PubStatus, RawRecord, Story};
use copytaster::wire::{Decoder, Hints, Limits};
use std::fmt::Write;
use std::path::PathBuf;

/// The fixtures, sorted by name.
pub fn fixtures() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wire");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

fn normaliser() -> Normaliser {
    Normaliser::default()
}

/// The only story of a record.
fn story_of(record: &RawRecord) -> Story {
    let mut stories = Decoder::default().decode(record).unwrap();
    assert_eq!(stories.len(), 1);
    let wire = stories.remove(0).unwrap();
    normaliser().normalise(wire, record, 0).unwrap()
}

fn shown(story: &Story, out: &mut String) {
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            writeln!(out, "  {name}: {value}").unwrap();
        }
    };
    line("id", story.id.clone());
    if story.uri != story.id {
        line("uri", story.uri.clone());
    }
    line("version", story.version.clone().unwrap_or_default());
    line("supplier", story.supplier.clone());
    line(
        "language",
        story.declared_language.clone().unwrap_or_default(),
    );
    let times = [
        ("first", story.first_created),
        ("version", story.version_created),
        ("content", story.content_created),
        ("embargo", story.embargoed_until),
    ];
    let times: Vec<String> = times
        .iter()
        .filter_map(|(name, at)| at.map(|at| format!("{name} {at}")))
        .collect();
    line("times", times.join(", "));
    line(
        "zone assumed",
        if story.zone_assumed {
            "yes".into()
        } else {
            String::new()
        },
    );
    line(
        "status",
        format!("{} / {}", story.pub_status.code(), story.event.code()),
    );
    let signals: Vec<String> = story
        .signals
        .iter()
        .map(|s| format!("{} ({})", s.kind.code(), s.matched))
        .collect();
    line("signals", signals.join(", "));
    let urgency = story.urgency.map(|u| u.to_string()).unwrap_or_default();
    line(
        "urgency",
        format!(
            "{urgency} [{}]",
            story.urgency_raw.clone().unwrap_or_default()
        ),
    );
    line("genres", story.genres.join(", "));
    line("slug line", story.slugline.clone().unwrap_or_default());
    line("byline", story.byline.clone().unwrap_or_default());
    if let Some(d) = &story.dateline {
        line(
            "dateline",
            format!("{:?} {:?} {:?} raw {:?}", d.place, d.date, d.agency, d.raw),
        );
    }
    line("located", story.located.clone().unwrap_or_default());
    line("credit", story.credit.clone().unwrap_or_default());
    line(
        "ed note",
        story
            .ed_note
            .clone()
            .unwrap_or_default()
            .replace('\n', " ¶ "),
    );
    line("copyright", story.copyright.clone().unwrap_or_default());
    line("keywords", story.keywords.join(", "));
    let subjects: Vec<String> = story
        .subjects
        .iter()
        .map(|s| s.code.clone().or(s.name.clone()).unwrap_or_default())
        .collect();
    line("subjects", subjects.join(", "));
    let places: Vec<String> = story.places.iter().filter_map(|p| p.name.clone()).collect();
    line("places", places.join(", "));
    let d = &story.decode;
    let repairs: Vec<String> = d
        .repairs
        .iter()
        .map(|r| format!("{} {}", r.code, r.count))
        .collect();
    line(
        "decode",
        format!(
            "{} {} {:?}→{}",
            d.format.code(),
            d.format_version.clone().unwrap_or_default(),
            d.charset_declared,
            d.charset_used
        ),
    );
    line("repairs", repairs.join(", "));
    line("headline", story.headline.clone());
    line(
        "headline raw",
        story.headline_raw.clone().unwrap_or_default(),
    );
    line("below", story.subheadline.clone());
    for paragraph in story.paragraph_texts() {
        writeln!(out, "  | {paragraph}").unwrap();
    }
}

fn outcome(value: Vec<u8>) -> String {
    let record = record(value);
    let mut out = String::new();
    match Decoder::new(Limits::default(), Hints::default()).decode(&record) {
        Err(reject) => writeln!(
            out,
            "record rejected: {} — {}",
            reject.reason, reject.message
        )
        .unwrap(),
        Ok(stories) => {
            let normaliser = normaliser();
            for (ordinal, story) in stories.into_iter().enumerate() {
                let ended = match story {
                    Ok(wire) => normaliser.normalise(wire, &record, ordinal as u32),
                    Err(reject) => Err(Ended::Reject(reject)),
                };
                match ended {
                    Ok(story) => {
                        writeln!(out, "story {ordinal}").unwrap();
                        shown(&story, &mut out);
                    }
                    Err(Ended::Drop(drop)) => {
                        writeln!(out, "story {ordinal} dropped: {}", drop.reason).unwrap();
                    }
                    Err(Ended::Reject(reject)) => {
                        writeln!(
                            out,
                            "story {ordinal} rejected: {} — {}",
                            reject.reason, reject.message
                        )
                        .unwrap();
                    }
                }
            }
        }
    }
    out
}

#[test]
fn every_fixture_gives_its_stories_or_a_closed_reason() {
    for file in fixtures() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let shown = outcome(std::fs::read(&file).unwrap());
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "snapshots/wire" }, {
            insta::assert_snapshot!(name, shown);
        });
    }
}

#[test]
fn one_bad_story_of_several_does_not_take_the_others_along() {
    let value = br#"[{"id":1,"headline":"A","body":"Ministers met."},{"id":2,"headline":""},{"id":3,"headline":"C"}]"#;
    let stories = Decoder::default().decode(&record(value.to_vec())).unwrap();
    assert!(stories[0].is_ok() && stories[2].is_ok());
    assert_eq!(stories[1].as_ref().unwrap_err().story_index, Some(1));
}

#[test]
fn a_killed_story_never_comes_out_as_usable() {
    let kills = [
        "KILL KILL KILL\n\nNeighbours link grids\n\nMinisters signed a treaty on Sunday.",
        "STORY WITHDRAWN: Neighbours link grids\n\nOSLO, Aug 9 (NNA) - Ministers signed.",
        "AVIS D'ANNULATION\n\nPrière de ne pas utiliser la dépêche sur les réseaux.\n\nTexte.",
        "ACHTUNG REDAKTIONEN: Bitte verwenden Sie die Meldung nicht.\n\nText der Meldung folgt hier.",
        "ANULACIÓN: Cumbre regional\n\nRogamos anulen la noticia.",
        "АННУЛИРУЕТСЯ: Министры подписали соглашение\n\nТекст сообщения.",
        "Eds: Please kill the story headlined Neighbours link grids.\n\nIt was wrong.",
        r#"{"headline":"Neighbours link grids","body":"Ministers signed.","pubstatus":"canceled"}"#,
        r#"{"headline":"Neighbours link grids","body":"Ministers signed.","signals":["Kill"]}"#,
        r#"{"headline":"Neighbours link grids","body":"MANDATORY KILL\n\nMinisters signed."}"#,
        "ANNULE ANNULE ANNULE\n\nPrière de ne pas tenir compte de notre dépêche.",
        "++ ANNULLARE ++\n\nSi prega di annullare la notizia.",
        "LA REDAZIONE\n\n(ANSA) - ROMA, 09 AGO - Si prega di annullare la notizia delle 13.40.",
        "ANULAR\n\nPedimos que anulem a notícia.",
        "VERVALT\n\nHet bericht vervalt.",
        "UTGÅR\n\nTelegrammet utgår.",
        "DEPESZA WYCOFANA\n\nDepesza została wycofana.",
        "RUŠÍME ZPRÁVU\n\nProsíme, nepoužívejte zprávu.",
        "ANULAT: Guvernul a căzut\n\nȘtirea este anulată.",
        "АНУЛИРАНЕ\n\nМоля, анулирайте новината.",
        "HABER İPTALİ\n\nHaberimiz iptal edilmiştir.",
        "ابطال خبر\n\nخواهشمند است خبر را منتشر نکنید.",
        "ביטול ידיעה\n\nנא לא לפרסם את הידיעה.",
        "[기사취소]\n\n기사를 취소합니다.",
        "PEMBATALAN BERITA\n\nHarap tidak menggunakan berita.",
        "LƏĞV\n\nXəbəri ləğv edin.",
        "ХАБАР ЖОЙЫЛДЫ\n\nХабарын пайдаланбаңыздар.",
        "खबर रद्द\n\nकृपया खबर का इस्तेमाल न करें।",
        "PLEASE WITHDRAW\n\nThe story slugged BC-BLAST is wrong.",
        "STORY CANCELLED\n\nThe story slugged BC-BLAST is wrong.",
    ];
    for kill in kills {
        let story = story_of(&record(kill.as_bytes().to_vec()));
        assert_eq!(story.pub_status, PubStatus::Canceled, "{kill}");
    }
}

#[test]
fn stories_about_kills_and_embargoes_stay_usable() {
    let honest = [
        "Minister urges parliament to kill the bill\n\nOSLO, Aug 9 (NNA) - The bill should die, she said.",
        "Embargo: EU weighs ban\n\nBRUSSELS, Aug 9 (NNA) - The ban is on the table.",
        "OSLO, Aug 9 (NNA) - The agency withdrew its story.\n\nKILL KILL KILL was the message it sent.",
        "Annulation de la dette: l'Afrique attend\n\nPARIS, 9 août (ANN) - Les ministres se réunissent.",
        "İPTAL: Festival yapılmayacak\n\nBATUM (AA) - Festival yapılmayacak, belediye pazar günü haber verdi.",
        "إلغاء: الحكومة تلغي ضريبة الكهرباء\n\nالقاهرة (رويترز) - ألغت الحكومة يوم الأحد ضريبة الكهرباء.",
        "EMBARGO: EU states split over oil ban\n\nLONDON (NNA) - The states are split over oil.",
        "Sperrfrist für Öl beschlossen\n\nOslo (nna) - Die Minister haben am Sonntag eine Frist beschlossen.",
        "Embargo on 10 August, says minister\n\nOSLO (NNA) - The embargo begins in August, she said.",
        "ZURÜCKGEZOGEN: Partei nimmt Antrag von der Tagesordnung\n\nBonn (dpa) - Die Partei hat ihren Antrag zurückgezogen.",
        "Withdrawn troops come home\n\nHOLD HOLD HOLD, the crowd shouted as they marched through the town.",
    ];
    for text in honest {
        let story = story_of(&record(text.as_bytes().to_vec()));
        assert_eq!(story.pub_status, PubStatus::Usable, "{text}");
    }
}

#[test]
fn an_embargo_in_the_words_of_any_agency_holds_the_story_back() {
    let lines = [
        "SPERRFRIST: Montag, 10. August 2026, 8.00 Uhr",
        "Sperrfrist Montag, 10. August 2026, 8.00 Uhr",
        "Embargoed: 0600 GMT, August 10",
        "EMBARGO: NOT FOR PUBLICATION BEFORE 0001 HRS ON 10/08/2026",
        "ADV FOR RELEASE SUNDAY, AUG. 16",
        "For release Sunday, Aug. 16, and thereafter",
        "EMBARGO DO 10 SIERPNIA, GODZ. 6.00",
        "EMBARGO DO 10. SRPNA 6:00",
        "EMBARGO PÂNĂ LUNI, 10 AUGUST, ORA 6.00",
        "SPÄRRTID: måndag 06.00",
        "EMBARGO TILL MÅNDAG 10 AUGUSTI KL 06.00",
        "EMBARGO TOT MAANDAG 10 AUGUSTUS 06.00 UUR",
        "EMBARGO HINGGA 10 AGUSTUS PUKUL 06.00 WIB",
        "ΕΜΠΑΡΓΚΟ ΜΕΧΡΙ ΤΙΣ 10 ΑΥΓΟΥΣΤΟΥ, 06:00",
        "אמברגו עד יום שני 10.8 בשעה 06:00",
        "انتشار تا ساعت ۶ دوشنبه ممنوع است",
        "【禁发至8月10日6时】",
        "【解禁＝10日午前6時】",
    ];
    for line in lines {
        let text = format!(
            "{line}\n\nNeighbours link grids\n\nOSLO (NNA) - Two states will link their grids."
        );
        let story = story_of(&record(text.into_bytes()));
        assert_eq!(story.pub_status, PubStatus::Withheld, "{line}");
        assert_eq!(story.headline, "Neighbours link grids", "{line}");
    }
}

#[test]
fn every_reason_of_the_decoder_is_met_by_its_own_kind_of_input() {
    use copytaster::story::RejectReason as R;
    let reason = |value: Option<Vec<u8>>, headers: &[(&str, &str)]| {
        let mut record = record(Vec::new());
        record.value = value;
        record.headers = headers
            .iter()
            .map(|(name, value)| Header {
                name: (*name).to_string(),
                value: Some(value.as_bytes().to_vec()),
            })
            .collect();
        Decoder::default().decode(&record).unwrap_err().reason
    };
    let of = |value: &[u8]| reason(Some(value.to_vec()), &[]);
    assert_eq!(reason(None, &[]), R::Empty);
    assert_eq!(of(b""), R::Empty);
    assert_eq!(of(&vec![b'a'; 10 * 1024 * 1024]), R::TooLarge);
    let noise: Vec<u8> = (0..500u32).map(|i| (i * 37 % 251) as u8).collect();
    assert_eq!(of(&noise), R::BadCharset);
    assert_eq!(of(b"{\"a\""), R::MalformedJson);
    assert_eq!(of(b"<nitf><body>"), R::MalformedXml);
    assert_eq!(of("[".repeat(10_000).as_bytes()), R::TooDeep);
    assert_eq!(
        of(format!("{{\"headline\":\"{}\"}}", "a".repeat(600_000)).as_bytes()),
        R::StringTooLong
    );
    let many = format!("[{}]", vec![r#"{"headline":"A"}"#; 300].join(","));
    assert_eq!(of(many.as_bytes()), R::TooManyStories);
    assert_eq!(of(b"{\"a\":1}"), R::UnknownFormat);
    assert_eq!(of(b"%PDF-1.7 x"), R::UnsupportedKind);
    assert_eq!(of(b" \n "), R::NoText);
    assert_eq!(
        reason(Some(b"x".to_vec()), &[("content-encoding", "gzip")]),
        R::BadCompression
    );
}

#[test]
fn the_charset_of_the_header_is_used() {
    let mut record = record("Министры подписали договор.".bytes().collect());
    let koi = encoding_rs::KOI8_R.encode("Да, мы согласны").0.into_owned();
    record.value = Some(koi);
    record.headers = vec![Header {
        name: "Content-Type".into(),
        value: Some(b"text/plain; charset=\"koi8-r\"".to_vec()),
    }];
    let story = story_of(&record);
    assert_eq!(story.body, "Да, мы согласны");
    assert_eq!(story.decode.charset_declared.as_deref(), Some("koi8-r"));
}

#[test]
fn the_same_text_gives_the_same_id_and_another_text_another() {
    let id = |text: &str| story_of(&record(text.as_bytes().to_vec())).id;
    assert_eq!(
        id("Ministers met on Sunday."),
        id("Ministers  met on\u{a0}Sunday.\r\n")
    );
    assert_ne!(
        id("Ministers met on Sunday."),
        id("Ministers met on Monday.")
    );
}

#[test]
fn an_agencys_namespace_alone_is_no_id() {
    let item = |headline: &str| {
        format!(
            "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>nna.example</ProviderId><DateId>20260809T160000</DateId><NewsItemId></NewsItemId><RevisionId>0</RevisionId><PublicIdentifier>urn:newsml:www.nna.example</PublicIdentifier></NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>{headline}</HeadLine></NewsLines><ContentItem><DataContent><p>Ministers met.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
        )
    };
    let id = |headline: &str| story_of(&record(item(headline).into_bytes())).id;
    assert_ne!(id("Grids linked"), id("Cranes shared"));
    assert_eq!(id("Grids linked"), id("Grids linked"));
}

#[test]
fn a_place_in_a_field_leaves_the_agency_to_the_text() {
    let text = r#"{"headline":"Grids linked","dateline":"MADRID","body_text":"MADRID, 4 (EUROPA PRESS)\n\nMinisters met on Sunday.\n\nThey left."}"#;
    let story = story_of(&record(text.as_bytes().to_vec()));
    let dateline = story.dateline.unwrap();
    assert_eq!(dateline.agency.as_deref(), Some("EUROPA PRESS"));
    assert_eq!(dateline.place.as_deref(), Some("MADRID"));
}

#[test]
fn the_number_of_a_product_is_a_slug_line() {
    let text = "IDN38100\nGale warning for the northern coast\n\nOSLO, Aug 9 (NNA) - Gales will blow on Sunday.\n";
    let story = story_of(&record(text.as_bytes().to_vec()));
    assert_eq!(story.slugline.as_deref(), Some("IDN38100"));
    assert_eq!(story.headline, "Gale warning for the northern coast");
    for text in [
        "COP28\n\nMinisters met.",
        "IDN38100\n",
        "G20\nMinisters met.",
    ] {
        assert_eq!(
            story_of(&record(text.as_bytes().to_vec())).slugline,
            None,
            "{text}"
        );
    }
}

#[test]
fn every_record_ends_with_a_story_or_a_reason() {
    for value in [
        "[]",
        "{}",
        "ZCZC",
        "ZCZC\rNNNN",
        "ZCZC\r\rMinisters met.\rNNNN\r",
        "NNNN",
        "\u{1}\r\u{3}",
    ] {
        if let Ok(stories) = Decoder::default().decode(&record(value.as_bytes().to_vec())) {
            assert!(!stories.is_empty(), "{value:?}");
        }
    }
}
