import { pythonFolder, pythonTemplate } from '../python.ts';
import type { TextRecipe } from './recipe.ts';

/**
 * A Python program for transformers that builds the very prompt the model was trained on and prints what the model makes of it.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 */
export function pythonExample(recipe: TextRecipe, folder?: string): string {
  return `from transformers import AutoModelForCausalLM, AutoTokenizer

${pythonFolder(folder)}
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder)

${prompt(recipe)}
output = model.generate(**inputs, max_new_tokens=100, do_sample=True, temperature=0.8)
print(tokenizer.decode(output[0, inputs["input_ids"].shape[1]:], skip_special_tokens=True))`;
}

function prompt(recipe: TextRecipe): string {
  const encoded = 'inputs = tokenizer(prompt, return_tensors="pt")';
  if (recipe.kind === 'chat') {
    return `messages = [{"role": "user", "content": "…"}]
inputs = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt", return_dict=True)`;
  }
  if (recipe.kind === 'continue') return `prompt = "The"  # the beginning of a text, to be continued\n${encoded}`;
  // The text of a completion begins with a space, which the model writes itself: the prompt has none at its end.
  return `${pythonTemplate(recipe.template, 'prompt')}\n${encoded}`;
}
