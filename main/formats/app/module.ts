import { appFunction, keyOf } from '../../../shared/domain/formats/app/functions.ts';
import { type Recipe, taskOf, wantedFields } from '../../../shared/domain/tasks/index.ts';
import type { AnswerFacts, AppAnswer, Asked } from '../../../shared/domain/tasks/programs.ts';
import { pythonString as quoted } from '../../../shared/domain/tasks/python.ts';
import { parseTemplate, templateColumns } from '../../../shared/domain/tasks/template.ts';
import { KEEPING, KEPT_CHOICE, TRIES_OPTION, writesAgain } from './keeps.ts';
import { COMMON, LOADING, READING } from './source/common.ts';
import { writeOptions, writing } from './source/writes.ts';

/** What a module has to know of its model. */
export interface AppFacts extends AnswerFacts {
  recipe: Recipe;
  /** Places in the folder `model`. */
  graph: string;
  beside: readonly string[];
  /** Tokens of a text at most. */
  context: number;
  /** Tokens that end a text. */
  ends: readonly number[];
  /** The token that a text begins with which is empty otherwise. */
  beginning: number;
  /** Whether the tokenizer puts that before every text. */
  addsBeginning: boolean;
  /** Whether the tokenizer puts something at a text's end. */
  keepsEnd: boolean;
  /** What stands before a text that is looked for, and before one that is looked through. */
  prompts: { query: string; document: string };
  items: readonly string[];
  /** Jinja of a model that answers messages. */
  chatTemplate: string | null;
}

/** A module, and what others may know of it. */
export interface AppModule {
  /** `index.ts`: all of it. */
  source: string;
  /** `index.d.ts` */
  declarations: string;
}

/** The parts of a module that depend on what it does. */
interface Part {
  /** Types that others use. */
  types: string;
  /** The members of `Model`. */
  members: string;
  /** Functions that are nobody else's. */
  helpers: string;
  /** What `load` does after the session is there, down to what it returns. */
  body: string;
}

const HEADER = '// Written by Kindling Studio with the model beside it: see README.md.\n';

/** The module of a model: TypeScript, and its declarations. */
export function appModule(facts: AppFacts): AppModule {
  const { types, members, helpers, body } = partOf(facts);
  const { recipe, ...all } = facts;
  const used = Object.entries(all).filter(([name]) => `${LOADING}${helpers}${body}`.includes(`MODEL.${name}`));
  const constants = JSON.stringify(Object.fromEntries(used), null, 2);
  const model = `/** What the model beside this module is like. */\nconst MODEL = ${constants} as const;\n`;
  const api = `${COMMON}${types}\nexport interface Model {\n${members}\n}\n`;
  const { takes } = appFunction(recipe);
  const imports = [
    ...(takes === 'history' ? [] : ["import { Tokenizer } from '@huggingface/tokenizers';\n"]),
    ...(takes === 'messages' ? ["import { Template } from '@huggingface/jinja';\n"] : []),
  ].join('');
  return {
    source: `${HEADER}${imports}\n${model}${api}${LOADING}${helpers}
/** Reads the model. It stays in memory for as long as what is returned is used. */
export async function load(options: LoadOptions = {}): Promise<Model> {
  const opened = await open(options);
${body}
}
`,
    declarations: `${HEADER}${api}
/** Reads the model. It stays in memory for as long as what is returned is used. */
export declare function load(options?: LoadOptions): Promise<Model>;
`,
  };
}

const TOKENIZER = `  const tokenizer = new Tokenizer(await opened.text('tokenizer.json'), await opened.text('tokenizer_config.json'));\n`;

function partOf({ recipe }: AppFacts): Part {
  const { programs } = taskOf(recipe);
  switch (programs.form) {
    case 'writes':
      return writes(programs.asked(recipe), appFunction(recipe).name, wantedFields(recipe));
    case 'reads':
      return reads(rowOf(programs.template(recipe)), programs.app);
    case 'searches':
      return searches(rowOf(programs.template(recipe)));
    case 'recommends':
      return recommends();
  }
}

function reads({ type, row, text }: Row, { name, says, returns, types = '', more, body }: AppAnswer): Part {
  const given = `given: ${type}${more ? `, ${more.parameter}` : ''}`;
  return {
    types,
    members: `  /** ${says} */\n  ${name}(${given}): Promise<${returns}>;`,
    helpers: READING,
    body: `${TOKENIZER}  return {
    async ${name}(${given}): Promise<${returns}> {
      const row = ${row};
      const results = await readText(opened, textTokens(tokenizer, ${text}));
      const scores = results.logits!.data as Float32Array;
      ${body}
    },
  };`,
  };
}

/** A column may be called anything: nothing of it ends the comment. */
const inComment = (text: string): string => text.replaceAll('*/', '*\\/');

/** What a function takes, the row that it is, and the text of the row. */
interface Row {
  type: string;
  row: string;
  text: string;
}

/** @param columns of the row: without them, those that the template names */
function rowOf(template: string, columns: readonly string[] = templateColumns(template)): Row {
  const shape = `{ ${columns.map((column) => `${keyOf(column)}: string`).join('; ')} }`;
  const text = parseTemplate(template)
    .map((piece) => (piece.kind === 'text' ? quoted(piece.text) : `row[${quoted(piece.name)}]`))
    .join(' + ');
  const [only] = columns;
  const isText = columns.length === 1 && only !== undefined;
  return {
    type: isText ? `string | ${shape}` : shape,
    row: isText ? `typeof given === 'string' ? { ${keyOf(only)}: given } : given` : 'given',
    text: text || "''",
  };
}

/** @param wanted columns whose values a text has to contain */
function writes(asked: Asked, name: string, wanted: readonly string[]): Part {
  const begun = `const encode = (text: string) => {
    const { ids } = tokenizer.encode(text);
    return ids.length > 0 ? ids : [MODEL.beginning];
  };\n`;
  const member = (given: string, says: string, comes = 'Pieces come as they are written.') =>
    `  /** ${says} ${comes} */\n  ${name}(${given}, options?: WriteOptions): AsyncIterable<string>;`;
  if (asked.by === 'row') {
    const { type, row, text } = rowOf(asked.template, asked.columns);
    const keeps = wanted.length > 0;
    const values = wanted.map((column) => `row[${quoted(column)}]`).join(', ');
    const written = keeps
      ? `const prompt = encode(${text});
      return keeping([${values}], options, (opening, asked) =>
        write({ ...opened, tokenizer }, [...prompt, ...tokenizer.encode(opening, { add_special_tokens: false }).ids], asked, opening),
      );`
      : `return trimmed(write({ ...opened, tokenizer }, encode(${text}), options));`;
    return {
      types: writeOptions(keeps ? TRIES_OPTION : ''),
      members: member(
        `given: ${type}`,
        `Writes ${inComment(quoted(asked.output))} of a row.`,
        keeps ? inComment(writesAgain(wanted.map(quoted))) : undefined,
      ),
      helpers: keeps ? writing(KEPT_CHOICE) + KEEPING : writing(),
      body: `${TOKENIZER}  ${begun}  return {
    ${name}(given, options = {}) {
      const row: Exclude<typeof given, string> = ${row};
      ${written}
    },
  };`,
    };
  }
  if (asked.by === 'messages')
    return {
      types: `${writeOptions()}\nexport interface Message {\n  role: 'system' | 'user' | 'assistant';\n  content: string;\n}\n`,
      members: member('messages: readonly Message[]', 'Answers the last message of a conversation.'),
      helpers: writing(),
      body: `${TOKENIZER}  const config = await opened.text('tokenizer_config.json');
  const named = (token: unknown) => (typeof token === 'string' ? token : ((token as { content?: string } | null)?.content ?? ''));
  const [bos, eos] = [named(config.bos_token), named(config.eos_token)];
  const template = new Template(MODEL.chatTemplate);
  return {
    chat(messages, options = {}) {
      const all = template.render({ messages: [...messages], add_generation_prompt: true, bos_token: bos, eos_token: eos });
      // The tokenizer may put the first token before a text itself.
      const prompt = MODEL.addsBeginning && bos !== '' && all.startsWith(bos) ? all.slice(bos.length) : all;
      return trimmed(write({ ...opened, tokenizer }, tokenizer.encode(prompt).ids, options));
    },
  };`,
    };
  return {
    types: writeOptions(),
    members: member('beginning: string', 'Goes on from the beginning of a text.'),
    helpers: writing().slice(0, writing().indexOf('\n/** What a text of its own')),
    body: `${TOKENIZER}  ${begun}  return {
    complete: (beginning, options = {}) => write({ ...opened, tokenizer }, encode(beginning), options),
  };`,
  };
}

function searches({ type, row, text }: Row): Part {
  return {
    types:
      'export interface Match {\n  text: string;\n  /** Place among the texts that were looked through. */\n  place: number;\n  /** Cosine of the angle between the two: 1 is the same. */\n  similarity: number;\n}\n',
    members: `  /** A text's vector, of length 1 where the model makes such. Keep those of texts that are looked through often. */
  embed(text: string): Promise<Float32Array>;
  /** The texts that are most like what is looked for, the most alike first. @param texts or their vectors */
  search(given: ${type}, texts: readonly (string | Float32Array)[], most?: number): Promise<Match[]>;`,
    helpers: `${READING}
function cosine(a: Float32Array, b: Float32Array): number {
  let [product, first, second] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    product += a[at]! * b[at]!;
    first += a[at]! ** 2;
    second += b[at]! ** 2;
  }
  return product / (Math.sqrt(first * second) || 1);
}
`,
    body: `${TOKENIZER}  const vector = async (text: string): Promise<Float32Array> => {
    const results = await readText(opened, textTokens(tokenizer, text));
    return results.sentence_embedding!.data as Float32Array;
  };
  const embed = (text: string) => vector(MODEL.prompts.document + text);
  return {
    embed,
    async search(given, texts, most = 10) {
      const row: Exclude<typeof given, string> = ${row};
      const wanted = await vector(MODEL.prompts.query + (${text}));
      const found: Match[] = [];
      for (const [place, text] of texts.entries()) {
        const own = typeof text === 'string' ? await embed(text) : text;
        found.push({ text: typeof text === 'string' ? text : '', place, similarity: cosine(wanted, own) });
      }
      return found.sort((a, b) => b.similarity - a.similarity).slice(0, most);
    },
  };`,
  };
}

const recommends = (): Part => ({
  types: 'export interface Item {\n  item: string;\n  score: number;\n}\n',
  members: `  /** All items that it knows. */
  readonly items: readonly string[];
  /** The items that come next, the likeliest first. @param history what a user has had, the oldest first */
  recommend(history: readonly string[], most?: number): Promise<Item[]>;`,
  helpers: '',
  body: `  const { session, int64, runtime } = opened;
  const { items }: { items: string[] } = await opened.text('items.json');
  return {
    items,
    async recommend(history, most = 10) {
      const had = history.map((item) => items.indexOf(item)).filter((place) => place >= 0);
      // The first item has the token 2; 0 begins a history.
      const ids = [0, ...had.map((place) => place + 2)].slice(-MODEL.context);
      const feeds: Record<string, unknown> = {
        input_ids: int64(ids),
        attention_mask: int64(ids.map(() => 1)),
        position_ids: int64(ids.map((_, place) => place)),
      };
      for (const { name, shape } of session.inputMetadata as readonly { name: string; shape?: readonly (number | string)[] }[])
        feeds[name] ??= new runtime.Tensor('float32', new Float32Array(), [1, Number(shape?.[1]), 0, Number(shape?.[3])]);
      const { logits } = await session.run(feeds as Feeds);
      const scores = (logits!.data as Float32Array).slice(-logits!.dims[2]!).slice(2, 2 + items.length);
      return items
        .map((item, place) => ({ item, place, score: scores[place]! }))
        .filter(({ place }) => !had.includes(place))
        .sort((a, b) => b.score - a.score)
        .slice(0, most)
        .map(({ item, score }) => ({ item, score }));
    },
  };`,
});
