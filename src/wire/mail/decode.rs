//! A record that is a mail, or a file of mails: its stories, or those of the wire format it only carries.
//!
//! Owns the way from a mail to stories. What a mail's parts are is [`mail`]'s.

use crate::story::{Reject, WireFormat, WireStory};
use crate::wire::mail::{self, Mail};
use crate::wire::repairs::{Repairs, code};
use crate::wire::{Around, Decoder, Stories, put_first, zone};

impl Decoder {
    /// The stories of a mail, or of each in a mailbox file.
    pub(in crate::wire) fn mails(
        &self,
        bytes: &[u8],
        repairs: &Repairs,
        around: Around<'_>,
    ) -> Result<Stories, Reject> {
        let mut mails = mail::messages(bytes);
        if let [one] = mails.as_slice() {
            return self.mail(one, &mut repairs.clone(), around);
        }
        mails.truncate(self.limits.max_stories + 1);
        let mut stories = Vec::new();
        for mail in mails {
            match self.mail(mail, &mut repairs.clone(), around) {
                Ok(more) => stories.extend(more),
                Err(reject) => stories.push(Err(reject)),
            }
        }
        Ok(stories)
    }

    fn mail(
        &self,
        bytes: &[u8],
        repairs: &mut Repairs,
        around: Around<'_>,
    ) -> Result<Stories, Reject> {
        let (text, sent, attached) = match mail::read(bytes)? {
            Mail::Story(mut story) => {
                put_first(&mut story.repairs, repairs.as_slice());
                return Ok(vec![Ok(*story)]);
            }
            Mail::Text(text, sent) => (text, sent, None),
            Mail::Attached(files, cover) => (String::new(), None, Some((files, cover))),
        };
        if let Some((files, cover)) = attached {
            return self.attached(&files, cover, repairs, around);
        }
        repairs.note(code::MAIL, 1);
        let mut stories = self.text(&text, around.deeper()?.with(repairs))?;
        for story in stories.iter_mut().flatten() {
            // The mail's own charset is undone by its reader.
            if story.charset_used.is_empty() {
                story.charset_used = "UTF-8".to_string();
            }
            let Some(sent) = &sent else {
                continue;
            };
            if story.format == Some(WireFormat::Json) || is_undated(story) {
                date(story, sent);
            }
        }
        Ok(stories)
    }

    /// The stories of attached files; where none can be read, the mail's own.
    fn attached(
        &self,
        files: &[Vec<u8>],
        cover: Option<Box<WireStory>>,
        repairs: &mut Repairs,
        around: Around<'_>,
    ) -> Result<Stories, Reject> {
        let unread = repairs.clone();
        repairs.note(code::MAIL, 1);
        let mut stories = Vec::new();
        let mut refused = None;
        for file in files {
            match self.packed(file, &mut repairs.clone(), around) {
                Ok(more) => stories.extend(more),
                Err(reject) => refused = Some(reject),
            }
        }
        stories.truncate(self.limits.max_stories + 1);
        match (stories.iter().any(Result::is_ok), cover, refused) {
            (false, Some(mut cover), _) => {
                put_first(&mut cover.repairs, unread.as_slice());
                Ok(vec![Ok(*cover)])
            }
            (false, None, Some(reject)) => Err(reject),
            (_, cover, _) => {
                let sent = cover.and_then(|cover| cover.content_created);
                if let Some(sent) = sent {
                    let undated = stories
                        .iter_mut()
                        .flatten()
                        .filter(|story| is_undated(story));
                    undated.for_each(|story| date(story, &sent));
                }
                Ok(stories)
            }
        }
    }
}

/// Whether nothing in a story says when it was written.
fn is_undated(story: &WireStory) -> bool {
    story.content_created.is_none()
        && story.version_created.is_none()
        && story.first_created.is_none()
}

/// What the fields of a form say of its time without a zone, the mail that carries it knows better.
fn date(story: &mut WireStory, sent: &str) {
    let is_sure = |time: &Option<String>| time.as_deref().is_some_and(zone::is_named);
    if is_sure(&story.version_created) || is_sure(&story.content_created) {
        return;
    }
    story.version_created = None;
    story.content_created = Some(sent.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_dates_a_form_that_names_no_zone() {
        let dated = |content: Option<&str>| {
            let mut story = WireStory {
                content_created: content.map(str::to_string),
                ..WireStory::default()
            };
            date(&mut story, "2026-08-09T18:30:00Z");
            story.content_created.unwrap_or_default()
        };
        for unsure in [
            None,
            Some("8/9/2026 14:11:44"),
            Some("11/18/2026 10:35"),
            Some("soon"),
        ] {
            assert_eq!(dated(unsure), "2026-08-09T18:30:00Z", "{unsure:?}");
        }
        assert_eq!(
            dated(Some("2026-08-09T14:11:44+10:00")),
            "2026-08-09T14:11:44+10:00"
        );
    }
}
