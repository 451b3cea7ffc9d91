import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RecipeFindings } from '../../../../shared/domain/tasks/recipeFindings.ts';
import { AppError, isErrorCode } from '../../../../shared/errors/errors.ts';
import { useErrorText } from '../../../i18n/errorText.ts';
import { remediesFor, type TaskDraft } from '../../../tasks/taskDraft.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';

type Finding = RecipeFindings['warnings'][number];

/** Counts in it are written as numbers are elsewhere on the page. */
function asError({ code, message, details }: Finding, integer: (value: number) => string): AppError {
  if (!isErrorCode(code)) return new AppError('internal', { message });
  const written = Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'number' && Number.isInteger(value) ? integer(value) : value,
  ]);
  return new AppError(code, Object.fromEntries(written));
}

interface Props {
  findings: RecipeFindings | undefined;
  /** What they were found for. */
  draft: TaskDraft;
  onChange: (draft: TaskDraft) => void;
}

/** What stands in the way of a training with these rows, and what should be known before it, with what can be done about it. */
export function FindingAlerts({ findings, draft, onChange }: Props) {
  const { t } = useTranslation('runs');
  const errorText = useErrorText();
  const { integer } = useFormat();
  if (!findings) return null;
  const { refusal, warnings } = findings;
  return (
    <>
      {refusal && (
        <Stack gap="xs">
          <ErrorAlert title={t('new.unfitRows')} error={asError(refusal, integer)} />
          <Remedies finding={refusal} draft={draft} onChange={onChange} />
        </Stack>
      )}
      {warnings.length > 0 && (
        <Alert
          color="orange"
          variant="light"
          role="status"
          icon={<IconAlertTriangle aria-hidden />}
          title={t('new.rowsToKnow')}
        >
          <List size="sm">
            {warnings.map((warning) => (
              <List.Item key={warning.code}>
                <Text size="sm">{errorText(asError(warning, integer))}</Text>
                <Remedies finding={warning} draft={draft} onChange={onChange} />
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
}

function Remedies({ finding, draft, onChange }: { finding: Finding } & Omit<Props, 'findings'>) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const remedies = remediesFor(draft, finding);
  if (remedies.length === 0) return null;
  return (
    <Group gap="xs" mt="xs">
      {remedies.map(({ name, details, draft: remedied }) => (
        <Button key={name} variant="default" size="xs" onClick={() => onChange(remedied)}>
          {t(`new.remedy.${name}`, {
            kept: format.integer(Number(details.kept ?? 0)),
            column: String(details.column ?? ''),
          })}
        </Button>
      ))}
    </Group>
  );
}
