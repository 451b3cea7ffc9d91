import { pythonFolder, pythonTemplate } from '../python.ts';
import type { MadeAs } from '../task.ts';
import type { ClassifyRecipe } from './recipe.ts';

/**
 * A Python program for transformers that builds the very text the model was trained on and prints its likeliest labels.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 * @param made where `tuning` is `frozen`: transformers has no class for a head on pooled states, so the program computes it
 */
export const pythonExample = (recipe: ClassifyRecipe, folder?: string, made?: MadeAs): string =>
  made?.tuning === 'frozen' ? onFrozen(recipe, folder) : ofWhole(recipe, folder);

const ofWhole = (recipe: ClassifyRecipe, folder?: string): string => `import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

${pythonFolder(folder)}
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForSequenceClassification.from_pretrained(folder)

${pythonTemplate(recipe.template, 'text')}
inputs = tokenizer(text, truncation=True, return_tensors="pt")
with torch.no_grad():
    probabilities = model(**inputs).logits.softmax(-1)[0]
for label in probabilities.argsort(descending=True)[:3].tolist():
    print(f"{probabilities[label]:.3f}", model.config.id2label[label])`;

const onFrozen = (recipe: ClassifyRecipe, folder?: string): string => `from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoTokenizer

${pythonFolder(folder)}
tokenizer = AutoTokenizer.from_pretrained(folder)
body = AutoModel.from_pretrained(folder, dtype=torch.float32)
weights = load_file(Path(folder) / "model.safetensors")

${pythonTemplate(recipe.template, 'text')}
inputs = tokenizer(text, truncation=True, return_tensors="pt")
with torch.no_grad():
    hidden = body(**inputs, output_hidden_states=True).hidden_states
    pooling = body.config.pooled_classifier
    parts = []
    for layer in pooling.get("layers", [-1]):
        states = hidden[layer][0]
        part = states[0] if pooling["from"] == "first" else states.mean(0)
        parts.append(torch.nn.functional.normalize(part, dim=0) if pooling["normalize"] else part)
    scores = weights["classifier.weight"].float() @ torch.cat(parts) + weights["classifier.bias"].float()
    probabilities = scores.softmax(-1)
for label in probabilities.argsort(descending=True)[:3].tolist():
    print(f"{probabilities[label]:.3f}", body.config.id2label[label])`;
