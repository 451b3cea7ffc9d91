#!/usr/bin/env python3
"""What transformers makes of an exported model, and the folder that it writes of it.

usage: transformers_batch.py --model FOLDER --save FOLDER --prompts JSON --tokens N
Prints one line of JSON: version, class, single and batch (token ids a prompt, greedy), logits (of all tokens of a prompt, after the last one).
"""

import argparse
import json

import torch
import transformers


def ids_of(tokenizer, model, prompts, tokens):
    inputs = tokenizer(prompts, return_tensors="pt", padding=True)
    with torch.inference_mode():
        ids = model.generate(**inputs, max_new_tokens=tokens, do_sample=False)
    return ids[:, inputs["input_ids"].shape[1] :].tolist()


def logits_after(tokenizer, model, prompt):
    with torch.inference_mode():
        return model(**tokenizer([prompt], return_tensors="pt")).logits[0, -1].tolist()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--save", required=True)
    parser.add_argument("--prompts", type=json.loads, required=True)
    parser.add_argument("--tokens", type=int, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = transformers.AutoTokenizer.from_pretrained(arguments.model)
    model = transformers.AutoModelForCausalLM.from_pretrained(arguments.model).float().eval()
    single = [ids_of(tokenizer, model, [prompt], arguments.tokens)[0] for prompt in arguments.prompts]
    batch = ids_of(tokenizer, model, arguments.prompts, arguments.tokens)
    model.save_pretrained(arguments.save)
    tokenizer.save_pretrained(arguments.save)
    logits = [logits_after(tokenizer, model, prompt) for prompt in arguments.prompts]
    answer = {"version": transformers.__version__, "class": type(model).__name__, "logits": logits}
    print(json.dumps({**answer, "single": single, "batch": batch}))
