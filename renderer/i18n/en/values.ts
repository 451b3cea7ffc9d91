/** Names of values that error details carry. */
export { ERROR_WORDS as default } from '../../../shared/errors/errorWords.ts';
