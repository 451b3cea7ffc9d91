import { Badge, Group, Radio, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ModelType } from '../../../../shared/domain/architectures/index.ts';
import { SIZE_PRESETS, SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import { useFormat } from '../../../ui/format.ts';
import { RadioCards } from '../../../ui/RadioCards.tsx';
import classes from '../runs.module.css';
import { parametersOf } from './estimate.ts';

export function SizeCards({
  size,
  architecture,
  recommended,
  writes,
  contextLength,
  onChange,
}: {
  size: SizeName;
  architecture: ModelType;
  recommended: SizeName;
  /** The model learns to write texts: what was measured of such ones is told. */
  writes: boolean;
  /** Of a run of the chosen size: it may be another than the preset's. */
  contextLength: number;
  onChange: (size: SizeName) => void;
}) {
  const { t } = useTranslation(['runs', 'advice']);
  const format = useFormat();
  return (
    <RadioCards
      label={t('new.size')}
      values={SizeName.options}
      value={size}
      onChange={onChange}
      className={classes.card}
    >
      {(name) => (
        <Group wrap="nowrap" align="start">
          <Radio.Indicator />
          <div>
            <Group gap="xs">
              <Text fw={600}>{t(`size.${name}.title`)}</Text>
              {name === recommended && (
                <Badge variant="light" color="green" className={classes.badge ?? ''}>
                  {t('advice:badge')}
                </Badge>
              )}
            </Group>
            <Text size="sm" c="dimmed">
              {t('size.parameters', { parameters: format.compact(parametersOf(name, architecture)) })}
              {' · '}
              {t('size.context', {
                tokens: format.integer(name === size ? contextLength : SIZE_PRESETS[name].max_position_embeddings),
              })}
            </Text>
            <Text size="sm" mt={4}>
              {t(writes ? `size.${name}.text` : `size.${name}.plain`)}
            </Text>
          </div>
        </Group>
      )}
    </RadioCards>
  );
}
