import { MultiSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RecipeDraft } from './recipeDraft.ts';

/** Which of the inputs the texts must contain: what field fidelity is measured by, while training and at its end. */
export function FidelityFields({ draft, onChange }: { draft: RecipeDraft; onChange: (draft: RecipeDraft) => void }) {
  const { t } = useTranslation('measures');
  const { inputs, fidelityFields } = draft;
  if (inputs.length === 0) return null;
  return (
    <MultiSelect
      label={t('fields')}
      description={t('fieldsHint')}
      maw={480}
      data={[...inputs]}
      value={fidelityFields.filter((column) => inputs.includes(column))}
      onChange={(chosen) => onChange({ ...draft, fidelityFields: chosen })}
      hidePickedOptions
    />
  );
}
