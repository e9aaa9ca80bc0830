//! The engine's promises, kept with the taxonomy that ships.

use super::Taxonomy;
use super::check::sure;
use crate::story::{
    CodeRef, Entity, EntityKind, Field, Language, LanguageFound, Span, Story, TopicVerdict, Verdict,
};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| Taxonomy::builtin().unwrap());

/// A report of a regional summit that turns to climate and energy only in its last paragraphs.
const SUMMIT: &str = "\
Les chefs d'État de cinq pays riverains se sont retrouvés vendredi dans la capitale pour leur troisième réunion annuelle, la première depuis l'élection du nouveau président du pays hôte.

À son arrivée, le président a accueilli un à un ses homologues sur le perron du palais, avant un entretien à huis clos qui a duré plus de deux heures, selon son porte-parole.

Les dirigeants ont passé en revue l'état de leurs relations bilatérales et se sont félicités de la reprise des vols directs entre leurs capitales, suspendus depuis quatre ans.

Le ministre des Affaires étrangères du pays hôte a indiqué que deux traités d'extradition seraient soumis aux parlements avant la fin de l'année.

En marge de la rencontre, le premier ministre a reçu l'ambassadeur de l'Union européenne, avec lequel il a évoqué la situation aux frontières.

Une déclaration commune, adoptée à l'unanimité, appelle au règlement des différends par la négociation et rend hommage aux médiateurs.

Les participants ont également visité une exposition d'artisanat et assisté à un concert donné au théâtre national.

Le pays hôte a par ailleurs proposé de soutenir des initiatives communes contre le changement climatique lors de la prochaine COP et de réduire les émissions de gaz à effet de serre de la région.

Enfin, les cinq États veulent coopérer davantage dans les énergies renouvelables et ont signé un protocole d'accord sur l'interconnexion de leurs réseaux électriques.";

fn judge(headline: &str, body: &str, language: Language) -> Vec<TopicVerdict> {
    TAXONOMY.judge(&Story::from_text(headline, body), &sure(language), &[])
}

pub(super) fn of<'a>(verdicts: &'a [TopicVerdict], topic: &str) -> &'a TopicVerdict {
    verdicts.iter().find(|v| &*v.topic == topic).unwrap()
}

fn unsure() -> LanguageFound {
    LanguageFound {
        other: None,
        language: None,
        confidence: 0.0,
        declared: None,
        detected: None,
        conflict: false,
    }
}

pub(super) fn assert_holds_together(story: &Story, verdicts: &[TopicVerdict]) {
    for v in verdicts {
        let sum: f64 = v.intercept + v.evidence.iter().map(|e| e.weight).sum::<f64>();
        assert!(
            (sum - v.logit).abs() < 1e-6,
            "{} {sum} {}",
            v.topic,
            v.logit
        );
        assert!((v.score - 1.0 / (1.0 + (-v.logit).exp())).abs() < 1e-12);
        assert_eq!(v.verdict == Verdict::About, v.score >= v.threshold);
        assert!((0.0..=1.0).contains(&v.prominence.share));
        for span in v.evidence.iter().filter_map(|e| e.span) {
            let text = match span.field {
                Field::Headline => &story.headline,
                Field::Subheadline => &story.subheadline,
                Field::Body => &story.body,
            };
            assert!(span.start < span.end);
            assert!(text.get(span.start as usize..span.end as usize).is_some());
        }
        if let Some(best) = v.best_paragraph {
            assert_eq!(
                story.paragraphs[best.index as usize],
                best.start as usize..best.end as usize
            );
        }
    }
}

#[test]
fn a_summit_that_turns_to_climate_and_energy_late_is_about_all_three() {
    let story = Story::from_text("Cinq pays riverains réunis dans la capitale", SUMMIT);
    let verdicts = TAXONOMY.judge(&story, &sure(Language::Fr), &[]);
    assert_holds_together(&story, &verdicts);
    for v in &verdicts {
        assert_eq!(v.verdict, Verdict::About, "{} {:?}", v.topic, v.evidence);
    }
    assert_eq!(of(&verdicts, "climate").best_paragraph.unwrap().index, 7);
    assert_eq!(of(&verdicts, "energy").best_paragraph.unwrap().index, 8);
    assert!(of(&verdicts, "energy").prominence.share < of(&verdicts, "diplomacy").prominence.share);
    assert!(!of(&verdicts, "energy").prominence.headline);
    assert!(
        of(&verdicts, "energy")
            .narrow_codes
            .iter()
            .any(|c| &**c == "medtop:20000257")
    );
}

#[test]
fn quoted_evidence_is_what_decides() {
    // Taking the quoted words out of the text, from the end so that offsets hold, must flip the verdict.
    for topic in ["climate", "energy"] {
        let mut story = Story::from_text("", SUMMIT);
        for _ in 0..8 {
            let verdicts = TAXONOMY.judge(&story, &sure(Language::Fr), &[]);
            let verdict = of(&verdicts, topic);
            if verdict.verdict != Verdict::About {
                break;
            }
            let mut spans: Vec<Span> = verdict.evidence.iter().filter_map(|e| e.span).collect();
            assert!(!spans.is_empty());
            spans.sort_by_key(|s| std::cmp::Reverse(s.start));
            let mut body = story.body.clone();
            for span in spans {
                body.replace_range(span.start as usize..span.end as usize, "");
            }
            story = Story::from_text("", &body);
        }
        let verdicts = TAXONOMY.judge(&story, &sure(Language::Fr), &[]);
        assert_ne!(of(&verdicts, topic).verdict, Verdict::About, "{topic}");
    }
}

#[test]
fn figures_of_speech_weather_and_false_friends_are_about_nothing() {
    for (language, text) in [
        (
            Language::Fr,
            "La présidente de la banque centrale a jugé le climat des affaires morose en Asie centrale, où les investisseurs restent prudents.",
        ),
        (
            Language::Fr,
            "De fortes pluies ont inondé la vallée dimanche, coupant plusieurs routes et obligeant une centaine d'habitants à quitter leur maison.",
        ),
        (
            Language::En,
            "The striker's energy and power fuelled a late comeback, and the coach gave a diplomatic answer about his future at the club.",
        ),
        (
            Language::En,
            "Police fired tear gas at protesters in a climate of fear before the local election, the mayor's office said.",
        ),
        (
            Language::De,
            "Im Hotelzimmer fiel die Klimaanlage aus; der Stürmer steckte voller Energie und schoss zwei Tore im Pokalspiel.",
        ),
        (
            Language::Tr,
            "Otel odasındaki klima bozulunca maçın yıldızı geceyi lobide geçirdi, takımın enerjisi yine de yüksekti.",
        ),
        (
            Language::Ru,
            "Два человека погибли при обстреле приграничного города, сообщили в управлении полиции, повреждены жилые дома и школа.",
        ),
    ] {
        for v in judge("", text, language) {
            assert_ne!(
                v.verdict,
                Verdict::About,
                "{} {text} {:?}",
                v.topic,
                v.evidence
            );
        }
    }
}

#[test]
fn every_case_beside_the_terms_is_right() {
    let report = TAXONOMY.test();
    assert!(report.cases > 1_000);
    assert_eq!(report.wrong, [], "{:#?}", report.wrong);
}

#[test]
fn passing_words_make_a_mention() {
    let text = "Le ministre de l'Energie a assisté samedi au mariage de sa fille dans son village natal, devant une centaine d'invités.";
    assert_eq!(
        of(&judge("", text, Language::Fr), "energy").verdict,
        Verdict::Mentions
    );
}

#[test]
fn a_core_code_pushes_weak_text_over_the_line_and_disagreement_is_reported() {
    let coded = |code: &str, text: &str| {
        let mut story = Story::from_text("", text);
        story.subjects = vec![CodeRef {
            code: Some(code.to_owned()),
            ..CodeRef::default()
        }];
        let verdicts = TAXONOMY.judge(&story, &sure(Language::En), &[]);
        assert_holds_together(&story, &verdicts);
        of(&verdicts, "energy").clone()
    };
    let thin = "Gazprom said on Monday it had appointed a new head of its northern unit after a board meeting.";
    assert_ne!(
        of(&judge("", thin, Language::En), "energy").verdict,
        Verdict::About
    );
    let pushed = coded("medtop:20000256", thin);
    assert_eq!(pushed.verdict, Verdict::About);
    assert_eq!(pushed.agency_codes.len(), 1);
    let alone = coded(
        "medtop:20000256",
        "The library has reopened after two years of repairs.",
    );
    assert_eq!(alone.verdict, Verdict::Mentions);
    assert!(alone.conflict);
}

#[test]
fn an_agenda_raises_the_bar() {
    let text = "- Vienne: réunion de l'Opep sur la production de pétrole";
    assert_eq!(
        of(&judge("Prix du pétrole", text, Language::Fr), "energy").verdict,
        Verdict::About
    );
    let agenda = judge("AGENDA du mardi", text, Language::Fr);
    assert!(
        of(&agenda, "energy")
            .evidence
            .iter()
            .any(|e| &*e.term == "guard:agenda")
    );
    assert!(of(&agenda, "energy").score < of(&judge("", text, Language::Fr), "energy").score);
}

#[test]
fn a_paragraph_in_another_script_is_read_in_a_language_of_that_script() {
    let body = format!(
        "The agency carried the following statement without a translation on Friday evening, its duty editor said.\n\n{}",
        "Министры энергетики обсудили добычу нефти и поставки газа. Цены на нефть выросли, экспорт нефти сократился, сообщили в министерстве."
    );
    let verdicts = judge("Statement", &body, Language::En);
    let energy = of(&verdicts, "energy");
    assert_eq!(energy.verdict, Verdict::About);
    assert!(
        energy
            .evidence
            .iter()
            .any(|e| e.language == Some(Language::Ru))
    );
}

#[test]
fn an_unknown_language_is_read_with_the_best_fitting_terms_and_a_higher_bar() {
    let story = Story::from_text("", SUMMIT);
    let verdicts = TAXONOMY.judge(&story, &unsure(), &[]);
    assert_holds_together(&story, &verdicts);
    let diplomacy = of(&verdicts, "diplomacy");
    assert!(
        diplomacy
            .evidence
            .iter()
            .any(|e| e.language == Some(Language::Fr))
    );
    assert!(
        diplomacy
            .evidence
            .iter()
            .any(|e| &*e.term == "guard:language")
    );
    let english = Story::from_text(
        "",
        "Kungiyar ta ce za ta ci gaba da aikin gina makarantu a jihar.",
    );
    assert!(
        TAXONOMY
            .judge(&english, &unsure(), &[])
            .iter()
            .all(|v| v.verdict != Verdict::About)
    );
}

#[test]
fn capitals_marks_emoji_and_numbers_do_no_harm() {
    let shouting = SUMMIT.to_uppercase();
    assert_eq!(
        of(&judge("", &shouting, Language::Fr), "energy").verdict,
        Verdict::About
    );
    let marked =
        "\u{200f}وزير الطاقة: إنتاج النفط الخام وأسعار النفط ترتفع بعد اجتماع أوبك\u{200f} 🛢️";
    let story = Story::from_text("", marked);
    let verdicts = TAXONOMY.judge(&story, &sure(Language::Ar), &[]);
    assert_holds_together(&story, &verdicts);
    assert_eq!(of(&verdicts, "energy").verdict, Verdict::About);
    for odd in [
        "12 345 678 90 1 2 3",
        "🛢️🛢️🛢️",
        "",
        "….–—",
        "\u{200f}\u{200e}",
    ] {
        let story = Story::from_text(odd, odd);
        let verdicts = TAXONOMY.judge(&story, &sure(Language::En), &[]);
        assert_holds_together(&story, &verdicts);
        assert!(verdicts.iter().all(|v| v.verdict == Verdict::No));
    }
}

#[test]
fn a_long_body_without_breaks_is_judged_in_windows() {
    let filler =
        "The council met again and spoke about the roads of the town for an hour. ".repeat(4_000);
    let body = format!(
        "{filler}OPEC agreed to cut crude oil output and oil prices rose by five dollars a barrel. {filler}"
    );
    assert!(body.len() > 500_000);
    let story = Story::from_text("Town council", &body);
    let verdicts = TAXONOMY.judge(&story, &sure(Language::En), &[]);
    assert_holds_together(&story, &verdicts);
    assert!(of(&verdicts, "energy").verdict >= Verdict::Mentions);
    assert!(of(&verdicts, "energy").evidence.iter().all(|e| {
        e.span.is_none_or(|s| {
            s.start as usize >= filler.len() && (s.end as usize) < filler.len() + 200
        })
    }));
}

#[test]
fn a_topic_named_once_in_a_story_of_several_paragraphs_is_a_mention_unless_it_has_company() {
    let filler = "The chain opened its tenth shop in the town on Friday, and several hundred people queued from the early morning for the first discounts. The mayor cut the ribbon, a brass band played, and the manager spoke of forty new jobs, most of them for people who live within walking distance of the new street.";
    let once = "The building is to be carbon neutral, according to the company.";
    let twice = "The building is to be carbon neutral, and the company wants to halve its greenhouse gas emissions by 2030.";
    let verdict = |last: &str| {
        let story = Story::from_text("Shop opens", &format!("{filler}\n\n{filler}\n\n{last}"));
        let verdicts = TAXONOMY.judge(&story, &sure(Language::En), &[]);
        assert_holds_together(&story, &verdicts);
        of(&verdicts, "climate").clone()
    };
    let mention = verdict(once);
    assert_eq!(mention.verdict, Verdict::Mentions);
    assert!(
        mention
            .evidence
            .iter()
            .any(|e| &*e.term == "guard:in_passing")
    );
    assert_eq!(verdict(twice).verdict, Verdict::About);
    // Alone it is all that the text says.
    assert_eq!(
        of(&judge("", once, Language::En), "climate").verdict,
        Verdict::About
    );
}

#[test]
fn a_topic_stands_back_in_a_story_that_is_about_no_other() {
    let verdict = |first: &str| {
        let last = "Gas prices rose by a tenth.";
        let story = Story::from_text("Week in short", &format!("{first}\n\n{last}"));
        let verdicts = TAXONOMY.judge(&story, &sure(Language::En), &[]);
        assert_holds_together(&story, &verdicts);
        of(&verdicts, "energy").clone()
    };
    let off = |verdict: &TopicVerdict| {
        let guard = verdict.evidence.iter().find(|e| &*e.term == "guard:alone");
        guard.map_or(0.0, |e| -e.weight)
    };
    let shops = "The chain opened its tenth shop in the town on Friday, and several hundred people queued from the early morning for the first discounts. The mayor cut the ribbon, a brass band played, and the manager spoke of forty new jobs, most of them for people who live within walking distance.";
    let talks = "The foreign ministers of the two countries met on Friday for peace talks, signed a treaty on the border and agreed to exchange ambassadors within the month. The president received both delegations, a spokesman of the foreign ministry said, and spoke of the first bilateral summit of the two states since the war.";
    let (alone, beside) = (verdict(shops), verdict(talks));
    assert!(off(&alone) > 1.0, "{alone:?}");
    assert!(off(&beside) < 0.1 * off(&alone), "{beside:?}");
    assert!(beside.score > alone.score);
}

#[test]
fn two_states_in_a_sentence_beside_a_word_of_diplomacy_add_to_it() {
    let country = |id: &str, start: u32, end: u32| Entity {
        kind: EntityKind::Country,
        name: id.into(),
        id: Some(id.into()),
        spans: vec![Span {
            field: Field::Body,
            start,
            end,
        }],
        from_agency: false,
    };
    let added = |text: &str, one: Entity, other: Entity| {
        let story = Story::from_text("", text);
        let score = |entities: &[Entity]| {
            let verdicts = TAXONOMY.judge(&story, &sure(Language::En), entities);
            assert_holds_together(&story, &verdicts);
            of(&verdicts, "diplomacy").score
        };
        score(&[one.clone(), other]) - score(&[one])
    };
    let (norway, chile) = (country("NO", 0, 6), country("CL", 11, 16));
    let text = "Norway and Chile opened an embassy.";
    assert!(added(text, norway.clone(), chile.clone()) > 0.0);
    let same = country("NO", 11, 16);
    assert!(added(text, norway.clone(), same).abs() < 1e-12);
    let apart = "Norway won. Chile opened an embassy.";
    assert!(added(apart, norway.clone(), country("CL", 12, 17)).abs() < 1e-12);
    let silent = "Norway met Chile in the final. An embassy opened.";
    assert!(added(silent, norway, chile).abs() < 1e-12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_in_any_language_is_judged_without_panic_and_adds_up(
        headline in "\\PC{0,40}",
        parts in proptest::collection::vec(prop_oneof![
            "\\PC{0,80}",
            Just("pétrole et gaz naturel, réseaux électriques".to_owned()),
            Just("переговоры министров иностранных дел о санкциях".to_owned()),
            Just("气候变化 石油价格 外长会谈 COP30".to_owned()),
            Just("أسعار النفط ومحادثات السلام".to_owned()),
            Just("\n\n".to_owned()),
            Just(". ".to_owned()),
        ], 0..30),
        language in proptest::sample::select(Language::ALL.to_vec()),
        known: bool,
    ) {
        let story = Story::from_text(&headline, &parts.concat());
        let found = if known { sure(language) } else { unsure() };
        let verdicts = TAXONOMY.judge(&story, &found, &[]);
        assert_holds_together(&story, &verdicts);
        prop_assert_eq!(&verdicts, &TAXONOMY.judge(&story, &found, &[]));
    }
}

#[test]
fn all_topics_and_all_languages_ship() {
    for summary in TAXONOMY.summaries() {
        assert_eq!(
            summary.languages.len(),
            Language::ALL.len(),
            "{}",
            summary.key
        );
    }
    let shared: Arc<str> = TAXONOMY.version();
    assert_eq!(shared.len(), 12);
}
