import { MultiSelect, Select, Switch } from '@mantine/core';
import { TemplateEditor } from './template/TemplateEditor.tsx';

interface OutputProps {
  texts: { output: string; outputHint: string; outputPlaceholder: string };
  names: readonly string[];
  value: string | null;
  onChange: (output: string | null) => void;
}

/** The column that is learned. */
export const OutputColumn = ({ texts, names, value, onChange }: OutputProps) => (
  <Select
    label={texts.output}
    description={texts.outputHint}
    placeholder={texts.outputPlaceholder}
    data={[...names]}
    value={value}
    onChange={onChange}
    allowDeselect={false}
    searchable
  />
);

interface InputsProps {
  texts: { inputs: string; inputsHint: string };
  names: readonly string[];
  value: readonly string[];
  onChange: (inputs: string[]) => void;
}

/** The columns that it is told from. */
export const InputColumns = ({ texts, names, value, onChange }: InputsProps) => (
  <MultiSelect
    label={texts.inputs}
    description={texts.inputsHint}
    data={[...names]}
    value={[...value]}
    onChange={onChange}
    searchable
    hidePickedOptions
  />
);

interface TemplateProps {
  texts: { ownTemplate: string; ownTemplateHint: string; templateHint: string };
  /** Of the editor. */
  label: string;
  columns: readonly string[];
  value: string | null;
  /** The template to begin with. */
  usual: () => string;
  onChange: (template: string | null) => void;
}

/** A template of one's own, where the usual one does not do. */
export const OwnTemplate = ({ texts, label, columns, value, usual, onChange }: TemplateProps) => (
  <>
    <Switch
      label={texts.ownTemplate}
      description={texts.ownTemplateHint}
      checked={value !== null}
      onChange={(event) => onChange(event.currentTarget.checked ? usual() : null)}
    />
    {value !== null && (
      <TemplateEditor
        label={label}
        description={texts.templateHint}
        columns={[...columns]}
        value={value}
        onChange={onChange}
      />
    )}
  </>
);
