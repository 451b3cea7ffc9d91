#!/usr/bin/env python3
"""transformers beside cases/base.ts: a model of the file's shape, with random weights (the time of a token does not depend on them).

usage: base_reference.py --gguf FILE [--dtype fp32|bf16] [--tokens 100] [--threads N]
Prints one line of JSON: engine, mode, tokens, tokens_per_s, peak_rss_mb.
"""

import argparse
import json
import os
import time

import torch
import transformers
from torch_reference import peak_rss_mb

PROMPT_TOKENS = 16
GENERATIONS = 3


def measure(gguf, dtype, tokens):
    torch.manual_seed(1)
    folder, name = os.path.split(os.path.abspath(gguf))
    config = transformers.AutoConfig.from_pretrained(folder, gguf_file=name)
    # Nothing may end a text early.
    config.eos_token_id = None
    model = transformers.AutoModelForCausalLM.from_config(config)
    model = model.to(torch.bfloat16 if dtype == "bf16" else torch.float32).eval()
    model.generation_config.eos_token_id = None
    prompt = torch.randint(0, config.vocab_size, (1, PROMPT_TOKENS))
    mask = torch.ones_like(prompt)

    def generate():
        start = time.perf_counter()
        ids = model.generate(prompt, attention_mask=mask, max_new_tokens=tokens, do_sample=False, use_cache=True)
        assert ids.shape == (1, PROMPT_TOKENS + tokens), ids.shape
        return time.perf_counter() - start

    with torch.inference_mode():
        generate()
        seconds = sorted(generate() for _ in range(GENERATIONS))[GENERATIONS // 2]
    return {
        "engine": "transformers " + transformers.__version__,
        "mode": dtype,
        "tokens": tokens,
        "tokens_per_s": round(tokens / seconds, 1),
        "peak_rss_mb": peak_rss_mb(),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gguf", required=True)
    parser.add_argument("--dtype", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--tokens", type=int, default=100)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(json.dumps(measure(arguments.gguf, arguments.dtype, arguments.tokens)))
