import { isGoing, isResumable, type Run } from '../../../../shared/domain/runs/run.ts';
import type { AddressCodec } from '../../../ui/useAddressState.ts';

export interface RunFilter {
  text: string;
  /** All of them must be there. */
  tags: readonly string[];
}

export const NO_FILTER: RunFilter = { text: '', tags: [] };

/** The filter in the page's address. */
export const filterAddress: AddressCodec<RunFilter> = {
  keys: ['q', 'tag'],
  read: (params) => ({ text: params.get('q') ?? '', tags: params.getAll('tag') }),
  write: ({ text, tags }) => [
    ...(text === '' ? [] : [['q', text] as const]),
    ...tags.map((tag) => ['tag', tag] as const),
  ],
};

/** Every word of the text is in the name, the data set's name or a tag. */
export function filterRuns(runs: readonly Run[], { text, tags }: RunFilter): Run[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    const content = [run.name, run.datasetName, ...run.tags].join('\n').toLocaleLowerCase();
    return words.every((word) => content.includes(word)) && tags.every((tag) => run.tags.includes(tag));
  });
}

/** All tags in use, in the order of the alphabet. */
export function tagsOf(runs: readonly Run[]): string[] {
  return [...new Set(runs.flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b));
}

/** Runs that wait, in the order of their turns. */
export function queueOf(runs: readonly Run[]): Run[] {
  return runs
    .filter(({ state }) => state === 'queued')
    .sort((a, b) => a.queuePosition - b.queuePosition || a.createdAt.localeCompare(b.createdAt));
}

export type QueueMove = 'next' | 'up' | 'down';

/** The run before which one is to be put, `null` for the end; `undefined` where there is no such way to go. */
export function moveTarget(queue: readonly Run[], id: string, move: QueueMove): string | null | undefined {
  const at = queue.findIndex((run) => run.id === id);
  if (at < 0) return undefined;
  switch (move) {
    case 'next':
      return at > 0 ? queue[0]?.id : undefined;
    case 'up':
      return queue[at - 1]?.id;
    case 'down':
      return at < queue.length - 1 ? (queue[at + 2]?.id ?? null) : undefined;
    default:
      throw move satisfies never;
  }
}

/** What can be done with a run as it is now. */
export interface RunOptions {
  resume: boolean;
  pause: boolean;
  stop: boolean;
  /** Leaving the queue, which is all that stopping a waiting run does. */
  unqueue: boolean;
  remove: boolean;
}

export function runOptions(run: Run): RunOptions {
  const { state } = run;
  return {
    // With the same learning rate it would go wrong again; the page of the run offers a lower one.
    resume: isResumable(run) && run.error?.code !== 'loss_not_finite',
    pause: state === 'preparing' || state === 'training',
    stop: state === 'preparing' || state === 'training',
    unqueue: state === 'queued',
    remove: !isGoing(state),
  };
}
