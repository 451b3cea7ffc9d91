/** The program that goes with a baseline: the same labels or numbers as in Kindling, by NumPy alone. */
export const PROGRAM_FILE = 'predict.py';

export const PROGRAM = `"""Uses a baseline that was trained in Kindling: TF-IDF of words and characters, and a linear layer on it.

    from predict import predict
    predict("a text")

As a program it reads a text a line and prints what it says of each:

    python predict.py < texts.txt

Of a model that tells several labels, told("a text") has those that hold: from 0.5 on, or from what thresholds.json says.
"""
import json
import sys
from bisect import bisect_right
from math import log, sqrt
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent
ABOUT = json.loads((FOLDER / "baseline.json").read_text(encoding="utf-8"))
RULES, LABELS = ABOUT["rules"], ABOUT["labels"]
SEVERAL = ABOUT.get("several", False)
CHOSEN = FOLDER / "thresholds.json"
THRESHOLDS = json.loads(CHOSEN.read_text(encoding="utf-8")) if CHOSEN.exists() else {}
BUCKETS = RULES["buckets"]

# safetensors: eight bytes with the header's length, the header as JSON, then the tensors.
RAW = (FOLDER / "model.safetensors").read_bytes()
START = 8 + int.from_bytes(RAW[:8], "little")
HEADER = json.loads(RAW[8:START])


def tensor(name):
    begin, end = HEADER[name]["data_offsets"]
    return np.frombuffer(RAW, "<f4", (end - begin) // 4, START + begin).reshape(HEADER[name]["shape"])


WEIGHT, BIAS, IDF = tensor("weight"), tensor("bias"), tensor("idf")
PLACES = {int(bucket): place for place, bucket in enumerate(tensor("bucket"))}


def inside(ranges):
    """Whether a character lies in one of the ranges, which are ascending."""
    firsts = [first for first, _ in ranges]

    def lies(character):
        at = bisect_right(firsts, ord(character)) - 1
        return at >= 0 and ord(character) <= ranges[at][1]

    return lies


is_word, is_unspaced = inside(RULES["word"]), inside(RULES["unspaced"])


def words_of(text):
    """Runs of letters and digits; characters of languages without blanks stand alone."""
    words, run = [], ""
    for character in text + " ":
        if is_word(character):
            run += character
        elif run:
            words.extend(run if any(map(is_unspaced, run)) else [run])
            run = ""
    return words


def units_of(text):
    """UTF-16."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2").tolist()


def hash_of(units):
    """FNV-1a."""
    value = 0x811C9DC5
    for unit in units:
        value = ((value ^ unit) * 0x01000193) & 0xFFFFFFFF
    return value ^ (value >> 15)


def pieces_of(text):
    """How often each hashed piece stands in a text: words alone and in pairs, and characters inside of words."""
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * RULES["longest_text"]]
    words = words_of(kept.decode("utf-16-le", "surrogatepass").lower())
    counts = {}

    def add(bucket):
        counts[bucket] = counts.get(bucket, 0) + 1

    for place, word in enumerate(words):
        add(hash_of(units_of(word)) % BUCKETS)
        if place + 1 < len(words):
            add(hash_of(units_of(word + " " + words[place + 1])) % BUCKETS)
        padded = units_of(" " + word + " ")
        for length in range(RULES["shortest_piece"], RULES["longest_piece"] + 1):
            for start in range(len(padded) - length + 1):
                add(BUCKETS + hash_of(padded[start : start + length]) % BUCKETS)
    return counts


def scores_of(text):
    found = [[], []]
    for bucket, times in pieces_of(text).items():
        place = PLACES.get(bucket)
        if place is not None:
            found[bucket >= BUCKETS].append((place, (1 + log(times)) * float(IDF[place])))
    scores = BIAS.astype(np.float64)
    # Words and characters have length 1 each.
    for block in found:
        length = sqrt(sum(value * value for _, value in block))
        for place, value in block:
            scores += value / length * WEIGHT[place]
    return scores


def predict(text):
    """Labels with their probabilities, the likeliest first; a model of numbers gives its number.

    Where a text may have several labels, each has a probability of its own: see told().
    """
    scores = scores_of(text)
    if LABELS is None:
        return float(scores[0])
    if SEVERAL:
        shares = 1 / (1 + np.exp(-np.clip(scores, -700, 700)))
    else:
        powers = np.exp(scores - scores.max())
        shares = powers / powers.sum()
    return [(LABELS[at], float(shares[at])) for at in np.argsort(-shares, kind="stable")]


def told(text):
    """What holds of a text: its labels with their probabilities, the likeliest alone where it has one; or its number."""
    said = predict(text)
    if LABELS is None:
        return said
    return [(label, share) for label, share in said if share >= THRESHOLDS.get(label, 0.5)] if SEVERAL else said[:1]


if __name__ == "__main__":
    for line in sys.stdin:
        said = told(line.rstrip("\\n"))
        print(said if LABELS is None else "\\t".join(f"{label}\\t{share:.4f}" for label, share in said))
`;
