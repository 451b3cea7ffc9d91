import type { Ability } from './server.ts';

/** What a served model is asked with: programs in the place of which a user puts one of one's own. */
export interface ServerSnippet {
  /** As people call it; the same in every language. */
  name: string;
  language: 'sh' | 'ts' | 'py';
  code: string;
}

export interface SnippetFacts {
  /** Such as `http://127.0.0.1:4242/v1`. */
  url: string;
  model: string;
  abilities: readonly Ability[];
  needsKey: boolean;
  /** A text as the model is given one: of its own data. Without it, one that says nothing of what the model is for. */
  example?: string | null;
}

export const KEY_PLACE = 'YOUR_KEY';
/** Clients ask for a key even where the server needs none. */
const NO_KEY = 'not-needed';
/** To be gone on with, and to be read. */
const BEGINNING = 'Once upon a time';
const TEXT = 'A text of yours';

/** A text as the languages of the programs write it. */
const inPython = (text: string) => JSON.stringify(text);
const inTypeScript = (text: string) =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
const inShell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Programs for what a model does best: a chat, else a text, else vectors or labels. */
export function serverSnippets(facts: SnippetFacts): ServerSnippet[] {
  const does = (['chat', 'completions', 'embeddings', 'classify'] as const).find((one) =>
    facts.abilities.includes(one),
  );
  switch (does) {
    case 'chat':
      return chat(facts);
    case 'completions':
      return completions(facts);
    case 'embeddings':
      return embeddings(facts);
    default:
      return classify(facts);
  }
}

const keyOf = ({ needsKey }: SnippetFacts) => (needsKey ? KEY_PLACE : NO_KEY);

const curl = (facts: SnippetFacts, path: string, body: object): ServerSnippet => ({
  name: 'curl',
  language: 'sh',
  code: [
    `curl ${facts.url}${path} \\`,
    '  -H "Content-Type: application/json" \\',
    ...(facts.needsKey ? [`  -H "Authorization: Bearer ${KEY_PLACE}" \\`] : []),
    `  -d ${inShell(JSON.stringify(body))}`,
  ].join('\n'),
});

const typescript = (facts: SnippetFacts, lines: readonly string[]): ServerSnippet => ({
  name: 'TypeScript (openai)',
  language: 'ts',
  code: [
    "import OpenAI from 'openai';",
    '',
    `const openai = new OpenAI({ baseURL: '${facts.url}', apiKey: '${keyOf(facts)}' });`,
    ...lines,
  ].join('\n'),
});

const python = (facts: SnippetFacts, lines: readonly string[]): ServerSnippet => ({
  name: 'Python (openai)',
  language: 'py',
  code: [
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url="${facts.url}", api_key="${keyOf(facts)}")`,
    ...lines,
  ].join('\n'),
});

const langchain = (facts: SnippetFacts, name: string, call: readonly string[], more = ''): ServerSnippet => ({
  name: 'LangChain (Python)',
  language: 'py',
  code: [
    `from langchain_openai import ${name}`,
    '',
    `model = ${name}(base_url="${facts.url}", api_key="${keyOf(facts)}", model="${facts.model}"${more})`,
    ...call,
  ].join('\n'),
});

const vercel = (facts: SnippetFacts, imported: string, lines: readonly string[]): ServerSnippet => ({
  name: 'Vercel AI SDK',
  language: 'ts',
  code: [
    "import { createOpenAICompatible } from '@ai-sdk/openai-compatible';",
    `import { ${imported} } from 'ai';`,
    '',
    `const kindling = createOpenAICompatible({ name: 'kindling', baseURL: '${facts.url}', apiKey: '${keyOf(facts)}' });`,
    ...lines,
  ].join('\n'),
});

function chat(facts: SnippetFacts): ServerSnippet[] {
  const { model } = facts;
  const messages = [{ role: 'user', content: 'Hello!' }];
  const asPython = 'messages=[{"role": "user", "content": "Hello!"}]';
  return [
    curl(facts, '/chat/completions', { model, messages }),
    typescript(facts, [
      'const answer = await openai.chat.completions.create({',
      `  model: '${model}',`,
      "  messages: [{ role: 'user', content: 'Hello!' }],",
      '});',
      'console.log(answer.choices[0].message.content);',
    ]),
    python(facts, [
      `answer = client.chat.completions.create(model="${model}", ${asPython})`,
      'print(answer.choices[0].message.content)',
    ]),
    langchain(facts, 'ChatOpenAI', ['print(model.invoke("Hello!").content)']),
    vercel(facts, 'generateText', [
      `const { text } = await generateText({ model: kindling.chatModel('${model}'), prompt: 'Hello!' });`,
      'console.log(text);',
    ]),
  ];
}

function completions(facts: SnippetFacts): ServerSnippet[] {
  const { model } = facts;
  const text = facts.example ?? BEGINNING;
  return [
    curl(facts, '/completions', { model, prompt: text, max_tokens: 50 }),
    typescript(facts, [
      'const answer = await openai.completions.create({',
      `  model: '${model}',`,
      `  prompt: ${inTypeScript(text)},`,
      '  max_tokens: 50,',
      '});',
      'console.log(answer.choices[0].text);',
    ]),
    python(facts, [
      `answer = client.completions.create(model="${model}", prompt=${inPython(text)}, max_tokens=50)`,
      'print(answer.choices[0].text)',
    ]),
    langchain(facts, 'OpenAI', [`print(model.invoke(${inPython(text)}))`], ', max_tokens=50'),
    vercel(facts, 'generateText', [
      'const { text } = await generateText({',
      `  model: kindling.completionModel('${model}'),`,
      `  prompt: ${inTypeScript(text)},`,
      '  maxOutputTokens: 50,',
      '});',
      'console.log(text);',
    ]),
  ];
}

function embeddings(facts: SnippetFacts): ServerSnippet[] {
  const { model } = facts;
  const text = facts.example ?? TEXT;
  return [
    curl(facts, '/embeddings', { model, input: text }),
    typescript(facts, [
      `const answer = await openai.embeddings.create({ model: '${model}', input: ${inTypeScript(text)} });`,
      'console.log(answer.data[0].embedding);',
    ]),
    python(facts, [
      `answer = client.embeddings.create(model="${model}", input=${inPython(text)})`,
      'print(answer.data[0].embedding)',
    ]),
    langchain(
      facts,
      'OpenAIEmbeddings',
      [`print(model.embed_query(${inPython(text)}))`],
      ', check_embedding_ctx_length=False',
    ),
    vercel(facts, 'embed', [
      `const { embedding } = await embed({ model: kindling.embeddingModel('${model}'), value: ${inTypeScript(text)} });`,
      'console.log(embedding);',
    ]),
  ];
}

/** Not of OpenAI's API: its clients have no call for it. */
function classify(facts: SnippetFacts): ServerSnippet[] {
  const { url, model, needsKey } = facts;
  const text = facts.example ?? TEXT;
  const body = { model, input: [text] };
  const key = needsKey ? `, Authorization: 'Bearer ${KEY_PLACE}'` : '';
  return [
    curl(facts, '/classify', body),
    {
      name: 'TypeScript (fetch)',
      language: 'ts',
      code: [
        `const answer = await fetch('${url}/classify', {`,
        "  method: 'POST',",
        `  headers: { 'Content-Type': 'application/json'${key} },`,
        `  body: JSON.stringify({ model: '${model}', input: [${inTypeScript(text)}] }),`,
        '});',
        'const { data } = await answer.json();',
        'console.log(data[0]);',
      ].join('\n'),
    },
    {
      name: 'Python (urllib)',
      language: 'py',
      code: [
        'import json',
        'import urllib.request',
        '',
        'request = urllib.request.Request(',
        `    "${url}/classify",`,
        `    data=json.dumps({"model": "${model}", "input": [${inPython(text)}]}).encode(),`,
        `    headers={"Content-Type": "application/json"${needsKey ? `, "Authorization": "Bearer ${KEY_PLACE}"` : ''}},`,
        ')',
        'print(json.load(urllib.request.urlopen(request))["data"][0])',
      ].join('\n'),
    },
  ];
}
