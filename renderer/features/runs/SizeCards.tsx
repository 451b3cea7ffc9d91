import { Group, Radio, SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SIZE_PRESETS, SizeName } from '../../../shared/domain/model.ts';
import { useFormat } from '../../ui/format.ts';
import { parametersOf } from './estimate.ts';
import classes from './runs.module.css';

export function SizeCards({ size, onChange }: { size: SizeName; onChange: (size: SizeName) => void }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  return (
    <Radio.Group aria-label={t('new.size')} value={size} onChange={(value) => onChange(SizeName.parse(value))}>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {SizeName.options.map((name) => (
          <Radio.Card key={name} value={name} radius="md" className={classes.card}>
            <Group wrap="nowrap" align="start">
              <Radio.Indicator />
              <div>
                <Text fw={600}>{t(`size.${name}.title`)}</Text>
                <Text size="sm" c="dimmed">
                  {t('size.parameters', { parameters: format.compact(parametersOf(name)) })}
                  {' · '}
                  {t('size.context', { tokens: format.integer(SIZE_PRESETS[name].max_position_embeddings) })}
                </Text>
                <Text size="sm" mt={4}>
                  {t(`size.${name}.text`)}
                </Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}
