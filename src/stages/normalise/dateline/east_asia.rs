//! Datelines of East Asia: `新华社北京8月9日电`, `【東京共同】`, `(서울=연합뉴스)`.

use super::super::calendar;
use super::signs::Signs;
use super::{DayMonth, Parts, REACH};

/// How agencies sign in Japanese.
const JAPANESE: &[&str] = &[
    "共同通信",
    "時事通信",
    "共同",
    "時事",
    "ロイター通信",
    "ロイター",
    "AFP時事",
    "AFP＝時事",
    "AFP通信",
    "AFP",
    "ＡＦＰ",
    "AP",
    "ＡＰ",
    "新華社",
    "聯合ニュース",
    "タス通信",
    "ブルームバーグ",
];

/// Bytes between the brackets.
const LONGEST_JAPANESE: usize = 60;

/// `［パリ　１２日　ロイター］`, `（東京 時事）`, `【8月9日 AFP】`, `【ワシントン＝山田太郎】`.
pub fn japanese(head: &str) -> Option<Parts<'_>> {
    let pairs = [
        ('［', '］'),
        ('（', '）'),
        ('【', '】'),
        ('[', ']'),
        ('(', ')'),
    ];
    let (open, close) = pairs.iter().find(|(open, _)| head.starts_with(*open))?;
    let inner = head.strip_prefix(*open)?;
    let end = inner.find(*close).filter(|at| *at <= LONGEST_JAPANESE)?;
    let inside = &inner[..end];
    let behind = &inner[end + close.len_utf8()..];
    let dash = behind.trim_start_matches(['-', '–', '—', ' ', '\u{3000}']);
    let end = head.len()
        - if dash.len() < behind.len() {
            dash.len()
        } else {
            behind.len()
        };
    let words: Vec<&str> = inside.split_whitespace().take(5).collect();
    let is_east_asian = |c: char| matches!(c as u32, 0x3040..=0x30ff | 0x3400..=0x9fff);
    if let [before @ .., agency] = words.as_slice()
        && !before.is_empty()
        && before.len() <= 3
        && JAPANESE.contains(agency)
    {
        let place = before.iter().find(|word| !is_day(word));
        let day = before.iter().find(|word| is_day(word));
        let fits = place.is_none_or(|place| place.chars().all(|c| is_east_asian(c) || c == '・'));
        return (fits && (place.is_some() || day.is_some())).then(|| Parts {
            raw: head[..end].trim_end(),
            place: place.copied(),
            date: day.and_then(|day| calendar::day_month(&halfwidth(day))),
            agency: Some(agency),
        });
    }
    // `[北京26日ロイター]`, `【新華社北京3月8日】`: without blanks, with the day.
    if let Some((place, day, agency)) = glued(inside) {
        return Some(Parts {
            raw: head[..end].trim_end(),
            place: Some(place),
            date: calendar::day_month(&halfwidth(day)),
            agency: Some(agency),
        });
    }
    // A newspaper's own writer.
    let (place, name) = (*open == '【')
        .then(|| {
            inside
                .split_once(['＝', '='])
                .or_else(|| place_and_writer(inside))
        })
        .flatten()?;
    let is_short = |text: &str| {
        (2..=12).contains(&text.chars().count())
            && text
                .chars()
                .all(|c| is_east_asian(c) || matches!(c, '・' | ' ' | '\u{3000}'))
    };
    let is_signed = JAPANESE.iter().any(|agency| inside.contains(agency));
    (is_short(place) && is_short(name) && !is_signed).then(|| Parts {
        raw: &head[..end],
        place: Some(place),
        date: None,
        agency: None,
    })
}

/// `ワシントン山田太郎`: a name in Han behind a place in kana, or behind one of the few in Han where papers have writers.
fn place_and_writer(inside: &str) -> Option<(&str, &str)> {
    const PLACES: [&str; 9] = [
        "北京", "上海", "台北", "香港", "広州", "瀋陽", "東京", "大阪", "那覇",
    ];
    let is_kana = |c: char| matches!(c, '\u{30a1}'..='\u{30ff}');
    let kana = inside.len() - inside.trim_start_matches(is_kana).len();
    let named = PLACES.iter().find(|place| inside.starts_with(**place));
    let at = named.map_or(kana, |place| place.len());
    let (place, name) = inside.split_at(at);
    let is_name = (3..=6).contains(&name.chars().count())
        && name.chars().all(|c| matches!(c as u32, 0x3400..=0x9fff));
    (place.chars().count() >= 2 && is_name).then_some((place, name))
}

/// Place, day and agency of `北京26日ロイター` and `新華社北京3月8日`.
fn glued(inside: &str) -> Option<(&str, &str, &str)> {
    let (agency, rest) = JAPANESE.iter().find_map(|agency| {
        let rest = inside
            .strip_suffix(agency)
            .or_else(|| inside.strip_prefix(agency))?;
        Some((*agency, rest.trim_matches(['\u{3000}', ' ', '＝', '='])))
    })?;
    let at = rest.find(|c: char| halfwidth_digit(c).is_ascii_digit())?;
    let (place, day) = rest.split_at(at);
    let is_name = |c: char| matches!(c as u32, 0x3040..=0x30ff | 0x3400..=0x9fff) || c == '・';
    let fits = (1..=10).contains(&place.chars().count()) && place.chars().all(is_name);
    (fits && is_day(day) && day.chars().count() <= 6).then_some((place, day, agency))
}

/// `１２日`, `8月9日`.
fn is_day(word: &str) -> bool {
    word.ends_with('日') && word.starts_with(|c: char| halfwidth_digit(c).is_ascii_digit())
}

fn halfwidth(text: &str) -> String {
    text.chars().map(halfwidth_digit).collect()
}

fn halfwidth_digit(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        c => c,
    }
}

/// `新华社北京8月9日电`, `（中央社台北9日電）`, `【東京共同】`.
pub fn han(head: &str) -> Option<Parts<'_>> {
    let inner = head.trim_start_matches(['（', '(', '【', ' ', '\u{3000}']);
    let start = head.len() - inner.len();
    if start > 0 && head.starts_with('【') {
        let close = inner.find('】').filter(|at| *at <= 60)?;
        // The writer may stand behind the agency: `【ソウル共同＝山田太郎】`.
        let signed = inner[..close].split_once('＝');
        let body = signed
            .map(|(before, _)| before)
            .filter(|before| before.ends_with("共同") || before.ends_with("時事"))
            .unwrap_or(&inner[..close]);
        let agency = [
            "共同通信",
            "時事通信",
            "共同",
            "時事",
            "聯合ニュース",
            "ロイター",
        ]
        .iter()
        .find(|name| body.ends_with(**name))?;
        let end = start + close + '】'.len_utf8();
        return Some(Parts {
            raw: &head[..end],
            place: body
                .strip_suffix(agency)
                .map(|p| p.trim_end_matches(['=', '＝'])),
            date: None,
            agency: body.get(body.len() - agency.len()..),
        });
    }
    // Newspapers and web sites of agencies have names of their own, and `讯` for `电`.
    let own = ["本报", "本報", "中新网", "中新網"]
        .iter()
        .find(|name| inner.starts_with(**name));
    let marks: &[&str] = if own.is_some() {
        &["电", "電", "讯", "訊"]
    } else {
        &["电", "電"]
    };
    let (wire, at) = marks
        .iter()
        .find_map(|wire| inner.find(wire).map(|at| (*wire, at)))
        .filter(|(_, at)| *at <= 90)?;
    let body = &inner[..at];
    // A sentence of a newspaper about itself has a day too, but more words behind it.
    if own.is_some() && !body.ends_with('日') {
        return None;
    }
    let agency_end = match own {
        Some(name) => name.len(),
        None => body.find('社').map(|i| i + '社'.len_utf8())?,
    };
    let digit = body.find(|c: char| halfwidth_digit(c).is_ascii_digit())?;
    let place = body.get(agency_end..digit)?.trim();
    // `记者张三` may stand between agency and place.
    let place = place.rsplit(['）', ')']).next().unwrap_or(place);
    // Names nearly always have three characters; a rest that is too short for one and a place is left alone.
    let named = ["記者", "记者"]
        .iter()
        .find_map(|word| place.strip_prefix(word));
    let place = named.map_or(place, |name| {
        let behind = name.char_indices().nth(3).map_or("", |(at, _)| &name[at..]);
        if behind.chars().count() >= 2 {
            behind
        } else {
            ""
        }
    });
    Some(Parts {
        raw: head[..start + at + wire.len()].trim_start_matches(['（', '(']),
        place: (!place.is_empty()).then_some(place),
        date: calendar::day_month(&halfwidth(&body[digit..])),
        agency: Some(&body[..agency_end]),
    })
}

/// The dateline and the headline of a line that holds both: `新华社北京8月9日电题：两国电网将互联`.
pub fn titled(paragraph: &str) -> Option<(&str, &str)> {
    let head = &paragraph[..paragraph.floor_char_boundary(REACH)];
    if !Signs::of(head).han {
        return None;
    }
    let raw = han(head)?.raw;
    let at = paragraph.find(raw)?;
    let title = paragraph[at + raw.len()..]
        .trim_start()
        .strip_prefix(['题', '題'])?
        .trim_start()
        .strip_prefix(['：', ':'])?
        .trim();
    (!title.is_empty() && !title.ends_with('。')).then_some((raw, title))
}

/// `[리야드 AFP 연합]`: the place, whose story it is and who passes it on, parted by blanks.
fn with_two_agencies<'t>(head: &'t str, inner: &'t str) -> Option<Parts<'t>> {
    let close = inner
        .find([')', '】', ']'])
        .filter(|at| *at <= LONGEST_JAPANESE)?;
    let mut words = inner[..close].split(' ');
    let (place, first, last, end) = (words.next()?, words.next()?, words.next()?, words.next());
    let is_hangul = |c: char| matches!(c as u32, 0xac00..=0xd7a3);
    let fits = end.is_none()
        && (2..=8).contains(&place.chars().count())
        && place.chars().all(is_hangul)
        && super::agencies::is_known(first)
        && ["연합", "연합뉴스", "뉴시스"].contains(&last);
    let from = head.len() - inner.len() + close;
    let bracket = head[from..].chars().next().map_or(1, char::len_utf8);
    fits.then(|| Parts {
        raw: &head[..from + bracket],
        place: Some(place),
        date: None,
        agency: Some(first),
    })
}

/// `[중립방송/김하늘기자]`, `[워싱턴=김하늘 특파원]`: the paper or the place, and its writer.
fn with_writer<'t>(head: &'t str, inner: &'t str) -> Option<Parts<'t>> {
    let (bracketed, behind) = inner.split_once([')', '】', ']'])?;
    let (first, name) = bracketed.split_once(['/', '=', ' '])?;
    let role = ["기자", "특파원"]
        .iter()
        .find(|role| name.ends_with(**role))?;
    let name = name.strip_suffix(role)?.trim_end();
    let is_hangul = |text: &str| text.chars().all(|c| matches!(c as u32, 0xac00..=0xd7a3));
    let fits = is_hangul(name) && (2..=4).contains(&name.chars().count());
    let length = first.chars().count();
    // Papers have longer names than the towns of the country; a correspondent's is a place.
    let is_place = is_hangul(first) && (length == 2 || *role == "특파원");
    (fits && (2..=12).contains(&length)).then(|| Parts {
        raw: &head[..head.len() - behind.len()],
        place: is_place.then_some(first),
        date: None,
        agency: (!is_place).then_some(first),
    })
}

/// `(평양 8월 9일발 조선중앙통신)`: place, day and agency, parted by blanks, as in the North.
fn with_day_of_sending<'t>(head: &'t str, inner: &'t str) -> Option<Parts<'t>> {
    let (bracketed, behind) = inner.split_once([')', '】', ']'])?;
    let (place, rest) = bracketed.split_once(' ')?;
    let (day, agency) = rest.split_once("일발 ")?;
    let (month, day) = day.split_once('월')?;
    let number = |text: &str, most: i8| text.trim().parse().ok().filter(|n| (1..=most).contains(n));
    Some(Parts {
        raw: &head[..head.len() - behind.len()],
        place: Some(place),
        date: Some(DayMonth {
            day: number(day, 31)?,
            month: number(month, 12)?,
            year: None,
        }),
        agency: Some(agency),
    })
}

/// `(서울=연합뉴스) 홍길동 기자 = `, `【서울=뉴시스】`, `[도쿄(일본)=뉴시스]`.
pub fn korean(head: &str) -> Option<Parts<'_>> {
    let inner = head.strip_prefix(['(', '【', '['])?;
    if let Some(found) = with_two_agencies(head, inner)
        .or_else(|| with_day_of_sending(head, inner))
        .or_else(|| with_writer(head, inner))
    {
        return Some(found);
    }
    // The country may stand in brackets behind the place.
    let equals = inner.find('=').filter(|at| *at <= LONGEST_JAPANESE)?;
    let close = equals + inner[equals..].find([')', '】', ']'])?;
    let (place, agency) = inner[..close].split_once('=')?;
    let name = match place.strip_suffix(')').and_then(|p| p.split_once('(')) {
        Some((name, country)) if !country.contains(['(', ')']) => name,
        _ => place,
    };
    let is_hangul = name
        .chars()
        .all(|c| matches!(c as u32, 0xac00..=0xd7a3 | 0x20 | 0xb7));
    if name.is_empty() || !is_hangul || name.chars().count() > 12 {
        return None;
    }
    let from = head.len() - inner.len() + close;
    let bracket = head[from..].chars().next().map_or(1, char::len_utf8);
    let behind = &head[from + bracket..];
    let end = behind
        .find(" = ")
        .filter(|at| *at <= 60)
        .map_or(from + bracket, |at| from + bracket + at + 3);
    Some(Parts {
        raw: &head[..end],
        place: Some(place),
        date: None,
        agency: Some(agency),
    })
}
