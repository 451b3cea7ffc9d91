import { bodyOf, dimensions } from '../../../shared/domain/architectures/index.ts';
import type { GgufDtype } from '../../../shared/domain/formats/gguf/index.ts';
import { askedOf } from '../../../shared/domain/tasks/index.ts';
import type { GgufField } from '../../ml/architectures/architecture.ts';
import type { BaseSource } from '../baseSource.ts';
import type { ModelSource } from '../format.ts';
import type { SentenceFacts } from '../huggingface/sentenceFiles.ts';
import { generalFields, samplingFields } from './general.ts';
import { tensorType } from './mixture.ts';
import { sentenceFields } from './sentences.ts';
import { ggufVocabulary } from './vocabulary.ts';
import { wordPieceFields } from './wordPieces.ts';
import type { TensorToWrite } from './writeGguf.ts';
import { writingOf } from './writing.ts';

/**
 * What the file of a whole model has.
 *
 * @param sentences how an encoder makes vectors
 * @throws AppError `gguf_architecture_differs`, `gguf_tokenizer_unsupported`
 */
export function wholeContent(
  trained: ModelSource['model'],
  model: BaseSource,
  dtype: GgufDtype,
  sentences: SentenceFacts | null,
): { metadata: Map<string, GgufField>; tensors: TensorToWrite[] } {
  const { config } = model;
  const writing = writingOf(config);
  const { architecture } = writing;
  const fields = Object.entries(writing.fields(config)).map(([key, field]): [string, GgufField] => [
    `${architecture}.${key}`,
    field,
  ]);
  const isWriter = bodyOf(config) === 'decoder';
  const texts = isWriter ? [...ggufVocabulary(model), ...promptFields(trained)] : wordPieceFields(model);
  const metadata = new Map<string, GgufField>([
    ...generalFields(trained, architecture, dtype),
    ...(isWriter ? samplingFields() : []),
    ...fields,
    ...(sentences ? sentenceFields(architecture, sentences) : []),
    ...texts,
  ]);
  // llama.cpp takes a file without an output projection for one that is tied, an encoder's, too.
  const isTied = config.tie_word_embeddings || !isWriter;
  const facts = { layers: dimensions(config).num_hidden_layers, isTied };
  const more = [...(writing.more?.(config) ?? [])].map(
    ([name, data]): TensorToWrite => ({ name, shape: [data.length], type: 'F32', read: async () => data }),
  );
  const tensors = Array.from(model.tensors, ([own, shape]): TensorToWrite => {
    const name = writing.tensor(own);
    const stored = writing.shape?.(own, shape) ?? shape;
    const read = async () => {
      const data = await model.read(own);
      const other = writing.stored?.(config, own, data) ?? data;
      return writing.rows?.stored(config, own, other) ?? other;
    };
    return { name, shape: stored, type: tensorType(dtype, name, stored, facts), read };
  });
  return { metadata, tensors: [...more, ...tensors] };
}

/**
 * Programs that chat write what is said by the file's template, and one that was trained on prompts would read them as nothing that it knows: its template
 * gives what is said as it is, whatever its base has.
 */
const promptFields = ({ recipe }: ModelSource['model']): [string, GgufField][] =>
  askedOf(recipe)?.by === 'messages' ? [] : [['tokenizer.chat_template', { string: PROMPTS_ONLY }]];
const PROMPTS_ONLY = "{% for message in messages %}{{ message['content'] }}{% endfor %}";
