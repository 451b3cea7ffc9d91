import { join } from 'node:path';
import type { Loaded } from './checkModel.ts';
import { FUZZED_MODELS, type FuzzedModel } from './modelMutants.ts';
import { watched } from './watched.ts';

/** `npm run fuzz:models [-- FILES [KIND…]]`: so many malformed models are opened in all, 10,000 unless said otherwise. */
const [files = '10000', ...chosen] = process.argv.slice(2);
const KINDS = FUZZED_MODELS.filter((kind) => chosen.length === 0 || chosen.includes(kind));
const FILES = Math.ceil(Number(files) / KINDS.length);
const LIMITS = { heapMb: 512, limitMs: 120_000 } as const;

const print = (text: string) => process.stdout.write(`${text}\n`);

async function fuzz(kind: FuzzedModel): Promise<number> {
  const start = performance.now();
  const refused = new Map<string, number>();
  let [loaded, tensors] = [0, 0];
  const watch = { script: join(import.meta.dirname, 'models.worker.ts'), args: [kind], files: FILES, ...LIMITS };
  const { failures, rssMb, slowest } = await watched(watch, (result: Loaded) => {
    tensors += result.tensors;
    if (result.refused === null) loaded++;
    else refused.set(result.refused, (refused.get(result.refused) ?? 0) + 1);
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const codes = [...refused].sort((a, b) => b[1] - a[1]).map(([code, count]) => `${count} ${code}`);
  print(
    `${kind}: ${FILES} models in ${seconds} s, the slowest ${slowest.toFixed(1)} s, peak ${rssMb} MB: ${loaded} loaded with ${tensors} tensors; ` +
      `refused: ${codes.join(', ') || 'none'}; crashed, hung, internal or wrong: ${failures.length}`,
  );
  for (const { seed, what } of failures.slice(0, 20)) print(`  ${kind} ${seed}: ${what}`);
  return failures.length;
}

let failed = 0;
for (const kind of KINDS) failed += await fuzz(kind);
process.exitCode = failed > 0 ? 1 : 0;
