import { Checkbox, Table, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import classes from '../runs.module.css';
import styles from './list.module.css';
import type { RunDialogKind } from './RunDialogs.tsx';
import { RunRow } from './RunRow.tsx';
import type { RunActions } from './useRunActions.ts';

interface Props {
  runs: readonly Run[];
  selected: ReadonlySet<string>;
  actions: RunActions;
  onSelect: (ids: readonly string[], selected: boolean) => void;
  onTag: (tag: string) => void;
  onDialog: (kind: RunDialogKind, run: Run) => void;
  onRemove: (run: Run) => void;
}

export function RunTable({ runs, selected, actions, onSelect, onTag, onDialog, onRemove }: Props) {
  const { t } = useTranslation(['runs', 'measures']);
  const ticked = runs.filter(({ id }) => selected.has(id)).length;
  return (
    <Table.ScrollContainer minWidth={1000} scrollAreaProps={{ tabIndex: 0 }}>
      <Table aria-label={t('list.label')} highlightOnHover verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={styles.check}>
              <Checkbox
                aria-label={t('list.selectAll')}
                checked={ticked > 0 && ticked === runs.length}
                indeterminate={ticked > 0 && ticked < runs.length}
                onChange={(event) =>
                  onSelect(
                    runs.map(({ id }) => id),
                    event.currentTarget.checked,
                  )
                }
              />
            </Table.Th>
            <Table.Th>{t('list.name')}</Table.Th>
            <Table.Th>{t('list.state')}</Table.Th>
            <Table.Th>{t('list.dataset')}</Table.Th>
            <Table.Th>{t('list.size')}</Table.Th>
            <Table.Th className={classes.number}>{t('list.steps')}</Table.Th>
            <Table.Th className={classes.number}>{t('list.loss')}</Table.Th>
            <Table.Th className={classes.number}>{t('list.validationLoss')}</Table.Th>
            <Table.Th className={classes.number}>{t('measures:table.measure')}</Table.Th>
            <Table.Th>{t('list.started')}</Table.Th>
            <Table.Th className="at-hand">
              <VisuallyHidden>{t('list.actions')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <RunRow
              key={run.id}
              run={run}
              selected={selected.has(run.id)}
              actions={actions}
              onSelect={(wanted) => onSelect([run.id], wanted)}
              onTag={onTag}
              onDialog={(kind) => onDialog(kind, run)}
              onRemove={() => onRemove(run)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
