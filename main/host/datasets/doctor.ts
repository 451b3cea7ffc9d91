import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { SizeName } from '../../../shared/domain/architectures/sizes.ts';
import type { CutCell } from '../../../shared/domain/datasets/cutCells.ts';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import type { DatasetStep } from '../../../shared/domain/datasets/datasetStep.ts';
import {
  AcceptedFindings,
  DOCTOR_RULES,
  DoctorReport,
  type FindingKind,
  type FindingRow,
  type PersonalSpan,
  type RowPreview,
} from '../../../shared/domain/datasets/doctor.ts';
import { tooLittleData } from '../../../shared/domain/datasets/tooLittleData.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { DoctorEvent } from '../../../shared/ipc/contract.ts';
import { readDoctorFile } from '../../db/doctorFile.ts';
import { DatabaseCorrupt, isDamage } from '../../db/open.ts';
import { announce, type HostContext } from '../services/context.ts';
import { askData, dataJob } from '../services/dataJob.ts';
import type { DatasetFiles } from '../services/datasetFiles.ts';
import { rowsAt } from './queryRows.ts';

interface Page {
  offset: number;
  limit: number;
}

interface FindingPage {
  total: number;
  rows: FindingRow[];
  spans: PersonalSpan[];
  cut: CutCell[];
}

/** Looks after the reports on data sets: one for each version, beside its file. */
export class Doctor {
  readonly #context: HostContext;
  readonly #openFiles: DatasetFiles;
  /** By data set: one is looked at by one worker at a time. */
  readonly #examining = new Map<string, Promise<void>>();

  constructor(context: HostContext, openFiles: DatasetFiles) {
    this.#context = context;
    this.#openFiles = openFiles;
  }

  async *examine(
    { id, size, again }: { id: string; size?: SizeName | undefined; again?: boolean | undefined },
    signal: AbortSignal,
  ): AsyncGenerator<DoctorEvent> {
    // Whoever asks meanwhile waits, and then gets the same report.
    while (this.#examining.has(id)) {
      await this.#examining.get(id);
      signal.throwIfAborted();
    }
    const dataset = this.#context.stores.datasets.get(id);
    const known = again ? null : this.report(dataset, size);
    if (known) {
      yield { event: 'done', report: known };
      return;
    }
    const { spawn, paths } = this.#context;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#examining.set(id, promise);
    try {
      const source = paths.datasetFile(id, dataset.version);
      const output = paths.doctorFile(id, dataset.version);
      const { columns, version } = dataset;
      const request = { source, output, columns, version };
      for await (const event of dataJob(spawn, signal, (data) => data.diagnose(request, { signal }))) {
        if (event.event === 'progress') yield event;
        else {
          announce(this.#context, 'datasets');
          yield { event: 'done', report: this.#finished(id, event.report, size) };
        }
      }
    } finally {
      this.#examining.delete(id);
      resolve();
    }
  }

  /** `null` where there is none by the rules of today. */
  report(dataset: Dataset, size: SizeName = 'small'): DoctorReport | null {
    const file = this.#context.paths.doctorFile(dataset.id, dataset.version);
    if (!existsSync(file)) return null;
    // A report that an older or newer studio wrote is none: it is made again.
    const { data } = DoctorReport.safeParse(unlessDamaged(() => readDoctorFile(file, (reader) => reader.report())));
    return data?.rules === DOCTOR_RULES ? this.#finished(dataset.id, data, size) : null;
  }

  /** A finding that is not in the report is accepted with no row. */
  accept(dataset: Dataset, kind: FindingKind, accepted: boolean): void {
    const { [kind]: _, ...others } = this.#accepted(dataset.id);
    const count = this.report(dataset)?.findings.find((finding) => finding.kind === kind)?.count ?? 0;
    const file = this.#context.paths.acceptedFindings(dataset.id);
    writeFileSync(`${file}.partial`, JSON.stringify(accepted ? { ...others, [kind]: count } : others), { mode: 0o600 });
    renameSync(`${file}.partial`, file);
    announce(this.#context, 'datasets');
  }

  /** Nothing where there is no such file, or none that can be read: then all findings are open. */
  #accepted(id: string): AcceptedFindings {
    try {
      return AcceptedFindings.parse(JSON.parse(readFileSync(this.#context.paths.acceptedFindings(id), 'utf8')));
    } catch {
      return {};
    }
  }

  #finished(id: string, report: DoctorReport, size?: SizeName): DoctorReport {
    const accepted = this.#accepted(id);
    const { findings, ...rest } = withSize(report, size);
    const marked = findings.map((finding) => ({
      ...finding,
      accepted: finding.count <= (accepted[finding.kind] ?? -1),
    }));
    return { ...rest, findings: marked };
  }

  /** A page of a finding's rows; a short one where they are long. */
  async rows(dataset: Dataset, kind: FindingKind, page: Page, signal: AbortSignal): Promise<FindingPage> {
    const found = this.#read(dataset, (reader) => {
      const entries = reader.rows(kind, page.offset, page.limit);
      const spans = kind === 'personal_data' ? entries.flatMap(({ row }) => reader.spansOfRow(row)) : [];
      return { total: reader.count(kind), entries, spans };
    });
    const { total, entries, spans } = found;
    const places = entries.map(({ row }) => row);
    const { rows: cells, cut } = await rowsAt(this.#context, this.#openFiles, dataset, places, signal);
    const shown = entries.slice(0, cells.length);
    const others = shown.flatMap(({ other }) => other ?? []);
    const resembled = await rowsAt(this.#context, this.#openFiles, dataset, others, signal);
    // Of very long rows, some of the others may be left out.
    const textOf = new Map(resembled.rows.map((row, index) => [others[index], row]));
    return {
      ...{ total, spans, cut },
      rows: shown.map((entry, index) => ({
        ...entry,
        cells: cells[index] as string[],
        otherCells: entry.other === null ? null : (textOf.get(entry.other) ?? null),
      })),
    };
  }

  spans(dataset: Dataset, { offset, limit }: Page): { total: number; spans: PersonalSpan[] } {
    return this.#read(dataset, (reader) => ({ total: reader.spanCount(), spans: reader.spans(offset, limit) }));
  }

  /** What a step would make of some rows. */
  preview(dataset: Dataset, asked: { step: DatasetStep; rows: number[] }, signal: AbortSignal): Promise<RowPreview[]> {
    const { spawn, paths } = this.#context;
    const source = paths.datasetFile(dataset.id, dataset.version);
    return askData(spawn, signal, (data) => data.previewStep({ source, ...asked }, { signal }));
  }

  #read<T>(dataset: Dataset, read: Parameters<typeof readDoctorFile<T>>[1]): T {
    const file = this.#context.paths.doctorFile(dataset.id, dataset.version);
    const found = existsSync(file) ? unlessDamaged(() => readDoctorFile(file, read)) : null;
    if (found === null) throw new AppError('not_found', { kind: 'report', id: `${dataset.id}/${dataset.version}` });
    return found;
  }
}

/** A report is derived: a damaged one is none, and is made again. */
function unlessDamaged<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DatabaseCorrupt || isDamage(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What is too little depends on what is to be trained; the rest of a report does not. */
function withSize(report: DoctorReport, size: SizeName = 'small'): DoctorReport {
  const finding = tooLittleData(report, size);
  if (!finding) return report;
  const { findings } = report;
  const notes = findings.findIndex(({ severity }) => severity === 'note');
  const place = finding.severity === 'note' || notes < 0 ? findings.length : notes;
  return { ...report, findings: findings.toSpliced(place, 0, finding) };
}
