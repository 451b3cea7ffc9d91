#!/usr/bin/env python3
"""Ten steps of an embedding, torch.nn.LSTM and a projection (tied, and its own), and their logits after them, from weights that follow from a
formula: lstmSteps.json beside this file.

usage: pip install torch; python lstm_reference.py > lstmSteps.json
"""

import json
import sys

import torch

CONFIG = dict(vocab_size=96, hidden_size=32, num_hidden_layers=2, max_position_embeddings=12)
BATCH, CONTEXT, STEPS, RATE = 4, 12, 10, 1e-2


class Model(torch.nn.Module):
    def __init__(self, tied):
        super().__init__()
        vocabulary, width = CONFIG["vocab_size"], CONFIG["hidden_size"]
        self.embedding = torch.nn.Embedding(vocabulary, width)
        self.lstm = torch.nn.LSTM(width, width, CONFIG["num_hidden_layers"], batch_first=True)
        self.lm_head = None if tied else torch.nn.Linear(width, vocabulary, bias=False)

    def forward(self, ids):
        states, _ = self.lstm(self.embedding(ids))
        return torch.nn.functional.linear(states, (self.lm_head or self.embedding).weight)


def numbers(count, seed):
    """The same in lstm.test.ts: whole numbers are exact everywhere."""
    index = torch.arange(count, dtype=torch.int64)
    mixed = (index * 7919 + index * index * 31 + seed * 104729) % 10007
    return ((mixed.double() / 10007 - 0.5) * 2 * 0.3).float()


def batch(step):
    texts = [
        [(row * 17 + place * place * 7 + place * 3 + (step % 2) * 13) % CONFIG["vocab_size"] for place in range(CONTEXT + 1)]
        for row in range(BATCH)
    ]
    texts = torch.tensor(texts)
    return texts[:, :-1], texts[:, 1:]


def steps(tied):
    model = Model(tied)
    with torch.no_grad():
        for seed, (_, parameter) in enumerate(sorted(model.named_parameters())):
            parameter.copy_(numbers(parameter.numel(), seed).view_as(parameter))
    trained = list(model.parameters())
    groups = [
        {"params": [parameter for parameter in trained if parameter.dim() > 1], "weight_decay": 0.1},
        {"params": [parameter for parameter in trained if parameter.dim() == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.95), eps=1e-8)
    losses = []
    for step in range(STEPS):
        ids, targets = batch(step)
        loss = torch.nn.functional.cross_entropy(model(ids).flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        logits = model(batch(STEPS)[0])[0, -1].tolist()
    return {"losses": losses, "logits": logits}


torch.set_num_threads(1)
found = {"torch": torch.__version__, "rate": RATE, "config": CONFIG, "tied": steps(True), "own": steps(False)}
json.dump(found, sys.stdout, indent=1)
print()
