import { useTranslation } from 'react-i18next';
import type { ImportTask } from './importStore.ts';

/** What an import is called: its file, or where else the rows come from. */
export function useTaskName(): (task: ImportTask) => string {
  const { t } = useTranslation('datasets');
  return ({ name, source }) => name ?? t(source.kind === 'pasted' ? 'paste.name' : 'importing.sample');
}
