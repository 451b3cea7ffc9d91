import { TextFields } from '../../TextFields.tsx';
import type { FieldsProps } from '../../task.ts';
import type { TextDraft } from '../../textDraft.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';

/** Which column is to be filled in, and which ones it is told from. */
export function ScoreFields(props: FieldsProps<TextDraft>) {
  return <TextFields {...props} texts={useOwnTexts(OWN_TEXTS).fields} />;
}
