import { TextFields } from '../../TextFields.tsx';
import type { FieldsProps } from '../../task.ts';
import type { TextDraft } from '../../textDraft.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';

/** Which column is to be filled in, and which ones it is told from. */
export function ScoreFields(props: FieldsProps<TextDraft>) {
  const { fields: texts } = useOwnTexts(OWN_TEXTS);
  const hasNumbers = props.columns.some(({ type }) => type === 'number');
  return (
    <TextFields {...props} none={props.draft.output === null && !hasNumbers ? texts.outputNone : null} texts={texts} />
  );
}
