import { Select, SimpleGrid, Stack, Switch } from '@mantine/core';
import { InputColumns, OutputColumn, OwnTemplate } from '../../ColumnFields.tsx';
import type { FieldsProps } from '../../task.ts';
import { TemplateEditor } from '../../template/TemplateEditor.tsx';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { FidelityFields } from './FidelityFields.tsx';
import { KeepFields } from './KeepFields.tsx';
import { promptTemplate, type RecipeDraft, withInputs, withOutput } from './recipeDraft.ts';

/** The columns and templates of the recipe that is chosen. */
export function RecipeFields({ columns, draft, findings, onChange }: FieldsProps<RecipeDraft>) {
  const { fields } = useOwnTexts(OWN_TEXTS);
  const names = columns.map((column) => column.name);
  switch (draft.kind) {
    case 'continue':
      return (
        <TemplateEditor
          label={fields.template}
          description={fields.templateHint}
          columns={names}
          value={draft.continueTemplate}
          onChange={(continueTemplate) => onChange({ ...draft, continueTemplate })}
        />
      );
    case 'complete':
      return <CompleteFields names={names} draft={draft} findings={findings} onChange={onChange} />;
    case 'chat':
      return <ChatFields names={names} draft={draft} onChange={onChange} />;
    default:
      throw draft.kind satisfies never;
  }
}

function ChatFields({ names, draft, onChange }: Omit<FieldsProps<RecipeDraft>, 'columns'> & { names: string[] }) {
  const { fields } = useOwnTexts(OWN_TEXTS);
  const others = names.filter((name) => name !== draft.messages);
  const texts = {
    output: fields.messages,
    outputHint: fields.messagesHint,
    outputPlaceholder: fields.messagesPlaceholder,
  };
  return (
    <Stack gap="md">
      <OutputColumn
        texts={texts}
        names={names}
        value={draft.messages}
        onChange={(messages) => onChange({ ...draft, messages, tools: draft.tools === messages ? null : draft.tools })}
      />
      {others.length > 0 && (
        <Select
          label={fields.tools}
          description={fields.toolsHint}
          placeholder={fields.toolsPlaceholder}
          data={others}
          value={draft.tools}
          onChange={(tools) => onChange({ ...draft, tools })}
          clearable
          searchable
        />
      )}
      <Switch
        label={fields.ownChatTemplate}
        description={fields.ownChatTemplateHint}
        checked={draft.chatTemplate === 'default'}
        onChange={(event) => onChange({ ...draft, chatTemplate: event.currentTarget.checked ? 'default' : 'model' })}
      />
    </Stack>
  );
}

function CompleteFields({
  names,
  draft,
  findings,
  onChange,
}: Omit<FieldsProps<RecipeDraft>, 'columns'> & { names: string[] }) {
  const { fields } = useOwnTexts(OWN_TEXTS);
  const others = names.filter((name) => name !== draft.output);
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <InputColumns
          texts={fields}
          names={others}
          value={draft.inputs}
          onChange={(inputs) => onChange(withInputs(draft, inputs))}
        />
        <OutputColumn
          texts={fields}
          names={names}
          value={draft.output}
          onChange={(output) => onChange(withOutput(draft, output))}
        />
      </SimpleGrid>
      <OwnTemplate
        texts={fields}
        label={fields.promptTemplate}
        columns={others}
        value={draft.completeTemplate}
        usual={() => promptTemplate(draft)}
        onChange={(completeTemplate) => onChange({ ...draft, completeTemplate })}
      />
      <KeepFields draft={draft} findings={findings} onChange={onChange} />
      <FidelityFields draft={draft} onChange={onChange} />
    </Stack>
  );
}
