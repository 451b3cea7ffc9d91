import { z } from 'zod';
import type { TextSource } from '../../../shared/domain/models/generation.ts';
import { newAnswerId, nowInSeconds } from '../answers.ts';
import { ignoredFields, model, text } from '../bodies.ts';
import { endpoint } from '../endpoint.ts';
import { findModel } from '../servedModels.ts';

const MOST_INPUTS = 1000;

/** A value for each input column that the model was trained with. */
const fields = z.record(z.string(), text);

const ClassifyBody = z.strictObject({
  model,
  input: z
    .union([
      text,
      z
        .array(z.union([text, fields]))
        .min(1)
        .max(MOST_INPUTS),
      fields,
    ])
    .describe('A text as it is, an object with a value for each input column, or a list of these.'),
  ...ignoredFields,
});

/** Of Kindling's own: OpenAI's API has nothing for it. The place is that of vLLM's. */
export const classify = endpoint({
  method: 'POST',
  path: '/v1/classify',
  summary: 'Tells labels, numbers or items of texts.',
  body: ClassifyBody,
  async handle({ body, models, account, metrics, load, signal }) {
    const model = findModel(models.list(), body.model, 'classify');
    const place = load.enter(1);
    try {
      const inputs = Array.isArray(body.input) ? body.input : [body.input];
      const { answers, tokens } = await models.classify(model.id, inputs.map(sourceOf), signal);
      account.promptTokens += tokens;
      metrics.read(tokens, 0);
      return {
        kind: 'json',
        value: {
          ...{ id: newAnswerId('classify-'), object: 'list', created: nowInSeconds(), model: model.id },
          data: answers.map((answer, index) => ({ index, ...(answer as object) })),
          usage: { prompt_tokens: tokens, total_tokens: tokens },
        },
      };
    } finally {
      place.leave();
    }
  },
});

const sourceOf = (input: string | Record<string, string>): TextSource =>
  typeof input === 'string'
    ? { kind: 'text', text: input }
    : { kind: 'inputs', inputs: Object.entries(input).map(([column, value]) => ({ column, value })) };
