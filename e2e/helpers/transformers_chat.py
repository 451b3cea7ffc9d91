#!/usr/bin/env python3
"""What transformers makes of conversations for a model: token ids, which of them are learned, and greedy answers.

usage: transformers_chat.py --model FOLDER --conversations JSON --tokens N
Prints one line of JSON: version, conversations (ids and mask of each, as training reads it), answers (greedy token ids after all but the last message).
"""

import argparse
import json

import torch
import transformers


def learned(tokenizer, messages):
    told = tokenizer.apply_chat_template(
        messages, tokenize=True, return_dict=True, return_assistant_tokens_mask=True
    )
    return {"ids": list(told["input_ids"]), "mask": list(told["assistant_masks"])}


def answer(tokenizer, model, messages, tokens):
    inputs = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=True, return_tensors="pt")
    with torch.inference_mode():
        ids = model.generate(**inputs, max_new_tokens=tokens, do_sample=False)
    return ids[0, inputs["input_ids"].shape[1] :].tolist()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--conversations", type=json.loads, required=True)
    parser.add_argument("--tokens", type=int, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = transformers.AutoTokenizer.from_pretrained(arguments.model)
    model = transformers.AutoModelForCausalLM.from_pretrained(arguments.model).float().eval()
    talks = arguments.conversations
    answers = [answer(tokenizer, model, talk[:-1], arguments.tokens) for talk in talks]
    conversations = [learned(tokenizer, talk) for talk in talks]
    print(json.dumps({"version": transformers.__version__, "conversations": conversations, "answers": answers}))
