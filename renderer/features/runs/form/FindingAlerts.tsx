import { Alert, List } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RecipeFindings } from '../../../../shared/domain/tasks/recipeFindings.ts';
import { AppError, isErrorCode } from '../../../../shared/errors/errors.ts';
import { useErrorText } from '../../../i18n/errorText.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';

type Finding = RecipeFindings['warnings'][number];

const asError = ({ code, message, details }: Finding): AppError =>
  isErrorCode(code) ? new AppError(code, details) : new AppError('internal', { message });

/** What stands in the way of a training with these rows, and what should be known before it. */
export function FindingAlerts({ findings }: { findings: RecipeFindings | undefined }) {
  const { t } = useTranslation('runs');
  const errorText = useErrorText();
  if (!findings) return null;
  const { refusal, warnings } = findings;
  return (
    <>
      {refusal && <ErrorAlert title={t('new.unfitRows')} error={asError(refusal)} />}
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
              <List.Item key={warning.code}>{errorText(asError(warning))}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
}
