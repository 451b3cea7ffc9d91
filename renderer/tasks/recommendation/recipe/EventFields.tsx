import { NumberInput, Select, SimpleGrid } from '@mantine/core';
import type { FieldsProps } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import type { EventDraft } from './eventDraft.ts';

/** Who had what, and when. */
export function EventFields({ columns, draft, onChange }: FieldsProps<EventDraft>) {
  const { fields } = useOwnTexts(OWN_TEXTS);
  /** A column cannot be two of them. */
  const others = (own: string | null) =>
    columns
      .map(({ name }) => name)
      .filter((name) => name === own || ![draft.user, draft.item, draft.time, draft.rating].includes(name));
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
      <Select
        label={fields.user}
        description={fields.userHint}
        placeholder={fields.placeholder}
        data={others(draft.user)}
        value={draft.user}
        onChange={(user) => onChange({ ...draft, user })}
        allowDeselect={false}
        searchable
      />
      <Select
        label={fields.item}
        description={fields.itemHint}
        placeholder={fields.placeholder}
        data={others(draft.item)}
        value={draft.item}
        onChange={(item) => onChange({ ...draft, item })}
        allowDeselect={false}
        searchable
      />
      <Select
        label={fields.time}
        description={fields.timeHint}
        placeholder={fields.none}
        data={others(draft.time)}
        value={draft.time}
        onChange={(time) => onChange({ ...draft, time })}
        clearable
        searchable
      />
      <Select
        label={fields.rating}
        description={fields.ratingHint}
        placeholder={fields.unrated}
        data={others(draft.rating)}
        value={draft.rating}
        onChange={(rating) => onChange({ ...draft, rating, least: null })}
        clearable
        searchable
      />
      {draft.rating !== null && (
        <NumberInput
          label={fields.least}
          description={fields.leastHint}
          placeholder={fields.middle}
          value={draft.least ?? ''}
          onChange={(least) => onChange({ ...draft, least: typeof least === 'number' ? least : null })}
        />
      )}
    </SimpleGrid>
  );
}
