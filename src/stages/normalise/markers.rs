//! The words by which agencies mark a story at its head.
//!
//! Owns the table: phrase, what it signals, and in which form it counts. Matching is [`head`](super::head)'s. Phrases are compared without case and
//! accents; a blank stands for one or more blanks, hyphens, slashes or commas, `#` for a number of one or two digits with or without an ordinal
//! ending. Where agencies' habits are public they are followed (Reuters handbook, AP editorial types, dpa stylebook, AFP, EFE and TASS copy).

use crate::story::SignalKind;
use SignalKind::{
    Add, Advisory, Alert, Correction, Embargo, Hold, Kill, Lead, Refile, Repeat, Update, Withdrawal,
};

/// In which forms a phrase counts as a marker. Without any flag: in capitals before a dash, in any case before a colon, in brackets or as a line of
/// its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form(pub u8);

impl Form {
    pub const PLAIN: Self = Self(0);
    /// In capitals it needs nothing behind it: `URGENT Séisme au Chili`.
    pub const LOUD: Self = Self(1);
    /// A hyphen without blanks is enough: `CORRECTED-Oil rises`.
    pub const TIGHT: Self = Self(2);
    /// Only where a time or the word `until` follows in the same line: `EMBARGO: 0001 GMT`.
    pub const UNTIL: Self = Self(4);
    /// Only in capitals, since the word is common: `HOLD:`, `KILL:`.
    pub const CAPS: Self = Self(8);
    /// So plain that anything may follow: `please kill the story …`.
    pub const FREE: Self = Self(16);

    /// Inside brackets or behind a word such as `Eds:` anything may follow: `(Corrects spelling in paragraph 2)`.
    pub const ASIDE: Self = Self(32);
    /// Only where nothing but a time follows: `Sperrfrist Montag, 10. August, 8.00 Uhr`, but not `Sperrfrist für Öl beschlossen`.
    pub const TIMED: Self = Self(64);
    /// An ordinary word as well, which is a marker only alone on its line or in brackets; before a colon where the text behind speaks of the message.
    pub const ORDINARY: Self = Self(128);

    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// One phrase; `kind` is `None` for words that open a line to editors and signal nothing by themselves (`ATTENTION`, `ACHTUNG`).
#[derive(Debug, Clone, Copy)]
pub struct Marker {
    pub phrase: &'static str,
    pub kind: Option<SignalKind>,
    pub form: Form,
}

const PLAIN: Form = Form::PLAIN;
const LOUD: Form = Form::LOUD;
const TIGHT: Form = Form::TIGHT;
const UNTIL: Form = Form::UNTIL;
const CAPS: Form = Form::CAPS;
const FREE: Form = Form::FREE;
const ASIDE: Form = Form::ASIDE;
const TIMED: Form = Form::TIMED;
const ORDINARY: Form = Form::ORDINARY;

/// Every phrase with its kind and form; phrases are parted by `|`.
pub const MARKERS: &[(SignalKind, Form, &str)] = &[
    // Killed or withdrawn: the story must not be used.
    (
        Kill,
        FREE,
        "kill kill kill | kill kill | mandatory kill | bulletin kill | kill mandatory | news kill | kill notice | story kill | \
         eds kill | please kill | please do not use | please disregard | kill story | editors please kill | attention kill | \
         avis d'annulation | avis d’annulation | depeche annulee | depeche a annuler | annulation de depeche | priere d'annuler \
         | priere d’annuler | veuillez annuler | priere de ne pas utiliser | veuillez ne pas utiliser | merci de ne pas \
         utiliser | merci d'annuler | merci d’annuler | a annuler | bitte nicht verwenden | bitte verwenden sie die meldung \
         nicht | bitte die meldung nicht verwenden | storno der meldung | stornierung der meldung | bitte verwenden sie die \
         meldung | bitte verwenden sie diese meldung nicht | meldung zuruckgezogen | meldung streichen | bitte streichen | meldung zurückgezogen | rogamos anulen | rogamos \
         no utilicen | anulen la noticia | noticia anulada | atencion anulen | anulen por favor | annullare la notizia | \
         notizia annullata | si prega di annullare | si prega di non utilizzare | favor anular | favor nao utilizar | noticia \
         cancelada | materia cancelada | просим аннулировать | сообщение аннулировано | новость аннулирована | просьба не \
         использовать | просим не использовать | просьба аннулировать | просимо анулювати | просимо не використовувати | \
         повідомлення анульовано | haber iptal | haberi iptal ediyoruz | kullanmayiniz | xəbər ləğv edilir | xəbər ləğv olunur \
         | istifadə etməyin | يرجى الغاء | الغاء خبر | إلغاء خبر | يرجى عدم استخدام | الرجاء الغاء | 请勿使用 | 撤稿 | 此稿作废 | 稿件作废 | \
         稿件撤销 | 請勿使用 | 撤銷 | 使用禁止 | 記事取り消し | 記事取消 | 配信取り消し | 기사 취소 | 전문 취소 | 기사삭제",
    ),
    (
        Kill,
        CAPS.and(FREE),
        "do not use | nicht verwenden | no utilizar | не использовать",
    ),
    (
        Kill,
        FREE,
        "please withdraw | story cancelled | story canceled | story killed | kill this story | annule annule annule | annule annule | priere de ne pas \
         tenir compte | merci de ne pas tenir compte | merci de bien vouloir annuler | priere de bien vouloir annuler | se ruega anular | rogamos anular | \
         annullare annullare | eliminar eliminar | por favor eliminen | eliminen la noticia | حظر حظر حظر | حظر حظر | يرجى حذف | pedimos que anulem | pedimos que anule | anulem a noticia | bericht ingetrokken | bericht vervalt | bericht vervallen | gelieve niet \
         te gebruiken | gelieve het niet te gebruiken | gelieve dit bericht niet te gebruiken | telegrammet utgar | telegrammet annulleres | depesza wycofana | \
         depesza anulowana | prosimy o anulowanie | prosimy o niewykorzystywanie | rusime zpravu | zprava zrusena | prosime nepouzivejte | va rugam sa anulati | \
         stire anulata | моля анулирайте | новината се анулира | παρακαλουμε να ακυρωθει | haber iptali | خبر ملغى | ابطال خبر | حذف خبر | לא לפרסם את הידיעה | ביטול ידיעה | \
         נא לא לפרסם | 기사취소 | 撤稿通知 | pembatalan berita | berita dibatalkan | harap tidak menggunakan berita | xeberin legvi | хабар жойылды | \
         खबर रद्द | समाचार रद्द | anulujemy depesze | anulujemy nasza depesze | anulujemy wiadomosc | rusime spravu | ponistavamo vijest | ponistavamo vest | \
         molimo da ne koristite vijest | molimo da ne koristite vest | anuliuojama zinia | visszavonjuk hirunket | kerjuk ne hasznaljak | juttu peruttu",
    ),
    (
        Kill,
        CAPS,
        "kill | killed | annule | annulee | storno | storniert | annulliert | anulacion | аннулируется | аннуляция | анулюється | күші жойылды",
    ),
    (
        Kill,
        CAPS.and(ORDINARY),
        "annulation | annullierung | zuruckgezogen | anulada | anulado | anulen | annullamento | annullare | annullata | annullato | anulacao | anular | \
         cancelamento | аннулировано | аннулировать | аннулирование | анульовано | анулювання | анулира се | анулирана | анулиране | iptal | iptal \
         edilmistir | ləğv | ləğv edilir | ləğv olunur | ləğv edilib | الغاء | 撤销 | 取消 | 作废 | 取り消し | 取消し | 취소 | 전문취소 | anulowane | anulowana | \
         anulowanie | anulacja | zruseno | anulat | anulata | anulare | ακυρωση | ingetrokken | vervallen | vervalt | aterkallas | aterkallad | utgar | \
         annulleres | ביטול | لغو | pembatalan",
    ),
    (
        Withdrawal,
        FREE,
        "story withdrawn | story removed | item withdrawn | withdraws story | this story has been withdrawn | story has been \
         withdrawn | retraction notice | depeche retiree | информация снята | сообщение снято",
    ),
    (
        Withdrawal,
        TIGHT.and(CAPS),
        "withdrawn | withdrawal | retraction | retracted",
    ),
    (
        Withdrawal,
        CAPS,
        "depeche retiree | отозвано | снято с ленты | вилучено | 撤回",
    ),
    // Held back.
    (
        Hold,
        FREE,
        "hold hold hold | hold hold | hold for release | hold until | hold story | please hold | mandatory hold | a retenir \
         jusqu | en attente de diffusion | attention ne pas diffuser | ne pas diffuser avant | zuruckhalten bis | no difundir \
         hasta | no publicar hasta | non diffondere prima | не публиковать до | не для публикации до",
    ),
    (Hold, CAPS, "hold | withhold | withheld | hfr"),
    (
        Embargo,
        FREE,
        "hold for release until | hold for release at | adv for release | 禁发至 | 禁止发布至 | embargoed until | embargoed to | embargoed for | embargo until | strictly embargoed | under embargo | not for \
         publication before | not for release before | embargo lifts | sous embargo | embargo jusqu | embargo strict | \
         sperrfrist bis | achtung sperrfrist | gesperrt bis | embargado hasta | embargada hasta | embargo hasta | bajo embargo \
         | sotto embargo | embargo fino | sob embargo | embargo ate | под эмбарго | эмбарго до | під ембарго | ембарго до | \
         ambargolu | ambargolu haber | ambargo saati | embarqo altinda | محظور حتى | محظور النشر حتى | حظر النشر حتى | ممنوع \
         النشر قبل | 限时发布 | 禁止提前发布 | 解禁時間 | 解禁日時 | onder embargo | under embargo til | publiceringsforbud | \
         com embargo ate | texto com embargo | noticia com embargo | texto con embargo | noticia con embargo",
    ),
    (
        Embargo,
        TIMED,
        "embargo | embargoed | embargada | embargado | sperrfrist | sperrzeit | frei ab | frei fur | not for publication | not for release | эмбарго | ембарго | \
         ambargo | embarqo | εμπαργκο | sparrtid | sparrfrist | אמברגו | انتشار تا | انتشار قبل از | 解禁 | 엠바고 | for release monday | for release tuesday | \
         for release wednesday | for release thursday | for release friday | for release saturday | for release sunday",
    ),
    // AP's advance, with the day of the month it is for.
    (Embargo, PLAIN, "adv#"),
    (Embargo, CAPS, "adv #"),
    (Embargo, UNTIL, "sperrfrist | frei ab"),
    (Embargo, CAPS, "embargoed | embargado | embargada"),
    (
        Embargo,
        UNTIL.and(CAPS),
        "embargo | эмбарго | ембарго | ambargo | embarqo | εμπαργκο",
    ),
    (
        Embargo,
        PLAIN,
        "엠바고 | 解禁 | 禁运时间 | إمبارجو | حظر نشر",
    ),
    // Corrected or replaced.
    (
        Correction,
        FREE,
        "corrected version | annule et remplace | annule et replace | correction et mise a jour | version corrigee | \
         korrigierte fassung | berichtigte fassung | berichtigte wiederholung | version corregida | anula y sustituye | annulla e sostituisce | versione \
         corretta | versao corrigida | исправленная версия | в исправленной редакции | исправленный вариант | уточненная версия \
         | rattad version | korjattu versio | korjattu aiempaa uutista | виправлена версія | duzeltilmis haber | 订正稿",
    ),
    (
        Correction,
        ASIDE,
        "corrects | correcting | correct | corrige | berichtigt | korrigiert | korrektur | rectifie | rectifica | исправлено | \
         уточняется | opravuje | poprawia | ispravlja | corecteaza",
    ),
    (
        Correction,
        TIGHT,
        "corrected | correction | corrective | corr",
    ),
    (
        Correction,
        PLAIN,
        "corrected official | clarification | clarified | correctif | rectificatif | rectification | \
         erratum | precision | korrektur | berichtigung | richtigstellung | correccion | corregido | corregida | rectificacion \
         | fe de errores | aclaracion | correzione | rettifica | errata corrige | correcao | corrigido | corrigida | \
         retificacao | errata | исправление | исправлено | поправка | уточнение | уточнено | внесено исправление | виправлення \
         | виправлено | уточнення | корекция | duzeltme | duzelti | düzəliş | dəqiqləşdirmə | تصحيح | تصويب | 更正 | 订正 | 訂正 | 정정 \
         | correctie | rectificatie | rattelse | rettelse | retting | korjaus | oikaisu | korrigering | korekta | sprostowanie | oprava | corectie | rectificare | \
         διορθωση | תיקון | اصلاحيه | اصلاحیه | koreksi | ralat | түзету | सुधार | शुद्धि",
    ),
    // Words that mean nothing else, so that capitals are enough.
    (
        Correction,
        LOUD,
        "korekta | sprostowanie | rattelse | rectificatif",
    ),
    (Repeat, LOUD, "herhaling | powtorzenie"),
    (
        Refile,
        TIGHT.and(CAPS),
        "refile | refiled | refiles | refiling",
    ),
    (Refile, ASIDE, "refiles | refiling"),
    (Repeat, TIGHT, "re transmission | retransmission"),
    (
        Repeat,
        TIGHT.and(CAPS),
        "rpt | repeat | repeats | rpt rpt | rpt rpt rpt",
    ),
    (
        Repeat,
        PLAIN,
        "repetition | wiederholung | repeticion | repeticao | ripetizione | повтор | повторно | tekrar | təkrar | اعادة | 重发 | \
         再送 | 재송 | herhaling | powtorzenie",
    ),
    // A new version of the same story.
    (
        Update,
        TIGHT,
        "update # | wrapup # | wrap # | upd # | aktualisierung # | zusammenfassung #",
    ),
    (
        Update,
        TIGHT.and(CAPS),
        "update | wrapup | updated | recasts | writethru",
    ),
    (
        Update,
        PLAIN,
        "#nd writethru | # writethru | ld writethru | # ld writethru | mise a jour | actualise | actualisation | actualizacion \
         | actualizada | aktualisierung | aktualisiert | neufassung | aktualisierte fassung | zusammenfassung | aggiornamento | \
         aggiornata | atualizacao | atualizada | обновление | обновлено | дополнено | дополнение | подробности | оновлено | \
         доповнено | guncelleme | guncellendi | yenilənib | yeniləndi | تحديث | 更新 | 종합 | 종합#보 | aktualizacja | aktualizace | \
         actualizare | ενημερωση | בעדכון | amp | ampliacion | ampliacao | avance | synthese | papier general | resumen | synthesis",
    ),
    (
        Update,
        ASIDE,
        "adds | updates | recasts | ajoute | actualise | precise | actualiza | amplia | aggiunge | дополнено | добавлены | \
         новая версия | ergänzt | neu | doplnuje | uzupelnia | dopunjava | completeaza",
    ),
    (
        Lead,
        PLAIN,
        "# lead | # ld | # net | new lead | lead # | ld | nuevo lead | nouveau lead | neuer lead | lead general | #stlead | #ndlead | #rdlead | #thlead",
    ),
    (
        Add,
        PLAIN,
        "# add | add # | add | suite | suite et fin | suite # | fortsetzung | continua | continuacion | seguito | продолжение | \
         take # | # take | # teil | # teil und schluss | letzter teil | a suivre | 續 | 续",
    ),
    // Yonhap does not count its leads.
    (Lead, CAPS, "lead"),
    (Add, FREE, "1st add | 2nd add | 3rd add | 4th add | 5th add"),
    // Speed and service.
    (
        Alert,
        LOUD,
        "urgent | eil | eilmeldung | urgente | срочно | молния | терміново | блискавка | экстренно | son dakika | təcili | acil \
         | pilne | спешно | εκτακτο | шұғыл | spoed | bradskande | blixt",
    ),
    (Alert, CAPS, "d'urgence | d’urgence"),
    (
        Alert,
        PLAIN,
        "flash | alert | alerte | alerte info | alerta | bulletin | newsalert | apnewsalert | breaking | breaking news | snap | \
         extra | very urgent | tres urgent | muy urgente | blitz | blitzmeldung | vorrang | ultima hora | ultim'ora | ultimora \
         | ultim’ora | экспресс | flas | flas haber | عاجل | خبر عاجل | عاجل جدا | فوري | فوری | 快讯 | 急电 | 特急 | 快訊 | 突发 | 速報 | \
         至急 | 속보 | 긴급 | #보 | בהול | דחוף | तत्काल | breaking nieuws | blesk | mendesak",
    ),
    (
        Advisory,
        PLAIN,
        "planungshinweis | terminhinweis | programmhinweis",
    ),
    (
        Advisory,
        CAPS,
        "advisory | media advisory | editors advisory | news advisory | adv | budget | avis aux redactions | avis | note aux \
         redactions | agenda | hinweis | redaktioneller hinweis | aviso | aviso a los clientes | avviso | внимание редакторам | \
         к сведению редакторов | анонс | уваги редакторів | duyuru | تنبيه | تنويه | 编者按 | 通知",
    ),
];

/// Words that open a message to editors, parted by `|`: what follows decides what it signals.
pub const ATTENTION: &str = "a los abonados | a los suscriptores | a los clientes | aux abonnes | aos assinantes | agli abbonati | to subscribers | to all subscribers | \
     абонентам | вниманию абонентов | attention | attention editors | eds | editors | editors note | note to editors | attention redactions | achtung | \
     achtung redaktionen | atencion | atencion redacciones | attenzione | atencao | внимание | внимание редакторов | увага \
     | dikkat | diqqət | uwaga | upozorneni | figyelem | تنبيه هام | 注意";

/// All markers, one for each phrase.
pub fn all() -> impl Iterator<Item = Marker> {
    let signals = MARKERS.iter().flat_map(|&(kind, form, phrases)| {
        split(phrases).map(move |phrase| Marker {
            phrase,
            kind: Some(kind),
            form,
        })
    });
    let attention = split(ATTENTION).map(|phrase| Marker {
        phrase,
        kind: None,
        form: PLAIN,
    });
    signals.chain(attention)
}

pub fn split(phrases: &'static str) -> impl Iterator<Item = &'static str> {
    phrases.split('|').map(str::trim).filter(|p| !p.is_empty())
}
