import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ImportOptions, LONGEST_DELIMITER } from '../../../shared/domain/datasets/importOptions.ts';
import { NAMED_DELIMITERS, useDelimiterName } from './useDelimiterName.ts';

/** No delimiter has line breaks. */
const OTHER = '\n';

/** What stands between cells: one of the usual ones, or any other to be typed. */
export function DelimiterField({ value, onChange }: { value: string; onChange: (delimiter: string) => void }) {
  const { t } = useTranslation('datasets');
  const nameOf = useDelimiterName();
  const [typed, setTyped] = useState<string | null>(null);
  const others = NAMED_DELIMITERS.some((one) => one === value) ? [] : [value];
  const isValid = typed === null || typed === '' || ImportOptions.shape.delimiter.safeParse(typed).success;
  // What was typed is gone where another one counts by now, as after a reset.
  const isTyping = typed !== null && (typed === '' || typed === value || !isValid);
  return (
    <>
      <Select
        label={t('wizard.delimiter')}
        value={isTyping ? OTHER : value}
        data={[
          ...[...NAMED_DELIMITERS, ...others].map((one) => ({ value: one, label: nameOf(one) })),
          { value: OTHER, label: t('delimiter.other') },
        ]}
        allowDeselect={false}
        onChange={(chosen) => {
          if (chosen === null) return;
          setTyped(chosen === OTHER ? '' : null);
          if (chosen !== OTHER) onChange(chosen);
        }}
      />
      {isTyping && (
        <TextInput
          data-autofocus
          label={t('wizard.otherDelimiter')}
          value={typed}
          maxLength={LONGEST_DELIMITER}
          error={isValid ? undefined : t('wizard.delimiterInvalid')}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setTyped(text);
            if (text !== '' && ImportOptions.shape.delimiter.safeParse(text).success) onChange(text);
          }}
        />
      )}
    </>
  );
}
