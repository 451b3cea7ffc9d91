import { pythonFolder, pythonTemplate } from '../python.ts';
import type { ClassifyRecipe } from './recipe.ts';

/**
 * A Python program for transformers that builds the very text the model was trained on and prints its likeliest labels.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 */
export const pythonExample = (recipe: ClassifyRecipe, folder?: string): string => `import torch
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
