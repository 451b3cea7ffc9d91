import { Group, Radio, Skeleton, Stack, Text } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../shared/domain/columns.ts';
import { RECIPE_KINDS } from '../../shared/domain/tasks/index.ts';
import type { RecipeFindings } from '../../shared/domain/tasks/recipeFindings.ts';
import { RadioCards } from '../ui/RadioCards.tsx';
import { FillQuestion } from './FillQuestion.tsx';
import { viewOfTask } from './index.ts';
import { kindOf, type TaskDraft, withKind } from './taskDraft.ts';
import { useRecipeTexts } from './useTaskTexts.ts';

interface Props {
  columns: readonly Column[];
  draft: TaskDraft;
  onChange: (draft: TaskDraft) => void;
  findings: RecipeFindings | undefined;
  /** Of a card. */
  className?: string | undefined;
}

/** What to learn: one of all recipes, and its columns. */
export function TaskFields({ columns, draft, onChange, findings, className }: Props) {
  const { t } = useTranslation('runs');
  const textsOf = useRecipeTexts();
  const { task, of } = draft;
  const { Fields } = viewOfTask(task);
  return (
    <Stack gap="md">
      <FillQuestion columns={columns} draft={draft} onChange={onChange} />
      <RadioCards
        label={t('new.recipe')}
        values={RECIPE_KINDS}
        value={kindOf(draft)}
        onChange={(kind) => onChange(withKind(draft, kind))}
        columns={{ base: 1, sm: 2, lg: 3 }}
        className={className}
      >
        {(kind) => {
          const { title, text, example } = textsOf(kind);
          return (
            <Group wrap="nowrap" align="start">
              <Radio.Indicator />
              <div>
                <Text fw={600}>{title}</Text>
                <Text size="sm">{text}</Text>
                <Text size="sm" c="dimmed" mt={4}>
                  {example}
                </Text>
              </div>
            </Group>
          );
        }}
      </RadioCards>
      <Suspense fallback={<Skeleton height={120} />}>
        <Fields
          columns={columns}
          draft={of[task]}
          findings={findings}
          onChange={(changed) => onChange({ task, of: { ...of, [task]: changed } })}
        />
      </Suspense>
    </Stack>
  );
}
