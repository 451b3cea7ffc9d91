#!/usr/bin/env python3
"""What PEFT and transformers make of the exports of a model that was trained on top of another one.

usage: peft_logits.py --base FOLDER --adapter FOLDER --merged FOLDER --rounded FOLDER --prompts JSON
Prints one line of JSON: logits after each prompt of the base with the adapter, of the adapter's folder by itself, of the merged folder and of the
rounded one (computed in 32 bits); the dtype that the rounded one is loaded in; what the merged one's template makes of a message.
"""

import argparse
import json

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer


def logits_after(tokenizer, model, prompts):
    with torch.inference_mode():
        return [model(**tokenizer([prompt], return_tensors="pt")).logits[0, -1].tolist() for prompt in prompts]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("base", "adapter", "merged", "rounded"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--prompts", type=json.loads, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    tokenizers = {name: AutoTokenizer.from_pretrained(getattr(arguments, name)) for name in ("adapter", "merged", "rounded")}
    base = AutoModelForCausalLM.from_pretrained(arguments.base).float()
    models = {
        "adapter": PeftModel.from_pretrained(base, arguments.adapter),
        "alone": AutoModelForCausalLM.from_pretrained(arguments.adapter).float(),
        "merged": AutoModelForCausalLM.from_pretrained(arguments.merged),
        "rounded": AutoModelForCausalLM.from_pretrained(arguments.rounded, torch_dtype="auto"),
    }
    dtypes = {name: str(next(model.parameters()).dtype) for name, model in models.items()}
    answer = {
        name: logits_after(tokenizers.get(name, tokenizers["adapter"]), model.float().eval(), arguments.prompts)
        for name, model in models.items()
    }
    chat = tokenizers["merged"].apply_chat_template([{"role": "user", "content": "a lamp"}], tokenize=False)
    ends = models["merged"].generation_config.eos_token_id
    print(json.dumps({"logits": answer, "dtypes": dtypes, "chat": chat, "ends": ends}))
