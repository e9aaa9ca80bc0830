//! Languages that no topic is read in, told by their script or by their commonest words.
//!
//! Owns the tags for them, and when a text is sure enough to have one. It is asked only where the languages we read have been ruled out, so that it never
//! takes a text from one of them. Promises a cost bounded by the sample, and no answer rather than a guess between two that share their words.

use super::sample::Sample;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Scripts that one language is written in, as far as news goes: first and last character.
const SCRIPTS: &[(char, char, &str)] = &[
    ('\u{530}', '\u{58f}', "hy"),
    ('\u{980}', '\u{9ff}', "bn"),
    ('\u{a00}', '\u{a7f}', "pa"),
    ('\u{a80}', '\u{aff}', "gu"),
    ('\u{b00}', '\u{b7f}', "or"),
    ('\u{b80}', '\u{bff}', "ta"),
    ('\u{c00}', '\u{c7f}', "te"),
    ('\u{c80}', '\u{cff}', "kn"),
    ('\u{d00}', '\u{d7f}', "ml"),
    ('\u{d80}', '\u{dff}', "si"),
    ('\u{e00}', '\u{e7f}', "th"),
    ('\u{e80}', '\u{eff}', "lo"),
    ('\u{f00}', '\u{fff}', "bo"),
    ('\u{1000}', '\u{109f}', "my"),
    ('\u{10a0}', '\u{10ff}', "ka"),
    ('\u{1200}', '\u{139f}', "am"),
    ('\u{1780}', '\u{17ff}', "km"),
];

/// Commonest words, those left out that a language we read has as well and uses as often.
const WORDS: &[(&str, &str)] = &[
    (
        "hu",
        "az és hogy nem egy van szerint volt csak kell azt ez még már után között mint pedig amely lesz lett mondta közölte amelyek",
    ),
    (
        "hr",
        "su koji koja koje nije će bi kao nakon između biti bio bila danas rekao kazao izjavio zbog kada već što samo prema bez ili je se na da za te uz iz od ponedjeljak ponedjeljku utorak četvrtak godine godina eura",
    ),
    (
        "sl",
        "tudi ki kot ob bo ter pa še že med zaradi ni lahko oziroma danes dejal bodo pri so sta bil bilo je se na da za iz",
    ),
    (
        "sk",
        "sa že aby ktorý ktorá ktoré ktorí podľa pre pri ako bol bola bolo už tiež medzi povedal uviedol však len sú nie môže na je za od povedala ministerstvo minister slovenska slovenskej slovensko ktorú ktorým ktorého tento táto tieto takýto roku rokov by aj jeho ich keď alebo proti počas teda zo so vo ku čo uviedla hovorca hovorkyňa miliónov novú otvorili informoval informovala vyplýva spravodajca pondelok utorok stredu štvrtok piatok",
    ),
    (
        "da",
        "og af ikke der har fra kan men efter også bliver ved siger mod været jeg blev hvor mere nu det til på som være at er sagde ifølge regeringen udenrigsminister statsminister kroner mellem mange flere første andre samt mens fordi hvis meget denne disse deres skal vil kunne blevet havde selv dem vores os hele danske dansk går år uge land siden igen sammen lige gennem sådan altså tidligere millioner oplyser skriver",
    ),
    (
        "nb",
        "og av ikke som har fra kan men etter også blir ved sier mot vært jeg ble hvor mer nå det til på være at er sa ifølge regjeringen utenriksminister statsminister kroner mellom mange flere første andre samt mens fordi hvis mye denne disse deres skal vil kunne blitt hadde selv dem våre oss hele norske norsk går år uke land siden igjen sammen gjennom slik altså tidligere millioner opplyser skriver",
    ),
    (
        "fi",
        "ja on että ei oli mukaan myös kun sekä hän ovat mutta jo joka jotka tai kuin voi kertoo sanoo ole olisi noin ollut sen kuitenkin tämä tämän nyt vielä ennen välillä jälkeen hallitus presidentti pääministeri vuonna viime suomen suomi sanoi kertoi saa tulee näin myöhään pidettiin joiden johon eivät vain niin siitä hänen",
    ),
    (
        "et",
        "ja on et ei oli ning ka see mis kui aga mida tema oma pärast ütles selle kes või nii peab esmaspäeval teisipäeval kolmapäeval neljapäeval reedel teatas järgmisel eurot",
    ),
    (
        "lv",
        "un ir ka ar no par uz kas arī pēc bet tika gan vai lai kā tiek nav būs gada līdz pie savu pirmdien otrdien trešdien ceturtdien piektdien informēja eiro",
    ),
    (
        "lt",
        "ir kad yra su į iš kaip bet apie tai buvo po dėl nuo prie pat taip jis už sakė metų gali tik pagal pirmadienį antradienį trečiadienį ketvirtadienį penktadienį kuris kurioje bus eurų teigia savivaldybė",
    ),
    (
        "sq",
        "të në dhe për që nga një është më janë nuk kjo por pas tha kanë edhe si ka",
    ),
    (
        "ca",
        "amb és més però també aquest aquesta dels seva seu està segons després als hi han els pel fins que una les aquestes aquests ha va van seves govern consellera conseller dilluns dimarts dimecres dijous divendres dissabte diumenge explicat anys dia tindrà farà d'aquí nou nova davant sobre entre perquè on aquí ara ja",
    ),
    (
        "eu",
        "eta da du ez bat dira dute izan zen ere dela egin behar baina hau bere zuen dituzte duela",
    ),
    (
        "is",
        "og að er í á til sem um við var með fyrir ekki en það hefur því eftir hann segir verið frá eru",
    ),
    (
        "vi",
        "và của là được trong cho các có không với một những này đã từ người về tại đến khi ông năm",
    ),
    (
        "tl",
        "ang ng sa mga ay ni para kay hindi ito nang siya ayon kanyang",
    ),
    (
        "sw",
        "na ya wa kwa katika ni za la hiyo kuwa cha hii huo kama alisema pia watu",
    ),
    (
        "af",
        "die en van nie dat vir met op om wat sy te word hy ook aan was sê het",
    ),
    (
        "sr-Cyrl",
        "је се су који која које није ће као након после између бити био била данас рекао изјавио због када што само према",
    ),
    (
        "mk",
        "во дека ќе ги го според беше рече се од со како на да што понеделник соопшти соопштија изјави евра денеска",
    ),
    (
        "be",
        "і ў з што гэта па але ад пра каб быў яго таксама яны не у для як",
    ),
    (
        "mn",
        "нь байна энэ юм болон гэж бол хийх байгаа монгол улсын засгийн газрын ерөнхий сайд нарын өнөөдөр байгааг байсан байв гэсэн гэжээ уг тус хурал хуралдаан санал эрхлэн шийдвэр дээр талаар хүрээнд онд оны бөгөөд мөн хүн улс маргааш зарим нутгаар мэдээллээ мэдээлэв",
    ),
    (
        "ky",
        "жана менен үчүн бул эмес болгон деп боюнча кыргызстандын кыргыз республикасынын президенти бишкек шаарынын ошондой эле жаңы билдирди билдирет деди катышты иш өкмөт мамлекеттик болуп болду анын алар жылы жылдын тарабынан чейин кийин тууралуу каршы башкы",
    ),
    ("tg", "ва дар аз ба бо ки ин барои шуд буд"),
    (
        "ur",
        "کے کی میں ہے کا سے نے کو اور یہ ہیں کہ تھا بھی نہیں ہو",
    ),
    (
        "uz",
        "va bilan uchun bu boʻlib boʻldi haqida deb bo'lib bo'ldi ushbu hamda ва билан учун бу бўлиб бўлди ҳақида деб ушбу ҳамда бугун ўтмоқда эди эса ўз бўйича мамлакат ўзбекистон давлат йил томонидан қилинди этилган этилди куни yangi qiladi qildi qilindi shahrida ochildi oʻtkazildi",
    ),
    (
        "ms",
        "beliau baharu berkata ialah kerana bahawa kerajaan pengangkutan ringgit boleh negeri bagi pihak",
    ),
    (
        "tk",
        "we bilen hem üçin bu bolan boldy edildi barada boýunça şeýle arkaly bolup halkara täze ýurdumyzyň türkmenistanyň döwlet",
    ),
    ("ps", "د په چې کې ته دی له سره شوي"),
    ("ckb", "لە بۆ کە ئەو بە لەگەڵ نییە دەکات"),
    (
        "ne",
        "छ र पनि गर्न भएको छन् गरेको थियो भने यो छैन हुने उनले गरेका भएका बताउनुभएको बताउनुभयो बताए प्रधानमन्त्री नेपाल काठमाडौँ काठमाडौं गरिएको गर्दै गरी लागि हो ले मा आज रहेको दिनुभएको अनुसार तथा सो जानकारी मन्त्रालय मन्त्रीले नेपाली सरकारले यस भन्ने रूपमा नयाँ दुई सकिने आइतबार सोमबार मङ्गलबार बुधबार",
    ),
    (
        "mr",
        "आहे आणि या च्या होते केली आहेत यांनी मध्ये म्हणाले नाही असून यांच्यात झाल्या झाली झाले झाला दिली दिले सांगितले त्यांनी ही हे हा मंत्र्यांनी देशांतील असे असल्याचे करण्यात केल्या यांच्या मुख्यमंत्री भारत राज्य सरकारने त्यामुळे मुळे मात्र तसेच",
    ),
];

/// What tells the standards of one language apart: words of Serbia and of Bosnia where the common ones are those of `hr`.
const EKAVIAN: &str = "posle gde predsednik nedelje nedelju saopštio saopšteno šta biće pre dve mesto vreme uvek sednica evropski evropske evropska bezbednost";
const BOSNIAN: &str = "sedmica sedmice saopćeno saopćio saopćeno bih federacije također";

static TABLE: LazyLock<FxHashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut table: FxHashMap<&'static str, u32> = FxHashMap::default();
    for (index, (_, words)) in WORDS.iter().enumerate() {
        for word in words.split_whitespace() {
            *table.entry(word).or_default() |= 1 << index;
        }
    }
    table
});

/// Words of a sample that are looked at.
const MOST_WORDS: usize = 400;
/// Hits below which nothing is said.
const FEWEST: u32 = 3;
/// Words of a text of a line or two.
const SHORT: u32 = 20;
/// Of so many words one has to be among the commonest.
const ONE_IN: u32 = 16;

/// The tag of the language a sample shows, where it is one of these; `homes` are those its agency writes in.
pub(super) fn of(sample: &Sample<'_>, homes: &[&'static str]) -> Option<&'static str> {
    script(sample).or_else(|| words(sample, homes))
}

fn script(sample: &Sample<'_>) -> Option<&'static str> {
    let mut counts = [0u32; SCRIPTS.len()];
    let mut letters = 0u32;
    for c in sample.pieces().flat_map(str::chars) {
        letters += u32::from(c.is_alphabetic());
        if c < '\u{530}' {
            continue;
        }
        if let Some(at) = SCRIPTS
            .iter()
            .position(|(from, to, _)| (*from..=*to).contains(&c))
        {
            counts[at] += u32::from(c.is_alphabetic());
        }
    }
    let (at, most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    (*most >= 4 && most * 2 > letters).then_some(SCRIPTS[at].2)
}

fn words(sample: &Sample<'_>, homes: &[&'static str]) -> Option<&'static str> {
    let is_break = |c: char| {
        c.is_whitespace()
            || c.is_ascii_punctuation()
            || matches!(
                c,
                '،' | '۔' | '؛' | '।' | '“' | '”' | '„' | '»' | '«' | '–' | '—' | '…' | '’'
            )
    };
    let mut hits = [0u32; WORDS.len()];
    let mut masks = Vec::with_capacity(MOST_WORDS);
    let mut all = 0u32;
    let (mut ekavian, mut bosnian) = (0u32, 0u32);
    let words = sample.pieces().flat_map(|piece| piece.split(is_break));
    for word in words.filter(|word| !word.is_empty()).take(MOST_WORDS) {
        all += 1;
        let word = word.to_lowercase();
        ekavian += u32::from(EKAVIAN.split(' ').any(|w| w == word));
        bosnian += u32::from(BOSNIAN.split(' ').any(|w| w == word));
        let Some(mask) = TABLE.get(word.as_str()) else {
            continue;
        };
        masks.push(*mask);
        for (index, hit) in hits.iter_mut().enumerate() {
            *hit += (mask >> index) & 1;
        }
    }
    let found = told(&hits, &masks, all).or_else(|| at_home(&hits, all, homes))?;
    // The standards of one language have the same words; the agency says which it writes, else words of one of them do.
    let of_home = homes.iter().find(|tag| row(tag) == row(found));
    Some(match found {
        "hr" if of_home.is_some() => of_home.copied().unwrap_or(found),
        "hr" if ekavian > bosnian && ekavian > 0 => "sr",
        "hr" if bosnian > 1 => "bs",
        tag => tag,
    })
}

/// The row of words by which a language is told.
fn row(tag: &str) -> Option<usize> {
    let tag = if matches!(tag, "sr" | "bs") {
        "hr"
    } else {
        tag
    };
    WORDS.iter().position(|(other, _)| *other == tag)
}

/// The language of the agency, where the text has words of it and of no other more.
fn at_home(hits: &[u32], all: u32, homes: &[&'static str]) -> Option<&'static str> {
    let of_row = |tag: &&'static str| Some((*tag, *hits.get(row(tag)?)?));
    let (tag, hit) = homes
        .iter()
        .filter_map(of_row)
        .max_by_key(|(_, hit)| *hit)?;
    let is_most = hits.iter().all(|other| *other <= hit);
    (hit + 1 >= FEWEST && hit * ONE_IN >= all && is_most).then_some(tag)
}

/// The language that the words alone show.
fn told(hits: &[u32; WORDS.len()], masks: &[u32], all: u32) -> Option<&'static str> {
    let (best, most) = hits
        .iter()
        .copied()
        .enumerate()
        .max_by_key(|(_, hit)| *hit)?;
    let (next, second) = hits
        .iter()
        .copied()
        .enumerate()
        .filter(|(index, _)| *index != best)
        .max_by_key(|(_, hit)| *hit)?;
    // Two words alone of one language are enough for a line or two.
    let is_short = most == FEWEST - 1 && second == 0 && all <= SHORT;
    if (most < FEWEST && !is_short) || most * ONE_IN < all {
        return None;
    }
    // Neighbours share most words; those that only one of the two has decide.
    let alone = |one: usize, other: usize| {
        let is_own = |mask: &&u32| (**mask >> one) & 1 == 1 && (**mask >> other) & 1 == 0;
        masks.iter().filter(is_own).count()
    };
    let is_ahead = most > second + second / 5;
    let (own, others) = (alone(best, next), alone(next, best));
    let is_told = own >= 3 && own >= 3 * others;
    (is_ahead || is_told).then_some(WORDS[best].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Option<&'static str> {
        of(&Sample::of_text(text), &[])
    }

    #[test]
    fn a_script_or_the_commonest_words_show_the_language() {
        for (expected, text) in [
            (
                "hr",
                "Ministar je rekao da su se dvije luke, koje nije lako povezati, dogovorile o dizalici nakon razgovora koji su trajali tri sata.",
            ),
            (
                "sr",
                "Predsednik je rekao da su se dve luke, koje nije lako povezati, dogovorile o dizalici posle razgovora koji su trajali tri sata.",
            ),
            (
                "hu",
                "A miniszter szerint a két kikötő nem egy darut kap, hanem azt mondta, hogy már csak az egyik van kész.",
            ),
            (
                "da",
                "Ministeren siger, at havnen ikke har været åben, og at der nu bliver bygget en kran efter aftalen.",
            ),
            (
                "nb",
                "Statsråden sier at havnen ikke har vært åpen, og at det nå blir bygget en kran etter avtalen.",
            ),
            (
                "fi",
                "Ministerin mukaan satama ei ole auki, mutta nosturi on jo tilattu ja se voi olla valmis, kun sopimus on tehty.",
            ),
            (
                "lv",
                "Ministrs sacīja, ka ostas ir vienojušās par celtni un tas tiek būvēts pēc līguma, kas nav vēl parakstīts.",
            ),
            (
                "sk",
                "Minister povedal, že prístavy sa dohodli, ktoré podľa neho nie sú otvorené, ale už bol objednaný žeriav.",
            ),
            (
                "ur",
                "وزیر نے کہا کہ دونوں بندرگاہوں کے درمیان معاہدہ ہو گیا ہے اور یہ اتوار کو نافذ ہے۔",
            ),
            ("da", "Kranen står mellem havnene, sagde ministeren"),
            (
                "da",
                "- Vi vil til bunds i det her, og det gør vi sammen med vores allierede, siger han. De har ikke talt med havnen efter mødet, men vil gøre det nu.",
            ),
            (
                "ca",
                "La consellera ha explicat aquest dilluns que el port tindrà una grua nova davant la costa.",
            ),
            (
                "mr",
                "दोन बंदरांमध्ये करार झाला असे मंत्र्यांनी सांगितले. त्यांनी ही माहिती दिली.",
            ),
            (
                "uz",
                "Бугун икки порт ўртасида келишув имзоланди ва кран учун маблағ ажратилди, деб хабар берилди ҳамда бу ҳақида эълон қилинди.",
            ),
            (
                "ky",
                "Эки порт кран боюнча келишимге кол койду, деп билдирет администрация жана бул жаңы келишим.",
            ),
            ("bn", "মন্ত্রী বলেছেন যে দুটি বন্দর একমত হয়েছে।"),
            ("th", "รัฐมนตรีกล่าวว่าท่าเรือทั้งสองตกลงกัน"),
            (
                "ne",
                "मन्त्रीले भने सम्झौता भएको छ र यो पनि लागू हुने छैन भने उनले थप कुरा गरेको छन्।",
            ),
            (
                "mk",
                "Министерот рече дека пристаништата се договориле и дека ќе ги отворат според договорот во недела.",
            ),
        ] {
            assert_eq!(tag(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn too_little_and_other_words_show_none() {
        for text in [
            "",
            "Oslo",
            "rekao je",
            "xyz abc def ghi jkl",
            "GDP 2026 4.5%",
        ] {
            assert_eq!(tag(text), None, "{text}");
        }
    }
}
