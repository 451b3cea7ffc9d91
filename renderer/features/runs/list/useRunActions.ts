import { useMutation } from '@tanstack/react-query';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { useStudio } from '../../../api/index.ts';

export type RunAction =
  | { kind: 'resume' | 'pause' | 'stop'; run: Run }
  | { kind: 'move'; run: Run; before: string | null };

/** What is done with a run at one press of a button. What it changes comes back by itself, as the host announces it. */
export function useRunActions() {
  const { runs } = useStudio();
  const mutation = useMutation<unknown, Error, RunAction>({
    mutationFn: (action) => {
      const { id } = action.run;
      switch (action.kind) {
        case 'resume':
          return runs.resume({ id });
        case 'pause':
          return runs.pause({ id });
        case 'stop':
          return runs.stop({ id });
        case 'move':
          return runs.move({ id, before: action.before });
        default:
          throw action satisfies never;
      }
    },
  });
  return {
    act: mutation.mutate,
    /** The run that something is being done with. */
    busyId: mutation.isPending ? mutation.variables.run.id : null,
    failed: mutation.isError ? { error: mutation.error, name: mutation.variables.run.name } : null,
    dismiss: mutation.reset,
  };
}
export type RunActions = ReturnType<typeof useRunActions>;
