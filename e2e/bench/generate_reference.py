#!/usr/bin/env python3
"""transformers' side of the decoding benchmark: `generate` with its cache, as in cases/decode.ts.

usage: generate_reference.py [--size R1|R2] [--streams 1] [--tokens 100] [--threads N]
Prints one line of JSON: engine, mode, size, streams, tokens, tokens_per_s, peak_rss_mb.
"""

import argparse
import json
import os
import time

import torch
import transformers
from torch_reference import EPSILON, ROPE_THETA, SIZES, peak_rss_mb

PROMPT_TOKENS = 16
GENERATIONS = 5


def llama(size):
    layers, width, heads, hidden, context, _, vocabulary = SIZES[size]
    config = transformers.LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        intermediate_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        max_position_embeddings=context,
        rms_norm_eps=EPSILON,
        rope_theta=ROPE_THETA,
        tie_word_embeddings=True,
        # Nothing may end a text early.
        eos_token_id=None,
        bos_token_id=None,
        pad_token_id=1,
    )
    return transformers.LlamaForCausalLM(config).float().eval()


def measure(size, streams, tokens):
    torch.manual_seed(1)
    model = llama(size)
    prompt = torch.randint(0, model.config.vocab_size, (streams, PROMPT_TOKENS))
    mask = torch.ones_like(prompt)

    def generate():
        start = time.perf_counter()
        ids = model.generate(prompt, attention_mask=mask, max_new_tokens=tokens, do_sample=False, use_cache=True)
        assert ids.shape == (streams, PROMPT_TOKENS + tokens), ids.shape
        return time.perf_counter() - start

    with torch.inference_mode():
        generate()
        seconds = sorted(generate() for _ in range(GENERATIONS))[GENERATIONS // 2]
    return {
        "engine": "transformers " + transformers.__version__,
        "mode": "eager",
        "size": size,
        "streams": streams,
        "tokens": tokens,
        "tokens_per_s": round(streams * tokens / seconds),
        "peak_rss_mb": peak_rss_mb(),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="R1")
    parser.add_argument("--streams", type=int, default=1)
    parser.add_argument("--tokens", type=int, default=100)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(json.dumps(measure(arguments.size, arguments.streams, arguments.tokens)))
