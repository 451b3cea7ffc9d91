import { AppError } from '../../../shared/errors/errors.ts';

/** What a `Modelfile` says, as Ollama's interface takes it. */
export interface ModelfileParts {
  /** The GGUF beside it. */
  file: string;
  template?: string;
  system?: string;
  parameters: Record<string, number | string[]>;
}

const LINE =
  /(?:#[^\n]*|FROM \.\/([^\n]+)|(TEMPLATE|SYSTEM) """([\s\S]*?)"""|PARAMETER (\w+) ([^\n]+)|[ \t]*)(?:\n|$)/y;

/**
 * Reads a `Modelfile` that an export has written: others may say more.
 *
 * @throws AppError `model_invalid` with the path
 */
export function modelfileParts(text: string, path: string): ModelfileParts {
  const parts: ModelfileParts = { file: '', parameters: {} };
  LINE.lastIndex = 0;
  while (LINE.lastIndex < text.length) {
    const at = LINE.lastIndex;
    const [, file, named, content = '', parameter, value = ''] = LINE.exec(text) ?? [];
    if (LINE.lastIndex <= at)
      throw new AppError('model_invalid', { path, problem: `Modelfile: ${text.slice(at, at + 80)}` });
    if (file !== undefined) parts.file = file;
    if (named === 'TEMPLATE') parts.template = content;
    if (named === 'SYSTEM') parts.system = content;
    if (parameter === 'stop') parts.parameters.stop = [...stopsOf(parts), JSON.parse(value) as string];
    else if (parameter !== undefined) parts.parameters[parameter] = Number(value);
  }
  return parts;
}

const stopsOf = ({ parameters: { stop } }: ModelfileParts): string[] => (Array.isArray(stop) ? stop : []);
