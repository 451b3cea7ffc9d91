import { Buffer } from 'node:buffer';
import type { Column } from '../../../shared/domain/columns.ts';
import type { StepProgress } from '../../../shared/domain/datasets/dataset.ts';
import {
  DOCTOR_RULES,
  type DoctorReport,
  type Finding,
  type FindingKind,
  Severity,
} from '../../../shared/domain/datasets/doctor.ts';
import { roughTokens } from '../../../shared/domain/runs/preflight.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { DoctorFileWriter } from '../../db/doctorFile.ts';
import { brokenText } from './examiners/brokenText.ts';
import { categoryBalance } from './examiners/categoryBalance.ts';
import { emptyCells } from './examiners/emptyCells.ts';
import type { Examiner } from './examiners/examiner.ts';
import { mixedLanguages } from './examiners/languages.ts';
import { leftOutNames } from './examiners/leftOutNames.ts';
import { outlierLengths } from './examiners/outlierLengths.ts';
import { personalData } from './examiners/personalData.ts';
import { repeatedRows } from './examiners/repeatedRows.ts';
import { sharedPassages } from './examiners/sharedPassages.ts';
import { languageDetector } from './languages.ts';
import { documentOf, readableColumns } from './readableColumns.ts';
import { scanRows } from './scanRows.ts';

export interface DiagnoseRequest {
  /** The version's file. */
  source: string;
  /** File to be created: rows, spans and the report. */
  output: string;
  columns: Column[];
  version: number;
}

export type DiagnoseEvent = StepProgress | { event: 'done'; report: DoctorReport };

/**
 * Looks at all rows of a data set version for what spoils training. Rows are read once, or twice where something has to be counted
 * exactly; memory is a few hundred bytes a row at most, and for the comparison of rows with one another bounded.
 */
export async function* diagnose(request: DiagnoseRequest, signal: AbortSignal): AsyncGenerator<DiagnoseEvent> {
  const { columns, output } = request;
  const started = performance.now();
  const source = openDatasetFile(request.source);
  const writer = new DoctorFileWriter(output);
  try {
    const readable = readableColumns(columns);
    const documentAt = (row: number) => documentOf(readable, source.readRows(row, 1)[0] ?? []);
    const examiners: Examiner[] = [
      emptyCells(columns, source.rowCount, writer),
      repeatedRows(columns, writer, documentAt),
      brokenText(columns, writer),
      mixedLanguages(columns, writer, await languageDetector()),
      outlierLengths(columns, writer),
      sharedPassages(columns, writer),
      categoryBalance(columns, writer),
      leftOutNames(columns, source.rowCount, writer),
      personalData(columns, writer),
    ];
    // The second reading is far quicker: it is told as a tenth of the whole.
    const total = Math.ceil(source.rowCount * 1.1);
    let bytes = 0;
    const first = scanRows(source, signal, (row, cells) => {
      const document = documentOf(readable, cells);
      bytes += Buffer.byteLength(document);
      for (const examiner of examiners) examiner.read(row, cells, document);
    });
    for await (const done of first) yield { event: 'progress', done, total };

    const again = examiners.filter((examiner) => examiner.needsSecondReading?.());
    if (again.length > 0) {
      const second = scanRows(source, signal, (row, cells) => {
        for (const examiner of again) examiner.readAgain?.(row, cells);
      });
      for await (const done of second) {
        yield { event: 'progress', done: source.rowCount + Math.floor(done / 10), total };
      }
    }
    const findings = examiners.flatMap((examiner) => examiner.findings()).sort(byImportance);
    const report: DoctorReport = {
      rules: DOCTOR_RULES,
      version: request.version,
      rows: source.rowCount,
      tokens: roughTokens({ bytes, columns: [] }),
      findings,
      elapsedMs: performance.now() - started,
      createdAt: new Date().toISOString(),
    };
    writer.finish(JSON.stringify(report));
    yield { event: 'done', report };
  } finally {
    writer.discard();
    source.close();
  }
}

/** Of the same severity: first what would be learned by heart or told to others. */
const ORDER: readonly FindingKind[] = ['personal_data', 'leakage', 'duplicates', 'mojibake'];

function byImportance(a: Finding, b: Finding): number {
  const severity = Severity.options.indexOf(a.severity) - Severity.options.indexOf(b.severity);
  const place = ({ kind }: Finding) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
  return severity || place(a) - place(b) || b.count - a.count;
}
