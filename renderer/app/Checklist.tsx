import { Anchor, CloseButton, Group, Text } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useDatasets, useHistory, useHostInfo, useModels } from '../api/index.ts';
import { useMarks } from '../ui/marks.ts';
import classes from './Shell.module.css';

const ADDRESSES = { import: '/datasets', train: '/train/new', try: '/playground', export: '/models' } as const;
const STEPS = ['import', 'train', 'try', 'export'] as const;

/** The way from a table to an exported model, on every page until it has been gone once, or hidden. */
export function Checklist() {
  const { t } = useTranslation();
  const datasets = useDatasets().data;
  const models = useModels().data;
  const history = useHistory().data;
  // The browser notes at once what is exported in it; the host knows of the other browsers, and of the command line.
  const host = useHostInfo().data;
  const { tried, exported, hidden, set } = useMarks();
  if (hidden || !datasets || !models || !history || !host) return null;
  const done = {
    import: datasets.length > 0 || models.length > 0,
    train: models.length > 0,
    try: tried || history.length > 0,
    export: exported || host.exported,
  };
  const count = STEPS.filter((step) => done[step]).length;
  // On the first screen the first step is what the page is about.
  if (count === 0 || count === STEPS.length) return null;
  const next = STEPS.find((step) => !done[step]);
  return (
    <section className={classes.checklist} aria-labelledby="checklist">
      <Group justify="space-between" wrap="nowrap" gap={4}>
        <Text fw={600} size="sm" id="checklist">
          {t('checklist.title')}
        </Text>
        <CloseButton size="sm" aria-label={t('checklist.hide')} onClick={() => set({ hidden: true })} />
      </Group>
      <Text size="xs" c="dimmed">
        {t('checklist.done', { done: count, total: STEPS.length })}
      </Text>
      <ul>
        {STEPS.map((step) => (
          <li key={step}>
            {done[step] ? (
              <IconCircleCheckFilled size={16} aria-label={t('checklist.stepDone')} className={classes.checked} />
            ) : (
              <IconCircle size={16} aria-hidden />
            )}
            {step === next ? (
              <Anchor component={Link} to={ADDRESSES[step]} size="sm" fw={600}>
                {t(`checklist.step.${step}`)}
              </Anchor>
            ) : (
              <Text size="sm" c={done[step] ? 'dimmed' : 'inherit'}>
                {t(`checklist.step.${step}`)}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
