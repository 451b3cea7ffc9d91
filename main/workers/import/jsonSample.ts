import { CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET } from './brackets.ts';

/** The beginning of a JSON document as a tree, however it is cut off or broken. Values without parts are their text. */
export type SampleNode = SampleList | SampleObject | string;

export interface SampleList {
  kind: 'list';
  items: SampleNode[];
  /** Whether its end was seen. */
  whole: boolean;
}

export interface SampleObject {
  kind: 'object';
  entries: [string, SampleNode][];
  whole: boolean;
}

/** What is deeper, or comes later, says nothing about where the rows are. */
const DEEPEST = 60;
const MOST_NODES = 300_000;

const [NEWLINE, SPACE, QUOTE, COMMA, COLON, BACKSLASH] = [10, 32, 34, 44, 58, 92];

/** The values of a text that stand side by side in it. One pass, whatever the text is. */
export function sampleJson(text: string): SampleNode[] {
  const root: SampleList = { kind: 'list', items: [], whole: false };
  const open: (SampleList | SampleObject)[] = [root];
  let inner: SampleList | SampleObject = root;
  let key: string | null = null;
  let nodes = 0;
  /** Brackets that are open and too deep to be kept. */
  let beyond = 0;
  const attach = (node: SampleNode) => {
    nodes++;
    if (beyond > 0) return;
    if (inner.kind === 'list') inner.items.push(node);
    else if (key !== null) inner.entries.push([key, node]);
    key = null;
  };
  for (let at = 0; at < text.length && nodes < MOST_NODES; ) {
    const code = text.charCodeAt(at);
    if (code <= SPACE || code === COLON || code === 0xfeff) at++;
    else if (code === COMMA) {
      if (beyond === 0) key = null;
      at++;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (beyond > 0 || open.length > DEEPEST) beyond++;
      else {
        const node: SampleNode =
          code === OPEN_BRACE
            ? { kind: 'object', entries: [], whole: false }
            : { kind: 'list', items: [], whole: false };
        attach(node);
        open.push(node);
        inner = node;
      }
      at++;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (beyond > 0) beyond--;
      else {
        const kind = code === CLOSE_BRACE ? 'object' : 'list';
        const index = open.findLastIndex((node, depth) => depth > 0 && node.kind === kind);
        // One that closes nothing is left out; one that closes an outer bracket closes those in it, too.
        if (index > 0) {
          for (const node of open.splice(index)) node.whole = true;
          inner = open.at(-1) ?? root;
          key = null;
        }
      }
      at++;
    } else {
      const end = code === QUOTE ? lineStringEnd(text, at) : wordEnd(text, at);
      const token = text.slice(at, end);
      if (code === QUOTE && inner.kind === 'object' && key === null && beyond === 0 && isBeforeColon(text, end)) {
        key = decoded(token);
      } else attach(token);
      at = end;
    }
  }
  return root.items;
}

/** What a value without parts says. */
export function decoded(token: string): string {
  if (!token.startsWith('"')) return token;
  try {
    return JSON.parse(token);
  } catch {
    return token.slice(1, token.endsWith('"') && token.length > 1 ? -1 : undefined);
  }
}

/** A line break ends a string: JSON has none in strings. */
function lineStringEnd(text: string, at: number): number {
  for (let index = at + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) return index + 1;
    if (code === NEWLINE) return index;
    if (code === BACKSLASH) index++;
  }
  return text.length;
}

function wordEnd(text: string, at: number): number {
  let end = at + 1;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code <= SPACE || code === QUOTE || code === COMMA || code === COLON) break;
    if (code === OPEN_BRACE || code === CLOSE_BRACE || code === OPEN_BRACKET || code === CLOSE_BRACKET) break;
  }
  return end;
}

function isBeforeColon(text: string, at: number): boolean {
  let index = at;
  while (index < text.length && text.charCodeAt(index) <= SPACE) index++;
  return text.charCodeAt(index) === COLON;
}
