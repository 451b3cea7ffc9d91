import { Textarea } from '@mantine/core';
import type { InputField } from '../../shared/domain/models/generation.ts';

interface Props {
  inputs: readonly InputField[];
  /** Rows of text that a field has at least. */
  rows: number;
  onChange: (column: string, value: string) => void;
}

/** A field for each column that a model reads. */
export const InputTexts = ({ inputs, rows, onChange }: Props) =>
  inputs.map(({ column, value }) => (
    <Textarea
      key={column}
      label={column}
      value={value}
      onChange={(event) => onChange(column, event.currentTarget.value)}
      autosize
      minRows={rows}
      maxRows={12}
    />
  ));
