import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { RunModel } from '../../../shared/domain/architectures/runModel.ts';
import type { Run } from '../../../shared/domain/runs/run.ts';

const CHECKPOINT = /^checkpoint-(\d+)$/;
/** A configuration has some hundred bytes. */
const MOST_BYTES = 1 << 16;

/**
 * The configuration of a run of before it was recorded: that of its newest checkpoint which has one, else the preset's, which the
 * migration has filled in. Of any other run, what it was started with.
 */
export async function settleModel({ model }: Run, runFolder: string): Promise<RunModel> {
  if (!model.assumed) return model;
  const names = await readdir(runFolder).catch(() => []);
  const steps = names.flatMap((name) => CHECKPOINT.exec(name)?.[1] ?? []).map(Number);
  for (const step of steps.sort((a, b) => b - a)) {
    const config = await readConfig(join(runFolder, `checkpoint-${step}`, 'config.json'));
    if (config) return { ...model, config, assumed: false };
  }
  return { ...model, assumed: false };
}

async function readConfig(path: string): Promise<ModelConfig | null> {
  try {
    const file = await open(path, 'r');
    try {
      const status = await file.stat();
      if (!status.isFile() || status.size > MOST_BYTES) return null;
      return ModelConfig.parse(JSON.parse(await file.readFile('utf8')));
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
