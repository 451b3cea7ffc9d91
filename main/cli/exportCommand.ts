import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { GivenOptions, OptionDefinition } from '../../shared/domain/formats/format.ts';
import {
  FORMAT_KINDS,
  type FormatKind,
  formatsFor,
  formatTexts,
  llamaCppFile,
  OLLAMA_FORMAT,
  optionDefinitions,
} from '../../shared/domain/formats/index.ts';
import { OllamaName } from '../../shared/domain/models/ollama.ts';
import { receiptLines } from '../../shared/domain/models/receipt.ts';
import { type ThereCheck, thereLines } from '../../shared/domain/models/there.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { badOption } from './badOption.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export interface ExportOptions {
  model: string;
  /** The first one that is meant for the model where it is left out. */
  format?: FormatKind;
  /** `name=value` each. */
  option?: string[];
  out?: string;
  /** What it is to be called in Ollama; `true` for the model's own name. */
  ollama?: string | true;
  /** Has the llama.cpp of this computer write with it. */
  checkThere?: boolean;
  /** Options of formats by their own names. */
  [option: string]: unknown;
}

/** Gives a command an option for each one of the formats: `--NAME`, or `--no-NAME` where it is on by itself. */
export function addFormatOptions(command: Command): Command {
  for (const name of new Set(FORMAT_KINDS.flatMap((kind) => Object.keys(optionDefinitions(kind))))) {
    const [format = 'hf', ...others] = FORMAT_KINDS.filter((kind) => name in optionDefinitions(kind));
    const option = optionDefinitions(format)[name] as OptionDefinition;
    const label = formatTexts(format, 'en').options[name]?.label.toLowerCase() ?? name;
    if (option.kind === 'choice') {
      // Formats have the values of an option that they can write.
      const kinds = [format, ...others];
      const values = new Set(kinds.flatMap((kind) => valuesOf(kind, name) ?? []));
      const usual = kinds.map((kind) => `${kind}: ${optionDefinitions(kind)[name]?.default}`).join(', ');
      command.option(`--${name} <${[...values].join('|')}>`, `${label} (default: ${usual})`);
    } else if (option.default) command.option(`--no-${name}`, `turns this off: ${label}`);
    else command.option(`--${name}`, label);
  }
  return command;
}

/** What was given by the options of `addFormatOptions`, as `--option` takes it. */
export function namedOptions(options: Readonly<Record<string, unknown>>): string[] {
  const names = new Set(FORMAT_KINDS.flatMap((kind) => Object.keys(optionDefinitions(kind))));
  const switches = new Map(
    FORMAT_KINDS.flatMap((kind) => Object.entries(optionDefinitions(kind)))
      .filter(([, { kind }]) => kind === 'switch')
      .map(([name, option]) => [name, option.default]),
  );
  return [...names].flatMap((name) => {
    const value = options[name];
    // Commander knows a switch that is on by itself as true unless it was turned off.
    if (value === undefined || value === switches.get(name)) return [];
    return [`${name}=${typeof value === 'boolean' ? (value ? 'yes' : 'no') : value}`];
  });
}

export async function exportCommand(session: Session, output: Output, given: ExportOptions): Promise<void> {
  if (given.ollama !== undefined) return await ollamaExport(session, output, given);
  const { client, signal } = session;
  const { model, format: asked, option = [], out, checkThere, ...named } = given;
  if (out === undefined) throw badOption('--out', 'say the folder to create, or --ollama');
  const format = asked ?? formatsFor(await client.models.get({ id: model }))[0];
  const target = { kind: 'path' as const, path: resolve(out) };
  const options = readOptions(format, [...option, ...namedOptions(named)]);
  if (checkThere) await assertCheckable(client, { model, format, options });
  for await (const event of client.models.export({ id: model, format, options, target }, { signal })) {
    if (event.event === 'progress') output.progress(`export: ${event.step}`);
    else {
      const { path, files, verified, maxDifference, receipt, withoutWords } = event;
      // It stays where it is, whatever comes of the check.
      if (checkThere) output.note(`exported: ${path}`);
      const there = checkThere ? await checkedThere(session, output, { id: model, path }) : null;
      return output.result(
        {
          path,
          files,
          verified,
          maxDifference,
          receipt,
          ...(withoutWords && { withoutWords }),
          ...(there && { there }),
        },
        [
          `Exported to ${path} and loaded again: ${comparison(maxDifference)}.`,
          ...(receipt ? receiptLines(receipt) : []),
          ...(there ? thereLines(there) : []),
          ...(withoutWords
            ? ['The words that join in with the model in the studio are not in it: it predicts alone.']
            : []),
        ].join('\n'),
      );
    }
  }
  throw new AppError('internal', { message: 'the export ended without a result' });
}

/** Says before anything is written that nothing can be checked. */
async function assertCheckable(
  client: Session['client'],
  { model, format, options }: { model: string; format: FormatKind; options: GivenOptions },
): Promise<void> {
  if (llamaCppFile(format, await client.models.get({ id: model }), options) === null)
    throw badOption(
      '--check-there',
      `llama.cpp writes texts with --format ${OLLAMA_FORMAT} of a model that writes, no adapter`,
    );
  if (!(await client.models.llamaCpp({})).found) throw new AppError('llama_server_missing');
}

/** What the llama.cpp of this computer makes of what was exported. */
async function checkedThere(
  { client, signal }: Session,
  output: Output,
  exported: { id: string; path: string },
): Promise<ThereCheck> {
  for await (const event of client.models.checkThere(exported, { signal })) {
    if (event.event === 'done') return event.check;
    output.progress(`check there: ${event.step}`);
  }
  throw new AppError('internal', { message: 'the check ended without a result' });
}

/** Makes the model in Ollama. */
async function ollamaExport(
  { client, signal }: Session,
  output: Output,
  { model, format = OLLAMA_FORMAT, option = [], out, ollama, checkThere, ...named }: ExportOptions,
): Promise<void> {
  if (checkThere) throw badOption('--check-there', 'it is for files: with --ollama there is none');
  if (format !== OLLAMA_FORMAT) throw badOption('--format', `Ollama reads ${OLLAMA_FORMAT}, not ${format}`);
  if (out !== undefined) throw badOption('--out', 'with --ollama nothing is written elsewhere: leave it out');
  const options = readOptions(format, [...option, ...namedOptions(named)]);
  const { data: name, error } = OllamaName.optional().safeParse(ollama === true ? undefined : ollama);
  if (error)
    throw badOption('--ollama', `“${ollama}” is no name there: letters, digits, “_”, “-” and “.”, a tag after “:”`);
  for await (const event of client.models.makeInOllama({ id: model, options, name }, { signal })) {
    if (event.event === 'progress') output.progress(`export: ${event.step}`);
    else {
      const { name, address, command } = event;
      return output.result(
        { name, address, command },
        `“${name}” is a model of the Ollama at ${address}. Use it: ${command}`,
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
export function readOptions(format: FormatKind, texts: readonly string[]): GivenOptions {
  const options: GivenOptions = {};
  for (const text of texts) {
    const [name = '', given = ''] = text.split(/=(.*)/s);
    const values = valuesOf(format, name);
    // Number formats are written in capitals as often.
    const value = given.toLowerCase();
    if (!values) {
      const names = Object.keys(optionDefinitions(format)).join(', ') || 'none';
      throw badOption('--option', `${format} has no option ${name} (it has: ${names})`);
    }
    if (!values.includes(value)) throw badOption(`--option ${name}`, `say one of ${values.join(', ')}, not “${given}”`);
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
