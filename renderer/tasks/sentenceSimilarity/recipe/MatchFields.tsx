import { TextFields } from '../../TextFields.tsx';
import type { FieldsProps } from '../../task.ts';
import type { TextDraft } from '../../textDraft.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';

/** Which texts of a row belong together. */
export function MatchFields(props: FieldsProps<TextDraft>) {
  return <TextFields {...props} texts={useOwnTexts(OWN_TEXTS).fields} />;
}
