import { MultiSelect, Stack, Switch } from '@mantine/core';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import type { RecipeDraft } from './recipeDraft.ts';

/** Which of the inputs a written text has to contain, and whether the rows' own texts have to, too. */
export function KeepFields({ draft, onChange }: { draft: RecipeDraft; onChange: (draft: RecipeDraft) => void }) {
  const { fields } = useOwnTexts(OWN_TEXTS);
  const { inputs, mustContain, onlyKeeping } = draft;
  if (inputs.length === 0) return null;
  const chosen = mustContain.filter((column) => inputs.includes(column));
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
