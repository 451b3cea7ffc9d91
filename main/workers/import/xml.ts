/** As much of XML as workbooks need, which programs have written: elements by name, attributes, entities. */

export interface Element {
  /** The opening tag without its brackets. */
  head: string;
  body: string;
  /** Where the text goes on after it. */
  end: number;
}

/** The elements of a name in a text, with any prefix; of nested ones the outer. What is not complete is left out. */
export function* elements(text: string, name: string): Generator<Element, undefined> {
  const opening = new RegExp(`<((?:\\w+:)?${name})(?=[\\s/>])[^>]*>`, 'g');
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const [tag, fullName] = match;
    if (tag.endsWith('/>')) {
      yield { head: tag.slice(1, -2), body: '', end: opening.lastIndex };
      continue;
    }
    const close = `</${fullName}>`;
    const end = text.indexOf(close, opening.lastIndex);
    if (end < 0) return;
    const body = text.slice(opening.lastIndex, end);
    opening.lastIndex = end + close.length;
    yield { head: tag.slice(1, -1), body, end: opening.lastIndex };
  }
}

export function attribute(head: string, name: string): string | null {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(head)?.[1] ?? null;
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g, (whole, decimal, hex, named) => {
    if (named) return NAMED[named] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
