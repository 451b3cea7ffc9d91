const ESCAPES: Record<string, string> = { n: '\n', t: '\t', '\\': '\\' };

/** Reads a stop text as typed: `\n`, `\t` and `\\` stand for what cannot be typed into one line. */
export const unescapeStop = (typed: string) => typed.replace(/\\([nt\\])/g, (_, key: string) => ESCAPES[key] as string);

/** Writes a stop text so that it can be seen, and read back by `unescapeStop`. */
export const escapeStop = (stop: string) =>
  stop.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
