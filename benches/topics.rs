//! Cost of the topic stage: `cargo bench --bench topics`.
//!
//! `story/…` judges a story of about 2.4 KB in several languages, `decoded/…` does all that follows decoding and tidying:
//! language, entities, topics; `size/…` judges the same text from 0.5 KB to 256 KB, where time must grow with length and no
//! faster; `load` reads and compiles the taxonomy.

use copytaster::stages::topics::Taxonomy;
use copytaster::stages::topics::check::sure;
use copytaster::stages::{Gazetteer, Languages};
use copytaster::story::{Language, Story};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// Paragraphs written for this benchmark: one without topics and one or two with, in each language.
const TEXTS: [(Language, &str); 6] = [
    (
        Language::Fr,
        "Le conseil municipal a examiné jeudi le budget de la bibliothèque, dont les travaux doivent durer encore deux ans selon la mairie.\n\nLe ministre des Affaires étrangères a reçu son homologue pour des entretiens consacrés aux relations bilatérales et à la levée des sanctions.\n\nLes deux pays ont signé un protocole d'accord sur l'interconnexion de leurs réseaux électriques et la production d'hydrogène vert.\n\n",
    ),
    (
        Language::En,
        "The town council reviewed the library's budget on Thursday, and work on the old building will take two more years, the mayor said.\n\nThe foreign minister held talks with his counterpart on bilateral relations and the lifting of sanctions against the neighbouring state.\n\nCrude oil prices rose after producers agreed to cut output, and power prices followed as gas supplies through the pipeline fell.\n\n",
    ),
    (
        Language::De,
        "Der Stadtrat beriet am Donnerstag über den Haushalt der Bibliothek, deren Umbau nach Angaben des Bürgermeisters noch zwei Jahre dauert.\n\nDer Außenminister sprach mit seinem Amtskollegen über die bilateralen Beziehungen und die Aufhebung der Sanktionen gegen das Nachbarland.\n\nDie Strompreise stiegen, nachdem zwei Kohlekraftwerke vom Netz gegangen waren; der Klimaschutz verlange einen schnelleren Ausbau der Windkraft.\n\n",
    ),
    (
        Language::Ru,
        "Городской совет в четверг рассмотрел бюджет библиотеки, ремонт которой, по словам мэра, продлится ещё два года.\n\nМинистр иностранных дел провёл переговоры со своим коллегой о двусторонних отношениях и снятии санкций.\n\nЦены на нефть выросли после решения сократить добычу, экспорт газа по трубопроводу снизился.\n\n",
    ),
    (
        Language::Ar,
        "ناقش المجلس البلدي يوم الخميس ميزانية المكتبة التي يستمر ترميمها عامين آخرين وفق ما أعلنه رئيس البلدية.\n\nأجرى وزير الخارجية محادثات مع نظيره بشأن العلاقات الثنائية ورفع العقوبات عن الدولة المجاورة.\n\nارتفعت أسعار النفط بعد قرار خفض الإنتاج وتراجعت صادرات الغاز الطبيعي عبر خط الأنابيب.\n\n",
    ),
    (
        Language::Zh,
        "市议会周四审议了图书馆的预算，市长表示旧楼的修缮还需要两年时间才能完成，居民对此意见不一。\n\n外交部长与到访的外长举行会谈，就双边关系和解除制裁问题深入交换意见。\n\n产油国同意减产后国际油价上涨，通过管道输送的天然气供应下降，电价随之走高，专家呼吁应对气候变化。\n\n",
    ),
];

/// Bytes of a story: the text is repeated until it has at least so many.
const STORY: usize = 2_200;

/// The text repeated to about so many bytes.
fn story(text: &str, bytes: usize) -> Story {
    let mut body = String::with_capacity(bytes + text.len());
    while body.len() < bytes {
        body.push_str(text);
    }
    Story::from_text("", &body)
}

fn topics(c: &mut Criterion) {
    let taxonomy = match Taxonomy::builtin() {
        Ok(taxonomy) => taxonomy,
        Err(error) => panic!("{error}"),
    };
    let mut group = c.benchmark_group("story");
    for (language, text) in TEXTS {
        let story = story(text, STORY);
        group.throughput(Throughput::Bytes(story.body.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(language.code()), |b| {
            b.iter(|| taxonomy.judge(black_box(&story), &sure(language), &[]));
        });
    }
    group.finish();
    let (languages, gazetteer) = (Languages::builtin(), Gazetteer::builtin());
    let mut group = c.benchmark_group("decoded");
    for (language, text) in TEXTS {
        let story = story(text, STORY);
        group.throughput(Throughput::Bytes(story.body.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(language.code()), |b| {
            b.iter(|| {
                let story = black_box(&story);
                let language = languages.identify(story);
                let entities = gazetteer.find(story, &language);
                taxonomy.judge(story, &language, &entities)
            });
        });
    }
    group.finish();
    let mut group = c.benchmark_group("size");
    for bytes in [512_usize, 2_048, 8_192, 32_768, 262_144] {
        let story = story(TEXTS[0].1, bytes);
        group.throughput(Throughput::Bytes(story.body.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(bytes), |b| {
            b.iter(|| taxonomy.judge(black_box(&story), &sure(Language::Fr), &[]));
        });
    }
    group.finish();
    c.bench_function("load", |b| b.iter(Taxonomy::builtin));
}

criterion_group!(benches, topics);
criterion_main!(benches);
