import { bodyOf, contextOf } from '../../../../shared/domain/architectures/index.ts';
import type { CompletionEvent, CompletionRequest } from '../../../../shared/domain/models/completion.ts';
import { type GenerationEvent, type InputField, USUAL_TRIES } from '../../../../shared/domain/models/generation.ts';
import type { InputOf } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { BaseSource } from '../../../formats/baseSource.ts';
import { withEndOfTurn } from '../../../formats/endOfTurn.ts';
import { openTokenizer } from '../../../formats/huggingface/modelFiles.ts';
import { openLibraryModel } from '../../../formats/libraryModel.ts';
import type { ProgramMaker } from '../../../ml/program/program.ts';
import { generate } from '../../../ml/sample/generate.ts';
import { nextWords } from '../../../ml/sample/nextWords.ts';
import { TextWriter } from '../../../ml/sample/textWriter.ts';
import { type CompletionJob, complete } from '../../../ml/serve/complete.ts';
import type { MeasureEvent, MeasureJob, OpenModel } from '../../task.ts';
import { completionPrompt } from './completionPrompt.ts';
import { measureModel } from './measureModel.ts';
import { type DecodedModel, ModelDecoders } from './modelDecoders.ts';
import { promptText } from './promptText.ts';
import { untilKept } from './untilKept.ts';

/** A model that writes texts. */
export class TextModel implements OpenModel<'text-generation'> {
  readonly #decoders: ModelDecoders;
  readonly #source: BaseSource;
  readonly #folder: string;

  private constructor(model: DecodedModel, source: BaseSource, folder: string, makeProgram: ProgramMaker) {
    this.#source = source;
    this.#decoders = new ModelDecoders(model, makeProgram);
    this.#folder = folder;
  }

  /**
   * Loads it into the engine.
   *
   * @param folder a Hugging Face folder, an adapter of the library, or a `.gguf`
   * @throws AppError `model_is_encoder`; those of `openLibraryModel`
   */
  static async open(folder: string, makeProgram: ProgramMaker): Promise<TextModel> {
    const opened = await openLibraryModel(folder);
    const { config, read } = opened;
    if (bodyOf(config) !== 'decoder')
      throw new AppError('model_is_encoder', {
        name: folder.replace(/^.*[\\/](?=.)/, ''),
        architecture: config.model_type,
      });
    const source = withEndOfTurn(opened);
    const tokenizer = openTokenizer(source, folder);
    return new TextModel({ config, tokenizer, read }, source, folder, makeProgram);
  }

  get bytes(): number {
    return this.#decoders.bytes;
  }

  async *predict(
    { prompt: source, settings, mustContain, tries = USUAL_TRIES, nextWords: count }: InputOf<'text-generation'>,
    signal: AbortSignal,
  ): AsyncGenerator<GenerationEvent> {
    const { tokenizer, config } = this.#decoders;
    const contextLength = contextOf(config);
    const room = { tokenizer, contextLength, maxTokens: settings.max_tokens };
    const { prompt, promptLimit, droppedMessages, wanted } = await promptText(source, this.#folder, this.#source, room);
    const decoders = this.#decoders;
    if (count !== undefined) {
      const writer = new TextWriter({ tokenizer, contextLength, prompt, promptLimit, settings });
      const { promptIds, cutTokens } = writer;
      yield { event: 'prompt', prompt, promptTokens: promptIds.length, cutTokens, contextLength, droppedMessages };
      const decoder = await decoders.lend(signal);
      try {
        yield {
          event: 'words',
          words: await nextWords({ tokenizer, decoder, promptIds, contextLength, count, signal }),
        };
      } finally {
        decoder.dispose();
      }
      return;
    }
    const write = async function* (seed: number, opening = ''): AsyncGenerator<GenerationEvent> {
      const decoder = await decoders.lend(signal);
      yield* generate({
        ...{ tokenizer, decoder, contextLength, prompt, promptLimit, opening, signal },
        settings: { ...settings, seed },
      });
    };
    const inputs = source.kind === 'inputs' ? source.inputs : [];
    const fields = mustContain ?? wanted;
    checkColumns(fields, inputs);
    const keeping = { inputs, fields, tries, seed: settings.seed };
    const events = fields.length === 0 ? write(settings.seed) : untilKept(write, keeping);
    for await (const event of events)
      yield event.event === 'prompt' ? { ...event, contextLength, droppedMessages } : event;
  }

  async *complete(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<CompletionEvent> {
    const { tokenizer, config } = this.#decoders;
    const tokens = config.vocab_size;
    const { call, ...prompt } = await completionPrompt(request.prompt, this.#folder, this.#source, {
      tokenizer,
      tokens,
    });
    const contextLength = contextOf(config);
    // A prompt that is only read may fill it.
    const most = request.max_tokens === 0 ? contextLength : contextLength - 1;
    const { length } = prompt.promptIds;
    if (length > most) throw new AppError('prompt_too_long', { tokens: length, limit: most });
    const biased = request.sampling.logit_bias.find(({ id }) => id >= tokens);
    if (biased) throw new AppError('token_unknown', { token: biased.id, tokens });
    const { schema } = request;
    const wanted = call ? { call } : schema === null ? null : { schema };
    const lend: CompletionJob['lend'] = (asked) => this.#decoders.lendPooled(asked);
    yield* complete({ ...request, ...prompt, wanted, tokenizer, contextLength, lend }, signal);
  }

  tokenize(text: string): number[] {
    return this.#decoders.tokenizer.encode(text);
  }

  measure(job: MeasureJob, signal: AbortSignal): AsyncIterable<MeasureEvent> {
    return measureModel(this.#decoders, { model: this.#folder, ...job }, signal);
  }

  dispose(): void {
    this.#decoders.dispose();
  }
}

/** @throws AppError `column_unknown` for a column that the prompt has not */
function checkColumns(fields: readonly string[], inputs: readonly InputField[]): void {
  const stranger = fields.find((field) => !inputs.some(({ column }) => column === field));
  if (stranger === undefined) return;
  const columns = inputs.map(({ column }) => column).join(', ');
  throw new AppError('column_unknown', { column: stranger, columns });
}
