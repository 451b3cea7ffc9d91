import { pythonFolder, pythonTemplate } from '../python.ts';
import type { TagRecipe } from './recipe.ts';

/**
 * A Python program for transformers that builds the very text the model was trained on and prints its labels.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 */
export const pythonExample = (recipe: TagRecipe, folder?: string): string => `import json
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

${pythonFolder(folder)}
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForSequenceClassification.from_pretrained(folder)
chosen = Path(folder, "thresholds.json")  # of the labels that are not told from 0.5 on
thresholds = json.loads(chosen.read_text(encoding="utf-8")) if chosen.exists() else {}

${pythonTemplate(recipe.template, 'text')}
inputs = tokenizer(text, truncation=True, return_tensors="pt")
with torch.no_grad():
    probabilities = torch.sigmoid(model(**inputs).logits[0])
for number, probability in enumerate(probabilities.tolist()):
    label = model.config.id2label[number]
    if probability >= thresholds.get(label, 0.5):
        print(f"{probability:.3f}", label)`;
