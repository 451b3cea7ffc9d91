import { create } from 'zustand';

/** How far the run has come that trains now, as a share of its budget in whole percent; `null` while none trains. */
interface ProgressStore {
  progress: { runId: string; share: number } | null;
}

export const useProgress = create<ProgressStore>(() => ({ progress: null }));

/** Takes over a share only where it makes another percentage: steps come far more often than that. */
export function setProgress(runId: string, share: number): void {
  const rounded = Math.floor(share * 100) / 100;
  const { progress } = useProgress.getState();
  if (progress?.runId !== runId || progress.share !== rounded)
    useProgress.setState({ progress: { runId, share: rounded } });
}

/** Of a run that does not train any more. */
export function clearProgress(runId: string): void {
  if (useProgress.getState().progress?.runId === runId) useProgress.setState({ progress: null });
}

/** Share of a run, if it is the one that trains. */
export const useRunProgress = (runId: string): number | null =>
  useProgress(({ progress }) => (progress?.runId === runId ? progress.share : null));
