import type { LabelQuestion } from '../../../shared/domain/datasets/labelling.ts';
import type { StudioContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import type { HostContext, StudioPeer } from '../services/context.ts';
import { dataJob } from '../services/dataJob.ts';

export function labellingHandlers(context: HostContext): Handlers<StudioContract, StudioPeer>['labelling'] {
  const { stores, paths, spawn } = context;
  const asked = ({ id, ...question }: LabelQuestion) => {
    const { version } = stores.datasets.get(id);
    return { ...question, file: paths.datasetFile(id, version) };
  };
  return {
    async *next({ order, limit, ...question }, { signal }) {
      const request = { ...asked(question), order, limit };
      yield* dataJob(spawn, signal, (data) => data.nextToLabel(request, { signal }));
    },
    async *doubtful({ limit, ...question }, { signal }) {
      const request = { ...asked(question), limit };
      yield* dataJob(spawn, signal, (data) => data.doubtfulLabels(request, { signal }));
    },
  };
}
