import { join } from 'node:path';
import { type MeasuredText, type MeasureName, MeasureRecord } from '../../../shared/domain/models/measures.ts';
import { readJson } from '../../files/jsonFile.ts';
import { MEASURES_FILE } from '../../formats/huggingface/measuresFile.ts';
import { readRecipe } from '../../formats/huggingface/recipeFile.ts';
import { REFERENCE_FILE } from '../../formats/huggingface/referenceFile.ts';
import { Reference } from '../../formats/reference.ts';
import type { Elsewhere } from '../task.ts';
import { measureTexts } from './measures/measureTexts.ts';
import { type Beginnings, writtenHere } from './predict/writtenHere.ts';

/** What is told of texts that are held against the rows' own. */
const TOLD: readonly MeasureName[] = ['field_fidelity', 'exact_match', 'chrf'];

/** What the model writes here with the weights of a file, and how good texts from there are. */
export const elsewhere: Elsewhere = {
  async *write({ file, source }, makeProgram) {
    yield* writtenHere(file, await beginningsOf(source), makeProgram);
  },

  async measure(source, places, { here, there }) {
    const record = await recordOf(source);
    const rows = places.flatMap((place) => record?.written[place] ?? []);
    if (!record || rows.length === 0 || rows.length !== places.length) return [];
    const { fields, seed } = record;
    const [one, other] = [here, there].map((texts) => {
      const outputs = texts.map((text) => text.trim());
      return measureTexts({ rows, outputs, fields, trainingTexts: 'no_training_rows', seed }).metrics;
    });
    return TOLD.flatMap((name) => {
      const [was, is] = [one?.[name], other?.[name]];
      return was && is ? [{ name, here: was.value, there: is.value }] : [];
    });
  },
};

const recordOf = (source: string): Promise<MeasureRecord | null> =>
  readJson(join(source, MEASURES_FILE), MeasureRecord).catch(() => null);

/** Rows that the model never trained on, as they are given to it; else how they begin, or the texts that every export is compared on. */
async function beginningsOf(source: string): Promise<Beginnings> {
  const written = (await recordOf(source))?.written ?? [];
  const rows = differentRows(written);
  if (rows.length > 0) return { kind: 'rows', rows, promptLimit: (await readRecipe(source))?.promptLimit ?? null };
  if (written.length > 0) return { kind: 'texts', texts: written.map(({ prompt, reference }) => prompt + reference) };
  const { prompts } = await readJson(join(source, REFERENCE_FILE), Reference);
  return { kind: 'tokens', tokens: prompts.map(({ ids }) => ids) };
}

/** Those that something is given of; where there were fewer rows than texts, rows came again. */
function differentRows(written: readonly MeasuredText[]): { row: number; prompt: string }[] {
  const places = new Map<number, { row: number; prompt: string }>();
  for (const [place, { row, inputs, prompt }] of written.entries())
    if (inputs.length > 0 && !places.has(row)) places.set(row, { row: place, prompt });
  return [...places.values()];
}
