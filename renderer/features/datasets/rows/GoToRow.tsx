import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A field that leads to a row by its place in the view. */
export function GoToRow({ rows, onGo }: { rows: number; onGo: (row: number) => void }) {
  const { t } = useTranslation('datasets');
  const [value, setValue] = useState<string | number>('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const row = Number(value);
        if (Number.isInteger(row) && row >= 1) onGo(Math.min(rows, row) - 1);
      }}
    >
      <NumberInput
        size="xs"
        w={140}
        aria-label={t('grid.goToRow')}
        placeholder={t('grid.goToRow')}
        value={value}
        onChange={setValue}
        min={1}
        max={rows}
        allowDecimal={false}
        hideControls
      />
    </form>
  );
}
