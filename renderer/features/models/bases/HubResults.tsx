import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HubModel } from '../../../../shared/domain/models/hub.ts';
import { useFormat } from '../../../ui/format.ts';
import classes from './bases.module.css';

/** Models that a search has found, with what the hub says of them. */
export function HubResults({ models, onLook }: { models: readonly HubModel[]; onLook: (id: string) => void }) {
  const { t } = useTranslation('hub');
  if (models.length === 0) return <Text size="sm">{t('none')}</Text>;
  return (
    <ul className={classes.found} aria-label={t('results')}>
      {models.map((model) => (
        <Result key={model.id} model={model} onLook={onLook} />
      ))}
    </ul>
  );
}

function Result({ model, onLook }: { model: HubModel; onLook: (id: string) => void }) {
  const { t } = useTranslation('hub');
  const format = useFormat();
  const { id, downloads, license, parameters, architecture, supported, gated, safetensors, gguf } = model;
  const facts = [
    parameters !== null && t('parameters', { formatted: format.compact(parameters) }),
    license ?? t('noLicense'),
    [safetensors && 'safetensors', gguf && 'GGUF'].filter(Boolean).join(', '),
    downloads !== null && t('downloads', { formatted: format.compact(downloads) }),
    gated && t('gated'),
  ];
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" align="start">
        <div className={classes.break}>
          <Text fw={600}>{id}</Text>
          <Text size="sm" c="dimmed">
            {facts.filter((fact) => fact).join(' · ')}
          </Text>
          {supported === false && architecture !== null && <Text size="sm">{t('unsupported', { architecture })}</Text>}
        </div>
        <Button
          variant="default"
          size="compact-md"
          className={classes.button ?? ''}
          aria-label={t('lookNamed', { id })}
          onClick={() => onLook(id)}
        >
          {t('look')}
        </Button>
      </Group>
    </li>
  );
}
