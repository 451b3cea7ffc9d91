import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { useEngine } from '../main/engine/testing.ts';
import { readJson } from '../main/files/jsonFile.ts';
import { Reference } from '../main/formats/reference.ts';
import { languageModelHead } from '../main/ml/heads/languageModel.ts';
import { convertModel } from '../main/workers/convert/convertModel.ts';
import { engineDiffer } from '../main/workers/convert/engineDiffer.ts';
import { TUNED_ENDS, trainTuned } from '../main/workers/testing/tunedModel.ts';
import type { GivenOptions } from '../shared/domain/formats/format.ts';
import { lastLine, runCommand } from './bench/processes.ts';

/** Exports of a model that LoRA trained against PEFT and transformers themselves, where `KINDLING_PYTHON` names a Python that has both. */

const python = process.env.KINDLING_PYTHON;
if (!python) console.warn('Skipped: KINDLING_PYTHON names no Python with transformers');
const { describe } = await useEngine('wasm');
const LIMIT_MS = 300_000;

const hasPeft = python !== undefined && (await runCommand(python, ['-c', 'import peft'], LIMIT_MS)).failure === '';
if (python && !hasPeft) console.warn('Skipped: the Python that KINDLING_PYTHON names has no peft');

const Logits = z.array(z.array(z.number()));
const Answer = z.object({
  logits: z.object({ adapter: Logits, alone: Logits, merged: Logits, rounded: Logits }),
  dtypes: z.object({ merged: z.string(), rounded: z.string() }),
  chat: z.string(),
  ends: z.array(z.number()),
});

let folder: string;
beforeEach(() => {
  vi.stubEnv('KINDLING_ENGINE', 'wasm');
  folder = mkdtempSync(join(tmpdir(), 'kindling-peft-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('a model that LoRA trained, exported', () => {
  test.skipIf(!hasPeft)(
    'has the logits that it has here, as an adapter in PEFT and merged in transformers',
    async () => {
      const { model, base, source, reference } = await trainTuned(folder, 'lora');
      const prompts = (await readJson(reference, Reference)).prompts.filter(({ text }) => text !== '');
      const exported = async (name: string, options: GivenOptions) => {
        const output = join(folder, name);
        mkdirSync(output);
        const job = { model, run: null, source, reference, format: 'hf' as const, options, output };
        const events = convertModel(
          job,
          async () => languageModelHead,
          async (format, written) =>
            format.compare(written, await readJson(reference, Reference), engineDiffer(languageModelHead)),
        );
        expect((await Array.fromAsync(events)).at(-1)).toMatchObject({ event: 'done' });
        return [`--${name}`, output];
      };
      const script = join(import.meta.dirname, 'helpers', 'peft_logits.py');
      const { stdout, failure } = await runCommand(
        python as string,
        [
          ...['-B', script, '--base', base],
          ...(await exported('adapter', { adapter: true })),
          ...(await exported('merged', {})),
          ...(await exported('rounded', { dtype: 'bf16' })),
          ...['--prompts', JSON.stringify(prompts.map(({ text }) => text))],
        ],
        LIMIT_MS,
      );
      expect(failure).toBe('');
      const { logits, dtypes, chat, ends } = Answer.parse(JSON.parse(lastLine(stdout)));
      const difference = (found: number[][]) =>
        Math.max(
          ...prompts.flatMap((prompt, row) =>
            prompt.logits.map((logit, at) => Math.abs(logit - (found[row]?.[at] ?? Number.NaN))),
          ),
        );
      for (const kind of ['adapter', 'alone', 'merged'] as const) expect(difference(logits[kind])).toBeLessThan(1e-4);
      expect(difference(logits.rounded)).toBeLessThan(0.5);
      expect(dtypes).toEqual({ merged: 'torch.float32', rounded: 'torch.bfloat16' });
      expect(chat).toBe('a lamp');
      expect(ends).toEqual(TUNED_ENDS);
    },
    LIMIT_MS,
  );
});
