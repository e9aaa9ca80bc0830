//! Which reader an XML document is for.
//!
//! Owns the names of root elements, and what is done with a known one inside an unknown: as elements, or as text. Never reads fields.

use super::repairs::{Repairs, code};
use super::xml::{Element, Node};
use super::{Stories, newsml_g2, newsml1, nitf, sniff, xml_fields};

/// The stories of an XML document by its root; a known root inside an unknown one is unwrapped.
pub fn stories(root: &Element<'_>, repairs: &mut Repairs) -> Stories {
    match root.name.as_ref() {
        "newsMessage" | "newsItem" | "packageItem" | "conceptItem" | "knowledgeItem"
        | "planningItem" | "catalogItem" => newsml_g2::read(root),
        "NewsML" => newsml1::read(root),
        "nitf" => vec![nitf::read(root)],
        _ => {
            let inner = ["newsMessage", "newsItem", "NewsML", "nitf"]
                .iter()
                .find_map(|name| root.find(name));
            match inner {
                Some(inner) => {
                    repairs.note(code::WRAPPER, 1);
                    stories(inner, repairs)
                }
                None => xml_fields::read(root),
            }
        }
    }
}

/// Another wire format as the text of an element.
pub fn inner_format<'e>(element: &'e Element<'_>) -> Option<&'e str> {
    element.children.iter().find_map(|child| match child {
        Node::Text(text) => sniff::holds_a_format(text).then_some(text.as_ref()),
        Node::Element(inner) => inner_format(inner),
    })
}
