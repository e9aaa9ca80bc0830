//! Who wrote a story, where JSON lists all who worked on it.
//!
//! Owns the roles that are none of a writer's. Where nobody of a list is left, all of it counts.

use super::codes::names;
use super::value::Json;

/// What the role of a photographer, a camera or an editor at the desk holds.
const OTHERS: &[&str] = &["photo", "video", "camera", "editor", "graphic", "illustrat"];

/// The names of the writers, joined.
pub fn writers(value: &Json<'_>) -> Option<String> {
    let Json::Array(all) = value else {
        return names(value);
    };
    let own: Vec<String> = all
        .iter()
        .filter(|one| !has_other_role(one))
        .filter_map(names)
        .collect();
    if own.is_empty() {
        names(value)
    } else {
        Some(own.join(", "))
    }
}

fn has_other_role(one: &Json<'_>) -> bool {
    let role = one.get("role").and_then(Json::scalar);
    role.is_some_and(|role| {
        let role = role.to_ascii_lowercase();
        OTHERS.iter().any(|word| role.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use super::super::value;
    use super::*;
    use crate::wire::limits::Limits;
    use crate::wire::repairs::Repairs;

    #[test]
    fn those_who_took_pictures_or_edited_are_no_writers() {
        let of = |text: &str| {
            let mut repairs = Repairs::default();
            let values = value::read(text, &Limits::default(), &mut repairs).unwrap();
            writers(&values[0])
        };
        let three = r#"[{"name":"Ann Writer","role":"writer"},{"name":"Cy Pix","role":"photographer"},{"name":"Bo Author"}]"#;
        assert_eq!(of(three).as_deref(), Some("Ann Writer, Bo Author"));
        let alone = r#"[{"name":"Cy Pix","role":"photographer"}]"#;
        assert_eq!(of(alone).as_deref(), Some("Cy Pix"));
    }
}
