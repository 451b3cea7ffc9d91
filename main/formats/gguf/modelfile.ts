import { bodyOf, contextOf } from '../../../shared/domain/architectures/index.ts';
import { DEFAULT_GENERATION } from '../../../shared/domain/models/generation.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { askedOf } from '../../../shared/domain/tasks/index.ts';
import type { BaseSource } from '../baseSource.ts';
import { ChatTemplate } from '../chatTemplate.ts';
import { endOfTurnId } from '../endOfTurn.ts';
import { specialTokens } from '../specialTexts.ts';
import { goTemplate } from './goTemplate.ts';

export const MODELFILE = 'Modelfile';

interface Named {
  model: Pick<TrainedModel, 'recipe' | 'base'>;
  source: BaseSource;
  /** The GGUF beside it. */
  file: string;
  /** What an adapter's base is found by. */
  base: string | null;
}

/**
 * What Ollama makes a model of: the file, what stands around a prompt, where a text ends, and how it is written.
 * Source: https://github.com/ollama/ollama/blob/main/docs/modelfile.md
 */
export function modelfile({ model, source, file, base }: Named): string {
  // What makes vectors has no prompts, and draws nothing.
  if (bodyOf(source.config) === 'encoder') return `FROM ./${file}\nPARAMETER num_ctx ${contextOf(source.config)}\n`;
  const { temperature, top_k, top_p, min_p, repetition_penalty } = DEFAULT_GENERATION;
  const chat = chatParts(model, source);
  const lines = [
    ...(base === null ? [`FROM ./${file}`] : [`FROM ${base}`, `ADAPTER ./${file}`]),
    ...chat.lines,
    ...chat.stops.map((stop) => `PARAMETER stop ${JSON.stringify(stop)}`),
    `PARAMETER num_ctx ${contextOf(source.config)}`,
    `PARAMETER temperature ${temperature}`,
    `PARAMETER top_k ${top_k}`,
    `PARAMETER top_p ${top_p}`,
    `PARAMETER min_p ${min_p}`,
    `PARAMETER repeat_penalty ${repetition_penalty}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** A model of conversations has a template; any other reads a prompt as it is. */
function chatParts({ recipe }: Named['model'], source: BaseSource): { lines: string[]; stops: string[] } {
  if (askedOf(recipe)?.by !== 'messages') return { lines: ['TEMPLATE """{{ .Prompt }}"""'], stops: [] };
  if (source.chatTemplate === null) return { lines: [], stops: [] };
  const id = endOfTurnId(source);
  const end = (id !== null && specialTokens(JSON.parse(source.tokenizerJson)).get(id)) || null;
  const found = goTemplate(new ChatTemplate(source), end);
  const lines = found
    ? [...(found.system ? [`SYSTEM """${found.system}"""`] : []), `TEMPLATE """${found.template}"""`]
    : ['# Its chat template is no plain one: Ollama uses that of the file where it knows it.'];
  return { lines, stops: end === null ? [] : [end] };
}
