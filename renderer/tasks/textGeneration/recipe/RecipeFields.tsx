import { MultiSelect, Select, SimpleGrid, Stack, Switch } from '@mantine/core';
import type { FieldsProps } from '../../task.ts';
import { TemplateEditor } from '../../template/TemplateEditor.tsx';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { FidelityFields } from './FidelityFields.tsx';
import { promptTemplate, type RecipeDraft, withInputs, withOutput } from './recipeDraft.ts';

/** The columns and templates of the recipe that is chosen. */
export function RecipeFields({ columns, draft, onChange }: FieldsProps<RecipeDraft>) {
  const { fields } = useOwnTexts(OWN_TEXTS);
  const names = columns.map((column) => column.name);
  return draft.kind === 'continue' ? (
    <TemplateEditor
      label={fields.template}
      description={fields.templateHint}
      columns={names}
      value={draft.continueTemplate}
      onChange={(continueTemplate) => onChange({ ...draft, continueTemplate })}
    />
  ) : (
    <CompleteFields names={names} draft={draft} onChange={onChange} />
  );
}

function CompleteFields({ names, draft, onChange }: Omit<FieldsProps<RecipeDraft>, 'columns'> & { names: string[] }) {
  const { fields } = useOwnTexts(OWN_TEXTS);
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <MultiSelect
          label={fields.inputs}
          description={fields.inputsHint}
          data={names.filter((name) => name !== draft.output)}
          value={[...draft.inputs]}
          onChange={(inputs) => onChange(withInputs(draft, inputs))}
          searchable
          hidePickedOptions
        />
        <Select
          label={fields.output}
          description={fields.outputHint}
          placeholder={fields.outputPlaceholder}
          data={names}
          value={draft.output}
          onChange={(output) => onChange(withOutput(draft, output))}
          allowDeselect={false}
          searchable
        />
      </SimpleGrid>
      <Switch
        label={fields.ownTemplate}
        description={fields.ownTemplateHint}
        checked={draft.completeTemplate !== null}
        onChange={(event) =>
          onChange({ ...draft, completeTemplate: event.currentTarget.checked ? promptTemplate(draft) : null })
        }
      />
      {draft.completeTemplate !== null && (
        <TemplateEditor
          label={fields.promptTemplate}
          description={fields.templateHint}
          columns={names.filter((name) => name !== draft.output)}
          value={draft.completeTemplate}
          onChange={(completeTemplate) => onChange({ ...draft, completeTemplate })}
        />
      )}
      <FidelityFields draft={draft} onChange={onChange} />
    </Stack>
  );
}
