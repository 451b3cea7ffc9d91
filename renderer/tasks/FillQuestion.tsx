import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../shared/domain/columns.ts';
import { filledBy, proposals } from '../../shared/domain/tasks/index.ts';
import { kindOf, type TaskDraft, toRequest, withRequest } from './taskDraft.ts';
import { useProposalTitle } from './useTaskTexts.ts';

/** As no column is called. */
const NONE = '';

interface Props {
  columns: readonly Column[];
  draft: TaskDraft;
  onChange: (draft: TaskDraft) => void;
}

/** The form's first question: which column is to be filled in. What is proposed is chosen with it, and something else at a click. */
export function FillQuestion({ columns, draft, onChange }: Props) {
  const { t } = useTranslation('runs');
  const titleOf = useProposalTitle();
  const request = toRequest(draft);
  const column = request && filledBy(request);
  const proposed = proposals(columns, column);
  const kind = kindOf(draft);
  const choose = (name: string) => {
    const [first] = proposals(columns, name === NONE ? null : name);
    if (first) onChange(withRequest(draft, first.request, columns));
  };
  // A column that nothing can be trained for is not asked for.
  const fillable = columns.filter(({ name }) => proposals(columns, name).length > 0);
  return (
    <Stack gap="xs">
      <Select
        label={t('new.fill.label')}
        description={t('new.fill.hint')}
        data={[
          ...fillable.map(({ name }) => ({ value: name, label: name })),
          ...(proposals(columns, null).length > 0 ? [{ value: NONE, label: t('new.fill.none') }] : []),
        ]}
        value={request ? (column ?? NONE) : null}
        placeholder={t('new.fill.placeholder')}
        onChange={(name) => name !== null && choose(name)}
        allowDeselect={false}
        searchable
        maw={640}
      />
      {proposed.length > 0 && (
        <Group gap="xs" role="group" aria-label={t('new.fill.proposals')}>
          <Text size="sm">{t('new.fill.proposals')}</Text>
          {proposed.map((proposal) => {
            const isChosen = proposal.request.kind === kind;
            return (
              <Button
                key={proposal.request.kind}
                size="compact-sm"
                variant={isChosen ? 'filled' : 'default'}
                aria-pressed={isChosen}
                onClick={() => onChange(withRequest(draft, proposal.request, columns))}
              >
                {titleOf(proposal)}
              </Button>
            );
          })}
        </Group>
      )}
    </Stack>
  );
}
