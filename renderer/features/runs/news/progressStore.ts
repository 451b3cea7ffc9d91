import { create } from 'zustand';

/** How far the run has come that trains now: a share of its budget in whole percent, and what is left of the time, in milliseconds. */
export interface Progress {
  runId: string;
  share: number;
  /** As it was when the share last changed or a minute went by; `null` while it is not known. */
  remainingMs: number | null;
}

/** `null` while none trains. */
interface ProgressStore {
  progress: Progress | null;
}

export const useProgress = create<ProgressStore>(() => ({ progress: null }));

/** Takes a step over only where it makes another percentage or another minute: steps come far more often than that. */
export function setProgress(runId: string, share: number, remainingMs: number | null): void {
  const rounded = Math.floor(share * 100) / 100;
  const { progress } = useProgress.getState();
  const isSame =
    progress?.runId === runId && progress.share === rounded && minutes(progress.remainingMs) === minutes(remainingMs);
  if (!isSame) useProgress.setState({ progress: { runId, share: rounded, remainingMs } });
}

const minutes = (remainingMs: number | null) => (remainingMs === null ? null : Math.floor(remainingMs / 60_000));

/** Of a run that does not train any more. */
export function clearProgress(runId: string): void {
  if (useProgress.getState().progress?.runId === runId) useProgress.setState({ progress: null });
}

/** Share of a run, if it is the one that trains. */
export const useRunProgress = (runId: string): number | null =>
  useProgress(({ progress }) => (progress?.runId === runId ? progress.share : null));
