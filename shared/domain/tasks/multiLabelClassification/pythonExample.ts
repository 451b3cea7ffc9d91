import { pythonFolder, pythonTemplate } from '../python.ts';
import type { TagRecipe } from './recipe.ts';

/**
 * A Python program for transformers that builds the very text the model was trained on and prints its labels.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 */
export const pythonExample = (recipe: TagRecipe, folder?: string): string => `import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

${pythonFolder(folder)}
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForSequenceClassification.from_pretrained(folder)

${pythonTemplate(recipe.template, 'text')}
inputs = tokenizer(text, truncation=True, return_tensors="pt")
with torch.no_grad():
    probabilities = torch.sigmoid(model(**inputs).logits[0])
for number, probability in enumerate(probabilities.tolist()):
    if probability >= 0.5:
        print(f"{probability:.3f}", model.config.id2label[number])`;
