import { Group, MultiSelect, Radio, Select, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../../../shared/domain/columns.ts';
import { FidelityFields } from '../../../features/runs/form/FidelityFields.tsx';
import classes from '../../../features/runs/runs.module.css';
import { RadioCards } from '../../../ui/RadioCards.tsx';
import { promptTemplate, type RecipeDraft, withInputs, withOutput } from './recipeDraft.ts';
import { TemplateEditor } from './TemplateEditor.tsx';

interface Props {
  columns: readonly Column[];
  draft: RecipeDraft;
  onChange: (draft: RecipeDraft) => void;
}

const KINDS = ['continue', 'complete'] as const;

/** What to learn: one of two recipes, and its columns. */
export function RecipeFields({ columns, draft, onChange }: Props) {
  const { t } = useTranslation('runs');
  const names = columns.map((column) => column.name);
  return (
    <Stack gap="md">
      <RadioCards
        label={t('new.recipe')}
        values={KINDS}
        value={draft.kind}
        onChange={(kind) => onChange({ ...draft, kind })}
        className={classes.card}
      >
        {(kind) => (
          <Group wrap="nowrap" align="start">
            <Radio.Indicator />
            <div>
              <Text fw={600}>{t(`recipe.${kind}.title`)}</Text>
              <Text size="sm">{t(`recipe.${kind}.text`)}</Text>
              <Text size="sm" c="dimmed" mt={4}>
                {t(`recipe.${kind}.example`)}
              </Text>
            </div>
          </Group>
        )}
      </RadioCards>
      {draft.kind === 'continue' ? (
        <TemplateEditor
          label={t('new.template')}
          description={t('new.templateHint')}
          columns={names}
          value={draft.continueTemplate}
          onChange={(continueTemplate) => onChange({ ...draft, continueTemplate })}
        />
      ) : (
        <CompleteFields names={names} draft={draft} onChange={onChange} />
      )}
    </Stack>
  );
}

function CompleteFields({ names, draft, onChange }: Omit<Props, 'columns'> & { names: string[] }) {
  const { t } = useTranslation('runs');
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <MultiSelect
          label={t('new.inputs')}
          description={t('new.inputsHint')}
          data={names.filter((name) => name !== draft.output)}
          value={[...draft.inputs]}
          onChange={(inputs) => onChange(withInputs(draft, inputs))}
          searchable
          hidePickedOptions
        />
        <Select
          label={t('new.output')}
          description={t('new.outputHint')}
          placeholder={t('new.outputPlaceholder')}
          data={names}
          value={draft.output}
          onChange={(output) => onChange(withOutput(draft, output))}
          allowDeselect={false}
          searchable
        />
      </SimpleGrid>
      <Switch
        label={t('new.ownTemplate')}
        description={t('new.ownTemplateHint')}
        checked={draft.completeTemplate !== null}
        onChange={(event) =>
          onChange({ ...draft, completeTemplate: event.currentTarget.checked ? promptTemplate(draft) : null })
        }
      />
      {draft.completeTemplate !== null && (
        <TemplateEditor
          label={t('new.promptTemplate')}
          description={t('new.templateHint')}
          columns={names.filter((name) => name !== draft.output)}
          value={draft.completeTemplate}
          onChange={(completeTemplate) => onChange({ ...draft, completeTemplate })}
        />
      )}
      <FidelityFields draft={draft} onChange={onChange} />
    </Stack>
  );
}
