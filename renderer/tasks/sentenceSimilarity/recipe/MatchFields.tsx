import { SimpleGrid, Stack } from '@mantine/core';
import { defaultTemplate } from '../../../../shared/domain/tasks/sentenceSimilarity/recipe.ts';
import { InputColumns, OutputColumn, OwnTemplate } from '../../ColumnFields.tsx';
import type { FieldsProps } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { type MatchDraft, withOutput } from './matchDraft.ts';

/** Which texts of a row belong together. */
export function MatchFields({ columns, draft, onChange }: FieldsProps<MatchDraft>) {
  const { fields } = useOwnTexts(OWN_TEXTS);
  const names = columns.map((column) => column.name);
  const others = names.filter((name) => name !== draft.output);
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <OutputColumn
          texts={fields}
          names={names}
          value={draft.output}
          onChange={(output) => onChange(withOutput(draft, output))}
        />
        <InputColumns
          texts={fields}
          names={others}
          value={draft.inputs}
          onChange={(inputs) => onChange({ ...draft, inputs })}
        />
      </SimpleGrid>
      <OwnTemplate
        texts={fields}
        label={fields.template}
        columns={others}
        value={draft.template}
        usual={() => defaultTemplate(draft.inputs)}
        onChange={(template) => onChange({ ...draft, template })}
      />
    </Stack>
  );
}
