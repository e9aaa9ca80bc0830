//! What newsrooms call the fields of a story in their own languages.
//!
//! Owns the words for headline, text, summary, writer, time, source, language, section and keywords in the languages of Europe, the Near East and East
//! Asia, each with the English name that the tables of [`fields`](super::fields) know. Without accents, since systems write them with and
//! without. A word that is something else in English (`data`, `spot`) is none here.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// The English name of a field; `key` is in small letters and without `_` and `-`.
pub fn english(key: &str) -> Option<&'static str> {
    if key.is_empty() {
        return None;
    }
    if key.is_ascii() {
        return ENGLISH.get(key).copied().or_else(|| of_spelled_out(key));
    }
    let is_accent = |c: &char| matches!(*c as u32, 0x300..=0x36f);
    let lower = key.to_lowercase();
    let bare: String = lower.nfd().filter(|c| !is_accent(c)).nfc().collect();
    ENGLISH.get(bare.as_str()).copied()
}

/// `Broedtekst`, `aendring`: systems that keep to ASCII spell accents out.
fn of_spelled_out(key: &str) -> Option<&'static str> {
    let spelled = [("oe", "o"), ("ae", "a"), ("ue", "u"), ("aa", "a")];
    let bare = spelled
        .iter()
        .fold(Cow::Borrowed(key), |key, (pair, vowel)| {
            if key.contains(pair) {
                Cow::Owned(key.replace(pair, vowel))
            } else {
                key
            }
        });
    match bare {
        Cow::Borrowed(_) => None,
        Cow::Owned(bare) => ENGLISH.get(bare.as_str()).copied(),
    }
}

/// `newsTitle`, `article_body`, `subtitle1`: the name of a field without the word for the story it belongs to, or without the number of the first of several.
pub fn own_name(key: &str) -> Option<&str> {
    let first = key.strip_suffix('1').filter(|name| name.len() >= 4);
    if first.is_some_and(|name| name.bytes().all(|b| b.is_ascii_lowercase())) {
        return first;
    }
    // Cheaper than five comparisons for the many names that none of us knows.
    if !matches!(key.as_bytes().first(), Some(b'n' | b'a' | b's' | b'p')) {
        return None;
    }
    ["news", "article", "story", "post"]
        .iter()
        .find_map(|thing| key.strip_prefix(thing))
        .filter(|name| name.len() >= 4)
}

/// English names, each with the words for it, parted by `|`.
const WORDS: &[(&str, &str)] = &[
    (
        "title",
        "titulo | uberschrift | cim | заголовок | naslov | nadpis | titulek | titulok | tytul | tytuł | titlu | titol | baslik | başlık | baslık | \
     overskrift | judul | tieude | заглавие | τιτλος | عنوان | العنوان | تیتر | כותרת | शीर्षक | 見出し | タイトル | 标题 | 標題 | 제목",
    ),
    (
        "content",
        "cuerpo | corpo | corps | texte | texto | testo | tekst | inhalt | fliesstext | fließtext | meldungstext | artikeltext | \
     artikeltekst | inhoud | indhold | innhold | innehall | brodtext | brødtekst | brodtekst | teksti | leipateksti | sisalto | tresc | \
     tresć | obsah | szoveg | continut | conteudo | contenu | contenuto | contingut | sadrzaj | besedilo | vsebina | icerik | metin | \
     haberic | haberdetay | текст | содержание | съдържание | зміст | κειμενο | النص | نص | المحتوى | متن | תוכן | טקסט | 本文 | 正文 | 内容 | \
     內容 | 본문 | 내용 | isiberita | konten | noidung",
    ),
    (
        "description",
        "resumen | sumario | bajada | copete | extracto | resumo | resume | chapeau | chapo | sommario | riassunto | vorspann | \
     zusammenfassung | anreisser | kurztext | inleiding | samenvatting | sammanfattning | zajawka | lid | wstep | streszczenie | perex | rezumat | \
     anons | анонс | лид | ozet | ملخص | الملخص | خلاصه | תקציר | 摘要 | 导语 | 導語 | 要約 | 요약 | ringkasan",
    ),
    ("dateline", "datalinea | datumszeile"),
    (
        "kicker",
        "antetitulo | dachzeile | spitzmarke | obertitel | surtitre | volanta | occhiello | nadnaslov | 引题",
    ),
    (
        "subtitle",
        "subtitulo | untertitel | unterzeile | soustitre | utl | alcim | podnaslov | subtitlu | subtitol | \
     sottotitolo | catenaccio | undertittel | underrubrik | alaotsikko | ondertitel | podtytul | podtytuł | podtitulek | подзаголовок | \
     altbaslik | 副标题 | 부제목",
    ),
    (
        "author",
        "autor | autora | autore | autori | autorka | auteur | auteurs | autores | verfasser | forfattare | forfatter | skribent | tekija | \
     kirjoittaja | szerzo | periodista | journaliste | muhabir | yazar | writer | penulis | автор | الكاتب | كاتب | نویسنده | כתב | 记者 | \
     作者 | 記者 | 기자",
    ),
    (
        "fecha",
        "dato | datum | tarih | tanggal | paivamaara | дата | التاريخ | تاريخ | تاریخ | תאריך | 日期 | 日付 | 날짜",
    ),
    (
        "hora",
        "heure | ora | cas | uhrzeit | zeit | tijd | godzina | saat | время | 时间",
    ),
    (
        "published",
        "fechapublicacion | datapublicacao | datapubblicazione | datepublication | datedepublication | veroffentlicht | \
     veroffentlichungsdatum | erscheinungsdatum | publiceringsdatum | publicerad | publisert | publiceret | julkaistu | datapublikacji | \
     yayintarihi | опубликовано | датапубликации | 发布时间 | 發布時間 | 게재일",
    ),
    (
        "source",
        "fuente | fonte | quelle | agentur | agence | agenzia | agencia | bron | kalla | kilde | lahde | zrodlo | zrodło | zdroj | forras | \
     sursa | kaynak | ajans | источник | джерело | المصدر | مصدر | منبع | מקור | 来源 | 來源 | 출처 | sumber",
    ),
    (
        "language",
        "idioma | lingua | langue | sprache | sprak | kieli | taal | jezyk | jazyk | nyelv | язык | мова | اللغة | زبان | שפה | 语言 | 言語 | \
     언어 | bahasa | sprog",
    ),
    (
        "created",
        "oprettet | opprettet | skapad | luotu | creado | criado | creato | erstellt | utworzono | vytvoreno | создано | створено",
    ),
    (
        "modified",
        "opdateret | oppdatert | uppdaterad | paivitetty | actualizado | atualizado | aggiornato | aktualisiert | geandert | modificado | \
     modificato | modifie | zmodyfikowano | aktualizovano | изменено | обновлено | оновлено",
    ),
    (
        "category",
        "seccion | rubrique | ressort | kategorie | kategori | kategoria | categoria | categorie | категория | рубрика | раздел | التصنيف | \
     القسم | 分类 | 分類 | 栏目 | 분류",
    ),
    (
        "keywords",
        "palabrasclave | etiquetas | palavraschave | motscles | parolechiave | stichworte | stichworter | schlagworte | schlagworter | \
     trefwoorden | nyckelord | nøkkelord | nokkelord | stikkord | emneord | avainsanat | slowakluczowe | słowakluczowe | klicovaslova | \
     anahtarkelimeler | etiketler | ключевыеслова | теги | 关键词 | 關鍵詞 | キーワード | 키워드",
    ),
    ("city", "ort | ciudad | luogo | lieu | plaats | paikka"),
    ("id", "schluessel | schlussel | identificador | identifiant"),
    (
        "priority",
        "prioritat | prioritaet | priorita | priorite | prioridad | prioridade | prioritet | priorytet | приоритет | oncelik",
    ),
    (
        "urgency",
        "dringlichkeit | urgencia | urgence | urgenza | pilnosc | naliehavost | surgosseg | срочность",
    ),
];

static ENGLISH: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let of = |(name, words): &(&'static str, &'static str)| {
        let name = *name;
        words.split('|').map(move |word| (word.trim(), name))
    };
    WORDS.iter().flat_map(of).collect()
});

#[cfg(test)]
mod tests {
    use super::super::fields::story_of as story;
    use super::*;
    use crate::story::Body;

    #[test]
    fn accents_and_capitals_do_not_matter() {
        for (key, name) in [
            ("seccion", "category"),
            ("sección", "category"),
            ("Überschrift", "title"),
            ("TÍTULO", "title"),
            ("Заголовок", "title"),
            ("Brödtext", "content"),
            ("treść", "content"),
            ("Текст", "content"),
            ("キーワード", "keywords"),
            ("본문", "content"),
            ("broedtekst", "content"),
            ("ueberschrift", "title"),
            ("data", "x"),
            ("", "x"),
        ] {
            assert_eq!(english(key).unwrap_or("x"), name, "{key}");
        }
    }

    #[test]
    fn a_story_whose_fields_have_names_of_their_language_is_read_whole() {
        for text in [
            r#"{"titulo":"H","cuerpo":"B","autor":"Ann Writer","fuente":"NNA","fecha":"09/08/2026","hora":"10:00"}"#,
            r#"{"titolo":"H","testo":"B","autore":"Ann Writer","fonte":"NNA","data":"09/08/2026","ora":"10:00"}"#,
            r#"{"titre":"H","corps":"B","auteur":"Ann Writer","agence":"NNA","date":"2026-08-09T10:00"}"#,
            r#"{"TITEL":"H","INHALT":"B","VERFASSER":"Ann Writer","QUELLE":"NNA","DATUM":"09.08.2026","ZEIT":"10:00"}"#,
            r#"{"tytuł":"H","treść":"B","autor":"Ann Writer","źródło":"NNA","data":"2026-08-09","godzina":"10:00"}"#,
            r#"{"baslik":"H","icerik":"B","muhabir":"Ann Writer","kaynak":"NNA","tarih":"09.08.2026 10:00"}"#,
            r#"{"заголовок":"H","текст":"B","автор":"Ann Writer","источник":"NNA","дата":"09.08.2026","время":"10:00"}"#,
            r#"{"标题":"H","正文":"B","作者":"Ann Writer","来源":"NNA","日期":"2026-08-09","时间":"10:00"}"#,
        ] {
            let found = story(text);
            assert_eq!(found.headline.as_deref(), Some("H"), "{text}");
            assert_eq!(found.body, Body::Plain("B".into()), "{text}");
            assert_eq!(found.byline.as_deref(), Some("Ann Writer"), "{text}");
            assert_eq!(found.supplier.as_deref(), Some("NNA"), "{text}");
            assert_eq!(
                found.content_created.as_deref(),
                Some("2026-08-09T10:00"),
                "{text}"
            );
        }
    }

    #[test]
    fn names_that_say_whose_they_are_count_without_it() {
        for text in [
            r#"{"newsTitle":"H","newsContent":"B","newsAuthor":"Ann Writer","newsSource":"NNA"}"#,
            r#"{"article_title":"H","article_text":"B","article_author":"Ann Writer","article_source":"NNA"}"#,
            r#"{"postTitle":"H","postContent":"B","postAuthor":"Ann Writer","postSource":"NNA"}"#,
            r#"{"title1":"H","Story":"B","byline1":"Ann Writer","source":"NNA"}"#,
            r#"{"title":"H","HTMLContent":"B","author":"Ann Writer","source":"NNA"}"#,
        ] {
            let found = story(text);
            assert_eq!(found.headline.as_deref(), Some("H"), "{text}");
            assert_eq!(found.body, Body::Plain("B".into()), "{text}");
            assert_eq!(found.byline.as_deref(), Some("Ann Writer"), "{text}");
            assert_eq!(found.supplier.as_deref(), Some("NNA"), "{text}");
        }
        for key in ["newsid", "posture", "mp31", "top1", "summary2"] {
            assert_eq!(own_name(key), None, "{key}");
        }
    }

    #[test]
    fn a_number_is_no_source() {
        let found = story(r#"{"titular":"H","contenido":"B","agencia":"0000000010"}"#);
        assert_eq!(found.supplier, None);
    }
}
