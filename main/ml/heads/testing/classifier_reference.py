#!/usr/bin/env python3
"""Ten steps of transformers' LlamaForSequenceClassification, of all weights, with PEFT's LoRA and with several labels a text, of
BertForSequenceClassification and XLMRobertaForSequenceClassification without dropout, and their logits after them, on padded
texts, from weights that follow from a formula: classifierSteps.json beside this file.

usage: pip install torch transformers peft; python classifier_reference.py > classifierSteps.json
"""

import json
import sys

import peft
import torch
import transformers

CONFIG = dict(
    vocab_size=96, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=16, rms_norm_eps=1e-6, rope_theta=10000.0, tie_word_embeddings=True,
    pad_token_id=1,
)
LABELS, BATCH, CONTEXT, STEPS = 3, 4, 12, 10
RANK, ALPHA = 4, 16
CLASS_WEIGHTS = [0.5, 1.0, 4.0]
RATES = {"lora": 1e-2, "full": 3e-3, "bert": 3e-3, "xlm-roberta": 3e-3, "several": 3e-3, "weighted": 3e-3}
ENCODER = dict(
    vocab_size=96, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=20,
    type_vocab_size=2, layer_norm_eps=1e-12, pad_token_id=1, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
)


def numbers(count, seed, scale):
    """The same in classifierSteps.ts: whole numbers are exact everywhere."""
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
    """Texts of 3 to 12 tokens, none of which is the one that pads."""
    ids = torch.full((BATCH, CONTEXT), CONFIG["pad_token_id"])
    lengths = [3 + (row * 5 + step * 3) % (CONTEXT - 2) for row in range(BATCH)]
    for row, length in enumerate(lengths):
        for place in range(length):
            ids[row, place] = 2 + (row * 17 + place * place * 7 + place * 3 + step * 13) % (CONFIG["vocab_size"] - 2)
    mask = torch.tensor([[int(place < length) for place in range(CONTEXT)] for length in lengths])
    return ids, mask, torch.tensor([(row + step) % LABELS for row in range(BATCH)])


def steps(tuning):
    options = dict(num_labels=LABELS, attn_implementation="eager")
    if tuning == "several":
        options["problem_type"] = "multi_label_classification"
    if tuning == "bert":
        model = transformers.BertForSequenceClassification(transformers.BertConfig(**ENCODER, **options))
    elif tuning == "xlm-roberta":
        model = transformers.XLMRobertaForSequenceClassification(transformers.XLMRobertaConfig(**ENCODER, **options))
    else:
        model = transformers.LlamaForSequenceClassification(transformers.LlamaConfig(**CONFIG, **options))
    with torch.no_grad():
        for seed, (name, parameter) in enumerate(sorted(model.named_parameters())):
            fill(name, parameter, seed)
    if tuning == "lora":
        options = peft.LoraConfig(
            r=RANK, lora_alpha=ALPHA, target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
            task_type="SEQ_CLS", modules_to_save=["score"],
        )
        model = peft.get_peft_model(model, options)
        with torch.no_grad():
            adapter = sorted((n, p) for n, p in model.named_parameters() if p.requires_grad and ".lora_" in n)
            for seed, (name, parameter) in enumerate(adapter):
                fill(name, parameter, seed)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {"params": [parameter for parameter in trained if parameter.dim() > 1], "weight_decay": 0.1},
        {"params": [parameter for parameter in trained if parameter.dim() == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW([g for g in groups if g["params"]], lr=RATES[tuning], betas=(0.9, 0.95), eps=1e-8)
    losses = []
    for step in range(STEPS):
        ids, mask, labels = batch(step)
        if tuning == "several":
            labels = torch.tensor([[float((row + label + step) % 2) for label in range(LABELS)] for row in range(BATCH)])
        if tuning == "weighted":
            logits = model(input_ids=ids, attention_mask=mask).logits
            loss = torch.nn.functional.cross_entropy(logits, labels, weight=torch.tensor(CLASS_WEIGHTS))
        else:
            loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        losses.append(loss.item())
    ids, mask, _ = batch(STEPS)
    with torch.no_grad():
        logits = model(input_ids=ids, attention_mask=mask).logits.flatten().tolist()
    return {"losses": losses, "logits": logits}


torch.set_num_threads(1)
json.dump(
    {
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__},
        "config": CONFIG,
        "encoder": ENCODER,
        "labels": LABELS,
        **{tuning: {"rate": RATES[tuning], **steps(tuning)} for tuning in RATES},
    },
    sys.stdout,
    indent=1,
)
print()
