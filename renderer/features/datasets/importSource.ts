import type { SampleName, TaskId } from '../../../shared/domain/tasks/sampleTask.ts';
import type { PickedFile } from '../../../shared/ipc/contract.ts';

/** Where the rows come from. Several texts become one data set. */
export type ImportSource =
  | { kind: 'file'; file: File }
  | { kind: 'texts'; files: readonly File[]; name: string }
  | { kind: 'picked'; picked: PickedFile }
  | { kind: 'pasted'; text: string }
  /** `task`: what the user wants a model for; its form is opened then. */
  | { kind: 'sample'; sample: SampleName; task: TaskId | null };

/** Name of the file; `null` for the sample and for what was pasted. */
export function nameOf(source: ImportSource): string | null {
  switch (source.kind) {
    case 'file':
      return source.file.name;
    case 'texts':
      return source.name;
    case 'picked':
      return source.picked.name;
    default:
      return null;
  }
}

/** Whether both are one thing to a user: a file is known by its name, also once it was changed and dropped again. */
export const isSameSource = (one: ImportSource, other: ImportSource): boolean =>
  one.kind === other.kind && nameOf(one) === nameOf(other) && textOf(one) === textOf(other);

const textOf = (source: ImportSource) =>
  source.kind === 'pasted' ? source.text : source.kind === 'sample' ? source.sample : null;
