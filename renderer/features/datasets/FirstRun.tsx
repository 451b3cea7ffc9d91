import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconFileImport, IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ImportButtons } from './ImportButtons.tsx';
import classes from './import.module.css';
import { useImport } from './useImport.ts';

const STEPS = ['import', 'learn', 'train', 'try'] as const;

/** The first screen of a studio without data: what the way is, and how to take its first step. */
export function FirstRun() {
  const { t } = useTranslation('datasets');
  return (
    <Stack gap="lg" maw={960} mx="auto">
      <PageHeader title={t('firstRun.title')} subtitle={t('firstRun.text')} />
      <DropZone />
      <ol className={classes.steps} aria-label={t('firstRun.pathLabel')}>
        {STEPS.map((step, index) => (
          <li key={step} className={classes.step}>
            <Title order={2} size="h3">
              <span className={classes.stepNumber}>{index + 1}</span> {t(`firstRun.${step}Title`)}
            </Title>
            <Text size="sm" c="dimmed">
              {t(`firstRun.${step}Text`)}
            </Text>
          </li>
        ))}
      </ol>
    </Stack>
  );
}

/** Files dropped on it are taken by the window, as everywhere. */
function DropZone() {
  const { t } = useTranslation('datasets');
  const { chooseFile, importSample } = useImport();
  return (
    <div className={classes.zone}>
      <IconFileImport size={44} stroke={1.5} className={classes.zoneIcon} aria-hidden />
      <Text fw={650} size="lg">
        {t('drop.title')}
      </Text>
      <Text c="dimmed" size="sm">
        {t('drop.hint')}
      </Text>
      <Group justify="center" mt="sm">
        <Button leftSection={<IconFileImport size={18} aria-hidden />} onClick={() => chooseFile()}>
          {t('drop.choose')}
        </Button>
        <Button variant="default" leftSection={<IconSparkles size={18} aria-hidden />} onClick={importSample}>
          {t('trySample')}
        </Button>
        <ImportButtons />
      </Group>
      <Text c="dimmed" size="xs" mt="xs">
        {t('drop.sampleHint')}
      </Text>
    </div>
  );
}
