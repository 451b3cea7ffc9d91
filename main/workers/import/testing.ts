import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { expect } from 'vitest';
import type { ImportSummary, Rejection } from '../../../shared/domain/datasets/dataset.ts';
import type { ImportDoubt, ImportOptions } from '../../../shared/domain/datasets/importOptions.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { importFile } from './importFile.ts';

/** A data set as it was imported, with all of its rows. */
export interface Imported extends ImportSummary {
  names: readonly string[];
  table: string[][];
  refused: Rejection[];
  doubts: ImportDoubt[];
}

export type Content = string | Uint8Array;

/** Writes a file, or a folder of files, into `folder`, and imports it. */
export async function importContent(
  folder: string,
  name: string,
  content: Content | Record<string, Content>,
  options: ImportOptions = {},
): Promise<Imported> {
  const path = join(folder, name);
  if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(path, content);
  else {
    for (const [file, text] of Object.entries(content)) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    }
  }
  return importPaths(folder, [path], options);
}

/** Imports files that are there, and looks at what was stored: it is what the summary says. */
export async function importPaths(folder: string, files: string[], options: ImportOptions = {}): Promise<Imported> {
  const output = join(folder, 'out.db');
  rmSync(output, { force: true });
  for await (const event of importFile(requestFor(folder, files, options), new AbortController().signal)) {
    if (event.event !== 'done') continue;
    const stored = openDatasetFile(output);
    const [table, refused] = [[...stored.rows()], stored.rejections(0, 100_000)];
    stored.close();
    expect(table).toHaveLength(event.summary.rows);
    expect(refused).toHaveLength(event.summary.rejected);
    return { ...event.summary, names: stored.columns, table, refused, doubts: event.doubts };
  }
  throw new Error('no summary');
}

export const requestFor = (folder: string, files: string[], options: ImportOptions = {}) => ({
  ...{ files, options },
  ...{ output: join(folder, 'out.db'), scratch: join(folder, 'scratch') },
});

/** A zip archive of texts. */
export const zipOf = (files: Record<string, Content>): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, typeof text === 'string' ? Buffer.from(text) : text]),
    ),
  );

/** A workbook as programs write it: shared texts, styles and sheets whose XML is given. */
export function workbookOf(
  sheets: Record<string, string>,
  shared: readonly string[] = [],
  date1904 = false,
): Uint8Array {
  const names = Object.keys(sheets);
  const list = names
    .map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
    .join('');
  const relations = names
    .map((_, index) => `<Relationship Id="rId${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`)
    .join('');
  const date = '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>';
  return zipOf({
    'xl/workbook.xml': `<workbook><workbookPr date1904="${date1904 ? 1 : 0}"/><sheets>${list}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relations}</Relationships>`,
    'xl/styles.xml': `<styleSheet>${date}<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst>${shared.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    ...Object.fromEntries(
      names.map((name, index) => [
        `xl/worksheets/sheet${index + 1}.xml`,
        `<worksheet><sheetData>${sheets[name]}</sheetData></worksheet>`,
      ]),
    ),
  });
}
