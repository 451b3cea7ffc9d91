import { MultiSelect, Stack, Switch } from '@mantine/core';
import type { FieldsProps } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { mustContainOf, type RecipeDraft } from './recipeDraft.ts';

/** Which of the inputs a written text has to contain, and whether the rows' own texts have to, too. */
export function KeepFields({ draft, findings, onChange }: Omit<FieldsProps<RecipeDraft>, 'columns'>) {
  const { fields } = useOwnTexts(OWN_TEXTS);
  const { inputs, onlyKeeping } = draft;
  if (inputs.length === 0) return null;
  const chosen = mustContainOf(draft, findings);
  return (
    <Stack gap="xs">
      <MultiSelect
        label={fields.mustContain}
        description={fields.mustContainHint}
        maw={480}
        data={[...inputs]}
        value={chosen}
        onChange={(columns) => onChange({ ...draft, mustContain: columns })}
        hidePickedOptions
      />
      {chosen.length > 0 && (
        <Switch
          label={fields.onlyKeeping}
          description={fields.onlyKeepingHint}
          checked={onlyKeeping}
          onChange={(event) => onChange({ ...draft, onlyKeeping: event.currentTarget.checked })}
        />
      )}
    </Stack>
  );
}
