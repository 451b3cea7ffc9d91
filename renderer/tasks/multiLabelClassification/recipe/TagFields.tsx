import { MultiSelect, SegmentedControl, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { defaultTemplate } from '../../../../shared/domain/tasks/textRecipe.ts';
import { InputColumns, OutputColumn, OwnTemplate } from '../../ColumnFields.tsx';
import type { FieldsProps } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import type { TagDraft } from './tagDraft.ts';

const MOST_SEPARATOR = 8;

/** Where the labels are, and which columns they are told from. */
export function TagFields({ columns, draft, onChange }: FieldsProps<TagDraft>) {
  const { fields: texts } = useOwnTexts(OWN_TEXTS);
  const names = columns.map((column) => column.name);
  const told = draft.way === 'cells' ? [draft.output] : draft.labels;
  const others = names.filter((name) => !told.includes(name));
  const withTold = (changed: Partial<TagDraft>, own: readonly (string | null)[]) =>
    onChange({ ...draft, ...changed, inputs: draft.inputs.filter((name) => !own.includes(name)) });
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={texts.way}
        data={[
          { value: 'cells', label: texts.cells },
          { value: 'columns', label: texts.columns },
        ]}
        value={draft.way}
        onChange={(way) => onChange({ ...draft, way: way === 'columns' ? 'columns' : 'cells' })}
        w="fit-content"
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {draft.way === 'cells' ? (
          <OutputColumn
            texts={texts}
            names={names}
            value={draft.output}
            onChange={(output) =>
              withTold(
                {
                  output,
                  separator: columns.find(({ name }) => name === output)?.labels?.separator ?? draft.separator,
                },
                [output],
              )
            }
          />
        ) : (
          <MultiSelect
            label={texts.labels}
            description={texts.labelsHint}
            data={names}
            value={[...draft.labels]}
            onChange={(labels) => withTold({ labels }, labels)}
            searchable
            hidePickedOptions
          />
        )}
        {draft.way === 'cells' && (
          <TextInput
            label={texts.separator}
            description={texts.separatorHint}
            value={draft.separator}
            maxLength={MOST_SEPARATOR}
            onChange={(event) => onChange({ ...draft, separator: event.currentTarget.value })}
            error={draft.separator.trim() === '' && texts.separatorMissing}
          />
        )}
        <InputColumns
          texts={texts}
          names={others}
          value={draft.inputs}
          onChange={(inputs) => onChange({ ...draft, inputs })}
        />
      </SimpleGrid>
      <OwnTemplate
        texts={texts}
        label={texts.template}
        columns={others}
        value={draft.template}
        usual={() => defaultTemplate(draft.inputs)}
        onChange={(template) => onChange({ ...draft, template })}
      />
    </Stack>
  );
}
