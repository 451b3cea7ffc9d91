import { type JsonRowShape, takeJson } from './jsonValues.ts';
import { LineReader } from './lineReader.ts';
import type { RowSink, TextReader } from './rowSink.ts';

/** JSON Lines: one value a line. A line that is none costs that line only. */
export function jsonlReader(sink: RowSink, shape: JsonRowShape = {}): TextReader {
  return new LineReader({
    line: (text, number) => {
      if (text.trim() !== '') takeJson(text, number, sink, shape);
    },
    tooLong: (beginning, number) => sink.reject(number, 'field_too_long', beginning),
  });
}
