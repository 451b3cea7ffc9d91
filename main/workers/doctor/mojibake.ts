/**
 * Text in UTF-8 that was read as Windows-1252 or Latin-1: “fÃ¼r” for “für”, “â€™” for “’”. A run of characters that stand for bytes
 * above 127 is repaired when those bytes are UTF-8 and what comes out is something that people write.
 */

/** What Windows-1252 has in the places of C1 controls. Source: encoding.spec.whatwg.org, index windows-1252. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const BYTE_OF = new Map([...WINDOWS_1252].map((character, index) => [character, 0x80 + index]));

/** What lead bytes (C2 … F4) look like, with what follows them. Cheap, and wrong about few texts. */
const SUSPICIOUS =
  /[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]/;
const RUN = /[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+/g;

/** Characters that some program put in the place of what it could not read. What they were is lost. */
const LOST = /\ufffd|锟斤拷|ï¿½/;

/** Twice is common (a file that was exported and imported again); more is rare. */
const MOST_ROUNDS = 3;

export const isBeyondRepair = (text: string): boolean => LOST.test(text);

/** The text as it was meant, or the text itself where nothing is wrong with it. */
export function repairMojibake(text: string): string {
  let repaired = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (!SUSPICIOUS.test(repaired)) break;
    const next = repaired.replace(RUN, repairRun);
    if (next === repaired) break;
    repaired = next;
  }
  return repaired;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function repairRun(run: string): string {
  if (WRITTEN.test(run)) return run;
  let result = '';
  let at = 0;
  while (at < run.length) {
    const length = sequenceLength(byteOf(run.charCodeAt(at), run[at] as string));
    const decoded = length > 1 && at + length <= run.length ? decode(run.slice(at, at + length)) : null;
    result += decoded ?? run[at];
    at += decoded === null ? 1 : length;
  }
  return result;
}

const byteOf = (code: number, character: string): number => (code <= 0xff ? code : (BYTE_OF.get(character) ?? 0));

function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 1;
}

function decode(sequence: string): string | null {
  const bytes = Uint8Array.from([...sequence], (character) => byteOf(character.charCodeAt(0), character));
  try {
    const decoded = decoder.decode(bytes);
    return PLAUSIBLE.test(decoded) ? decoded : null;
  } catch {
    return null;
  }
}

/** Letters of living scripts, their punctuation, symbols and emoji; and what stands for a byte, where a text was spoiled twice. */
const PLAUSIBLE =
  /^(?:\ufe0f|[\u0080-\u024f\u02c6\u02dc\u0370-\u052f\u05d0-\u064a\u0900-\u0dff\u0e00-\u0e7f\u1e00-\u1eff\u2010-\u206f\u20a0-\u20bf\u2100-\u2bff\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u{1f000}-\u{1faff}])$/u;

/** A last letter with the punctuation after it, as in „Ä“, « café » and “été…”: no more than that, and it is what was meant. */
const WRITTEN = /^[‘’“”„»«›‹…–—]*[À-ÁÄ-ÏÑ-ÖØ-ÿ][\u00a0‘’“”„»«›‹…–—·°©®™]{1,3}$/;
