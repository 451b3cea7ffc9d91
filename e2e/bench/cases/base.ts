import { loadEngine } from '../../../main/engine/backends/load.ts';
import { forInference, selectionFromEnvironment } from '../../../main/engine/choose/select.ts';
import { programMaker } from '../../../main/engine/programs/programs.ts';
import { openTokenizer } from '../../../main/formats/huggingface/modelFiles.ts';
import { openBase } from '../../../main/formats/openBase.ts';
import { argmax } from '../../../main/ml/argmax.ts';
import { Random } from '../../../main/ml/random.ts';
import { GuessPace, lookAhead, looksAhead } from '../../../main/ml/sample/guessing.ts';
import { ModelDecoders } from '../../../main/tasks/textGeneration/predict/modelDecoders.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { CaseInput, CaseOutput } from '../contract.ts';
import { median, round } from '../statistics.ts';
import { PROMPT_TOKENS, SEED } from '../workload.ts';
import { peakRssMb, serveCase } from './serveCase.ts';

const GENERATIONS = 3;

serveCase('base', measureBase);

/** A file's model as the playground decodes it: greedy, and the end of a text ends nothing. The same as the two `base_reference` scripts. */
async function measureBase({ gguf, tokens }: CaseInput<'base'>): Promise<CaseOutput<'base'>> {
  const { name, version } = await loadEngine(forInference(await selectionFromEnvironment()));
  const source = await openBase(gguf);
  const refuse = (reason: string) => {
    throw new AppError('engine_unavailable', { engine: 'for compiled decoding', reason });
  };
  const { config, read } = source;
  const model = new ModelDecoders(
    { config, read, tokenizer: openTokenizer(source, gguf) },
    programMaker('fp32', refuse),
  );
  const random = new Random(SEED);
  const prompt = Array.from({ length: PROMPT_TOKENS }, () => random.integer(config.vocab_size));
  const generate = async () => {
    const decoder = await model.lend();
    const pace = new GuessPace();
    let id = argmax(await decoder.next(prompt));
    for (let written = 1; written < tokens; ) {
      const take = (logits: Float32Array) => {
        written++;
        id = argmax(logits);
        return id;
      };
      if (looksAhead(decoder)) await lookAhead(decoder, { id, guess: argmax, pace, most: tokens - written - 1 }, take);
      else take(await decoder.next([id]));
    }
    decoder.dispose();
  };
  await generate();
  const times: number[] = [];
  for (let generation = 0; generation < GENERATIONS; generation++) {
    const start = performance.now();
    await generate();
    times.push(performance.now() - start);
  }
  return {
    engine: `kindling ${name} ${version}`,
    mode: 'fp32',
    tokens,
    tokens_per_s: round((1000 * tokens) / median(times), 1),
    peak_rss_mb: peakRssMb(),
  };
}
