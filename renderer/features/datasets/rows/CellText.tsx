import { Mark } from '@mantine/core';
import { highlight } from './highlight.ts';

/** The beginning of a cell's text, with what was searched for marked. */
export function CellText({ text, terms }: { text: string; terms: readonly string[] }) {
  // A line break would be drawn as a space anyway; text of megabytes must not be laid out.
  const parts = highlight(text.slice(0, 300), terms);
  return parts.map((part, index) => (part.hit ? <Mark key={index}>{part.text}</Mark> : part.text));
}
