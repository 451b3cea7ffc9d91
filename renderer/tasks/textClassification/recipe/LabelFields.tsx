import { MultiSelect, Select, SimpleGrid, Stack, Switch } from '@mantine/core';
import { defaultTemplate } from '../../../../shared/domain/tasks/textClassification/recipe.ts';
import type { FieldsProps } from '../../task.ts';
import { TemplateEditor } from '../../template/TemplateEditor.tsx';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { type LabelDraft, withOutput } from './labelDraft.ts';

/** Which column is to be filled in, and which ones it is told from. */
export function LabelFields({ columns, draft, onChange }: FieldsProps<LabelDraft>) {
  const { fields } = useOwnTexts(OWN_TEXTS);
  const names = columns.map((column) => column.name);
  const others = names.filter((name) => name !== draft.output);
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
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
        <MultiSelect
          label={fields.inputs}
          description={fields.inputsHint}
          data={others}
          value={[...draft.inputs]}
          onChange={(inputs) => onChange({ ...draft, inputs })}
          searchable
          hidePickedOptions
        />
      </SimpleGrid>
      <Switch
        label={fields.ownTemplate}
        description={fields.ownTemplateHint}
        checked={draft.template !== null}
        onChange={(event) =>
          onChange({ ...draft, template: event.currentTarget.checked ? defaultTemplate(draft.inputs) : null })
        }
      />
      {draft.template !== null && (
        <TemplateEditor
          label={fields.template}
          description={fields.templateHint}
          columns={others}
          value={draft.template}
          onChange={(template) => onChange({ ...draft, template })}
        />
      )}
    </Stack>
  );
}
