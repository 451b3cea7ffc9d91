import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import type { DoctorReport, Finding, FindingKind } from '../../../shared/domain/datasets/doctor.ts';
import { inTwo } from '../../setup/leftOut.ts';
import { validationDocuments } from '../../tasks/prepare/split.ts';
import { DIRTY_CSV, DIRTY_ROWS } from '../testing/dirtyTable.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
let dataset: Dataset;
beforeEach(async () => {
  studio = await openStudio();
  dataset = await studio.importText(DIRTY_CSV);
});
afterEach(() => studio.close());

async function examine(again = false): Promise<DoctorReport> {
  const events = await Array.fromAsync(studio.client.datasets.doctor({ id: dataset.id, again }));
  const last = events.at(-1);
  if (last?.event !== 'done') throw new Error('the doctor did not end');
  return last.report;
}

function find(report: DoctorReport, kind: FindingKind): Finding {
  const finding = report.findings.find((candidate) => candidate.kind === kind);
  if (!finding) throw new Error(`no finding ${kind}`);
  return finding;
}

async function fix(kind: FindingKind): Promise<Dataset> {
  const { fix: step } = find(await examine(), kind);
  if (!step) throw new Error(`no fix for ${kind}`);
  const events = await Array.fromAsync(studio.client.datasets.change({ id: dataset.id, step }));
  const last = events.at(-1);
  if (last?.event !== 'done') throw new Error('the change did not end');
  return last.dataset;
}

const row = async (number: number) =>
  (await studio.client.datasets.rows({ id: dataset.id, offset: number, limit: 1 })).rows[0] as string[];

describe('the doctor', () => {
  test('a report goes with its version', async () => {
    await fix('html');
    const report = join(studio.home, 'datasets', dataset.id, 'v1.doctor.db');
    expect(existsSync(report)).toBe(true);
    await studio.client.datasets.removeVersion({ id: dataset.id, version: 1 });
    expect(existsSync(report)).toBe(false);
  });

  test('finds each thing in its rows', async () => {
    const report = await examine();
    expect(Object.fromEntries(report.findings.map(({ kind, rows }) => [kind, rows]))).toEqual({
      personal_data: [DIRTY_ROWS.mail, DIRTY_ROWS.mailAgain],
      duplicates: [DIRTY_ROWS.duplicate],
      near_duplicates: [DIRTY_ROWS.nearDuplicate],
      mojibake: [DIRTY_ROWS.mojibake],
      html: [DIRTY_ROWS.html],
      empty_cells: [DIRTY_ROWS.empty],
      near_empty_cells: [DIRTY_ROWS.nearlyEmpty],
      mixed_languages: [DIRTY_ROWS.chinese],
      outlier_lengths: [DIRTY_ROWS.nearlyEmpty],
      class_imbalance: [58, 59],
      too_little_data: [],
    });
    for (const { count, rows, kind } of report.findings) {
      if (kind !== 'too_little_data') expect(count).toBe(rows.length);
    }
    const [commonest, ...rare] = find(report, 'class_imbalance').details;
    expect(commonest).toMatchObject({ commonest: true });
    expect(rare.filter((detail) => 'commonest' in detail)).toEqual([]);
  });

  test('keeps its report with the version, and pages of rows and spans with it', async () => {
    expect(await studio.client.datasets.doctorReport({ id: dataset.id })).toBeNull();
    const report = await examine();
    expect(await studio.client.datasets.doctorReport({ id: dataset.id })).toEqual(report);
    expect((await examine()).createdAt, 'nothing is looked at twice').toBe(report.createdAt);
    expect((await examine(true)).createdAt).not.toBe(report.createdAt);

    const page = { id: dataset.id, offset: 0, limit: 10 };
    const duplicates = await studio.client.datasets.findingRows({ ...page, kind: 'duplicates' });
    expect(duplicates).toMatchObject({ total: 1, rows: [{ row: DIRTY_ROWS.duplicate, other: 3 }], spans: [] });
    const { total, spans } = await studio.client.datasets.personalSpans(page);
    expect(total).toBe(4);
    const texts = await Promise.all(spans.map(async (span) => (await row(span.row))[2]?.slice(span.start, span.end)));
    expect(texts).toEqual([
      'ada.lovelace@example.com',
      '+49 30 23125 123',
      'bob@example.org',
      'Ada.Lovelace@example.com',
    ]);
    expect((await studio.client.datasets.findingRows({ ...page, kind: 'personal_data' })).spans).toEqual(spans);

    await fix('duplicates');
    expect(await studio.client.datasets.doctorReport({ id: dataset.id })).toBeNull();
    await studio.client.datasets.setVersion({ id: dataset.id, version: 1 });
    expect((await examine()).version).toBe(1);
  });

  test('what is too little depends on the size', async () => {
    const report = await Array.fromAsync(studio.client.datasets.doctor({ id: dataset.id, size: 'nano' }));
    expect(report.at(-1)).toMatchObject({ event: 'done' });
    const [nano, base] = await Promise.all(
      (['nano', 'base'] as const).map((size) => studio.client.datasets.doctorReport({ id: dataset.id, size })),
    );
    const wanted = (of: DoctorReport | null | undefined) => of && find(of, 'too_little_data').details[0];
    expect(wanted(nano)).toMatchObject({ size: 'nano' });
    expect(wanted(base)).toMatchObject({ size: 'base' });
  });

  test('a finding can be accepted and opened again; it opens by itself when it concerns more rows', async () => {
    const accept = (accepted: boolean) =>
      studio.client.datasets.acceptFinding({ id: dataset.id, kind: 'empty_cells', accepted });
    const isAccepted = async () => find(await examine(), 'empty_cells').accepted;
    expect(await isAccepted()).toBe(false);
    await accept(true);
    expect(await isAccepted()).toBe(true);
    await accept(false);
    expect(await isAccepted()).toBe(false);
    await accept(true);
    const change = (row: number, value: string) =>
      Array.fromAsync(
        studio.client.datasets.change({
          id: dataset.id,
          step: { kind: 'edit_cells', edits: [{ row, column: dataset.columns[0]?.name ?? '', value }] },
        }),
      );
    await change(0, 'another');
    expect(await isAccepted()).toBe(true);
    await change(0, '');
    expect(await isAccepted()).toBe(false);
  });

  test('the row that one is like comes along, to be held against it', async () => {
    await examine();
    const { rows } = await studio.client.datasets.findingRows({
      ...{ id: dataset.id, kind: 'near_duplicates', offset: 0, limit: 5 },
    });
    const [first] = rows;
    expect(first?.otherCells).toEqual(await row(first?.other ?? -1));
    expect(first?.otherCells).not.toEqual(first?.cells);
  });

  test('a name alone is no alarm as an address is', async () => {
    const severity = async () => find(await examine(), 'personal_data').severity;
    expect(await severity()).toBe('severe');
    const author = 'The novel was written by Jane Austen in 1813.';
    dataset = await studio.importText(`text\n${author}\nNothing here.\n`);
    expect(await severity()).toBe('warning');
  });

  describe('names that texts leave out', () => {
    const NAMES = Array.from({ length: 60 }, (_, place) => `Lumo${String.fromCharCode(97 + (place % 26))}${place}`);
    const products = (text: (name: string, place: number) => string) =>
      studio.importText(
        `name,kind,description\n${NAMES.map((name, place) => `${name},lamp,${text(name, place)}`).join('\n')}\n`,
      );

    test('are found row by row, and counted', async () => {
      // Every third keeps it; one has no text, in which nothing is left out.
      dataset = await products((name, place) => {
        if (place === 59) return '';
        return place % 3 === 0 ? `${name} lights a desk of size ${place}` : `It lights a whole desk of size ${place}`;
      });
      const { rows, details, fix, columns, severity } = find(await examine(), 'left_out_names');
      expect(rows).toEqual(NAMES.map((_, place) => place).filter((place) => place % 3 > 0 && place !== 59));
      expect(details).toEqual([{ about: 'kept', column: 'name', output: 'description', cells: 20, rows: 59 }]);
      expect({ fix, columns, severity }).toEqual({ fix: null, columns: ['name', 'description'], severity: 'note' });
    });

    test.each<[string, (name: string, place: number) => string]>([
      [
        'where nearly all keep it',
        (name, place) => (place > 3 ? `${name} lights desk ${place}` : `It lights ${place}`),
      ],
      [
        'where none is there: the column is no name of it',
        (_, place) => `A text about something else, number ${place}`,
      ],
    ])('are no finding %s', async (_, text) => {
      dataset = await products(text);
      expect((await examine()).findings.map(({ kind }) => kind)).not.toContain('left_out_names');
    });
  });

  test('a cancelled look leaves nothing behind', async () => {
    const controller = new AbortController();
    const events = studio.client.datasets.doctor({ id: dataset.id }, { signal: controller.signal });
    controller.abort();
    await expect(Array.fromAsync(events)).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(join(studio.home, 'datasets', dataset.id, 'v1.doctor.db'))).toBe(false);
    expect(await examine()).toMatchObject({ version: 1 });
  });

  test('rows of a finding are asked for after the report', async () => {
    const rows = studio.client.datasets.findingRows({ id: dataset.id, kind: 'html', offset: 0, limit: 1 });
    await expect(rows).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('fixes', () => {
  const kinds: [FindingKind, number][] = [
    ['duplicates', 68],
    ['near_duplicates', 68],
    ['empty_cells', 68],
    ['near_empty_cells', 68],
    ['outlier_lengths', 68],
    ['mixed_languages', 68],
    ['mojibake', 69],
    ['html', 69],
    ['personal_data', 69],
  ];
  for (const [some, options] of inTwo(kinds, 'near_duplicates', 'html', 'personal_data'))
    test.each(some)('of %s makes a version in which it is not found any more', options, async (kind, rows) => {
      expect(await fix(kind)).toMatchObject({ version: 2, rows });
      expect((await examine()).findings.map((finding) => finding.kind)).not.toContain(kind);
      expect((await studio.client.datasets.versions({ id: dataset.id })).at(-1)?.parent).toBe(1);
    });

  test('the same value becomes the same placeholder, and a preview shows it', async () => {
    const { fix: step, rows } = find(await examine(), 'personal_data');
    if (!step) throw new Error('no fix');
    const preview = await studio.client.datasets.previewStep({ id: dataset.id, step, rows });
    const redacted = [
      'Write to [EMAIL_1] or call [PHONE_1] for this lamp.',
      'Both [EMAIL_2] and [EMAIL_1] answer all your questions.',
    ];
    expect(preview.map(({ after }) => after?.[2])).toEqual(redacted);
    expect((await row(DIRTY_ROWS.mail))[2]).toContain('@');
    await fix('personal_data');
    expect([(await row(DIRTY_ROWS.mail))[2], (await row(DIRTY_ROWS.mailAgain))[2]]).toEqual(redacted);

    // Numbers go on after those of an earlier redaction.
    const edits = [{ row: 0, column: 'description', value: 'New: carol@example.com and [EMAIL_2].' }];
    await Array.fromAsync(studio.client.datasets.change({ id: dataset.id, step: { kind: 'edit_cells', edits } }));
    await fix('personal_data');
    expect((await row(0))[2]).toBe('New: [EMAIL_3] and [EMAIL_2].');
  });

  test('broken text is repaired, tags go and the text stays', async () => {
    await fix('mojibake');
    expect((await row(DIRTY_ROWS.mojibake))[2]).toMatch(/^These rooms aren’t dark: the café lamp/);
    await fix('html');
    expect((await row(DIRTY_ROWS.html))[2]).toBe('A bright lamp & more of it\nfor every room in the house.');
  });

  test('leaking rows go, and those that they leaked from stay', async () => {
    const texts = Array.from(
      { length: 200 },
      (_, index) => `Text ${index % 100} says something of its own: ${(index % 100) * 7919}`,
    );
    dataset = await studio.importText(`text\n${texts.join('\n')}\n`);
    const leakage = find(await examine(), 'leakage');
    const kept = validationDocuments(200, 42);
    const leaking = [...kept].filter((number) => !kept.has((number + 100) % 200)).sort((a, b) => a - b);
    expect(leakage.rows).toEqual(leaking);
    expect(leakage.details).toEqual([{ about: 'split', validationRows: 10, seed: 42 }]);
    expect(await fix('leakage')).toMatchObject({ rows: 200 - leaking.length });
  });

  test('boilerplate goes from the texts that have more than it', async () => {
    const texts = Array.from({ length: 40 }, (_, index) =>
      index % 4 === 0
        ? `Item ${index} is special. Shipped free of charge within Europe.`
        : `Item ${index} is plain. It has no other words.${index}`,
    );
    dataset = await studio.importText(`text\n${texts.join('\n')}\n`);
    const boilerplate = find(await examine(), 'boilerplate');
    expect(boilerplate.rows).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36]);
    await fix('boilerplate');
    expect(await row(4)).toEqual(['Item 4 is special.']);
    expect(await row(5)).toEqual([texts[5]]);
  });

  test.each([
    ['column_unknown', { kind: 'drop_empty_rows' as const, columns: ['nothing'], what: 'empty' as const }],
    ['column_unknown', { kind: 'remove_boilerplate' as const, passages: [{ column: 'nothing', text: 'x' }] }],
    ['dataset_would_be_empty', { kind: 'drop_outliers' as const, bounds: [{ column: 'name', min: 90, max: 99 }] }],
  ])('what cannot be done is refused (%s)', async (code, step) => {
    const events = studio.client.datasets.change({ id: dataset.id, step });
    await expect(Array.fromAsync(events)).rejects.toMatchObject({ code });
  });
});
