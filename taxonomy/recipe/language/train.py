"""Trains the language table: src/stages/language/model.bin.

Usage:  python train.py SOURCES OUT [--measure FILE.tsv]

SOURCES is a folder with the crates `lingua-<name>-language-model` (see README.md for how to get them); of each only
`testdata/{sentences,word-pairs,single-words}.txt` are read. OUT is the table that the program embeds. The features
here and in src/stages/language/features.rs must agree to the bit: the Rust test `features_agree_with_the_recipe` holds
the numbers that `--features` prints.

For each script one linear model (multinomial logistic regression over hashed character trigrams and whole words), weights
rounded to int8. Deterministic: fixed seeds, one thread, pinned numpy and scipy.
"""

import argparse
import os
import random
import struct
import unicodedata

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import scipy.sparse as sp

# Classes of each script. `?` marks classes that stand for languages outside the 26: they only exist so that such a text
# is not taken for one of ours. Order is the order of columns in the file.
SCRIPTS = [
    ("Latin", 13, 12, [
        ("fr", ["french"]), ("en", ["english"]), ("de", ["german"]), ("es", ["spanish"]), ("it", ["italian"]),
        ("pt", ["portuguese"]), ("nl", ["dutch"]), ("sv", ["swedish"]), ("pl", ["polish"]), ("cs", ["czech"]),
        ("ro", ["romanian"]), ("tr", ["turkish"]), ("az", ["azerbaijani"]), ("id", ["indonesian"]),
        ("?da", ["danish"]), ("?no", ["bokmal", "nynorsk"]), ("?hr", ["croatian", "bosnian"]), ("?hu", ["hungarian"]),
        ("?fi", ["finnish", "estonian"]), ("?ca", ["catalan"]), ("?vi", ["vietnamese"]),
        ("?sw", ["swahili", "shona", "ganda"]), ("?sk", ["slovak"]), ("?sl", ["slovene"]),
        ("?lt", ["lithuanian", "latvian"]), ("?sq", ["albanian"]), ("?eu", ["basque"]), ("?is", ["icelandic"]),
        ("?af", ["afrikaans"]), ("?zu", ["zulu", "xhosa", "tswana", "sotho", "tsonga"]),
        ("?tl", ["tagalog", "maori", "somali", "yoruba"]), ("?la", ["latin", "esperanto", "irish", "welsh"]),
    ]),
    ("Cyrillic", 11, 11, [
        ("bg", ["bulgarian"]), ("uk", ["ukrainian"]), ("ru", ["russian"]), ("kk", ["kazakh"]),
        ("?sr", ["serbian"]), ("?mk", ["macedonian"]), ("?be", ["belarusian"]), ("?mn", ["mongolian"]),
    ]),
    ("Arabic", 10, 10, [
        ("ar", ["arabic"]), ("fa", ["persian"]), ("?ur", ["urdu"]), ("?", []),
    ]),
]

MASK = 0xFFFFFFFF
FOLD = {"ș": "ş", "ț": "ţ"}


def script_of(c):
    o = ord(c)
    if o < 0x250 or 0x1E00 <= o < 0x1F00:
        return "Latin"
    if o == 0x259:
        return "Latin"
    if 0x400 <= o < 0x530:
        return "Cyrillic"
    if 0x620 <= o < 0x700 or 0x750 <= o < 0x780:
        return "Arabic"
    return ""


def is_skipped(c):
    """Marks that stand within words and say nothing: Arabic vowel signs, combining accents, soft hyphen."""
    o = ord(c)
    return 0x64B <= o <= 0x65F or o == 0x670 or o == 0x640 or 0x300 <= o < 0x370 or o == 0xAD


def features(text, script, tri_bits, word_bits):
    """Rows of the table that the text touches, in order. Trigrams first in the table, words after them."""
    out = []
    a = b = 0x20
    word = 0
    for c in text:
        if is_skipped(c):
            continue
        c = c.lower()[0]
        c = FOLD.get(c, c)
        if not (c.isalpha() and script_of(c) == script):
            if b == 0x20:
                continue
            out.append(trigram(a, b, 0x20, tri_bits))
            out.append((1 << tri_bits) + (((word * 0x9E3779B1) & MASK) >> (32 - word_bits)))
            a = b = 0x20
            word = 0
            continue
        o = ord(c)
        out.append(trigram(a, b, o, tri_bits))
        word = ((word ^ o) * 0x01000193) & MASK
        a, b = b, o
    if b != 0x20:
        out.append(trigram(a, b, 0x20, tri_bits))
        out.append((1 << tri_bits) + (((word * 0x9E3779B1) & MASK) >> (32 - word_bits)))
    return out


def trigram(a, b, c, bits):
    h = (a * 0x9E3779B1 ^ b * 0x85EBCA6B ^ c * 0xC2B2AE35) & MASK
    h ^= h >> 15
    return ((h * 0x2C1B3C6D) & MASK) >> (32 - bits)


def strip_accents(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def read(sources, name, file):
    path = os.path.join(sources, f"lingua-{name}-language-model", "testdata", file)
    with open(path, encoding="utf-8") as lines:
        return [unicodedata.normalize("NFC", line.strip()) for line in lines if line.strip()]


def split(sources, names, script, rng):
    """Sentences to train on, sentences held back (one in twelve), word pairs and groups of single words."""
    train, held, pairs = [], [], []
    for name in names:
        # A sentence mostly in another script (quotations, lists of names) is no sample of this one.
        sentences = [s for s in read(sources, name, "sentences.txt") if mostly(s, script)]
        rng.shuffle(sentences)
        cut = len(sentences) // 12
        held += sentences[:cut]
        train += sentences[cut:]
        pairs += read(sources, name, "word-pairs.txt")
        words = read(sources, name, "single-words.txt")
        pairs += [" ".join(words[at:at + 4]) for at in range(0, len(words), 4)]
    return train, held, pairs


def mostly(text, script):
    letters = [c for c in text if c.isalpha()]
    return sum(script_of(c) == script for c in letters) * 2 > len(letters)


def augment(code, train, pairs, rng):
    """Whole sentences, pieces of headline length, two sentences on end, and some without accents."""
    out = []
    for sentence in train:
        out.append(sentence)
        words = sentence.split()
        if len(words) > 6:
            at = rng.randrange(len(words) - 4)
            out.append(" ".join(words[at:at + rng.randrange(4, 9)]))
        if rng.random() < 0.5:
            out.append(sentence + " " + rng.choice(train))
        if code not in ("?vi", "az") and rng.random() < 0.2:
            out.append(strip_accents(sentence))
    # A language of one source counts as much as several that share a class.
    out += rng.sample(pairs, min(1250, len(pairs)))
    return out


def matrix(texts, script, tri_bits, word_bits):
    rows = (1 << tri_bits) + (1 << word_bits)
    indptr, indices, data = [0], [], []
    for text in texts:
        found = features(text, script, tri_bits, word_bits)
        unit = 1.0 / max(1.0, len(found)) ** 0.5
        indices += found
        data += [unit] * len(found)
        indptr.append(len(indices))
    x = sp.csr_matrix((np.array(data, np.float32), np.array(indices, np.int32), np.array(indptr)), (len(texts), rows))
    x.sum_duplicates()
    return x


def fit(x, y, classes, weights, l2, epochs, rate, seed):
    """Multinomial logistic regression, Adam on mini-batches."""
    generator = np.random.default_rng(seed)
    w = np.zeros((x.shape[1], classes), np.float32)
    m = np.zeros_like(w)
    v = np.zeros_like(w)
    n, batch, t = x.shape[0], 2048, 0
    for epoch in range(epochs):
        step = rate * (1 - epoch / epochs) + rate * 0.02
        order = generator.permutation(n)
        for at in range(0, n, batch):
            pick = order[at:at + batch]
            xb, yb = x[pick], y[pick]
            p = softmax(xb @ w)
            p[np.arange(len(pick)), yb] -= 1
            p *= weights[yb][:, None]
            g = (xb.T @ p) / len(pick) + l2 * w
            t += 1
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            w -= step * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)
    return w


def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def quantise(w):
    # A constant a row does not change any difference of classes: taking it off uses the eight bits better.
    w = w - w.mean(axis=1, keepdims=True)
    scale = float(np.quantile(np.abs(w), 0.9999)) / 127
    return np.clip(np.rint(w / scale), -127, 127).astype(np.int8), scale


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sources", nargs="?")
    parser.add_argument("out", nargs="?")
    parser.add_argument("--measure", help="tab-separated lang, text: accuracy two lines at a time; never trained on")
    parser.add_argument("--features", help="print the rows a text touches in the Latin table, and end")
    options = parser.parse_args()
    if options.features is not None:
        print(features(options.features, "Latin", 13, 12))
        return

    measured = {}
    if options.measure:
        with open(options.measure, encoding="utf-8") as lines:
            for line in list(lines)[1:]:
                code, text = line.rstrip("\n").split("\t")
                measured.setdefault(code, []).append(unicodedata.normalize("NFC", text))

    with open(options.out, "wb") as file:
        file.write(b"CTLANG1\n")
        file.write(struct.pack("<B", len(SCRIPTS)))
        for script, tri_bits, word_bits, classes in SCRIPTS:
            rng = random.Random(26)
            texts, labels, held, held_labels = [], [], [], []
            for index, (code, names) in enumerate(classes):
                train, back, pairs = split(options.sources, names, script, rng)
                more = augment(code, train, pairs, rng)
                texts += more
                labels += [index] * len(more)
                held += back
                held_labels += [index] * len(back)
            y = np.array(labels)
            counts = np.bincount(y, minlength=len(classes))
            weights = (len(y) / len(classes) / np.maximum(counts, 1)).astype(np.float32)
            x = matrix(texts, script, tri_bits, word_bits)
            w = fit(x, y, len(classes), weights, 1e-6, 30, 0.05, 26)
            q, scale = quantise(w)
            file.write(struct.pack("<BBBBf", len(script), tri_bits, word_bits, len(classes), scale))
            file.write(script.encode())
            for code, _ in classes:
                file.write(code.encode().ljust(4, b" "))
            file.write(q.tobytes())

            report(script, "held back, one sentence", matrix(held, script, tri_bits, word_bits), held_labels, classes, q, scale)
            two, two_labels = [], []
            for index, (code, _) in enumerate(classes):
                lines = measured.get(code, [])
                for at in range(0, len(lines) - 1, 2):
                    two.append(lines[at] + " " + lines[at + 1])
                    two_labels.append(index)
            if two:
                report(script, "measured, two sentences", matrix(two, script, tri_bits, word_bits), two_labels, classes, q, scale)


def report(script, what, x, labels, classes, q, scale):
    z = (x @ q.astype(np.float32)) * scale
    p = softmax(z)
    best = p.argmax(axis=1)
    labels = np.array(labels)
    right = best == labels
    print(f"{script}: {what}: {right.mean():.4f} of {len(labels)}")
    for index, (code, _) in enumerate(classes):
        mine = labels == index
        if mine.any() and not right[mine].all():
            wrong = [classes[i][0] for i in best[mine & ~right]]
            print(f"   {code} {right[mine].mean():.3f}  taken for {sorted(set(wrong), key=lambda c: -wrong.count(c))[:5]}")
    for floor in (0.3, 0.5, 0.7, 0.9):
        sure = p.max(axis=1) >= floor
        print(f"   p >= {floor}: {sure.mean():.3f} of texts, {right[sure].mean():.4f} right")


if __name__ == "__main__":
    main()
