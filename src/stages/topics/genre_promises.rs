//! What genres promise of verdicts, kept with the taxonomy that ships: a report of a theft, an accident or a battle is not
//! about what was stolen, spilled or talked of in passing, and still is where it tells of it.

use super::Taxonomy;
use super::check::sure;
use super::promises::{assert_holds_together, of};
use crate::story::{Language, Story, TopicVerdict, Verdict};
use std::sync::LazyLock;

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| Taxonomy::builtin().unwrap());

fn judge(headline: &str, body: &str, language: Language) -> Vec<TopicVerdict> {
    let story = Story::from_text(headline, body);
    let verdicts = TAXONOMY.judge(&story, &sure(language), &[]);
    assert_holds_together(&story, &verdicts);
    verdicts
}

fn guarded(verdict: &TopicVerdict, by: &str) -> bool {
    verdict.evidence.iter().any(|e| &*e.term == by)
}

#[test]
fn a_theft_of_fuel_is_a_mention_of_energy_in_any_language() {
    for (language, headline, body) in [
        (
            Language::En,
            "Five jailed for stealing diesel",
            "A judge in Hull sent five members of a gang to prison on Friday for the theft of 90,000 litres of diesel from parked trucks, the court said.",
        ),
        (
            Language::Fr,
            "Vol de gazole: trois interpellations",
            "Trois hommes soupçonnés d'avoir volé du gazole sur des chantiers ont été interpellés mardi et placés en garde à vue, selon les enquêteurs; le procureur a requis leur écrou avant leur procès.",
        ),
        (
            Language::Ar,
            "السجن لثلاثة متهمين بسرقة الديزل",
            "قضت محكمة الجنايات بسجن ثلاثة متهمين خمس سنوات بعدما أدانتهم النيابة بسرقة الديزل من شاحنات متوقفة، وقال محامي أحدهم إنه سيطعن في الحكم.",
        ),
        (
            Language::Ja,
            "軽油盗んだ疑い、3人逮捕",
            "工事現場の重機から軽油を盗んだとして、県警は10日、窃盗の容疑で会社員ら3人を逮捕した。検察は起訴する方針。",
        ),
    ] {
        let verdicts = judge(headline, body, language);
        let energy = of(&verdicts, "energy");
        assert_eq!(energy.verdict, Verdict::Mentions, "{headline} {energy:?}");
        assert!(guarded(energy, "guard:crime"), "{headline}");
    }
}

#[test]
fn a_crime_that_cuts_the_supply_is_about_energy_all_the_same() {
    let verdicts = judge(
        "Police arrest three over pipeline blast",
        "Police arrested three suspects after saboteurs blew up a gas pipeline, cutting natural gas supplies to two regions, a judge ordering them into custody.\n\nGas prices rose by a tenth and the operator said that gas flows would resume within a week, while power stations burned coal instead.",
        Language::En,
    );
    let energy = of(&verdicts, "energy");
    assert!(guarded(energy, "guard:crime"));
    assert_eq!(energy.verdict, Verdict::About, "{energy:?}");
}

#[test]
fn activists_on_trial_are_about_climate_and_carry_no_guard() {
    let verdicts = judge(
        "Climate activists sentenced",
        "A court sentenced four climate activists to prison on Monday; police had arrested them at a protest for climate action, and the judge rejected their lawyer's plea.",
        Language::En,
    );
    let climate = of(&verdicts, "climate");
    assert_eq!(climate.verdict, Verdict::About, "{climate:?}");
    assert!(!guarded(climate, "guard:crime"));
}

#[test]
fn a_tanker_lorry_in_a_ditch_is_a_mention_of_energy() {
    let verdicts = judge(
        "Lorry overturns near Leeds",
        "A lorry overturned on the motorway and spilled 20,000 litres of diesel on Monday. Its driver was taken to hospital by ambulance, and firefighters closed two lanes.",
        Language::En,
    );
    let energy = of(&verdicts, "energy");
    assert_eq!(energy.verdict, Verdict::Mentions, "{energy:?}");
    assert!(guarded(energy, "guard:accident"));
}

#[test]
fn a_market_report_that_lists_sectors_is_a_mention_of_energy_and_one_that_tells_of_supply_is_not() {
    let market = "Wall Street closed lower on Tuesday, with investors selling stocks before the jobs report, traders said. The Nasdaq index lost 0.6 percent and the Dow Jones 40 points.";
    let verdict = |end: &str| {
        let verdicts = judge(
            "Stocks end lower",
            &format!("{market}\n\n{end}"),
            Language::En,
        );
        of(&verdicts, "energy").clone()
    };
    let listed = verdict("Natural gas producers slipped, while banks gained.");
    assert_eq!(listed.verdict, Verdict::Mentions, "{listed:?}");
    assert!(guarded(&listed, "guard:market_close"));
    let told = verdict(
        "Crude oil rose after OPEC cut output, and natural gas supplies to Europe fell as a pipeline was shut. Refineries lowered gasoline production, and power stations burned more coal.",
    );
    assert_eq!(told.verdict, Verdict::About, "{told:?}");
}

#[test]
fn talks_in_the_last_line_of_a_war_report_are_a_mention_and_talks_that_it_tells_of_are_not() {
    let fighting = "Shelling killed nine civilians in the market of a frontline town on Tuesday, and rebels fired rockets at a column of troops, residents said by telephone, hiding in the cellars of the old school while drones circled above.\n\nFighters held the bridge until the evening, when artillery hit a mill and its store; two soldiers were wounded, and the only surgeon of the town worked by the light of a torch, his nurse said.";
    let verdict = |end: &str| {
        let verdicts = judge(
            "Nine killed in market",
            &format!("{fighting}\n\n{end}"),
            Language::En,
        );
        of(&verdicts, "diplomacy").clone()
    };
    let passing = verdict("The attack came while a ceasefire agreement was in force.");
    assert_eq!(passing.verdict, Verdict::Mentions, "{passing:?}");
    assert!(guarded(&passing, "guard:war"));
    let told = verdict(
        "The foreign ministers of the two countries held peace talks in Geneva on the same day and agreed on a prisoner exchange. The United Nations envoy said that the ceasefire negotiations would go on.",
    );
    assert_eq!(told.verdict, Verdict::About, "{told:?}");
}
