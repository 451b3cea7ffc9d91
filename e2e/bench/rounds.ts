import { AppError } from '../../shared/errors/errors.ts';
import { medianBy } from './statistics.ts';

/** What is measured, in the words of its result. */
export interface Label {
  engine: string;
  size: string;
  mode: string;
  streams?: number;
}

/** Something that is measured again and again. */
export interface Contender<T> {
  label: Label;
  measure(): Promise<T>;
}

/** How a contender did: its median round, and all of them; or why there is nothing. */
export type Standing<T> = { label: Label } & ({ median: T; rounds: T[] } | { failed: string });

/**
 * Measures ours and theirs in turns (ours, theirs, ours, …), all of them in every round, so that a machine that slows down or speeds up
 * meanwhile does the same to both. Who fails once is not tried again.
 */
export async function alternate<T extends { tokens_per_s: number }>(
  ours: readonly Contender<T>[],
  theirs: readonly Contender<T>[],
  rounds: number,
  note: (text: string) => void,
): Promise<Standing<T>[]> {
  const results = new Map<Contender<T>, T[]>();
  const failures = new Map<Contender<T>, string>();
  for (let round = 1; round <= rounds; round++) {
    for (const contender of interleave(ours, theirs)) {
      if (failures.has(contender)) continue;
      note(`round ${round} of ${rounds}: ${describe(contender.label)}`);
      try {
        const result = await contender.measure();
        results.set(contender, [...(results.get(contender) ?? []), result]);
      } catch (error) {
        failures.set(contender, reasonOf(error));
        note(`${describe(contender.label)}: ${reasonOf(error)}`);
      }
    }
  }
  return [...ours, ...theirs].map((contender) => {
    const { label } = contender;
    const done = results.get(contender);
    const failed = failures.get(contender);
    if (failed !== undefined || !done) return { label, failed: failed ?? 'it was not measured' };
    return { label, median: medianBy(done, ({ tokens_per_s }) => tokens_per_s), rounds: done };
  });
}

export function describe({ engine, size, mode, streams }: Label): string {
  return `${engine} ${size} ${mode}${streams === undefined ? '' : `, streams: ${streams}`}`;
}

/** One of each in turns, then what is left of the longer list. */
export function interleave<T>(first: readonly T[], second: readonly T[]): T[] {
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) =>
    [first[index], second[index]].filter((item) => item !== undefined),
  ).flat() as T[];
}

export function reasonOf(error: unknown): string {
  if (error instanceof AppError && error.code === 'engine_unavailable') return String(error.details.reason);
  return error instanceof Error ? error.message : String(error);
}
