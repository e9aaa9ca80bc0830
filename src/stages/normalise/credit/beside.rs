//! Writers whom a dateline names, in the forms of the Balkans, Turkey, Taiwan and the agencies of the Soviet tradition.
//!
//! Owns these forms. Promises a name of two words or more, or three characters of Han.

use super::super::{agencies, fold};

/// Characters of the longest name.
const LONGEST: usize = 40;

/// `(Анна Иванова, БТА)`, `/Анна Петрова - БЕЛТА/`, `Ayşe KAYA/İSTANBUL, (DHA)-`, `（中央社記者王小明台北9日電）`.
pub fn in_dateline<'t>(dateline: &'t str, place: Option<&str>) -> Option<&'t str> {
    before_agency(dateline)
        .or_else(|| behind_agency(dateline))
        .or_else(|| before_place(dateline))
        .or_else(|| in_east_asian_bracket(dateline, place))
        .or_else(|| han(dateline, place?))
}

/// `【ワシントン＝山田太郎】`, `【ワシントン山田太郎】`, `[중립방송/김하늘기자]`: the writer behind place or paper.
fn in_east_asian_bracket<'t>(dateline: &'t str, place: Option<&str>) -> Option<&'t str> {
    if !may_be_east_asian(dateline) {
        return None;
    }
    if let Some(inner) = dateline
        .strip_prefix('【')
        .and_then(|d| d.strip_suffix('】'))
    {
        let signed = inner.split_once(['＝', '=']).map(|(_, name)| name);
        let name = signed.or_else(|| inner.strip_prefix(place?))?.trim();
        let is_japanese = |c: char| matches!(c as u32, 0x3041..=0x30ff | 0x3400..=0x9fff);
        let fits = (3..=12).contains(&name.chars().count()) && !agencies::is_known(name);
        return (fits && name.chars().all(|c| is_japanese(c) || c == '・')).then_some(name);
    }
    let inner = dateline.trim_end_matches([')', ']', '】']);
    let (_, name) = inner.split_once(['/', '=', ' '])?;
    let name = ["기자", "특파원"]
        .iter()
        .find_map(|role| name.strip_suffix(role))?;
    Some(name.trim_end()).filter(|name| (2..=4).contains(&name.chars().count()))
}

fn is_name(name: &str) -> bool {
    let words = name.split(' ').count();
    (2..=4).contains(&words)
        && name.chars().count() <= LONGEST
        && name.split(' ').all(|word| {
            word.starts_with(char::is_uppercase)
                && word
                    .chars()
                    .all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\''))
        })
}

fn before_agency(dateline: &str) -> Option<&str> {
    let inner = dateline
        .split_once(['(', '/'])
        .and_then(|(_, rest)| rest.split([')', '/']).next())?;
    let (name, agency) = inner.split_once(", ").or(inner.split_once(" - "))?;
    (agencies::is_known(agency) && is_name(name)).then_some(name)
}

/// `АЛМАТЫ. 9 тамыз. ҚазАқпарат /Айдос Серік/`: between slashes behind the agency.
fn behind_agency(dateline: &str) -> Option<&str> {
    let (before, rest) = dateline.split_once('/')?;
    let (name, _) = rest.split_once('/')?;
    let (_, agency) = before.trim_end().rsplit_once([' ', '.'])?;
    (agencies::is_known(agency) && is_name(name)).then_some(name)
}

fn before_place(dateline: &str) -> Option<&str> {
    let (name, rest) = dateline.split_once('/')?;
    let name = name.trim_end();
    let town = rest.split([',', ' ', '(']).find(|word| !word.is_empty())?;
    // Of `NEW YORK/PARIS` both are places.
    (is_name(name) && !fold::is_loud(name) && fold::is_loud(town)).then_some(name)
}

/// Whether there may be characters of Han or Hangul: by the first bytes of those, without branches, since to search costs more than to look.
pub fn may_be_east_asian(dateline: &str) -> bool {
    let is_first = |byte: u8| (0xe3..=0xed).contains(&byte);
    dateline
        .bytes()
        .fold(false, |any, byte| any | is_first(byte))
}

fn han<'t>(dateline: &'t str, place: &str) -> Option<&'t str> {
    if !may_be_east_asian(dateline) {
        return None;
    }
    let (_, behind) = dateline
        .split_once("記者")
        .or_else(|| dateline.split_once("记者"))?;
    let (name, _) = behind.split_once(place)?;
    let is_han = |c: char| matches!(c as u32, 0x3400..=0x9fff) || c == '、';
    ((2..=12).contains(&name.chars().count()) && name.chars().all(is_han)).then_some(name)
}

/// `ANKARA (AA) - AHMET YILMAZ - Enerji`: the name in capitals between two dashes.
pub fn behind_dateline(behind: &str) -> Option<&str> {
    let near = &behind[..behind.floor_char_boundary(LONGEST * 2)];
    // Few texts go on in capitals, and to search costs more than to look.
    if !near.split(' ').next().is_some_and(fold::is_loud) {
        return None;
    }
    let (name, _) = near.split_once(" - ").or(near.split_once(" – "))?;
    let name = name.trim();
    (fold::is_loud(name) && is_name(name)).then_some(name)
}

/// `КАЗАНЬ, 9 авг - РИА Новости, Анна Крот. Новый`: behind the comma that closes a dateline, up to the stop.
pub fn behind_comma<'t>(dateline: &str, behind: &'t str) -> Option<&'t str> {
    let near = &behind[..behind.floor_char_boundary(LONGEST * 2)];
    let (name, _) = near.split_once(". ").filter(|_| dateline.ends_with(','))?;
    is_name(name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writers_are_named_beside_place_and_agency() {
        for (dateline, place, name) in [
            (
                "София, 9 август (Анна Иванова, БТА) -",
                "София",
                "Анна Иванова",
            ),
            (
                "9 августа, Минск /Анна Петрова - БЕЛТА/.",
                "Минск",
                "Анна Петрова",
            ),
            ("Ayşe KAYA/İSTANBUL, (DHA)-", "İSTANBUL", "Ayşe KAYA"),
            ("（中央社記者王小明台北9日電）", "台北", "王小明"),
            ("【ワシントン＝山田太郎】", "ワシントン", "山田太郎"),
            ("【ワシントン山田太郎】", "ワシントン", "山田太郎"),
            ("[중립방송/김하늘기자]", "", "김하늘"),
            ("[워싱턴=김하늘 특파원]", "워싱턴", "김하늘"),
        ] {
            assert_eq!(in_dateline(dateline, Some(place)), Some(name));
        }
        for dateline in [
            "NEW YORK/PARIS, Aug 9 (AFP) -",
            "OSLO (Reuters, AP) -",
            "MOSKVA /TASS/.",
            "【東京共同】",
            "【ソウル=共同】",
        ] {
            assert_eq!(in_dateline(dateline, Some("OSLO")), None, "{dateline}");
        }
        assert_eq!(
            behind_dateline("AHMET YILMAZ - Enerji"),
            Some("AHMET YILMAZ")
        );
        let line = "КАЗАНЬ, 9 авг - РИА Новости,";
        assert_eq!(
            behind_comma(line, "Анна Крот. Новый причал"),
            Some("Анна Крот")
        );
        assert_eq!(behind_comma(line, "передает корреспондент. Новый"), None);
        assert_eq!(behind_comma("OSLO (NNA) -", "Ann Writer. She left."), None);
        assert_eq!(behind_dateline("AB - Enerji"), None);
        assert_eq!(behind_dateline("Ahmet Yılmaz - Enerji"), None);
    }
}
