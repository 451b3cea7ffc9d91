#!/usr/bin/env python3
"""PyTorch's and PEFT's side of the tuning benchmark: the base, the batch and the step of cases/tune.ts.

usage: tune_reference.py [--size SmolLM2-135M] [--tuning lora|full] [--mode eager|compile|bf16|bf16-compile] [--steps 10] [--threads N]
Prints one line of JSON: engine, mode, size, params, step_ms, tokens_per_s, peak_rss_mb.
"""

import argparse
import json
import os
import resource
import time

import peft
import torch
import transformers
from torch import nn

# layers, width, heads, key-value heads, feed-forward width, vocabulary: as in workload.ts
SIZES = {"SmolLM2-135M": (30, 576, 9, 3, 1536, 49152), "TINY": (1, 16, 2, 1, 32, 64)}
WARM_UP_STEPS = 3


def model_of(size, context, tuning):
    layers, width, heads, shared, hidden, vocabulary = SIZES[size]
    config = transformers.LlamaConfig(
        num_hidden_layers=layers, hidden_size=width, num_attention_heads=heads, num_key_value_heads=shared,
        intermediate_size=hidden, vocab_size=vocabulary, max_position_embeddings=context, rms_norm_eps=1e-5,
        tie_word_embeddings=True, use_cache=False, attn_implementation="sdpa",
    )
    torch.manual_seed(1)
    model = transformers.LlamaForCausalLM(config)
    if tuning == "lora":
        options = peft.LoraConfig(r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM")
        model = peft.get_peft_model(model, options)
    return model


def measure(size, tuning, mode, batch, context, steps):
    model = model_of(size, context, tuning)
    model.train()
    forward = torch.compile(model) if mode.endswith("compile") else model
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=3e-4, weight_decay=0.1, fused=True)
    ids = torch.randint(0, SIZES[size][-1], (batch, context))

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=mode.startswith("bf16")):
            loss = forward(input_ids=ids, labels=ids).loss
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        return loss.item()

    for _ in range(WARM_UP_STEPS):
        step()
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    seconds = sorted(times)[len(times) // 2]
    return {
        "engine": f"pytorch {torch.__version__}, peft {peft.__version__}",
        "mode": f"{tuning} {mode}",
        "size": size,
        "params": sum(parameter.numel() for parameter in model.parameters()),
        "step_ms": round(seconds * 1000, 1),
        "tokens_per_s": round(batch * context / seconds),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="SmolLM2-135M")
    parser.add_argument("--tuning", choices=["lora", "full"], default="lora")
    parser.add_argument("--mode", choices=["eager", "compile", "bf16", "bf16-compile"], default="eager")
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--context-length", type=int, default=256)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    print(json.dumps(measure(given.size, given.tuning, given.mode, given.batch_size, given.context_length, given.steps)))
