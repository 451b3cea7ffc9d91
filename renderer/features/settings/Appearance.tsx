import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { UserSettings } from '../../../shared/ipc/contract.ts';
import { useSetSettings, useSettings } from '../../api/index.ts';
import { LANGUAGE_NAMES } from '../../i18n/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';

const LANGUAGES = UserSettings.shape.language.options;
const THEMES = UserSettings.shape.theme.options;

/** Language and theme; kept by the host, so that every window has them. */
export function Appearance() {
  const { t } = useTranslation('settings');
  const { data: settings, error, refetch } = useSettings();
  const change = useSetSettings();
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  if (!settings) return <LoadingState lines={1} />;
  return (
    <>
      <Select
        label={t('language.label')}
        data={LANGUAGES.map((value) => ({
          value,
          label: value === 'system' ? t('language.system') : LANGUAGE_NAMES[value],
        }))}
        value={settings.language}
        allowDeselect={false}
        onChange={(language) => language && change.mutate({ language })}
      />
      <Select
        label={t('theme.label')}
        data={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
        value={settings.theme}
        allowDeselect={false}
        onChange={(theme) => theme && change.mutate({ theme })}
      />
      {change.error && <ErrorAlert error={change.error} onClose={change.reset} />}
    </>
  );
}
