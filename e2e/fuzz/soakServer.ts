import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../main/ml/random.ts';
import { WRITER } from '../../main/serving/testing/scriptedModels.ts';
import { openServer } from '../../main/serving/testing/server.ts';
import { openServedStudio } from '../helpers/servedStudio.ts';
import { workerPids } from '../helpers/studioProcess.ts';
import { pick } from './jsonMutants.ts';

/**
 * `npm run soak:server [-- MINUTES [STREAMS]]`: that many streams at a time (32 unless said otherwise) for that long (10), of random lengths,
 * a fifth of them given up on the way, on a tiny model in the real process. Every one that comes to its end has to be what the same request
 * gives alone, greedily; memory is told along the way. Before it, what HTTP adds to a token, by a model that takes no time.
 */
const [minutes = '10', streams = '32'] = process.argv.slice(2);
const LENGTHS = [3, 8, 16, 30];
const PROMPTS = Array.from({ length: 40 }, (_, at) => `lamp ${at} ${'x'.repeat(at % 7)}`);
const TOLD_EVERY_MS = 60_000;
const GIVEN_UP = 0.2;

const print = (text: string) => process.stdout.write(`${text}\n`);

interface Asked {
  url: string;
  model: string;
  prompt: string;
  tokens: number;
}

const ask = ({ url, model, prompt, tokens }: Asked, stream: boolean, signal?: AbortSignal) =>
  fetch(`${url}/completions`, {
    ...{ method: 'POST', headers: { 'Content-Type': 'application/json' }, ...(signal && { signal }) },
    body: JSON.stringify({ model, prompt, max_tokens: tokens, temperature: 0, stream }),
  });

/** Reads a stream to its end, or gives it up after so many pieces; `null` then. */
async function streamed(asked: Asked, piecesUntilGivenUp: number | null): Promise<string | null> {
  const controller = new AbortController();
  const answer = await ask(asked, true, controller.signal);
  if (!answer.ok || !answer.body) throw new Error(`${answer.status}: ${await answer.text()}`);
  let [text, rest, pieces] = ['', '', 0];
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === 'data: [DONE]') return text;
      if (!line.startsWith('data: ')) continue;
      const { choices, error } = JSON.parse(line.slice('data: '.length));
      if (error) throw new Error(error.message);
      text += choices[0]?.text ?? '';
      if (++pieces === piecesUntilGivenUp) {
        controller.abort();
        return null;
      }
    }
  }
  throw new Error('it ended without [DONE]');
}

async function overhead(): Promise<void> {
  const tokens = 5000;
  const server = await openServer();
  server.models.script.write = () => new Array(tokens).fill(' word');
  // Each token comes by itself, as from a model.
  server.models.script.beforeToken = () => new Promise((resolve) => setImmediate(resolve));
  const asked = { url: `${server.url}/v1`, model: WRITER.id, prompt: 'a', tokens };
  await streamed({ ...asked, tokens: 100 }, null);
  const start = performance.now();
  await streamed(asked, null);
  print(
    `HTTP adds ${((performance.now() - start) / tokens).toFixed(4)} ms a token at one stream (reader in the same process included)`,
  );
  await server.close();
}

const rssMb = (pid: number) => {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return Math.round((pages * 4096) / 2 ** 20);
};

await overhead();
const studio = await openServedStudio();
const lone = new Map<string, string>();
for (const prompt of PROMPTS)
  for (const tokens of LENGTHS) {
    const answer = await ask({ url: studio.url, model: studio.model, prompt, tokens }, false);
    lone.set(`${prompt} ${tokens}`, (await answer.json()).choices[0].text);
  }
print(`${lone.size} texts alone`);

const until = performance.now() + Number(minutes) * 60_000;
const counts = { whole: 0, givenUp: 0, mixedUp: 0, lost: 0 };
const follow = async (seed: number) => {
  const random = new Random(seed);
  while (performance.now() < until) {
    const [prompt, tokens] = [pick(random, PROMPTS), pick(random, LENGTHS)];
    const givenUpAfter = random.next() < GIVEN_UP ? 1 + random.integer(tokens) : null;
    try {
      const text = await streamed({ url: studio.url, model: studio.model, prompt, tokens }, givenUpAfter);
      if (text === null) counts.givenUp++;
      else if (text === lone.get(`${prompt} ${tokens}`)) counts.whole++;
      else counts.mixedUp++;
    } catch (error) {
      counts.lost++;
      if (counts.lost < 10) print(`  lost: ${String(error)}`);
    }
  }
};
const worker = () => workerPids(process.pid, 'infer')[0];
const tell = () => {
  globalThis.gc?.();
  const pid = worker();
  print(
    `${JSON.stringify(counts)}; server and readers ${rssMb(process.pid)} MB, model's process ${pid ? rssMb(pid) : '?'} MB`,
  );
};
const timer = setInterval(tell, TOLD_EVERY_MS);
await Promise.all(Array.from({ length: Number(streams) }, (_, seed) => follow(seed)));
clearInterval(timer);
tell();
// Those that were given up last are on their way out.
await sleep(1000);
const { running, waiting } = (await studio.client.server.state({})).figures;
print(`left under way: ${running + waiting}; internal errors: ${studio.internalErrors.length}`);
await studio.close();
process.exitCode = counts.mixedUp + counts.lost + running + waiting + studio.internalErrors.length > 0 ? 1 : 0;
