#!/usr/bin/env python3
"""PyTorch's side of the training benchmark: the model, the batch and the step of cases/train.ts.

usage: torch_reference.py [--size R1|R2] [--mode eager|compile|bf16|bf16-compile] [--steps 10] [--threads N]
Prints one line of JSON: engine, mode, size, params, step_ms, tokens_per_s, peak_rss_mb.
"""

import argparse
import json
import os
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

# layers L, width D, heads H, feed-forward width, context T, batch B, vocabulary V: as in workload.ts
SIZES = {
    "R1": (4, 256, 4, 704, 128, 16, 2048),
    "R2": (6, 384, 6, 1024, 256, 8, 4096),
    "TINY": (1, 16, 2, 32, 32, 2, 64),
}
WARM_UP_STEPS = 3
EPSILON = 1e-5
ROPE_THETA = 10_000


class RMSNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.rms_norm(x, self.weight.shape, self.weight, EPSILON)


class Rotary(nn.Module):
    """Rotary positions, the halves of a head turned against each other as in Hugging Face's Llama."""

    def __init__(self, context, channels):
        super().__init__()
        frequency = ROPE_THETA ** (-torch.arange(0, channels, 2, dtype=torch.float32) / channels)
        angle = torch.outer(torch.arange(context, dtype=torch.float32), frequency).repeat(1, 2)
        self.register_buffer("cos", angle.cos(), persistent=False)
        self.register_buffer("sin", angle.sin(), persistent=False)

    def forward(self, x):  # B H T C
        left, right = x.chunk(2, dim=-1)
        return x * self.cos + torch.cat((-right, left), dim=-1) * self.sin


class Layer(nn.Module):
    def __init__(self, width, heads, hidden, rotary):
        super().__init__()
        self.heads = heads
        self.rotary = [rotary]  # in a list: shared by the layers, and not a submodule of each
        self.attention_norm, self.feed_forward_norm = RMSNorm(width), RMSNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width, bias=False)
        self.output = nn.Linear(width, width, bias=False)
        self.gate = nn.Linear(width, hidden, bias=False)
        self.up = nn.Linear(width, hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)

    def forward(self, x):  # B T D
        batch, context, width = x.shape
        rotate = self.rotary[0]
        parts = self.query_key_value(self.attention_norm(x)).split(width, dim=2)
        query, key, value = (part.view(batch, context, self.heads, -1).transpose(1, 2) for part in parts)  # B H T C
        mixed = F.scaled_dot_product_attention(rotate(query), rotate(key), value, is_causal=True)
        x = x + self.output(mixed.transpose(1, 2).reshape(batch, context, width))
        normal = self.feed_forward_norm(x)
        return x + self.down(F.silu(self.gate(normal)) * self.up(normal))


class Llama(nn.Module):
    """A decoder with tied embeddings and no biases. Its result is the mean loss of a batch."""

    def __init__(self, layers, width, heads, hidden, context, vocabulary):
        super().__init__()
        rotary = Rotary(context, width // heads)
        self.embedding = nn.Embedding(vocabulary, width)
        self.layers = nn.ModuleList(Layer(width, heads, hidden, rotary) for _ in range(layers))
        self.norm = RMSNorm(width)
        # 0.02: with PyTorch's own N(0, 1) embeddings, denormal numbers halve the speed.
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)

    def forward(self, ids, targets):  # B T
        x = self.embedding(ids)
        for layer in self.layers:
            x = layer(x)
        logits = F.linear(self.norm(x), self.embedding.weight)  # B T V
        return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten())


def measure(size, mode, steps):
    layers, width, heads, hidden, context, batch, vocabulary = SIZES[size]
    torch.manual_seed(1)
    model = Llama(layers, width, heads, hidden, context, vocabulary)
    forward = torch.compile(model) if mode.endswith("compile") else model
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.1, fused=True)
    ids, targets = (torch.randint(0, vocabulary, (batch, context)) for _ in range(2))

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=mode.startswith("bf16")):
            loss = forward(ids, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
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
        "engine": "pytorch " + torch.__version__,
        "mode": mode,
        "size": size,
        "params": sum(parameter.numel() for parameter in model.parameters()),
        "step_ms": round(seconds * 1000, 1),
        "tokens_per_s": round(batch * context / seconds),
        "peak_rss_mb": peak_rss_mb(),
    }


def peak_rss_mb():
    try:
        import resource
    except ImportError:  # Windows has none
        return None
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="R1")
    parser.add_argument("--mode", choices=["eager", "compile", "bf16", "bf16-compile"], default="eager")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(json.dumps(measure(arguments.size, arguments.mode, arguments.steps)))
