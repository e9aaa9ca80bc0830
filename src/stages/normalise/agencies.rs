//! Names of news agencies, for datelines and credits.
//!
//! Owns the list of names by which agencies sign their copy. It only makes doubtful datelines and credits sure; an agency that is not listed is
//! still read where the form is clear. Names are public facts from the agencies' own copy.

use super::fold;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Parted by `|`.
const AGENCIES: &str = "یو این آئی | پی ٹی آئی | اے پی پی | این این آئی | آئی این پی | اے ایف پی | رائٹرز | cnn | भाषा | पीटीआई | एएनआई | वार्ता | यूनीवार्ता | आईएएनएस | हि.स. | हिन्दुस्थान समाचार | रॉयटर | रॉयटर्स | एपी | एएफपी | عمانية | \
     العمانية | بنا | ومع | سونا | أ ب | עתים | רויטרס | שינחואה | ロイター | 聯合ニュース | прайм | рейтер | рейтерс | интерфакс-россия | \
     интерфакс-казахстан | интерфакс-запад | interfax-kazakhstan | азия-плюс | afp | ap | apa | dpa | dpa-afx | reuters | ats | keystone-ats | sda | keystone-sda | ansa | agi | adnkronos | efe | \
     europa press | lusa | belga | anp | tt | ntb | ritzau | stt | pa | pa media | press association | aap | cp | the \
     canadian press | la presse canadienne | upi | bloomberg | kyodo | jiji | 共同 | 時事 | 共同通信 | 時事通信 | 時事通信社 | 共同通信社 | yonhap | 연합뉴스 | 뉴시스 | 뉴스1 | newsis \
     | xinhua | 新华社 | 新華社 | 中新社 | 中央社 | cna | ptı | pti | ians | ani | uni | app | antara | bernama | vna | tna | tass | \
     тасс | itar-tass | итар-тасс | риа новости | ria novosti | sputnik | спутник | интерфакс | interfax | interfax.ru | \
     regnum | укринформ | укрінформ | ukrinform | унн | унiан | уніан | униан | unian | interfax-ukraine | \
     интерфакс-украина | інтерфакс-україна | белта | belta | казинформ | kazinform | qazinform | ҚазАқпарат | казтаг | uza \
     | узa | kabar | кабар | armenpress | арменпресс | azertac | azərtac | азертадж | апа | trend | report | report.az | \
     turan | туран | ann | aa | anadolu | anadolu ajansi | dha | iha | anka | irna | ایرنا | ايرنا | isna | ایسنا | tasnim \
     | تسنیم | mehr | fars | wafa | وفا | spa | واس | wam | وام | mena | أ ش أ | qna | قنا | kuna | كونا | petra | بترا | \
     sana | سانا | nna | ina | واع | aps | واج | map | ماب | tap | وات | رويترز | شينخوا | ا ف ب | أ ف ب | فرانس برس | د ب أ | ap \
     photo | afx | pap | ctk | čtk | tasr | mti | agerpres | bta | бта | hina | tanjug | srna | fena | mia | ana-mpa | αμπε \
     | απε-μπε | cyprus news agency | sna | elta | bns | leta | err | montsame | kcna | prnewswire | pr newswire | business \
     wire | globe newswire | globenewswire | telam | télam | agencia brasil | abr | notimex | prensa latina | pl | andina | \
     abi | avn | panapress | apanews | gna | nan | sapa | ena | kna | ips | ddp | epd | дпа | афп | юпи | анса | bna | askanews | tmnews | fonet | sita | una | saba | سبأ | بترا | ada derana | iqna | afp-services | sid | imatrix | ots \
     | news aktuell | italpress | 9colonne | lapresse | radiocor | il sole 24 ore radiocor | agenzia nova | rompres | notimex | \
     dow jones | dow jones newswires | reuter | mediafax | pna | ttxvn | bss | cmc | awp | infotag | moldpres | kompas.com | liputan6.com | republika.co.id | tempo.co | cnn indonesia | κυπε | ipna | ppn | nzpa | fnb | oʻza | o'za | o‘za | سبأنت | 조선중앙통신 | atsh | tdh | ховар | acn | монцамэ";

/// Names that are words of a language as well: they count in capitals only. Parted by `|`.
const IN_CAPITALS: &str = "dire | nova | nan | adn | kai | aki | ads";

static FOLDED: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    AGENCIES
        .split('|')
        .map(|name| fold::text(name.trim()))
        .collect()
});

static FOLDED_IN_CAPITALS: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    IN_CAPITALS
        .split('|')
        .map(|name| fold::text(name.trim()))
        .collect()
});

/// Bytes of the longest signature: several names in one of the scripts of three bytes a letter.
const LONGEST: usize = 120;

/// Whether a name is that of an agency, alone or as a pair (`ats afp`, `dpa/AFP`).
pub fn is_known(name: &str) -> bool {
    if name.len() > LONGEST {
        return false;
    }
    let folded = fold::text(name.trim());
    // `أ.ف.ب`, `A.A`
    let is_dotted = || {
        folded.contains('.')
            && (FOLDED.contains(folded.replace('.', " ").trim())
                || (fold::is_loud(name) && FOLDED.contains(folded.replace('.', "").trim())))
    };
    FOLDED.contains(&folded)
        || (fold::is_loud(name) && FOLDED_IN_CAPITALS.contains(&folded))
        || is_dotted()
        || (folded.contains(['/', ' ', ','])
            && folded
                .split(['/', ' ', ','])
                .filter(|part| !part.is_empty())
                .all(|part| FOLDED.contains(part)))
}
