"""Fits the numbers of taxonomy/model.toml and reports how good they are on languages they were not fitted on.

    cargo run --example topic_features -- GOLD.ndjson ... > features.ndjson
    python3 taxonomy/recipe/fit.py features.ndjson [--write taxonomy/model.toml]

Input is what the engine itself counted (hits by concept and strength for each passage), so matching is not repeated here.
Few numbers are fitted, and all are pulled toward the prior that the term files were written with (strong 3.2, medium 1.7,
weak 0.6, intercept -2.6). A strong term alone must make a paragraph about its topic wherever it stands in a story of up to
STRETCH passages, if the story has another word of the topic and is surely about another topic (`alone` takes off where it is
not): the fit pays for what falls short of it, or late paragraphs and the cases beside the terms are lost. Penalised log-loss of the verdict *about*, minimised by Powell's method from a fixed start, no
random numbers, so the same input gives the same output. Quality is measured by leaving one language out at a time, and on
the stories of our own gold with an even number, which no fit ever sees.
Needs numpy and scipy (fitted with numpy 2.4, scipy 1.17).
"""

import json
import sys
import tomllib
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

TOPICS = ["climate", "diplomacy", "energy"]


def factors(topic):
    """Factors of the topic's concepts, as its definition gives them."""
    file = Path(__file__).parent.parent / topic / "topic.toml"
    concepts = tomllib.loads(file.read_text("utf8"))["definition"]["concepts"]
    return {name: concept.get("weight", 1.0) for name, concept in concepts.items()}


FACTORS = {topic: factors(topic) for topic in TOPICS}
MODEL = tomllib.loads((Path(__file__).parent.parent / "model.toml").read_text("utf8"))
# Words of the topic from which on a story of several passages is not thin; set by hand.
COMPANY = {topic: MODEL["topic"][topic]["company"] for topic in TOPICS}
RANKS = 4
# Factor of a concept from which on its strong terms decide a short text alone; what counts less wants company there too.
ALONE = 0.8
# Passages up to which one strong term decides alone, and by how much log-odds at least.
STRETCH = 8
MARGIN = 0.1
# What an error on a story about none of the topics costs: there are far more of them on a wire than in labelled sets.
NONE_COSTS = 5.0
# name, prior, how far it may reasonably go (one standard deviation of the pull), lower, upper
SHARED = [
    ("strong", 3.2, 0.15, 3.0, 5.0),
    ("medium", 1.7, 0.15, 0.3, 3.0),
    ("weak", 0.6, 0.1, 0.0, 1.5),
    ("weak_cap", 1.2, 0.2, 0.0, 2.0),
    ("second", 0.4, 0.1, 0.0, 0.9),
]
OWN = [
    ("paragraph", -2.6, 0.2, -2.9, 0.0),
    ("passages", 0.3, 0.15, 0.0, 1.5),
    ("whole", -2.6, 0.5, -8.0, 0.0),
    ("whole_length", 1.0, 0.3, 0.0, 3.0),
    ("slope", 1.0, 0.2, 0.2, 2.0),
    ("country_pair", 0.0, 1.0, 0.0, 2.0),
    ("thin", 1.0, 0.3, 0.0, 2.0),
    ("sparse", 0.0, 0.5, 0.0, 3.0),
    ("alone", 0.0, 0.5, 0.0, 3.0),
]
LONE = [n for n, *_ in OWN].index("alone")
SLOPE = [n for n, *_ in OWN].index("slope")
NAMES = [n for n, *_ in SHARED] + [f"{t}.{n}" for t in TOPICS for n, *_ in OWN]
PRIOR = np.array([s[1] for s in SHARED] + [o[1] for _ in TOPICS for o in OWN])
SPREAD = np.array([s[2] for s in SHARED] + [o[2] for _ in TOPICS for o in OWN])
BOUNDS = [(s[3], s[4]) for s in SHARED] + [(o[3], o[4]) for _ in TOPICS for o in OWN]


def guard(topic, features):
    """What the story's genre adds to a topic, as Model::guard of the engine."""
    name = (features["guard"] or "").removeprefix("guard:")
    weight = MODEL["topic"][topic].get("guards", {}).get(name, MODEL["guards"].get(name, 0.0))
    return weight * min(MODEL["guard_most"], 1 + MODEL["guard_growth"] * features["further"])


def ranked(topic, counts):
    """Counts by strength and rank: a concept's hits in the order strong, medium, weak, times the concept's factor."""
    out = np.zeros((3, RANKS))
    for concept, by_strength in counts.items():
        rank = 0
        factor = FACTORS[topic].get(concept, 1.0)
        for strength, count in enumerate(by_strength):
            for _ in range(min(count, RANKS)):
                if rank < RANKS:
                    out[strength, rank] += factor
                rank += 1
    return out


def cost(row, topic):
    """What an error on a topic of a story costs: half where the label is in doubt."""
    of_none = all(verdict != "about" for verdict in row["topics"].values())
    return (0.5 if topic in (row["doubt"] or []) else 1.0) * (NONE_COSTS if of_none else 1.0)


class Table:
    """All passages and wholes of one topic as arrays."""

    def __init__(self, rows, topic):
        self.rows = [r for r in rows if all(t in (r["topics"] or {}) for t in TOPICS)]
        self.about = np.array([r["topics"][topic] == "about" for r in self.rows], float)
        self.weight = np.array([cost(r, topic) for r in self.rows])
        owner, passages, pairs, wholes, words, beside, thin = [], [], [], [], [], [], []
        for i, row in enumerate(self.rows):
            f = row["features"]
            for p in f["passages"] or [{"topics": {}, "pairs": []}]:
                owner.append(i)
                passages.append(ranked(topic, p["topics"].get(topic, {})))
                # Climate and energy are no acts between states.
                pairs.append(topic == "diplomacy" and topic in p["pairs"])
            hits = sum(sum(counts) for counts in f["whole"]["topics"].get(topic, {}).values())
            thin.append(len(f["passages"]) > 1 and 0 < hits < COMPANY[topic])
            wholes.append(ranked(topic, f["whole"]["topics"].get(topic, {})))
            words.append(f["whole"]["words"])
            beside.append(guard(topic, f) - (1.0 if f["guessed"] else 0.0))
        self.owner = np.array(owner, int)
        self.passages = np.array(passages)
        self.pairs = np.array(pairs, float)
        self.wholes = np.array(wholes)
        self.length = np.log(np.maximum(1.0, np.array(words) / 100))
        self.beside = np.array(beside)
        self.thin = np.array(thin, float)
        passages = np.bincount(self.owner, minlength=len(self.rows))
        self.count = np.log(passages)
        self.several = (passages > 1).astype(float)
        # As the engine's company.rs. For the other two topics it raised no figure on languages left out.
        sentences = np.array([r["features"]["sentences"][topic] for r in self.rows])
        sparse = np.where(sentences > 0, 1 - np.sqrt(np.minimum(1, sentences / passages)), 0)
        self.sparse = sparse * (topic == "energy")
        self.starts = np.searchsorted(self.owner, np.arange(len(self.rows)))

    def sums(self, blocks, shared):
        strong, medium, weak, cap, second = shared
        damping = np.array([1.0, second, second / 2, second / 4])
        firm = blocks[:, 0] @ damping * strong + blocks[:, 1] @ damping * medium
        return firm + np.minimum(blocks[:, 2] @ damping * weak, cap)

    def logits(self, shared, own):
        paragraph, passages, whole, whole_length, slope, pair, thin, sparse, _ = own
        parts = self.sums(self.passages, shared) + pair * self.pairs
        best = np.maximum.reduceat(parts, self.starts) + paragraph - passages * self.count
        entire = self.sums(self.wholes, shared) + whole - whole_length * self.length
        # As the engine: without any hit the paragraph's intercept stands.
        return slope * (np.maximum(best, entire) + self.beside - thin * self.thin - sparse * self.sparse)


def verdicts(tables, shared, own):
    """Log-odds of each topic of the same stories, as the engine's judge.rs: a topic that has the story for itself stands
    back by `alone`, the less the surer another topic is."""
    first = [table.logits(shared, numbers) for table, numbers in zip(tables, own)]
    scores = 1 / (1 + np.exp(-np.array(first)))
    out = []
    for at, (table, z, numbers) in enumerate(zip(tables, first, own)):
        others = np.delete(scores, at, axis=0).max(axis=0)
        out.append(z - numbers[SLOPE] * numbers[LONE] * (1 - others) * table.several)
    return out


def split(x):
    shared = x[: len(SHARED)]
    return shared, [x[len(SHARED) + i * len(OWN) :][: len(OWN)] for i in range(len(TOPICS))]


def fit(tables):
    def loss(x):
        shared, own = split(x)
        total = 0.5 * np.sum(((x - PRIOR) / SPREAD) ** 2)
        for topic, (paragraph, passages, *_) in zip(TOPICS, own):
            short = MARGIN - (shared[0] + paragraph - passages * np.log(STRETCH))
            # A short text is decided by the strong term of a concept that counts less, too, but for firms and ministries.
            alone = MARGIN / 5 - (shared[0] * min(f for f in FACTORS[topic].values() if f >= ALONE) + paragraph)
            total += 1e4 * (max(0.0, short) ** 2 + max(0.0, alone) ** 2)
        for table, z in zip(tables, verdicts(tables, shared, own)):
            total += np.sum(table.weight * (np.logaddexp(0, z) - table.about * z))
        return total

    return minimize(loss, PRIOR, method="Powell", bounds=BOUNDS, options={"maxiter": 40, "xtol": 1e-3, "ftol": 1e-6}).x


def measure(tables, logits, without_doubt):
    out = []
    for topic, table, z in zip(TOPICS, tables, logits):
        keep = np.array([not (without_doubt and topic in (r["doubt"] or [])) for r in table.rows])
        gold, said = table.about[keep] > 0, z[keep] >= 0
        tp, fp, fn = (gold & said).sum(), (~gold & said).sum(), (gold & ~said).sum()
        out.append((tp / max(1, tp + fp), tp / max(1, tp + fn), 2 * tp / max(1, 2 * tp + fp + fn)))
    return out


def show(title, tables, logits):
    for without in (False, True):
        m = measure(tables, logits, without)
        cells = "  ".join(f"{t} P {p:.3f} R {r:.3f} F1 {f:.3f}" for t, (p, r, f) in zip(TOPICS, m))
        print(f"{title}{' without doubt' if without else '':14} macro-F1 {np.mean([x[2] for x in m]):.4f}  {cells}")
    none, false = {}, set()
    for table, z in zip(tables, logits):
        for row, logit in zip(table.rows, z):
            if all(v != "about" for v in row["topics"].values()):
                none[row["id"]] = row
                if logit >= 0:
                    false.add(row["id"])
    p = 1 / (1 + np.exp(-np.concatenate(logits)))
    y = np.concatenate([t.about for t in tables])
    order = np.argsort(p, kind="stable")
    ece = sum(len(b) * abs(p[b].mean() - y[b].mean()) for b in np.array_split(order, 10)) / len(p)
    print(f"{title} none that get one {len(false)}/{len(none)}  ECE {ece:.4f}")


def is_kept_apart(row):
    """Gold stories with an even number are never fitted on."""
    return row["source"] == "gold" and int(row["id"].rsplit("-", 1)[-1]) % 2 == 0


def main():
    every = []
    for path in [a for a in sys.argv[1:] if a.endswith(".ndjson")]:
        every += [json.loads(line) for line in open(path, encoding="utf8")]
    rows = [r for r in every if not is_kept_apart(r)]
    apart = [Table([r for r in every if is_kept_apart(r)], t) for t in TOPICS]
    tables = [Table(rows, t) for t in TOPICS]
    shared, own = split(PRIOR)
    show("prior ", tables, verdicts(tables, shared, own))
    held = [np.zeros(len(t.rows)) for t in tables]
    for language in sorted({r["lang"] for r in rows}):
        numbers = fit([Table([r for r in rows if r["lang"] != language], t) for t in TOPICS])
        shared, own = split(numbers)
        mask = np.array([r["lang"] == language for r in tables[0].rows])
        for z, out in zip(verdicts(tables, shared, own), held):
            out[mask] = z[mask]
    show("left out", tables, held)
    final = fit(tables)
    shared, own = split(final)
    show("fitted", tables, verdicts(tables, shared, own))
    if apart[0].rows:
        show("apart ", apart, verdicts(apart, shared, own))
    print(dict(zip(NAMES, np.round(final, 3).tolist())))
    if "--write" in sys.argv:
        write(sys.argv[sys.argv.index("--write") + 1], shared, own, [t.about.mean() for t in tables])


def write(path, shared, own, shares):
    """Replaces the fitted numbers in model.toml; what is set by hand stays."""
    second = shared[4]
    values = dict(zip(["strong", "medium", "weak", "weak_cap"], shared[:4]))
    fields = {"": {k: f"{v:.2f}" for k, v in values.items()}}
    fields[""]["damping"] = "[1.0, " + ", ".join(f"{second / d:.3f}" for d in (1, 2, 4)) + "]"
    for topic, numbers, share in zip(TOPICS, own, shares):
        fields[f"[topic.{topic}]"] = {name: f"{v:.2f}" for (name, *_), v in zip(OWN, numbers)} | {"share": f"{share:.3f}"}
    section, out = "", []
    for line in open(path, encoding="utf8"):
        if line.startswith("["):
            section = line.strip()
        key = line.split("=")[0].strip()
        new = fields.get(section, {}).get(key)
        out.append(f"{key} = {new}\n" if new else line)
    open(path, "w", encoding="utf8").writelines(out)


if __name__ == "__main__":
    main()
