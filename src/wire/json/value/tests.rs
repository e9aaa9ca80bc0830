//! JSON as it should be and as it comes.

use super::*;

fn one(text: &str) -> (Json<'_>, Vec<&'static str>) {
    let mut repairs = Repairs::default();
    let mut values = read(text, &Limits::default(), &mut repairs).unwrap();
    assert_eq!(values.len(), 1);
    let codes = repairs.as_slice().iter().map(|r| r.code).collect();
    (values.remove(0), codes)
}

fn refused(text: &str, limits: &Limits) -> RejectReason {
    read(text, limits, &mut Repairs::default())
        .unwrap_err()
        .reason
}

#[test]
fn strict_json_reads_as_serde_reads_it() {
    let text = r#"{"a":[1,-2.5e3,true,null,"x\n\u00e9\ud83c\udf0d"],"b":{"c":""}}"#;
    let (mine, repairs) = one(text);
    assert!(repairs.is_empty());
    let strict: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(
        mine.get("a").map(|a| match a {
            Json::Array(values) => values[4].scalar().unwrap().to_string(),
            _ => String::new(),
        }),
        strict["a"][4].as_str().map(str::to_string)
    );
}

#[test]
fn the_last_of_repeated_keys_wins_in_small_and_large_objects() {
    let (small, repairs) = one(r#"{"a":1,"b":2,"a":3}"#);
    assert_eq!(small.get("a"), Some(&Json::Number("3")));
    assert_eq!(repairs, [code::DUPLICATE_KEY]);
    let members: Vec<String> = (0..100).map(|i| format!("\"k{i}\":{i}")).collect();
    let text = format!("{{{},\"k7\":700,\"k99\":9}}", members.join(","));
    let (large, repairs) = one(&text);
    assert_eq!(large.get("k7"), Some(&Json::Number("700")));
    assert_eq!(large.get("k99"), Some(&Json::Number("9")));
    assert_eq!(repairs, [code::DUPLICATE_KEY]);
}

#[test]
fn what_newsrooms_break_is_mended_and_noted() {
    for (text, value, repair) in [
        ("\"a\nb\"", "a\nb", code::JSON_RAW_CONTROL),
        (r#""l\’eau""#, "l’eau", code::JSON_ESCAPE),
        (r#""a\ud800b""#, "a\u{fffd}b", code::SURROGATE),
        (r#""a\ud800\u0041""#, "a\u{fffd}A", code::SURROGATE),
        (r#""\uZZ""#, "uZZ", code::JSON_ESCAPE),
    ] {
        let (mine, repairs) = one(text);
        assert_eq!(mine.scalar(), Some(value));
        assert_eq!(repairs, [repair]);
    }
    assert_eq!(one("[1,]").1, [code::JSON_COMMA]);
    assert_eq!(one("{\"a\":1,}").1, [code::JSON_COMMA]);
}

#[test]
fn what_cannot_be_read_names_the_place_and_shows_no_text() {
    let limits = Limits::default();
    for text in [
        "{",
        "{\"a\"",
        "{\"a\":",
        "[1 2]",
        "\"secret",
        "{'a':1}",
        "{\"a\":1} x",
        "tru",
    ] {
        assert_eq!(refused(text, &limits), RejectReason::MalformedJson);
    }
    let reject = read("{\"a\" \"secret\"}", &limits, &mut Repairs::default()).unwrap_err();
    assert_eq!(reject.message, "expected ':' at byte 5");
}

#[test]
fn nesting_of_ten_thousand_is_refused_and_the_limit_itself_accepted() {
    let limits = Limits::default();
    let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert_eq!(refused(&nested(10_000), &limits), RejectReason::TooDeep);
    assert_eq!(refused(&nested(65), &limits), RejectReason::TooDeep);
    assert!(read(&nested(64), &limits, &mut Repairs::default()).is_ok());
    let greedy = Limits {
        max_depth: usize::MAX,
        ..limits
    };
    assert_eq!(refused(&nested(100_000), &greedy), RejectReason::TooDeep);
}

#[test]
fn strings_beyond_the_limit_are_refused_with_and_without_escapes() {
    let limits = Limits {
        max_string_bytes: 8,
        ..Limits::default()
    };
    assert!(read("\"12345678\"", &limits, &mut Repairs::default()).is_ok());
    assert_eq!(
        refused("\"123456789\"", &limits),
        RejectReason::StringTooLong
    );
    let escaped = format!("\"{}\"", "\\n".repeat(9));
    assert_eq!(refused(&escaped, &limits), RejectReason::StringTooLong);
}

#[test]
fn values_in_a_row_are_read_up_to_the_limit() {
    let mut repairs = Repairs::default();
    let values = read("{}\n{}\n{}\n", &Limits::default(), &mut repairs).unwrap();
    assert_eq!(values.len(), 3);
    assert_eq!(repairs.as_slice()[0].count, 2);
    assert_eq!(
        refused(&"{}\n".repeat(300), &Limits::default()),
        RejectReason::TooManyStories
    );
}

proptest::proptest! {
    #[test]
    fn whatever_serde_writes_reads_back_without_repairs(keys in proptest::collection::vec(".{0,12}", 0..40)) {
        let members: serde_json::Map<String, serde_json::Value> = keys
            .iter()
            .map(|k| (k.clone(), serde_json::Value::String(k.clone())))
            .collect();
        let text = serde_json::to_string(&members).unwrap();
        let (mine, repairs) = one(&text);
        for key in members.keys() {
            proptest::prop_assert_eq!(mine.get(key), Some(&Json::String(Cow::Borrowed(key.as_str()))));
        }
        proptest::prop_assert!(repairs.is_empty());
    }
}

#[test]
fn what_the_end_of_a_text_leaves_open_is_closed_only_where_asked() {
    let limits = Limits::default();
    for (text, whole) in [
        (r#"{"a":"one","b":"two an"#, r#"{"a":"one","b":"two an"}"#),
        (
            r#"{"a":"one","b":["two","thr"#,
            r#"{"a":"one","b":["two","thr"]}"#,
        ),
        (r#"{"a":"one","b":{"c":tru"#, r#"{"a":"one","b":{}}"#),
        (r#"{"a":"one","b":{"c":12"#, r#"{"a":"one","b":{}}"#),
        (r#"{"a":"one","b"#, r#"{"a":"one"}"#),
        (r#"{"a":"one","b":"#, r#"{"a":"one"}"#),
        (r#"{"a":"one","#, r#"{"a":"one"}"#),
        (r#"{"a":"one\u00"#, r#"{"a":"one"}"#),
        (r#"{"a":"one\"#, r#"{"a":"one"}"#),
        (r#"{"a":"<p>one</p><p cl"#, r#"{"a":"<p>one</p>"}"#),
    ] {
        assert_eq!(
            refused(text, &limits),
            RejectReason::MalformedJson,
            "{text}"
        );
        let mut repairs = Repairs::default();
        let cut = read_cut(text, &limits, &mut repairs).unwrap();
        assert_eq!(
            cut,
            read(whole, &limits, &mut Repairs::default()).unwrap(),
            "{text}"
        );
        assert!(repairs.as_slice().is_empty(), "{text}");
    }
    for text in [
        r#"{"a":"one}"#,
        r#"{"a":"one"]"#,
        r#"{"a":one"#,
        r#"{"a":"one"}}"#,
    ] {
        assert!(
            read_cut(text, &limits, &mut Repairs::default()).is_err(),
            "{text}"
        );
    }
}

#[test]
fn comments_between_members_are_passed_over() {
    for text in [
        "{ // one\n \"a\": /* two */ \"http://b\" // three\n }",
        "{\"a\": \"http://b\"} // one",
    ] {
        let mut repairs = Repairs::default();
        let values = read(text, &Limits::default(), &mut repairs).unwrap();
        assert_eq!(
            values[0].get("a").and_then(Json::scalar),
            Some("http://b"),
            "{text}"
        );
        assert_eq!(repairs.as_slice()[0].code, code::JSON_COMMENT, "{text}");
    }
    for text in ["{/ \"a\":1}", "{/* \"a\":1}"] {
        assert_eq!(
            refused(text, &Limits::default()),
            RejectReason::MalformedJson
        );
    }
}

#[test]
fn the_ends_of_old_files_behind_a_value_are_frames() {
    let (value, repairs) = one("{\"a\":1}\r\n\u{1a}\0\0");
    assert!(value.get("a").is_some());
    assert_eq!(repairs, [code::FRAMING]);
}

#[test]
fn values_of_avro_unions_are_what_they_hold() {
    let mut repairs = Repairs::default();
    let text = r#"{"a":{"string":"A"},"b":{"long":7},"c":{"array":[{"string":"x"}]},"d":{"string":7},"e":{"string":"A","int":1},"f":{"boolean":true}}"#;
    let values = read(text, &Limits::default(), &mut repairs).unwrap();
    assert_eq!(values[0].get("a"), Some(&Json::String("A".into())));
    assert_eq!(values[0].get("b"), Some(&Json::Number("7")));
    assert_eq!(
        values[0].get("c"),
        Some(&Json::Array(vec![Json::String("x".into())]))
    );
    assert!(matches!(values[0].get("d"), Some(Json::Object(_))));
    assert!(matches!(values[0].get("e"), Some(Json::Object(two)) if two.len() == 2));
    assert_eq!(values[0].get("f"), Some(&Json::Bool(true)));
    let noted = repairs.as_slice();
    assert_eq!(
        (noted.len(), noted[0].code, noted[0].count),
        (1, code::AVRO_UNION, 5)
    );
}
