import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { contextOf } from '../../../shared/domain/architectures/index.ts';
import { askedOf, type Recipe, taskOf } from '../../../shared/domain/tasks/index.ts';
import { thresholdOf } from '../../../shared/domain/tasks/thresholds.ts';
import { readJson } from '../../files/jsonFile.ts';
import type { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';
import type { BaseSource } from '../baseSource.ts';
import { CONFIG_FILE } from '../huggingface/modelFiles.ts';
import { readSentenceFacts } from '../sentenceFacts.ts';
import { labelsInOrder, readThresholds } from '../thresholds.ts';
import type { AppFacts } from './module.ts';

/** What of `config.json` a module needs; a task that has none of it leaves it out. */
const Config = z.looseObject({
  id2label: z.record(z.string(), z.string()).default({}),
  target_mean: z.number().default(0),
  target_std: z.number().default(1),
});

/** What the module of an exported model has to know. @param folder with the exported graph and files */
export async function appFacts(
  recipe: Recipe,
  model: BaseSource,
  tokenizer: Tokenizer,
  { folder, graph, beside }: { folder: string; graph: string; beside: readonly string[] },
): Promise<AppFacts> {
  const { id2label, target_mean, target_std } = await readJson(join(folder, CONFIG_FILE), Config);
  const { form } = taskOf(recipe).programs;
  const sentences = form === 'searches' ? await readSentenceFacts(folder) : null;
  const room = form === 'reads' ? tokenizer.modelMaxLength : Number.POSITIVE_INFINITY;
  const context = Math.min(contextOf(model.config), room);
  const thresholds = await readThresholds(folder);
  const labels = labelsInOrder(id2label);
  const [short, alone] = [tokenizer.encode('a'), tokenizer.encode('')];
  return {
    recipe,
    graph,
    beside,
    context: Math.min(context, sentences?.mostTokens ?? context),
    ends: [...new Set([tokenizer.endOfText, ...model.eosTokenIds])],
    beginning: tokenizer.beginning,
    addsBeginning: tokenizer.addsBeginning,
    keepsEnd: alone.length > 0 && short.at(-1) === alone.at(-1),
    labels,
    thresholds: labels.map((label) => thresholdOf(thresholds, label)),
    shift: target_mean,
    scale: target_std,
    prompts: sentences?.prompts ?? { query: '', document: '' },
    chatTemplate: askedOf(recipe)?.by === 'messages' ? model.chatTemplate : null,
    items: existsSync(join(folder, ITEMS_FILE)) ? (await readJson(join(folder, ITEMS_FILE), Items)).items : [],
  };
}

const ITEMS_FILE = 'items.json';
const Items = z.looseObject({ items: z.array(z.string()) });
