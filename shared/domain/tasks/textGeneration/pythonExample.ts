import { pythonFolder, pythonTemplate } from '../python.ts';
import type { MadeAs } from '../task.ts';
import type { TextRecipe } from './recipe.ts';

/**
 * A Python program for transformers that builds the very prompt the model was trained on and prints what the model makes of it.
 *
 * @param folder where the exported files are; the program stands beside them where it is left out
 * @param made with PyTorch that defines `model` where transformers has no class of it
 */
export function pythonExample(recipe: TextRecipe, folder?: string, made?: MadeAs): string {
  if (made?.model !== undefined) return torchExample(recipe, made.model, folder);
  return `from transformers import AutoModelForCausalLM, AutoTokenizer

${pythonFolder(folder)}
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder)

${prompt(recipe)}
output = model.generate(**inputs, max_new_tokens=100, do_sample=True, temperature=0.8)
print(tokenizer.decode(output[0, inputs["input_ids"].shape[1]:], skip_special_tokens=True))`;
}

/** The same where transformers reads the text alone. */
const torchExample = (
  recipe: TextRecipe,
  model: string,
  folder?: string,
): string => `from transformers import PreTrainedTokenizerFast

${pythonFolder(folder)}
tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
${model}


${prompt(recipe)}
written, ids, state = [], inputs["input_ids"], None
with torch.no_grad():
    for _ in range(100):
        logits, state = model(ids, state)
        token = torch.multinomial(torch.softmax(logits[0, -1] / 0.8, 0), 1)
        if token.item() == config["eos_token_id"]:
            break
        written.append(token.item())
        ids = token.view(1, 1)
print(tokenizer.decode(written))`;

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
