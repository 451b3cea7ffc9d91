import { Button, Group, Radio, Stack, Text, Title } from '@mantine/core';
import { IconArrowRight, IconFileImport } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { taskOf, writesTexts } from '../../../shared/domain/tasks/index.ts';
import { SAMPLE_ROWS, SAMPLE_TASKS, TASK_IDS, type TaskId } from '../../../shared/domain/tasks/sampleTask.ts';
import { useFormat } from '../../ui/format.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { SlowEngineNote } from '../../ui/SlowEngineNote.tsx';
import { ImportButtons } from './ImportButtons.tsx';
import classes from './import.module.css';
import { RecordedText } from './RecordedText.tsx';
import { useImport } from './useImport.ts';

/** The first screen of a studio without data: what a model can be for, with an example of each, and one way to begin. */
export function FirstRun() {
  const { t } = useTranslation('datasets');
  const format = useFormat();
  const { chooseFile, importSample } = useImport();
  const [task, setTask] = useState<TaskId>('describe');
  return (
    <Stack gap="lg">
      <PageHeader title={t('firstRun.title')} subtitle={t('firstRun.text')} />
      <SlowEngineNote />
      <RadioCards
        label={t('firstRun.tasks')}
        values={TASK_IDS}
        value={task}
        onChange={setTask}
        className={classes.task}
        columns={{ base: 1, sm: 2, md: 3 }}
      >
        {(name) => <TaskCard name={name} />}
      </RadioCards>
      <RecordedText task={task} />
      <Group>
        <Button size="md" rightSection={<IconArrowRight size={18} aria-hidden />} onClick={() => importSample(task)}>
          {t('firstRun.start')}
        </Button>
        <Text size="sm" c="dimmed">
          {t('firstRun.startHint', { rows: format.integer(SAMPLE_ROWS[SAMPLE_TASKS[task].sample]) })}
        </Text>
      </Group>
      <section className={classes.zone} aria-labelledby="own-data">
        <Title order={2} size="h4" id="own-data">
          {t('firstRun.own')}
        </Title>
        <Text c="dimmed" size="sm">
          {t('firstRun.ownHint')}
        </Text>
        <Group justify="center" gap="xs">
          <Button variant="default" leftSection={<IconFileImport size={18} aria-hidden />} onClick={() => chooseFile()}>
            {t('drop.choose')}
          </Button>
          <ImportButtons variant="subtle" />
        </Group>
      </section>
    </Stack>
  );
}

/** What is given and what is learned to be written or told, by a row of the sample. */
function TaskCard({ name }: { name: TaskId }) {
  const { t } = useTranslation('datasets');
  const { example, recipe } = SAMPLE_TASKS[name];
  const { given, written } = example;
  const learns = writesTexts(taskOf(recipe).kind) ? 'written' : 'told';
  return (
    <Stack gap="xs">
      <Group wrap="nowrap" align="start">
        <Radio.Indicator />
        <div>
          <Text fw={600}>{t(`firstRun.task.${name}.title`)}</Text>
          <Text size="sm" c="dimmed">
            {t(`firstRun.task.${name}.text`)}
          </Text>
        </div>
      </Group>
      <div className={classes.example}>
        <Text size="xs" c="dimmed">
          {t('firstRun.fromSample')}
        </Text>
        {given.length > 0 && (
          <Text size="xs" lineClamp={2}>
            <span className={classes.side}>{t('firstRun.given')}</span> {given.join(' · ')}
          </Text>
        )}
        <Text size="xs" lineClamp={3}>
          <span className={classes.side}>{t(`firstRun.${learns}`)}</span> {written}
        </Text>
      </div>
    </Stack>
  );
}
