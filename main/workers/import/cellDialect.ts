/** In the order in which they win a tie: the rarer one is in a text, the more it says. */
export const DELIMITERS = ['\t', ';', '|', ','] as const;

/** How a text is cut into cells. */
export interface Dialect {
  /** Empty where a line is one cell. */
  delimiter: string;
  /** Empty where nothing encloses cells. */
  quote: string;
  backslash: boolean;
  spaced: boolean;
  nulls: boolean;
  /** A whole row is in quotes, as one cell, in which its own quotes are doubled. */
  wrapped: boolean;
}

/** What was said of it; the rest is found out. */
export interface KnownDialect {
  delimiter?: string | undefined;
  quote?: string | undefined;
  backslash?: boolean | undefined;
  header?: boolean | undefined;
  skipLines?: number | undefined;
}
