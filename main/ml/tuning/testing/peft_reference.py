#!/usr/bin/env python3
"""Ten steps of PyTorch and PEFT, with LoRA and of all weights, from weights that follow from a formula: peftSteps.json beside this file.
By AdamW, and by the Adafactor of transformers with a learning rate of its own.

usage: pip install torch transformers peft; python peft_reference.py > peftSteps.json
"""

import json
import sys

import peft
import torch
import transformers

CONFIG = dict(
    vocab_size=96, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=16, rms_norm_eps=1e-6, rope_theta=10000.0, tie_word_embeddings=True,
)
BATCH, CONTEXT, STEPS = 4, 16, 10
RANK, ALPHA = 4, 16
RATES = {"lora": 1e-2, "full": 3e-3}
PREFIX = "base_model.model."


def numbers(count, seed, scale):
    """The same in peftSteps.test.ts: whole numbers are exact everywhere."""
    index = torch.arange(count, dtype=torch.int64)
    mixed = (index * 7919 + index * index * 31 + seed * 104729) % 10007
    return ((mixed.double() / 10007 - 0.5) * 2 * scale).float()


def fill(name, parameter, seed):
    if name.endswith("norm.weight"):
        parameter.copy_(torch.ones_like(parameter))
    elif ".lora_B." in name:
        parameter.zero_()
    else:
        parameter.copy_(numbers(parameter.numel(), seed, 0.15).view_as(parameter))


def batch(step):
    index = torch.arange(BATCH * (CONTEXT + 1), dtype=torch.int64)
    return ((index * index * 7 + index * 3 + step * 13) % CONFIG["vocab_size"]).view(BATCH, CONTEXT + 1)


def optimizer_of(name, groups, rate):
    if name == "adamw":
        return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.95), eps=1e-8)
    return transformers.optimization.Adafactor(groups, lr=rate, scale_parameter=False, relative_step=False)


def steps(tuning, optim):
    model = transformers.LlamaForCausalLM(transformers.LlamaConfig(**CONFIG, attn_implementation="eager"))
    with torch.no_grad():
        for seed, (name, parameter) in enumerate(sorted(model.named_parameters())):
            fill(name, parameter, seed)
    if tuning == "lora":
        options = peft.LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules="all-linear", task_type="CAUSAL_LM")
        model = peft.get_peft_model(model, options)
        with torch.no_grad():
            adapter = sorted((n, p) for n, p in model.named_parameters() if p.requires_grad)
            for seed, (name, parameter) in enumerate(adapter):
                fill(name, parameter, seed)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {"params": [parameter for parameter in trained if parameter.dim() > 1], "weight_decay": 0.1},
        {"params": [parameter for parameter in trained if parameter.dim() == 1], "weight_decay": 0.0},
    ]
    optimizer = optimizer_of(optim, [group for group in groups if group["params"]], RATES[tuning])
    losses = []
    for step in range(STEPS):
        tokens = batch(step)
        logits = model(input_ids=tokens[:, :-1]).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        losses.append(loss.item())
    names = sorted(name.replace(".default", "") for name, p in model.named_parameters() if p.requires_grad)
    return {"losses": losses, "trained": names}


torch.set_num_threads(1)
json.dump(
    {
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__},
        "config": CONFIG,
        **{tuning: {"rate": RATES[tuning], **steps(tuning, "adamw")} for tuning in RATES},
        "adafactor": {tuning: {"rate": RATES[tuning], **steps(tuning, "adafactor")} for tuning in RATES},
    },
    sys.stdout,
    indent=1,
)
print()
