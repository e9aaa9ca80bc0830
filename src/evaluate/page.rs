//! The quality report as one HTML page that needs nothing else: figures, a reliability diagram, F1 by language.
//!
//! Owns markup and drawing (inline SVG). Promises a page without scripts, fonts or pictures from elsewhere, and that text
//! from stories can't become markup. Never computes a figure but the intervals it draws.

use super::measure::{Bin, Figures, Interval};
use super::report::Report;
use crate::html::escaped;
use std::fmt::Write as _;

/// Side of the square diagram and its margin, in SVG units.
const SIDE: f64 = 320.0;
const MARGIN: f64 = 40.0;
/// Height of a language's row.
const ROW: f64 = 18.0;

const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}\
table{border-collapse:collapse;margin:1rem 0}td,th{padding:.15rem .7rem;text-align:right;border-bottom:1px solid #ddd}\
td:first-child,th:first-child{text-align:left}svg text{font:11px system-ui,sans-serif;fill:#444}\
.wrong td{text-align:left;vertical-align:top}small{color:#666}";

impl Report {
    /// The report as a page of its own.
    pub fn to_html(&self) -> String {
        let mut out = String::new();
        // Writing to a string can't fail.
        let _ = self.write_html(&mut out);
        out
    }

    fn write_html(&self, out: &mut String) -> std::fmt::Result {
        write!(
            out,
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Quality of topics</title><style>{STYLE}</style>\
             <h1>Quality of topics</h1><p>{} stories. Intervals hold 95 % of the resamples.</p>",
            self.stories
        )?;
        let share = 100.0 * self.none_with_topic as f64 / self.none.max(1) as f64;
        write!(
            out,
            "<table><tr><th>macro-F1<td>{}<tr><th>macro-F1 without doubt<td>{}<tr><th>calibration error<td>{}\
             <tr><th>about none, got a topic<td>{} of {} ({share:.1} %)</table>",
            interval(&self.macro_f1),
            interval(&self.macro_f1_without_doubt),
            interval(&self.calibration.error),
            self.none_with_topic,
            self.none
        )?;
        out.push_str("<table><tr><th>topic<th>stories<th>precision<th>recall<th>F1<th>AP");
        for topic in &self.topics {
            row(out, &topic.topic, &topic.all)?;
            row(out, "without doubt", &topic.without_doubt)?;
        }
        out.push_str(
            "</table><h2>Are scores probabilities?</h2><p>Stories in bins of equal number: the mean score of a bin \
             against the share of its stories that are about the topic, with Wilson's interval. On the line a score of \
             0.8 is right eight times in ten.</p>",
        );
        reliability(out, &self.calibration.bins)?;
        out.push_str("<table><tr><th>by<th>decisions<th>mean score<th>share about<th>error");
        for g in &self.calibration_by {
            write!(
                out,
                "<tr><td>{} {}<td>{}<td>{:.3}<td>{:.3}<td>{:.3}",
                g.by.name(),
                escaped(&g.name),
                g.decisions,
                g.mean_score,
                g.share,
                g.error
            )?;
        }
        out.push_str("</table>");
        out.push_str(
            "<h2>F1 by language</h2><p>Mean over topics (dot), and each topic (ticks).</p>",
        );
        self.languages_plot(out)?;
        out.push_str("<h2>Wrong and not in doubt, surest first</h2><table class=\"wrong\"><tr><th>story<th>topic<th>is<th>got<th>score<th>headline and terms");
        for e in &self.examples {
            write!(
                out,
                "<tr><td>{}<td>{}<td>{}<td>{}<td>{:.2}<td dir=\"auto\">{}<br><small>{}</small>",
                escaped(&e.id),
                escaped(&e.topic),
                if e.gold_about { "about" } else { "not about" },
                escaped(&e.said),
                e.score,
                escaped(&e.headline),
                escaped(&e.terms.join(" · "))
            )?;
        }
        out.push_str("</table></html>\n");
        Ok(())
    }

    fn languages_plot(&self, out: &mut String) -> std::fmt::Result {
        let languages = self.by_language();
        let height = ROW * languages.len() as f64 + 2.0 * MARGIN;
        let x = |value: f64| MARGIN + value * (2.0 * SIDE);
        open(out, 2.0 * SIDE + 2.0 * MARGIN, height)?;
        for tenth in 0..=10 {
            let value = f64::from(tenth) / 10.0;
            line(
                out,
                (x(value), MARGIN - 8.0),
                (x(value), height - MARGIN),
                "#ddd",
            )?;
            text(
                out,
                x(value),
                height - MARGIN + 16.0,
                "middle",
                &format!("{value:.1}"),
            )?;
        }
        for (index, (language, mean)) in languages.iter().enumerate() {
            let y = MARGIN + ROW * index as f64;
            text(out, MARGIN - 8.0, y + 4.0, "end", language)?;
            for topic in &self.topics {
                if let Some(figures) = topic.languages.get(language) {
                    let at = x(figures.f1);
                    line(out, (at, y - 5.0), (at, y + 5.0), "#7a9cc6")?;
                }
            }
            write!(
                out,
                "<circle cx=\"{:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#1f4e8c\"/>",
                x(*mean)
            )?;
        }
        out.push_str("</svg>");
        Ok(())
    }
}

fn reliability(out: &mut String, bins: &[Bin]) -> std::fmt::Result {
    let x = |value: f64| MARGIN + value * SIDE;
    let y = |value: f64| MARGIN + (1.0 - value) * SIDE;
    open(out, SIDE + 2.0 * MARGIN, SIDE + 2.0 * MARGIN)?;
    line(out, (x(0.0), y(0.0)), (x(1.0), y(1.0)), "#bbb")?;
    line(out, (x(0.0), y(0.0)), (x(1.0), y(0.0)), "#444")?;
    line(out, (x(0.0), y(0.0)), (x(0.0), y(1.0)), "#444")?;
    for value in [0.0, 0.5, 1.0] {
        text(out, x(value), y(0.0) + 16.0, "middle", &format!("{value}"))?;
        text(
            out,
            x(0.0) - 6.0,
            y(value) + 4.0,
            "end",
            &format!("{value}"),
        )?;
    }
    text(out, x(0.5), y(0.0) + 32.0, "middle", "score")?;
    text(out, x(0.0), y(1.0) - 10.0, "start", "share about")?;
    for bin in bins {
        let (low, high) = wilson(bin.share, bin.stories);
        let at = x(bin.mean_score);
        line(out, (at, y(low)), (at, y(high)), "#7a9cc6")?;
        write!(
            out,
            "<circle cx=\"{at:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"#1f4e8c\"/>",
            y(bin.share)
        )?;
    }
    out.push_str("</svg>");
    Ok(())
}

/// Wilson's score interval of a share, 95 % (Wilson 1927).
fn wilson(share: f64, count: usize) -> (f64, f64) {
    let (n, z) = (count.max(1) as f64, 1.96_f64);
    let middle = share + z * z / (2.0 * n);
    let spread = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    let of = 1.0 + z * z / n;
    (
        ((middle - spread) / of).max(0.0),
        ((middle + spread) / of).min(1.0),
    )
}

fn row(out: &mut String, name: &str, f: &Figures) -> std::fmt::Result {
    write!(
        out,
        "<tr><td>{}<td>{}<td>{:.3}<td>{:.3}<td>{:.3}<td>{:.3}",
        escaped(name),
        f.stories,
        f.precision,
        f.recall,
        f.f1,
        f.average_precision
    )
}

fn interval(i: &Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", i.value, i.low, i.high)
}

fn open(out: &mut String, width: f64, height: f64) -> std::fmt::Result {
    write!(
        out,
        "<svg width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">"
    )
}

fn line(out: &mut String, from: (f64, f64), to: (f64, f64), colour: &str) -> std::fmt::Result {
    write!(
        out,
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" stroke-width=\"2\"/>",
        from.0, from.1, to.0, to.1
    )
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, words: &str) -> std::fmt::Result {
    write!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
        escaped(words)
    )
}

/// Text as HTML shows it literally.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{evaluate, read_gold};

    #[test]
    fn a_page_draws_every_language_and_shows_headlines_as_text() {
        let gold = r#"{"id":"1","lang":"en","headline":"<script>1</script>","body":"b","topics":{"energy":"about"}}"#;
        let gold = read_gold("g", gold.as_bytes()).unwrap();
        let taxonomy = crate::stages::topics::Taxonomy::builtin().unwrap();
        let sure = crate::stages::topics::check::sure;
        let report = evaluate(&gold, |g| {
            taxonomy.judge(&g.story(), &sure(g.language.unwrap()), &[])
        });
        let page = report.to_html();
        assert!(page.contains(">en</text>") && page.contains("&lt;script&gt;"));
        assert!(!page.contains("<script") && !page.contains("http"));
        assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
    }

    #[test]
    fn the_interval_of_a_share_holds_it_and_narrows_with_more_stories() {
        let ((a, b), (c, d)) = (wilson(0.8, 10), wilson(0.8, 1_000));
        assert!(a < c && c < 0.8 && 0.8 < d && d < b && b <= 1.0);
        assert!(wilson(0.0, 0).0.abs() < 1e-12);
    }
}
