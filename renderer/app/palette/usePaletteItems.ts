import { useTranslation } from 'react-i18next';
import { useDatasets, useModels, useRuns } from '../../api/index.ts';
import { runnableActions } from '../actions.ts';
import type { PaletteItem } from './paletteItems.ts';

/** All that the palette can lead to: the actions, then data sets, runs and models, the newest first. */
export function usePaletteItems(): PaletteItem[] {
  const { t } = useTranslation('app');
  const datasets = useDatasets().data ?? [];
  const runs = useRuns().data ?? [];
  const models = useModels().data ?? [];
  return [
    ...runnableActions()
      .filter(({ id }) => id !== 'palette')
      .map(
        ({ id, group }): PaletteItem => ({
          key: id,
          kind: 'action',
          name: t(`action.${id}`),
          also: t(`actionGroup.${group}`),
          target: { action: id },
        }),
      ),
    ...datasets.map(
      ({ id, name, fileName }): PaletteItem => ({
        ...{ key: `dataset ${id}`, kind: 'dataset', name, also: fileName },
        target: { address: `/datasets/${id}` },
      }),
    ),
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
  ];
}
