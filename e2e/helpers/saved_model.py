#!/usr/bin/env python3
"""What Python's TensorFlow makes of exported SavedModels.

usage: saved_model.py FILE
The file holds a JSON list of {folder, rows}: rows are token ids. Prints one line of JSON with an entry for each: version, signatures, variables (names in
the checkpoint), single (scores of each row alone), batch (all rows together, padded at their ends) and, of a decoder, stepwise (token by token,
with its memory).
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import tensorflow as tf


def ints(rows):
    return tf.constant(rows, tf.int32)


def padded(rows):
    longest = max(map(len, rows))
    return ints([row + [0] * (longest - len(row)) for row in rows]), ints(
        [[1] * len(row) + [0] * (longest - len(row)) for row in rows]
    )


def whole(run, rows):
    ids, mask = padded(rows)
    results = run(input_ids=ids, attention_mask=mask)
    return results.get("sentence_embedding", results.get("logits")).numpy().tolist()


def texts(run, rows):
    logits = run(input_ids=padded(rows)[0])["logits"].numpy()
    return [logits[place, len(row) - 1].tolist() for place, row in enumerate(rows)]


def stepwise(run, row):
    inputs = run.structured_input_signature[1]
    given = {
        name: tf.zeros([1, spec.shape[1], 0, spec.shape[3]]) for name, spec in inputs.items() if name.startswith("past")
    }
    for place, token in enumerate(row):
        results = run(
            input_ids=ints([[token]]), attention_mask=ints([[1] * (place + 1)]), position_ids=ints([[place]]), **given
        )
        given = {
            name.replace("present", "past_key_values"): value
            for name, value in results.items()
            if name.startswith("present")
        }
    return results["logits"][0, -1].numpy().tolist()


def answer(model, folder, rows):
    signatures = dict(model.signatures)
    run = signatures["serving_default"]
    memory = signatures.get("with_past")
    scores = texts if memory else whole
    return {
        "version": tf.__version__,
        "signatures": sorted(signatures),
        "variables": sorted(name for name, _ in tf.train.list_variables(f"{folder}/variables/variables")),
        "single": [scores(run, [row])[0] for row in rows],
        "batch": scores(run, rows),
        "stepwise": [stepwise(memory, row) for row in rows] if memory else [],
    }


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        asked = json.load(file)
    # All at once: variables of one model are not another one's, though they have the same names.
    models = [tf.saved_model.load(one["folder"]) for one in asked]
    print(json.dumps([answer(model, **one) for model, one in zip(models, asked)]))
