import { parseTemplate, templateColumns } from '../template.ts';
import type { TextRecipe } from './recipe.ts';

/**
 * A Python program for transformers that builds the very prompt the model was trained on and prints what the model makes of it.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 */
export function pythonExample(recipe: TextRecipe, folder?: string): string {
  return `from transformers import AutoModelForCausalLM, AutoTokenizer

folder = ${folder === undefined ? '"."  # the folder that holds this file' : pythonString(folder)}
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder)

${prompt(recipe)}
inputs = tokenizer(prompt, return_tensors="pt")
output = model.generate(**inputs, max_new_tokens=100, do_sample=True, temperature=0.8)
print(tokenizer.decode(output[0, inputs["input_ids"].shape[1]:], skip_special_tokens=True))`;
}

function prompt(recipe: TextRecipe): string {
  if (recipe.kind === 'continue') return 'prompt = "The"  # the beginning of a text, to be continued';
  const cells = templateColumns(recipe.template).map((column) => `${pythonString(column)}: "…"`);
  const parts = parseTemplate(recipe.template).map((piece) =>
    piece.kind === 'text' ? pythonString(piece.text) : `row[${pythonString(piece.name)}]`,
  );
  // The text of a completion begins with a space, which the model writes itself: the prompt has none at its end.
  return `row = {${cells.join(', ')}}\nprompt = ${parts.join(' + ')}`;
}

/** A string literal of JSON is one of Python too, as long as it is well-formed; it never has a line break. */
const pythonString = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, escapeUnit);

const escapeUnit = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
