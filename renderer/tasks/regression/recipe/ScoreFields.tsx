import { SimpleGrid, Stack } from '@mantine/core';
import { defaultTemplate } from '../../../../shared/domain/tasks/regression/recipe.ts';
import { InputColumns, OutputColumn, OwnTemplate } from '../../ColumnFields.tsx';
import type { FieldsProps } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { type ScoreDraft, withOutput } from './scoreDraft.ts';

/** Which column is to be filled in, and which ones it is told from. */
export function ScoreFields({ columns, draft, onChange }: FieldsProps<ScoreDraft>) {
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
