import { useTranslation } from 'react-i18next';

/** Delimiters that have a name. */
const NAMES = { ',': 'comma', '\t': 'tab', ';': 'semicolon', '|': 'pipe', ':': 'colon', '': 'none' } as const;
export const NAMED_DELIMITERS = Object.keys(NAMES) as (keyof typeof NAMES)[];

/** What a delimiter is called; others are shown as they are. */
export function useDelimiterName(): (delimiter: string) => string {
  const { t } = useTranslation('datasets');
  return (delimiter) => {
    const named = NAMED_DELIMITERS.find((one) => one === delimiter);
    return named === undefined ? delimiter : t(`delimiter.${NAMES[named]}`);
  };
}
