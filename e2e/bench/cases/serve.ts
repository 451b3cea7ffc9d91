import { loadEngine } from '../../../main/engine/backends/load.ts';
import { forInference, selectionFromEnvironment } from '../../../main/engine/choose/select.ts';
import { programMaker } from '../../../main/engine/programs/programs.ts';
import { openBase } from '../../../main/formats/openBase.ts';
import { initialWeights } from '../../../main/ml/architectures/model.ts';
import { argmax } from '../../../main/ml/argmax.ts';
import { Random } from '../../../main/ml/random.ts';
import { type DecodedModel, ModelDecoders } from '../../../main/tasks/textGeneration/predict/modelDecoders.ts';
import { contextOf } from '../../../shared/domain/architectures/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { CaseInput, CaseOutput } from '../contract.ts';
import { median, round } from '../statistics.ts';
import { PROMPT_TOKENS, SEED, workload } from '../workload.ts';
import { peakRssMb, serveCase } from './serveCase.ts';

const ROUNDS = 3;
/** Of first tokens, which are short: the three kinds in turns. */
const FIRST_ROUNDS = 7;
/** Tokens of a prompt whose first token is waited for, where the context is so long. */
const LONG_PROMPT = 200;

serveCase('serve', measureServe);

/** Texts that are written together as the server's are: greedy, and the end of a text ends nothing. */
async function measureServe({ gguf, streams, tokens }: CaseInput<'serve'>): Promise<CaseOutput<'serve'>> {
  const { name, version } = await loadEngine(forInference(await selectionFromEnvironment()));
  const refuse = (reason: string) => {
    throw new AppError('engine_unavailable', { engine: 'for compiled decoding', reason });
  };
  const opened = gguf === null ? fresh() : await openBase(gguf);
  // Nothing is tokenized here.
  const model = new ModelDecoders({ ...opened, tokenizer: undefined as never }, programMaker('fp32', refuse));
  const random = new Random(SEED);
  const promptOf = (length: number) => Array.from({ length }, () => random.integer(opened.config.vocab_size));
  const write = async (prompt: readonly number[], count: number): Promise<void> => {
    const decoder = await model.lendPooled({ prompt, tokens: prompt.length + count });
    let next = prompt.slice(decoder.length);
    for (let step = 0; step < count; step++) next = [argmax(await decoder.next(next))];
    decoder.dispose();
  };
  const timed = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  await write(promptOf(PROMPT_TOKENS), 8);
  const together = async (texts: number) => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const prompts = Array.from({ length: texts }, () => promptOf(PROMPT_TOKENS));
      times.push(await timed(() => Promise.all(prompts.map((prompt) => write(prompt, tokens)))));
    }
    return round((1000 * texts * tokens) / median(times), 1);
  };
  const [alone, beside] = [await together(1), await together(streams)];
  const promptTokens = Math.min(LONG_PROMPT, contextOf(model.config) - 1);
  const [cold, cached, again] = [firstToken(), firstToken(), firstToken()];
  for (let round = 0; round < FIRST_ROUNDS; round++) {
    const prompt = promptOf(promptTokens);
    await cold.take(() => write(prompt, 1));
    await cached.take(() => write([...prompt.slice(0, -1), otherThan(prompt.at(-1))], 1));
    await again.take(() => write(prompt, 1));
  }
  return {
    ...{ engine: `kindling ${name} ${version}`, streams, tokens, prompt_tokens: promptTokens },
    ...{ tokens_per_s_alone: alone, tokens_per_s: beside },
    ...{ first_token_ms: cold.ms(), cached_first_token_ms: cached.ms(), again_first_token_ms: again.ms() },
    ...{
      first_token_cpu_ms: cold.cpu(),
      cached_first_token_cpu_ms: cached.cpu(),
      again_first_token_cpu_ms: again.cpu(),
    },
    peak_rss_mb: peakRssMb(),
  };
}

/** Times of one kind of first token, by the clock and of the processor. */
function firstToken() {
  const [times, used]: [number[], number[]] = [[], []];
  return {
    async take(work: () => Promise<unknown>): Promise<void> {
      const [start, before] = [performance.now(), process.cpuUsage()];
      await work();
      times.push(performance.now() - start);
      const { user, system } = process.cpuUsage(before);
      used.push((user + system) / 1000);
    },
    ms: () => round(median(times), 1),
    cpu: () => round(median(used), 1),
  };
}

const otherThan = (id = 0): number => (id === 0 ? 1 : 0);

function fresh(): Pick<DecodedModel, 'config' | 'read'> {
  const { config } = workload('R1');
  const weights = initialWeights(config, SEED);
  return { config, read: async (parameter) => weights.get(parameter)?.data.slice() ?? new Float32Array() };
}
