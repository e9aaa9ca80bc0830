//! Quotations that a page pulls out of its text and sets once more in large type.
//!
//! Owns how they are told: words of a `blockquote` that stand in another paragraph, too. Promises that a quotation which the text has only once stays.

use super::Extracted;

/// Quotations of one text that are looked for.
pub(super) const MOST: usize = 16;
/// Characters from which words are not found elsewhere by chance.
const SHORTEST: usize = 16;

/// Takes out the paragraphs of quotations that another paragraph says, too.
pub(super) fn without_pulled(quoted: &[usize], found: &mut Extracted) {
    for at in quoted.iter().rev() {
        let Some(text) = found.paragraphs.get(*at) else {
            continue;
        };
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        let finder = memchr::memmem::Finder::new(bare);
        let mut others = found.paragraphs.iter().enumerate();
        let is_pulled = bare.chars().count() >= SHORTEST
            && others.any(|(other, paragraph)| {
                other != *at
                    && paragraph.len() > text.len()
                    && finder.find(paragraph.as_bytes()).is_some()
            });
        if is_pulled {
            found.paragraphs.remove(*at);
            if *at < found.linked.len() {
                found.linked.remove(*at);
            }
            if *at < found.within.len() {
                found.within.remove(*at);
            }
            found.before_heading -= usize::from(*at < found.before_heading);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::extract;

    #[test]
    fn what_the_text_says_once_more_in_large_type_goes() {
        let said = "<p>“A crane is not a toy at all,” she said in Arvik.</p>";
        let pulled = format!("{said}<blockquote><p>A crane is not a toy at all</p></blockquote>");
        assert_eq!(extract(&pulled).paragraphs.len(), 1);
        let own = format!("{said}<blockquote><p>It cost two million to build.</p></blockquote>");
        assert_eq!(extract(&own).paragraphs.len(), 2);
        let short = format!("{said}<blockquote>A crane</blockquote>");
        assert_eq!(extract(&short).paragraphs.len(), 2);
    }
}
