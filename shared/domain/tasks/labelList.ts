/* Any number of labels, as one text: in examples, held-out rows and what a model says of them. */

/** A row of which it is known that it has no label: an empty text would be a row of which nothing is known. */
const NONE = '∅';
const BETWEEN = '\n';

/** From this probability on a label is told, unless another threshold is chosen. */
export const USUAL_THRESHOLD = 0.5;

const YES = /^(1|1\.0+|true|yes|y|x|✓|是|有|对)$/i;
const NO = /^(0|0\.0+|false|no|n|✗|否|无|)$/i;

/** Whether a column of a label says that a row has it; `null` where it says something else. */
export function hasLabel(cell: string): boolean | null {
  const said = cell.trim();
  return YES.test(said) ? true : NO.test(said) ? false : null;
}

/** Labels as one text, and the other way round. */
export const written = (labels: readonly string[] | null): string =>
  labels === null ? '' : labels.length === 0 ? NONE : labels.join(BETWEEN);
export const readLabels = (text: string): string[] => (text === '' || text === NONE ? [] : text.split(BETWEEN));
