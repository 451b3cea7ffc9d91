import { END_OF_TEXT } from '../../../shared/domain/models/specialTokens.ts';
import { type Recipe, taskOf } from '../../../shared/domain/tasks/index.ts';
import { contextFor } from '../../../shared/domain/tasks/promptRoom.ts';
import type { RecipeTokens, TokenPiece } from '../../../shared/domain/tasks/recipeTokens.ts';
import { specialTokens } from '../../formats/specialTexts.ts';
import type { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';
import { DocumentEncoder } from '../../tasks/prepare/encoder.ts';
import type { SampledRow } from '../../tasks/prepare/sampleDocuments.ts';
import { MOST_SHOWN, textPieces } from '../../tasks/textGeneration/prepare/tokenPieces.ts';
import { type Frame, frameOf } from '../../tasks/texts/framed.ts';
import { mostOf } from './previewConversations.ts';

/** What becomes of rows for a task that writes no texts. */
export type ReadForm = NonNullable<RecipeTokens['form']>;

export function formOf(recipe: Recipe): ReadForm | null {
  const { form } = taskOf(recipe).programs;
  return form === 'writes' ? null : form;
}

/** Texts that a tokenizer is made of: what is told of a text is no text to be read, but the other one of a pair is. */
export const readTexts = (form: ReadForm, { document }: SampledRow): SampledRow['document'] =>
  form === 'reads' ? { prompt: '', completion: document.prompt } : document;

interface Chosen {
  form: ReadForm;
  contextLength: number;
  /** As in `tokenizer.json`. */
  tokenizerJson: object;
  tokenizer: Tokenizer;
}

/**
 * Shows texts as a model reads them: in what the tokenizer puts around each, and what is told of them beside. Of a pair the longer text is what a
 * context has to hold. Items are tokens of their own, which are counted by users and not here.
 *
 * @param first rows that are shown
 */
export async function previewRead(
  sample: readonly SampledRow[],
  first: readonly Pick<SampledRow, 'row' | 'document'>[],
  { form, contextLength, tokenizerJson, tokenizer }: Chosen,
): Promise<Omit<RecipeTokens, 'approximate' | 'isAll'>> {
  const encoder = new DocumentEncoder(tokenizerJson);
  const frame = frameOf(tokenizer);
  const around = frame.before.length + frame.after.length;
  const lengths =
    form === 'recommends'
      ? []
      : (await encoder.encode(sample.map(({ document }) => document))).map(
          ({ prompt, completion }) => around + Math.max(prompt.length, form === 'searches' ? completion.length : 0),
        );
  const most = lengths.reduce((so, one) => Math.max(so, one), 0);
  const special = specialTokens(tokenizerJson);
  const shown = await encoder.encode(first.map(({ document }) => document));
  return {
    form,
    examples: first.map(({ row, document }, index) => {
      const { prompt, completion } = shown[index] ?? { prompt: [], completion: [] };
      if (form === 'recommends') return { row, pieces: [told(document.completion)], tokens: 1, isWhole: true };
      const [text, other] = [prompt, completion].map((ids) => piecesOf(ids, frame, tokenizer, special));
      const answer = form === 'searches' ? other : [told(document.completion)];
      const longest = Math.max(prompt.length, form === 'searches' ? completion.length : 0);
      return { row, pieces: text ?? [], answer, tokens: Math.max(1, around + longest), isWhole: longest <= MOST_SHOWN };
    }),
    documents: lengths.length,
    contextLength,
    meanTokens: lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length),
    mostTokens: most,
    tooLong: lengths.filter((length) => length > contextLength).length,
    // Nothing is written after a text, so there is no answer to have room for.
    withoutRoom: 0,
    contextForMost: contextFor(mostOf(lengths)),
    contextForAll: contextFor(most),
    longestPrompt: 0,
    promptLimit: null,
  };
}

const told = (text: string): TokenPiece => ({ text, tokens: 1, counted: true, isEnd: false });

function piecesOf(
  ids: readonly number[],
  { before, after }: Frame,
  tokenizer: Tokenizer,
  special: ReadonlyMap<number, string>,
): TokenPiece[] {
  const nameOf = (id: number) => (special.get(id) === END_OF_TEXT ? '' : (special.get(id) ?? ''));
  const mark = (id: number): TokenPiece => ({ text: nameOf(id), tokens: 1, counted: false, isEnd: true });
  const shown = ids.slice(0, MOST_SHOWN);
  return [
    ...before.map(mark),
    ...textPieces(shown, tokenizer, false),
    ...(shown.length === ids.length ? after.map(mark) : []),
  ];
}
