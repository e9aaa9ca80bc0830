//! A record that is a mail, or a file of mails: its stories, or those of the wire format it only carries.
//!
//! Owns the way from a mail to stories. What a mail's parts are is [`email`]'s.

use super::email::{self, Mail};
use super::repairs::{Repairs, code};
use super::{Around, Decoder, Stories, put_first};
use crate::story::Reject;

impl Decoder {
    /// The stories of a mail, or of each in a mailbox file.
    pub(super) fn mails(
        &self,
        bytes: &[u8],
        repairs: &Repairs,
        around: Around<'_>,
    ) -> Result<Stories, Reject> {
        let mut mails = email::messages(bytes);
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
        let (text, attached) = match email::read(bytes)? {
            Mail::Story(mut story) => {
                put_first(&mut story.repairs, repairs.as_slice());
                return Ok(vec![Ok(*story)]);
            }
            Mail::Text(text) => (text, Vec::new()),
            Mail::Attached(bytes) => (String::new(), bytes),
        };
        repairs.note(code::MAIL, 1);
        if text.is_empty() {
            return self.packed(&attached, repairs, around);
        }
        let mut stories = self.text(&text, around.deeper()?.with(repairs))?;
        for story in stories.iter_mut().flatten() {
            // The mail's own charset is undone by its reader.
            if story.charset_used.is_empty() {
                story.charset_used = "UTF-8".to_string();
            }
        }
        Ok(stories)
    }
}
