import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { THERE_BEGINS } from '../../../shared/domain/models/there.ts';
import { writeWholeFile } from '../../files/fileSink.ts';

const CARD_FILE = 'README.md';

/** Writes down in an export's card what was found, in the place of what was found before. @returns whether there is a card */
export async function noteInCard(folder: string, lines: readonly string[]): Promise<boolean> {
  const path = join(folder, CARD_FILE);
  const card = await readFile(path, 'utf8').catch(() => null);
  const sections = card?.split('\n\n').filter((section) => !section.startsWith(THERE_BEGINS));
  const heading = sections?.findIndex((section) => section.startsWith('## ')) ?? -1;
  if (!sections || heading === -1) return false;
  sections.splice(heading, 0, lines.join(' '));
  // What was found is told all the same.
  return await writeWholeFile(path, sections.join('\n\n')).then(
    () => true,
    () => false,
  );
}
