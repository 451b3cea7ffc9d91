import { initialWeights } from '../../../main/ml/architectures/model.ts';
import { Random } from '../../../main/ml/random.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { CaseInput, CaseOutput } from '../contract.ts';
import { loadDecodeEngine } from '../decodeCase.ts';
import { median, round } from '../statistics.ts';
import { PROMPT_TOKENS, SEED, workload } from '../workload.ts';
import { peakRssMb, serveCase } from './serveCase.ts';

const GENERATIONS = 5;

serveCase('decode', measureDecoding);

/** The same run as `generate_reference.py`: greedy, and the end of a text ends nothing. */
async function measureDecoding(input: CaseInput<'decode'>): Promise<CaseOutput<'decode'>> {
  const { size, streams, tokens, eager } = input;
  const { config, contextLength } = workload(size);
  const room = contextLength - PROMPT_TOKENS;
  if (tokens > room) throw new AppError('bad_input', { path: '--tokens', problem: `${size} has room for ${room}` });
  const random = new Random(SEED);
  const prompts = Array.from({ length: streams }, () =>
    Array.from({ length: PROMPT_TOKENS }, () => random.integer(config.vocab_size)),
  );
  const engine = await loadDecodeEngine({ eager });
  const decoding = await engine.start(config, initialWeights(config, SEED));

  await decoding.generate(prompts, tokens);
  const times: number[] = [];
  for (let generation = 0; generation < GENERATIONS; generation++) {
    const start = performance.now();
    const generated = await decoding.generate(prompts, tokens);
    times.push(performance.now() - start);
    const count = generated.reduce((sum, ids) => sum + ids.length, 0);
    if (count !== streams * tokens) throw new Error(`${count} tokens were generated instead of ${streams * tokens}`);
  }
  return {
    engine: engine.name,
    mode: engine.mode,
    size,
    streams,
    tokens,
    tokens_per_s: round((1000 * streams * tokens) / median(times)),
    peak_rss_mb: peakRssMb(),
  };
}
