import { appFunction } from '../../../shared/domain/formats/app/functions.ts';
import { containsSpelled, goesOnWith } from '../../../shared/domain/tasks/containsValue.ts';
import { taskOf, textTemplate, wantedFields } from '../../../shared/domain/tasks/index.ts';
import { completionOf, renderTemplate } from '../../../shared/domain/tasks/template.ts';
import { argmax } from '../../ml/argmax.ts';
import type { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';
import type { BaseSource } from '../baseSource.ts';
import { ChatTemplate } from '../chatTemplate.ts';
import type { ExportedModel } from '../onnx/runText.ts';
import type { AppExpectation } from './files.ts';
import type { AppFacts } from './module.ts';

/** What every cell of the example says: nothing of anybody's data. */
const EXAMPLE = 'a small example';
/** Tokens that a written example has. */
const TOKENS = 12;

/**
 * What the function of a package has to give, told by the studio's own tokenizer and by the graph in ONNX Runtime: beside the module, whose
 * test compares itself with it.
 */
export async function expectationOf(
  facts: AppFacts,
  model: BaseSource,
  tokenizer: Tokenizer,
  exported: ExportedModel,
): Promise<AppExpectation> {
  const { recipe } = facts;
  const { columns } = appFunction(recipe);
  const row = Object.fromEntries((columns ?? []).map((column) => [column, EXAMPLE]));
  const template = textTemplate(recipe);
  const text = template === null ? EXAMPLE : renderTemplate(template, () => EXAMPLE);
  const scoresOf = (ids: readonly number[]) => exported.scores(ids);
  const { programs } = taskOf(recipe);
  switch (programs.form) {
    case 'writes': {
      const { by } = programs.asked(recipe);
      const options = { temperature: 0, maxTokens: TOKENS };
      if (by === 'messages') {
        const messages = [{ role: 'user' as const, content: EXAMPLE }];
        const prompt = tokenizer.encode(new ChatTemplate(model).render(messages, true));
        return {
          given: [messages, options],
          expected: (await written(facts, tokenizer, prompt, scoresOf)).trimStart(),
        };
      }
      const isWhole = by === 'beginning';
      const encoded = tokenizer.encode(isWhole ? EXAMPLE : text);
      const prompt = encoded.length > 0 ? encoded : [facts.beginning];
      const found = await written(facts, tokenizer, prompt, scoresOf);
      if (wantedFields(recipe).length > 0 && !containsSpelled(found, EXAMPLE)) {
        // All columns say the same: it is what the last text begins with.
        const opening = tokenizer.encode(completionOf(EXAMPLE)).slice(tokenizer.addsBeginning ? 1 : 0);
        const rest = await written(facts, tokenizer, [...prompt, ...opening], scoresOf, EXAMPLE);
        return { given: [row, options], expected: EXAMPLE + rest };
      }
      return { given: [isWhole ? EXAMPLE : row, options], expected: isWhole ? found : found.trimStart() };
    }
    case 'reads': {
      const { more, expected } = programs.app;
      const given = more ? [row, more.tested] : [row];
      return { given, expected: expected(await scoresOf(tokenizer.encode(text)), facts) };
    }
    case 'searches':
      return { given: [row, [text], 1], expected: [{ text, place: 0 }] };
    case 'recommends': {
      const [first = ''] = facts.items;
      const scores = (await scoresOf([0, 2])).slice(2, 2 + facts.items.length);
      // What was had is not recommended again.
      scores[0] = Number.NEGATIVE_INFINITY;
      const best = argmax(scores);
      return { given: [[first], 1], expected: [{ item: facts.items[best], score: scores[best] }] };
    }
  }
}

/** The likeliest tokens, one after another, as text. @param opening what is not gone on with as a longer word */
async function written(
  { context, ends }: Pick<AppFacts, 'context' | 'ends'>,
  tokenizer: Tokenizer,
  prompt: readonly number[],
  scoresOf: (ids: readonly number[]) => Promise<Float32Array>,
  opening?: string,
): Promise<string> {
  const ids = prompt.slice(-Math.max(1, context - TOKENS));
  const bytes: number[] = [];
  for (let count = 0; count < TOKENS && ids.length < context; count++) {
    const scores = await scoresOf(ids);
    let id = argmax(scores);
    while (opening !== undefined && goesOnWith(opening, firstOf([...bytes, ...(tokenizer.bytes(id) ?? [])]))) {
      scores[id] = Number.NEGATIVE_INFINITY;
      id = argmax(scores);
    }
    if (ends.includes(id)) break;
    ids.push(id);
    bytes.push(...(tokenizer.bytes(id) ?? []));
  }
  return textOf(bytes);
}

const textOf = (bytes: readonly number[]): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));

/** The first character; bytes of none that is whole are taken for a letter, as in the module. */
const firstOf = (bytes: readonly number[]): string => {
  const [first = ''] = Array.from(textOf(bytes));
  return first === '\ufffd' ? 'x' : first;
};
