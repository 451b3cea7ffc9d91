import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrainedModel } from '../../../../shared/domain/models/trainedModel.ts';
import { useFormat } from '../../../ui/format.ts';

/** What a model was trained on top of, and how: labels and texts. None for one that began with nothing. */
export function useBaseFacts(): (model: TrainedModel) => [label: string, value: ReactNode][] {
  const { t } = useTranslation('bases');
  const format = useFormat();
  return ({ base, parameters }) => {
    if (!base) return [];
    const { name, path, license, tuning, trainableParameters } = base;
    return [
      [
        t('startedFrom'),
        <>
          {name}
          <Text size="xs" c="dimmed">
            {path}
          </Text>
        </>,
      ],
      [t('list.license'), license ?? t('noLicense')],
      [t('tuning.title'), t(`tuning.${named(tuning)}.title`)],
      ...(trainableParameters === null
        ? []
        : [
            [
              t('trained.title'),
              t(`trained.${named(tuning)}`, {
                trained: format.compact(trainableParameters),
                all: format.compact(parameters),
              }),
            ] as [string, ReactNode],
          ]),
    ];
  };
}

const named = (tuning: string) => (tuning === 'full' || tuning === 'frozen' ? tuning : 'lora');
