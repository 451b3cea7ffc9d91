import { AppError } from '../../../errors/errors.ts';
import { isAnswer, type ParsedConversation, parseConversation, saidIn } from '../../datasets/conversation.ts';
import { beginning } from '../../datasets/cutCells.ts';
import type { ServedMessage } from '../../models/completion.ts';
import type { Cell, Example, GivenRow } from '../task.ts';
import { completionOf, fillTemplate, parseTemplate, renderTemplate, templateColumns } from '../template.ts';
import type { ChatRecipe, TextRecipe } from './recipe.ts';

/** UTF-16 units of a document's prompt and of its completion: far beyond any context. What comes after them is not made. */
const MOST_OF_DOCUMENT = 1 << 24;

/** The example that one row makes. */
export function renderExample(recipe: TextRecipe, cell: Cell, most: number = MOST_OF_DOCUMENT): Example {
  switch (recipe.kind) {
    case 'continue':
      return { prompt: '', completion: renderTemplate(recipe.template, cell, most) };
    case 'complete':
      return {
        prompt: renderTemplate(recipe.template, cell, most),
        completion: beginning(completionOf(cell(recipe.output)), most),
      };
    case 'chat':
      return conversationExample(readCells(recipe, cell), most);
    default:
      throw recipe satisfies never;
  }
}

const readCells = ({ messages, tools }: ChatRecipe, cell: Cell): ParsedConversation =>
  parseConversation(cell(messages), tools === undefined ? '' : cell(tools));

/**
 * A conversation in plain words, where nobody knows the template that the model has: all up to the last answer, and the answer. What is trained is written by
 * the template, with all answers. Empty where the cell has none.
 */
function conversationExample(read: ParsedConversation, most: number): Example {
  if (!('messages' in read)) return { prompt: '', completion: '' };
  const last = read.messages.findLastIndex(isAnswer);
  const turn = (message: ServedMessage) => `<|im_start|>${message.role}\n${saidIn(message)}\n`;
  const answer = read.messages[last];
  const prompt = `${read.messages.slice(0, last).map(turn).join('')}<|im_start|>assistant\n`;
  return { prompt: beginning(prompt, most), completion: beginning(answer ? saidIn(answer) : '', most) };
}

/** A text that is continued has its first column given, where there is one more. */
export function givenColumns(recipe: TextRecipe): string[] {
  if (recipe.kind === 'complete') return recipe.inputs;
  if (recipe.kind === 'chat') return [recipe.messages];
  const columns = templateColumns(recipe.template);
  return columns.length > 1 ? columns.slice(0, 1) : [];
}

/**
 * `complete` has both by its recipe. `continue` has neither: there the template up to its second column is given, which is the first
 * column with what stands around it, and the rest is the row's own text. A template of one column gives nothing.
 */
export function heldOutRow(recipe: TextRecipe, cell: Cell): GivenRow {
  if (recipe.kind === 'complete') {
    const inputs = recipe.inputs.map((column) => ({ column, value: cell(column) }));
    return { inputs, prompt: renderExample(recipe, cell).prompt, reference: cell(recipe.output).trim() };
  }
  if (recipe.kind === 'chat') {
    const { prompt, completion } = renderExample(recipe, cell);
    return {
      inputs: [{ column: recipe.messages, value: lastQuestion(readCells(recipe, cell)) }],
      prompt,
      reference: completion.trim(),
    };
  }
  const whole = renderTemplate(recipe.template, cell);
  const pieces = parseTemplate(recipe.template);
  const columns = pieces.flatMap((piece, index) => (piece.kind === 'column' ? [{ name: piece.name, index }] : []));
  const [first, second] = columns;
  if (!first || !second) return { inputs: [], prompt: '', reference: whole.trim() };
  // White space at a prompt's end would be cut into other tokens than where text follows it.
  const prompt = pieces
    .slice(0, second.index)
    .map((piece) => (piece.kind === 'text' ? piece.text : cell(piece.name)))
    .join('')
    .trimEnd();
  const inputs = [{ column: first.name, value: cell(first.name) }];
  return { inputs, prompt, reference: whole.slice(prompt.length).trim() };
}

/** What the last answer of a conversation answers. */
function lastQuestion(read: ParsedConversation): string {
  if (!('messages' in read)) return '';
  const last = read.messages.findLastIndex(isAnswer);
  return read.messages.slice(0, last).findLast(({ role }) => role === 'user')?.content ?? '';
}

const MOST_PROMPTS = 3;
const WORDS_OF_BEGINNING = 3;

/** The prompts of some rows, or the beginning of their text: their continuations are shown, so that one can see them getting better. */
export function samplePrompts(recipe: TextRecipe, examples: readonly Example[]): string[] {
  const prompts = examples.map((example) =>
    recipe.kind !== 'continue'
      ? example.prompt
      : example.completion
          .split(/(?<=\s)/u)
          .slice(0, WORDS_OF_BEGINNING)
          .join('')
          .trimEnd(),
  );
  return [...new Set(prompts)].slice(0, MOST_PROMPTS);
}

/** Every input column needs a value, an empty one included; others are refused. */
export function fillPrompt(recipe: TextRecipe, inputs: readonly { column: string; value: string }[]): string {
  if (recipe.kind !== 'complete') throw new AppError('model_has_no_inputs');
  return fillTemplate(recipe.template, recipe.inputs, inputs);
}
