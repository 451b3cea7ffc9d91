import { type Column, wordedColumns } from '../../columns.ts';
import type { Proposal } from '../task.ts';
import { defaultContinueTemplate, type TextRequest } from './recipe.ts';

const LANGUAGES =
  'english|german|french|spanish|italian|portuguese|dutch|polish|russian|chinese|japanese|korean|arabic|turkish|' +
  'deutsch|français|francais|español|espanol|italiano|português|nederlands|polski|' +
  'en|de|fr|es|it|pt|nl|pl|ru|zh|ja|ko|ar|tr|source|target|src|tgt';
const LANGUAGE = new RegExp(
  `^(${LANGUAGES})([ _-](text|sentence))?$|^(中文|英文|英语|德文|德语|法语|日语|韩语|俄语|原文|译文)$`,
  'i',
);

/** A text that says the same in another language is about as long: in Chinese, a third or so. */
const LONGEST_RATIO = 5;

/**
 * Texts are written from what stands beside them, from one language to another where two columns are called so. Any column can be written, but a label or a
 * number is better told by what tells nothing else. Where none is to be filled in, whole texts can be written.
 */
export function propose(columns: readonly Column[], column: Column | null): Proposal<TextRequest>[] {
  const conversations = columns.find(({ format }) => format === 'messages');
  if (conversations && (column === null || column.name === conversations.name))
    return [{ request: { kind: 'chat', messages: conversations.name }, fit: 1 }];
  const worded = wordedColumns(columns);
  if (!column) {
    if (worded.length === 0) return [];
    return [
      { request: { kind: 'continue', template: defaultContinueTemplate(worded.map(({ name }) => name)) }, fit: 0.5 },
    ];
  }
  const others = worded.filter(({ name }) => name !== column.name);
  if (others.length === 0 || column.type === 'empty') return [];
  const source = others.find((other) => isTranslation(other, column));
  const request = (inputs: readonly Column[]): TextRequest => ({
    ...{ kind: 'complete', inputs: inputs.map(({ name }) => name), output: column.name },
  });
  if (source) return [{ request: request([source]), fit: 0.95, as: 'translation' }];
  return [{ request: request(others), fit: column.type === 'text' ? 0.7 : 0.3 }];
}

function isTranslation(from: Column, to: Column): boolean {
  const ratio = Math.max(from.meanLength, to.meanLength) / Math.max(1, Math.min(from.meanLength, to.meanLength));
  return [from, to].every(({ name, type }) => type === 'text' && LANGUAGE.test(name.trim())) && ratio <= LONGEST_RATIO;
}
