import { Alert, SimpleGrid, Stack } from '@mantine/core';
import type { ComponentProps } from 'react';
import { defaultTemplate } from '../../shared/domain/tasks/textRecipe.ts';
import { InputColumns, OutputColumn, OwnTemplate } from './ColumnFields.tsx';
import type { FieldsProps } from './task.ts';
import { type TextDraft, withOutput } from './textDraft.ts';

interface Props extends FieldsProps<TextDraft> {
  /** What to say where no column of the data set is one that can be told; `null` where there are some, or one was chosen. */
  none?: string | null;
  texts: ComponentProps<typeof OutputColumn>['texts'] &
    ComponentProps<typeof InputColumns>['texts'] &
    ComponentProps<typeof OwnTemplate>['texts'] & { template: string };
}

/** Which column is to be told, and which ones it is told from. */
export function TextFields({ columns, draft, onChange, none = null, texts }: Props) {
  const names = columns.map((column) => column.name);
  const others = names.filter((name) => name !== draft.output);
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <OutputColumn
          texts={texts}
          names={names}
          value={draft.output}
          onChange={(output) => onChange(withOutput(draft, output))}
        />
        <InputColumns
          texts={texts}
          names={others}
          value={draft.inputs}
          onChange={(inputs) => onChange({ ...draft, inputs })}
        />
      </SimpleGrid>
      {none !== null && (
        <Alert color="gray" role="status">
          {none}
        </Alert>
      )}
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
