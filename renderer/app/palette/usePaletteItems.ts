import { useTranslation } from 'react-i18next';
import { useDatasets, useModels, useRuns } from '../../api/index.ts';
import { type ActionGroup, runnableActions } from '../actions.ts';
import type { PaletteItem } from './paletteItems.ts';

/** Actions by what is wanted most: the shortcuts' list begins with what is everywhere. */
const ORDER = ['train', 'data', 'go', 'general'] as const satisfies readonly ActionGroup[];
const orderOf = ({ group }: { group: ActionGroup }) => ORDER.indexOf(group as (typeof ORDER)[number]);

/** All that the palette can lead to: runs, models and data sets, the newest first, then the actions. */
export function usePaletteItems(): PaletteItem[] {
  const { t } = useTranslation('app');
  const datasets = useDatasets().data ?? [];
  const runs = useRuns().data ?? [];
  const models = useModels().data ?? [];
  return [
    ...runs.map(
      ({ id, name, tags, datasetName }): PaletteItem => ({
        ...{ key: `run ${id}`, kind: 'run', name, also: [...tags, datasetName].join(' ') },
        target: { address: `/runs/${id}` },
      }),
    ),
    ...models.map(
      ({ id, name, datasetName }): PaletteItem => ({
        ...{ key: `model ${id}`, kind: 'model', name, also: datasetName },
        target: { address: `/models/${id}` },
      }),
    ),
    ...datasets.map(
      ({ id, name, fileName }): PaletteItem => ({
        ...{ key: `dataset ${id}`, kind: 'dataset', name, also: fileName },
        target: { address: `/datasets/${id}` },
      }),
    ),
    ...runnableActions()
      .filter(({ id }) => id !== 'palette')
      .sort((one, other) => orderOf(one) - orderOf(other))
      .map(
        ({ id, group }): PaletteItem => ({
          key: id,
          kind: 'action',
          name: t(`action.${id}`),
          also: t(`actionGroup.${group}`),
          target: { action: id },
        }),
      ),
  ];
}
