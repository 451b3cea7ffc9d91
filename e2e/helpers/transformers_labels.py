#!/usr/bin/env python3
"""What transformers makes of an exported classifier, and the folder that it writes of it.

usage: transformers_labels.py --model FOLDER --save FOLDER --texts JSON
Prints one line of JSON: version, class, labels (in their order), single and batch (scores a text, alone and padded together).
"""

import argparse
import json

import torch
import transformers


def scores_of(tokenizer, model, texts):
    inputs = tokenizer(texts, return_tensors="pt", padding=True, truncation=True)
    with torch.inference_mode():
        return model(**inputs).logits.tolist()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--save", required=True)
    parser.add_argument("--texts", type=json.loads, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = transformers.AutoTokenizer.from_pretrained(arguments.model)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(arguments.model).float().eval()
    single = [scores_of(tokenizer, model, [text])[0] for text in arguments.texts]
    batch = scores_of(tokenizer, model, arguments.texts)
    model.save_pretrained(arguments.save)
    tokenizer.save_pretrained(arguments.save)
    labels = [model.config.id2label[number] for number in range(model.config.num_labels)]
    answer = {"version": transformers.__version__, "class": type(model).__name__, "labels": labels}
    print(json.dumps({**answer, "single": single, "batch": batch}))
