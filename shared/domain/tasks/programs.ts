import type { z } from 'zod';

/**
 * What programs do with an exported model. Formats write such programs: they know these forms and no task, and what only the models of one task
 * give is said in that task's folder.
 */
export type Programs<R> = Writes<R> | Reads<R> | Searches<R> | Recommends;

/** A text is written, token by token. */
export interface Writes<R> {
  form: 'writes';
  asked(recipe: R): Asked;
}

/** What a text is written from. */
export type Asked =
  /** Cells of a row: the text is that of another column, `output`. */
  | { by: 'row'; columns: readonly string[]; template: string; output: string }
  /** The beginning of such a text as the template makes. */
  | { by: 'beginning'; template: string }
  /** A conversation. */
  | { by: 'messages' };

/** The text of a row gets a vector, the graph's `sentence_embedding`, which is held against those of other texts. */
export interface Searches<R> {
  form: 'searches';
  /** Makes the text of a row. */
  template(recipe: R): string;
}

/** A history of items is gone on with: their names are in `items.json`, and the first of them has the token id 2. */
export interface Recommends {
  form: 'recommends';
}

/** The text of a row gets an answer, which is made of the graph's `logits`. */
export interface Reads<R> {
  form: 'reads';
  /** Makes the text of a row. */
  template(recipe: R): string;
  /** What is told of a text: a baseline's own program (format `linear`) is called by it. */
  tells: 'label' | 'labels' | 'number';
  node: NodeAnswer;
  python: PythonAnswer;
  app: AppAnswer;
}

/** The end of a program for Node. */
export interface NodeAnswer {
  /** What it uses of `node:fs` besides `readFileSync`. */
  fs?: readonly string[];
  /** Prints the answer: made of ONNX Runtime's `results`, the model's `config`, and the files in `folder`. */
  print: string;
}

/** The end of a program for Python. */
export interface PythonAnswer {
  /** Lines that import from Python's own library what it uses besides `json`. */
  imports?: readonly string[];
  /** Prints the answer: made of TensorFlow's `results`, the model's `config`, and the files in `folder`. */
  print: string;
}

/** The one function of an npm package with the model. */
export interface AppAnswer {
  name: string;
  /** What it gives, a sentence of its documentation. */
  says: string;
  /** What it gives, as TypeScript. */
  returns: string;
  /** Declarations of types that `returns` names. */
  types?: string;
  /** A parameter behind the row, and what the package's own test gives for it. */
  more?: { parameter: string; tested: z.core.util.JSONType };
  /** TypeScript that returns the answer: made of `scores`, all the graph's `logits`, and of `MODEL`, which has what is in `AnswerFacts`. */
  body: string;
  /** The same for the package's test, told by the studio. */
  expected(scores: Float32Array, facts: AnswerFacts): z.core.util.JSONType;
}

/** What a model's folder says of how its answers are read. */
export interface AnswerFacts {
  /** In the order of the scores. */
  labels: readonly string[];
  /** From which probability on each of them is told, where they are told one by one. */
  thresholds: readonly number[];
  /** A number is `scale · score + shift`. */
  shift: number;
  scale: number;
}
