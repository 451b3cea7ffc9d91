import { resolve } from 'node:path';
import type { GivenOptions } from '../../shared/domain/formats/format.ts';
import { FORMAT_KINDS, type FormatKind, formatTexts, optionDefinitions } from '../../shared/domain/formats/index.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { badOption } from './badOption.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export interface ExportOptions {
  model: string;
  format: FormatKind;
  /** `name=value` each. */
  option?: string[];
  out: string;
}

export async function exportCommand(
  { client, signal }: Session,
  output: Output,
  { model, format, option = [], out }: ExportOptions,
): Promise<void> {
  const target = { kind: 'path' as const, path: resolve(out) };
  const options = readOptions(format, option);
  for await (const event of client.models.export({ id: model, format, options, target }, { signal })) {
    if (event.event === 'progress') output.progress(`export: ${event.step}`);
    else {
      const { path, files, verified, maxDifference } = event;
      return output.result(
        { path, files, verified, maxDifference },
        `Exported to ${path} and loaded again: ${comparison(maxDifference)}.`,
      );
    }
  }
  throw new AppError('internal', { message: 'the export ended without a result' });
}

const comparison = (maxDifference: number): string =>
  maxDifference === 0
    ? 'its logits are identical'
    : `the largest difference of a logit is ${maxDifference.toExponential(1)}`;

const SWITCH: Readonly<Record<string, boolean>> = { yes: true, no: false };

/** What can be given for an option, as `--help` and refusals name it. */
function valuesOf(format: FormatKind, name: string): readonly string[] | undefined {
  const options = optionDefinitions(format);
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  return option?.kind === 'choice' ? option.values : option && Object.keys(SWITCH);
}

/**
 * The values of `--option name=value`.
 *
 * @throws AppError `bad_input` with what the format does not have
 */
export function readOptions(format: FormatKind, given: readonly string[]): GivenOptions {
  const options: GivenOptions = {};
  for (const text of given) {
    const [name = '', value = ''] = text.split(/=(.*)/s);
    const values = valuesOf(format, name);
    if (!values) {
      const names = Object.keys(optionDefinitions(format)).join(', ') || 'none';
      throw badOption('--option', `${format} has no option ${name} (it has: ${names})`);
    }
    if (!values.includes(value)) throw badOption(`--option ${name}`, `say one of ${values.join(', ')}, not “${value}”`);
    options[name] = optionDefinitions(format)[name]?.kind === 'switch' ? SWITCH[value] === true : value;
  }
  return options;
}

/** The options of all formats, for `--help`. */
export function optionHelp(): string {
  const lines = FORMAT_KINDS.flatMap((format) => {
    const texts = formatTexts(format, 'en').options;
    return Object.entries(optionDefinitions(format)).map(([name, option]) => {
      const usual = option.kind === 'switch' ? (option.default ? 'yes' : 'no') : option.default;
      return `${format}: ${name}=${valuesOf(format, name)?.join('|')} (default: ${usual}), ${texts[name]?.label.toLowerCase()}`;
    });
  });
  return ['an option of the format, name=value; may be given several times.', ...lines].join(' ');
}
