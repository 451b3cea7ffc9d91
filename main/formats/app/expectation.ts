import { appFunction } from '../../../shared/domain/formats/app/functions.ts';
import { taskOf } from '../../../shared/domain/tasks/index.ts';
import { renderTemplate } from '../../../shared/domain/tasks/template.ts';
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
  const text = 'template' in recipe ? renderTemplate(recipe.template, () => EXAMPLE) : EXAMPLE;
  const scoresOf = (ids: readonly number[]) => exported.scores(ids);
  switch (taskOf(recipe).kind) {
    case 'text-generation': {
      const options = { temperature: 0, maxTokens: TOKENS };
      if (recipe.kind === 'chat') {
        const messages = [{ role: 'user' as const, content: EXAMPLE }];
        const prompt = tokenizer.encode(new ChatTemplate(model).render(messages, true));
        return {
          given: [messages, options],
          expected: (await written(facts, tokenizer, prompt, scoresOf)).trimStart(),
        };
      }
      const isWhole = recipe.kind === 'continue';
      const encoded = tokenizer.encode(isWhole ? EXAMPLE : text);
      const found = await written(facts, tokenizer, encoded.length > 0 ? encoded : [facts.beginning], scoresOf);
      return { given: [isWhole ? EXAMPLE : row, options], expected: isWhole ? found : found.trimStart() };
    }
    case 'recommendation': {
      const [first = ''] = facts.items;
      const scores = (await scoresOf([0, 2])).slice(2, 2 + facts.items.length);
      // What was had is not recommended again.
      scores[0] = Number.NEGATIVE_INFINITY;
      const best = argmax(scores);
      return { given: [[first], 1], expected: [{ item: facts.items[best], score: scores[best] }] };
    }
    case 'sentence-similarity':
      return { given: [row, [text], 1], expected: [{ text, place: 0 }] };
    case 'regression':
      return {
        given: [row],
        expected: ((await scoresOf(tokenizer.encode(text)))[0] as number) * facts.scale + facts.shift,
      };
    case 'multi-label-classification': {
      const scores = await scoresOf(tokenizer.encode(text));
      const tags = facts.labels.map((label, place) => ({
        label,
        probability: 1 / (1 + Math.exp(-(scores[place] as number))),
      }));
      return { given: [row, 0], expected: tags.sort((a, b) => b.probability - a.probability) };
    }
    default: {
      const scores = await scoresOf(tokenizer.encode(text));
      const weights = Array.from(scores, (score) => Math.exp(score - (scores[argmax(scores)] as number)));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const probabilities = Object.fromEntries(
        facts.labels.map((label, place) => [label, (weights[place] as number) / sum]),
      );
      const label = facts.labels[argmax(scores)] as string;
      return { given: [row], expected: { label, probability: probabilities[label], probabilities } };
    }
  }
}

/** The likeliest tokens, one after another, as text. */
async function written(
  { context, ends }: Pick<AppFacts, 'context' | 'ends'>,
  tokenizer: Tokenizer,
  prompt: readonly number[],
  scoresOf: (ids: readonly number[]) => Promise<Float32Array>,
): Promise<string> {
  const ids = prompt.slice(-Math.max(1, context - TOKENS));
  const bytes: number[] = [];
  for (let count = 0; count < TOKENS && ids.length < context; count++) {
    const id = argmax(await scoresOf(ids));
    if (ends.includes(id)) break;
    ids.push(id);
    bytes.push(...(tokenizer.bytes(id) ?? []));
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}
