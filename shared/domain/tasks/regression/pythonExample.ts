import { pythonFolder, pythonTemplate } from '../python.ts';
import type { ScoreRecipe } from './recipe.ts';

/**
 * A Python program for transformers that builds the very text the model was trained on and prints its number, in the unit of the column.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 */
export const pythonExample = (recipe: ScoreRecipe, folder?: string): string => `import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

${pythonFolder(folder)}
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForSequenceClassification.from_pretrained(folder)

${pythonTemplate(recipe.template, 'text')}
inputs = tokenizer(text, truncation=True, return_tensors="pt")
with torch.no_grad():
    standardised = model(**inputs).logits[0, 0].item()
print(standardised * model.config.target_std + model.config.target_mean)`;
