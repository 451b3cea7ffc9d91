import { z } from 'zod';
import { create } from 'zustand';
import { type ChatMessage, FinishReason } from '../../../../shared/domain/models/generation.ts';

const Turn = z.discriminatedUnion('role', [
  z.object({ role: z.literal('user'), content: z.string() }),
  z.object({
    role: z.literal('assistant'),
    content: z.string(),
    finish: FinishReason.nullable(),
    /** What the model that it was trained on top of said to the same messages; `null` where it was not asked. */
    base: z.string().nullable(),
  }),
]);
export type Turn = z.infer<typeof Turn>;
export type AssistantTurn = Extract<Turn, { role: 'assistant' }>;

const Usage = z.object({
  tokens: z.number().int().nonnegative(),
  contextLength: z.number().int().positive(),
  /** The oldest turns that had no room any more. */
  dropped: z.number().int().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

/** A conversation with a model. */
const Chat = z.object({
  system: z.string(),
  turns: z.array(Turn),
  /** What is being typed. */
  input: z.string(),
  /** Of the last answer. */
  usage: Usage.nullable(),
});
export type Chat = z.infer<typeof Chat>;

export const EMPTY_CHAT: Chat = { system: '', turns: [], input: '', usage: null };

/** What is sent for an answer to the last turn. */
export const messagesOf = ({ system, turns }: Pick<Chat, 'system' | 'turns'>): ChatMessage[] => [
  ...(system.trim() === '' ? [] : [{ role: 'system' as const, content: system }]),
  ...turns.map(({ role, content }) => ({ role, content })),
];

/** Without the last answer, to ask for another one. */
export function beforeAnswer(turns: readonly Turn[]): Turn[] {
  const last = turns.findLastIndex(({ role }) => role === 'user');
  return turns.slice(0, last + 1);
}

/** Takes the last question back to be written otherwise; `null` where there is none. */
export function takeBack(chat: Chat): Chat | null {
  const last = chat.turns.findLastIndex(({ role }) => role === 'user');
  const question = chat.turns[last];
  return question ? { ...chat, turns: chat.turns.slice(0, last), input: question.content } : null;
}

const STORAGE_KEY = 'kindling.chats';
/** Conversations that are kept; the oldest make room. */
const MOST_CHATS = 20;
/** A browser gives five million characters to all of a page. */
const MOST_CHARACTERS = 1_000_000;

const StoredChats = z.array(z.tuple([z.string(), Chat]));

/** The conversations of earlier starts. */
export function readChats(storage: Pick<Storage, 'getItem'>): Map<string, Chat> {
  try {
    return new Map(StoredChats.parse(JSON.parse(storage.getItem(STORAGE_KEY) ?? '[]')));
  } catch {
    return new Map();
  }
}

/** Keeps conversations, the newest first of all; a chat that is empty is not kept. */
export function keepChats(storage: Pick<Storage, 'setItem'>, chats: ReadonlyMap<string, Chat>): void {
  const kept: [string, Chat][] = [];
  let characters = 0;
  for (const [key, chat] of [...chats].reverse()) {
    characters += JSON.stringify(chat).length;
    if (kept.length === MOST_CHATS || (characters > MOST_CHARACTERS && kept.length > 0)) break;
    kept.unshift([key, chat]);
  }
  try {
    storage.setItem(STORAGE_KEY, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing, or no more: they last as long as the window.
  }
}

const isEmpty = ({ system, turns, input }: Chat): boolean => system === '' && turns.length === 0 && input === '';

interface ChatState {
  /** By the model; the one changed last is the last. */
  chats: ReadonlyMap<string, Chat>;
  change(key: string, patch: Partial<Chat>): void;
}

/** What is said to each model, kept between starts. */
export const useChatStore = create<ChatState>()((set, get) => ({
  chats: readChats({ getItem: (key) => localStorage.getItem(key) }),
  change: (key, patch) => {
    const chats = new Map(get().chats);
    const chat = { ...(chats.get(key) ?? EMPTY_CHAT), ...patch };
    chats.delete(key);
    if (!isEmpty(chat)) chats.set(key, chat);
    set({ chats });
    keepChats(localStorage, chats);
  },
}));
