/** As much of XML as workbooks need, which programs have written: elements by name, attributes, entities. */

export interface Element {
  /** The opening tag without its brackets. */
  head: string;
  body: string;
  /** Where the text goes on after it. */
  end: number;
}

/**
 * The elements of a name in a text, with any prefix; of nested ones the outer. What is not complete is left out, and so is what follows it:
 * nothing is looked through twice.
 */
export function* elements(text: string, name: string): Generator<Element, undefined> {
  const opening = new RegExp(`<((?:\\w{1,40}:)?${name})(?=[\\s/>])`, 'y');
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    opening.lastIndex = at;
    const fullName = opening.exec(text)?.[1];
    if (fullName === undefined) {
      at++;
      continue;
    }
    const close = text.indexOf('>', at);
    if (close < 0) return;
    if (text[close - 1] === '/') {
      const head = text.slice(at + 1, close - 1);
      at = close + 1;
      yield { head, body: '', end: at };
      continue;
    }
    const ending = `</${fullName}>`;
    const end = text.indexOf(ending, close);
    if (end < 0) return;
    const head = text.slice(at + 1, close);
    at = end + ending.length;
    yield { head, body: text.slice(close + 1, end), end: at };
  }
}

export function attribute(head: string, name: string): string | null {
  const match = new RegExp(`\\s${name}\\s?=\\s?(?:"([^"]*)"|'([^']*)')`).exec(head);
  return match?.[1] ?? match?.[2] ?? null;
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00A0' };

export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp));/g,
    (whole, decimal, hex, named) => {
      if (named) return NAMED[named] ?? whole;
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
