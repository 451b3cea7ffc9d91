import { pythonFolder } from '../python.ts';
import type { RecommendRecipe } from './recipe.ts';

/**
 * A Python program for transformers that prints ten items for a history.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 */
export const pythonExample = (_: RecommendRecipe, folder?: string): string => `import json
import os

import torch
from transformers import AutoModelForCausalLM

${pythonFolder(folder)}
model = AutoModelForCausalLM.from_pretrained(folder)
with open(os.path.join(folder, "items.json"), encoding="utf-8") as file:
    items = json.load(file)["items"]  # the first one has the token id 2

history = items[:3]  # what a user has had, the oldest first
ids = [0] + [items.index(item) + 2 for item in history]
with torch.no_grad():
    scores = model(torch.tensor([ids[-model.config.max_position_embeddings:]])).logits[0, -1, 2 : 2 + len(items)]
scores[[id - 2 for id in ids[1:]]] = -torch.inf
for place in scores.topk(min(10, len(items))).indices.tolist():
    print(items[place])`;
