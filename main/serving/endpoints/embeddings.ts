import { z } from 'zod';
import { invalid, unsupported } from '../apiError.ts';
import { text as anyText, ignoredFields, model } from '../bodies.ts';
import { endpoint } from '../endpoint.ts';
import { findModel } from '../servedModels.ts';

const MOST_INPUTS = 2048;

const text = anyText.min(1);

const EmbeddingBody = z.strictObject({
  model,
  input: z.union([text, z.array(text).min(1).max(MOST_INPUTS)]).describe('A text, or a list of texts.'),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().min(1).nullish().describe('Only the number that the model has: vectors are not cut.'),
  ...ignoredFields,
});

export const embeddings = endpoint({
  method: 'POST',
  path: '/v1/embeddings',
  summary: 'Makes vectors of texts.',
  body: EmbeddingBody,
  check: ({ input }) => {
    if (Array.isArray(input) && input.some((part) => typeof part === 'number' || Array.isArray(part)))
      throw unsupported(
        'input',
        'Send texts and not token ids: those of OpenAI’s tokenizers mean nothing to this model.',
      );
  },
  async handle({ body, models, account, metrics, load, signal }) {
    const model = findModel(models.list(), body.model, 'embeddings');
    const place = load.enter(1);
    try {
      const { vectors, tokens } = await models.embed(model.id, [body.input].flat(), signal);
      account.promptTokens += tokens;
      metrics.read(tokens, 0);
      const dimensions = vectors[0]?.length ?? 0;
      if (body.dimensions != null && body.dimensions !== dimensions)
        throw invalid('dimensions', `This model makes vectors of ${dimensions} numbers.`);
      // Clients of OpenAI's ask for base64 by themselves: it is a third of the size.
      const write = body.encoding_format === 'base64' ? toBase64 : (vector: readonly number[]) => vector;
      return {
        kind: 'json',
        value: {
          object: 'list',
          data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: write(vector) })),
          model: model.id,
          usage: { prompt_tokens: tokens, total_tokens: tokens },
        },
      };
    } finally {
      place.leave();
    }
  },
});

/** Float32, little endian. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(4 * vector.length);
  for (const [at, value] of vector.entries()) bytes.writeFloatLE(value, 4 * at);
  return bytes.toString('base64');
}
