import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { useEngine } from '../main/engine/testing.ts';
import { ChatTemplate } from '../main/formats/chatTemplate.ts';
import { defaultChatTemplate } from '../main/formats/defaultChatTemplate.ts';
import { readModel } from '../main/formats/huggingface/modelFiles.ts';
import { CHAT_TEMPLATE_FILE } from '../main/formats/huggingface/openFolder.ts';
import { openLibraryModel } from '../main/formats/libraryModel.ts';
import { initialWeights, tablesOf } from '../main/ml/architectures/model.ts';
import { toParameters } from '../main/ml/architectures/parameters.ts';
import { languageModelHead } from '../main/ml/heads/languageModel.ts';
import { cachedDecoder } from '../main/ml/sample/decoder.ts';
import { generate } from '../main/ml/sample/generate.ts';
import { Conversations } from '../main/tasks/textGeneration/prepare/conversations.ts';
import { convertModel } from '../main/workers/convert/convertModel.ts';
import { TINY_MODEL, writeModelFolder } from '../main/workers/testing/tinyModel.ts';
import { contextOf } from '../shared/domain/architectures/index.ts';
import type { ChatMessage } from '../shared/domain/models/generation.ts';
import { DEFAULT_GENERATION } from '../shared/domain/models/generation.ts';
import { END_OF_TEXT_ID } from '../shared/domain/models/specialTokens.ts';
import { lastLine, runCommand } from './bench/processes.ts';

/** A chat model as it is exported, in transformers itself, where `KINDLING_PYTHON` names a Python that has it. */

const python = process.env.KINDLING_PYTHON;
if (!python) console.warn('Skipped: KINDLING_PYTHON names no Python with transformers');
await useEngine('wasm');

const TOKENS = 12;
const LIMIT_MS = 300_000;
const CONTEXT = 512;

const say = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content });
const TALKS = [
  [say('user', 'Where is my order?'), say('assistant', 'On its way.')],
  [
    say('system', 'Be brief 🎈.'),
    ...[say('user', 'größe?'), say('assistant', 'Ja, 保温杯 <b>'), say('user', ' and\n then'), say('assistant', ' so')],
  ],
  [say('user', "l'été {{ x }}"), say('assistant', 'a'), say('user', 'b'), say('assistant', 'c\n\nd')],
];

const Answer = z.object({
  version: z.string(),
  conversations: z.array(z.object({ ids: z.array(z.number()), mask: z.array(z.number()) })),
  answers: z.array(z.array(z.number())),
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-chat-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A chat model of the library, exported as a Hugging Face folder. */
async function exported(): Promise<{ model: string; output: string }> {
  const [model, output] = [join(folder, 'model'), join(folder, 'exported')];
  const config = { ...TINY_MODEL, max_position_embeddings: CONTEXT };
  writeModelFolder(model, config, initialWeights(config, 7));
  writeFileSync(join(model, CHAT_TEMPLATE_FILE), defaultChatTemplate(true));
  mkdirSync(output);
  const recipe = { kind: 'chat' as const, messages: 'messages', chatTemplate: 'default' as const };
  const facts = { recipe, name: 'Chat' };
  const job = {
    format: 'hf' as const,
    model: facts as never,
    run: null,
    source: model,
    reference: '',
    output,
    options: { card: false },
  };
  // What it is compared with is computed below.
  for await (const _ of convertModel(
    job,
    async () => languageModelHead,
    async () => ({ maxDifference: 0, tolerance: 1 }),
  ));
  return { model, output };
}

test.skipIf(!python)(
  'ids, what is learned of them, and greedy answers are those of transformers',
  async () => {
    const { model, output } = await exported();
    const script = join(import.meta.dirname, 'helpers', 'transformers_chat.py');
    const options = ['--model', output, '--conversations', JSON.stringify(TALKS), '--tokens', `${TOKENS}`];
    const { stdout, failure } = await runCommand(python as string, ['-B', script, ...options], LIMIT_MS);
    expect(failure).toBe('');
    const theirs = Answer.parse(JSON.parse(lastLine(stdout)));

    const source = await openLibraryModel(model);
    const template = { ...source, chatTemplate: source.chatTemplate ?? '', whose: 'model' as const };
    const encoder = new Conversations(JSON.parse(source.tokenizerJson), template, CONTEXT);
    const encoded = await encoder.encode(TALKS.map((talk) => ({ messages: JSON.stringify(talk) })));
    for (const [index, one] of encoded.entries()) {
      if ('reason' in one) throw new Error(one.reason);
      const mask = one.ids.map((_, at) => Number(one.learned.some(([start, end]) => at >= start && at < end)));
      expect({ ids: one.ids, mask }).toEqual(theirs.conversations[index]);
      expect(mask).toContain(1);
    }

    const { config, tokenizer, weights } = await readModel(model);
    const settings = { ...DEFAULT_GENERATION, temperature: 0, max_tokens: TOKENS };
    const chat = new ChatTemplate(source);
    for (const [index, talk] of TALKS.entries()) {
      const decoder = cachedDecoder(config, toParameters(weights), tablesOf(config));
      const prompt = chat.render(talk.slice(0, -1), true);
      const request = { tokenizer, decoder, contextLength: contextOf(config), prompt, settings };
      const events = await Array.fromAsync(generate(request));
      const ids = events.flatMap((event) => (event.event === 'token' ? [event.id] : []));
      const answer = theirs.answers[index] as number[];
      const end = answer.indexOf(END_OF_TEXT_ID);
      expect(ids).toEqual(end < 0 ? answer : answer.slice(0, end + 1));
    }
  },
  LIMIT_MS,
);
