import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import type { Budget } from '../../../../shared/domain/runs/training.ts';
import { useStudio } from '../../../api/index.ts';

/** What a user can have done with a run. The host announces what came of it. */

export function useResume({ id }: Run) {
  const studio = useStudio();
  return useMutation({
    mutationFn: (changes: { learning_rate?: number; fromStep?: number }) => studio.runs.resume({ id, ...changes }),
  });
}

/** The same run from the beginning, as a new one; this one stays as it is. */
export function useAgain({ id }: Run) {
  const studio = useStudio();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => studio.runs.again({ id }),
    onSuccess: (run) => navigate(`/runs/${run.id}`),
  });
}

export function useExtend({ id }: Run) {
  const studio = useStudio();
  return useMutation({ mutationFn: (add: Budget) => studio.runs.extend({ id, add }) });
}

export function usePause({ id }: Run) {
  const studio = useStudio();
  return useMutation({ mutationFn: () => studio.runs.pause({ id }) });
}

export function useStop({ id }: Run) {
  const studio = useStudio();
  return useMutation({ mutationFn: () => studio.runs.stop({ id }) });
}
