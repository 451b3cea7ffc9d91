#!/usr/bin/env python3
"""BLEU and length ratio of fixed pairs by sacrebleu 2.6.0, with the tokenizers 13a and zh: bleu.json beside this file.

usage: pip install sacrebleu==2.6.0; python bleu_reference.py > bleu.json
"""

import json
import random
import sys

from sacrebleu.metrics import BLEU

PAIRS = [
    ["13a", ["The cat sat on the mat."], ["The cat sat on the mat."]],
    ["13a", ["The cat sat on the mat."], ["A dog lay on the rug."]],
    ["13a", [""], ["something that is longer than that"]],
    ["13a", ["something that is longer than that"], [""]],
    ["13a", ["one two three"], ["one two three"]],
    ["13a", ["the the the the the the the"], ["the cat is on the mat"]],
    [
        "13a",
        ["Es kostet 1,234.50 EUR (inkl. 19 % MwSt.), heute.", "Wir senden 12-15 Stück - sofort!", "Größe: 3,5 cm; 4.x"],
        ["Es kostet 1,234.50 EUR (inkl. 19 % MwSt.) heute.", "Wir senden 12-15 Stücke - gleich!", "Größe: 3,5 cm, 4.x"],
    ],
    [
        "13a",
        ["&quot;Tom &amp; Jerry&quot; &lt;b&gt; is a show &amp;lt; <skipped>here", "a hyphen-\nated word\nand a line"],
        ['"Tom & Jerry" <b> is a show < here', "a hyphenated word and a line"],
    ],
    ["13a", ["tab\tand\u00a0nbsp\u3000wide one two", "x\u2028y\u001cz\ufeffw it is"], ["tab and nbsp wide one two", "x y z w it is"]],
    ["13a", ["I'm sure it's the dog's: e-mail a@b.c/d, ok? \U0001f600.", "\U0001f600,x 3\U0001f600.5"], ["I'm sure it's a dog's: e-mail a@b.c/d, ok! \U0001f600.", "\U0001f600,x 3\U0001f600.5"]],
    ["13a", ["a much longer text than what was wanted of it, by far"], ["a much longer text"]],
    ["13a", ["a much longer text"], ["a much longer text than what was wanted of it, by far"]],
    ["zh", ["这是一个轻便的水壶。"], ["这是一只轻便的水瓶。"]],
    ["zh", ["古代战争实时策略游戏（数据文件）", "GTK+ 3.0 的 Python 绑定，v2.5"], ["古代战争的即时战略游戏（数据文件）", "GTK+ 3.0 的 Python 3 绑定，v2.5"]],
    ["zh", [" 我喜欢吃苹果 ", "“引号”…—②☆⤀x"], ["我喜欢吃梨和苹果", "「引号」…—②☆⤀y"]],
    ["zh", ["\U00020000\U00020001字，\ufa0e漢字カナ한글Ａ１"], ["\U00020000\U00020001字。\ufa0e漢字カナ한글Ａ２"]],
]


def random_pairs(count, alphabet, seed):
    drawn = random.Random(seed)

    def sentence(longest):
        return "".join(drawn.choice(alphabet) for _ in range(drawn.randint(0, longest)))

    for _ in range(count):
        texts = drawn.randint(1, 6)
        references = [sentence(30) for _ in range(texts)]
        # Some of the reference, so that long n-grams match.
        outputs = [one[: drawn.randint(0, len(one))] + sentence(10) for one in references]
        yield outputs, references


def main():
    pairs = list(PAIRS)
    pairs += [["13a", *pair] for pair in random_pairs(24, ["a ", "b ", "cd ", ". ", ",", "-", "1", "2.", " ", "é ", "'"], 1)]
    pairs += [["zh", *pair] for pair in random_pairs(16, ["水", "壶", "的", "，", "。", "a", "b ", "1", ".", "\u2010", "\u3001"], 2)]
    found = []
    for tokenizer, outputs, references in pairs:
        # Signature: nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp
        result = BLEU(tokenize=tokenizer).corpus_score(outputs, [references])
        found.append(dict(tokenizer=tokenizer, outputs=outputs, references=references, score=result.score, ratio=result.ratio))
    json.dump(found, sys.stdout, indent=1)
    print()


main()
