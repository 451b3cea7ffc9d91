import type { SizeName } from '../../shared/domain/architectures/sizes.ts';
import type {
  DoctorReport,
  Finding,
  FindingDetail,
  FindingKind,
  PersonalSpan,
} from '../../shared/domain/datasets/doctor.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { DoctorEvent } from '../../shared/ipc/contract.ts';
import { counted, type Output } from './output.ts';
import type { Session } from './session.ts';

export interface DoctorOptions {
  dataset: string;
  size: SizeName;
  again: boolean;
}

const PAGE = 1000;
/** Rows of a finding that people are shown. */
const SHOWN = 10;

/** Looks at a data set for what spoils training. JSON has all rows and all spans; people get the first ones. */
export async function doctorCommand(session: Session, output: Output, options: DoctorOptions): Promise<void> {
  const { client, signal } = session;
  const { dataset: id, size, again } = options;
  const report = await follow(client.datasets.doctor({ id, size, again }, { signal }), output);
  if (!output.json) {
    output.result(null, reportText(report));
    return;
  }
  const findings = [];
  for (const finding of report.findings) {
    const { kind, count, severity, columns, details, fix, accepted } = finding;
    const rows = count > finding.rows.length ? await allRows(session, id, finding) : finding.rows;
    const spans = kind === 'personal_data' ? { spans: await allSpans(session, id) } : {};
    findings.push({ kind, count, rows, ...spans, severity, columns, details, fix, accepted });
  }
  const { rows, tokens, version, elapsedMs } = report;
  output.result({ findings, rows, tokens, version, elapsedMs }, '');
}

async function follow(events: AsyncIterable<DoctorEvent>, output: Output): Promise<DoctorReport> {
  for await (const event of events) {
    if (event.event === 'done') return event.report;
    output.progress(`checking the rows: ${Math.floor((100 * event.done) / Math.max(1, event.total))}%`);
  }
  throw new AppError('internal', { message: 'the doctor ended without a report' });
}

async function allRows({ client, signal }: Session, id: string, { kind }: Finding): Promise<number[]> {
  const all: number[] = [];
  for (;;) {
    const { total, rows } = await client.datasets.findingRows(
      { id, kind, offset: all.length, limit: PAGE },
      { signal },
    );
    all.push(...rows.map(({ row }) => row));
    // A report without rows of its own, such as that there is too little of them.
    if (all.length >= total || rows.length === 0) return all;
  }
}

async function allSpans({ client, signal }: Session, id: string): Promise<PersonalSpan[]> {
  const all: PersonalSpan[] = [];
  for (;;) {
    const { total, spans } = await client.datasets.personalSpans({ id, offset: all.length, limit: PAGE }, { signal });
    all.push(...spans);
    if (all.length >= total || spans.length === 0) return all;
  }
}

const NAMES: Record<FindingKind, string> = {
  empty_cells: 'Empty cells',
  near_empty_cells: 'Placeholder cells',
  duplicates: 'Duplicate rows',
  near_duplicates: 'Near-duplicate rows',
  leakage: 'Validation leakage',
  mixed_languages: 'Mixed languages',
  mojibake: 'Broken encoding',
  html: 'HTML and other markup',
  outlier_lengths: 'Length outliers',
  boilerplate: 'Boilerplate sentences',
  class_imbalance: 'Rare categories',
  left_out_names: 'Names left out',
  too_little_data: 'Too little data for a model of this size',
  personal_data: 'Personal data',
};

function reportText({ findings, rows, elapsedMs }: DoctorReport): string {
  const looked = `${counted(rows, 'row')} checked in ${(elapsedMs / 1000).toFixed(1)} s.`;
  if (findings.length === 0) return `No problems found. ${looked}`;
  return [...findings.map(findingText), looked].join('\n');
}

function findingText({ kind, severity, count, rows, details }: Finding): string {
  const shown = rows.slice(0, SHOWN).map((row) => row + 1);
  const more = count > shown.length ? ', …' : '';
  return [
    `${severity.toUpperCase().padEnd(8)} ${NAMES[kind]}: ${counted(count, 'row')}`,
    ...(shown.length > 0 ? [`         rows ${shown.join(', ')}${more}`] : []),
    ...details.slice(0, SHOWN).map((detail) => `         ${detailText(detail)}`),
  ].join('\n');
}

function detailText(detail: FindingDetail): string {
  switch (detail.about) {
    case 'column':
      return `${detail.column}: ${counted(detail.cells, 'cell')}`;
    case 'language':
      return `${detail.column}: ${counted(detail.cells, 'cell')} in ${detail.language}`;
    case 'passage':
      return `${detail.column}: “${detail.text}” in ${counted(detail.cells, 'cell')}`;
    case 'bounds':
      return `${detail.column}: usual are ${detail.min} to ${detail.max} characters`;
    case 'category':
      return `${detail.column}: ${detail.commonest ? 'most common is ' : ''}“${detail.value}” in ${counted(detail.cells, 'row')}`;
    case 'kept':
      return `${detail.cells} of ${detail.rows} texts of ${detail.output} contain their ${detail.column}; train --keep ${detail.column} learns from these alone`;
    case 'personal':
      return `${detail.type}: ${counted(detail.spans, 'time')}, ${detail.values} different`;
    case 'beyond_repair':
      return `${counted(detail.cells, 'cell')} lost characters for good`;
    case 'split':
      return `${counted(detail.validationRows, 'row')} held out for validation with seed ${detail.seed}`;
    case 'compared':
      return `rows were compared with the first ${detail.rows} different ones only`;
    case 'tokens':
      return `about ${counted(detail.tokens, 'token')}; a model of size ${detail.size} should have ${detail.wanted}`;
    default:
      throw detail satisfies never;
  }
}
