import { useEffect, useRef } from 'react';
import type { GenerationSettings } from '../../../../shared/domain/models/generation.ts';
import type { PlayableModel } from '../../../../shared/ipc/contract.ts';
import { type Generation, isGenerating, shownText } from '../playground/generationReducer.ts';
import { type BesideBase, useBesideBase } from '../playground/useBesideBase.ts';
import { useGeneration } from '../playground/useGeneration.ts';
import { beforeAnswer, type Chat, EMPTY_CHAT, messagesOf, type Turn, useChatStore } from './chatStore.ts';

export interface ChatBase {
  id: string;
  name: string;
  /** Whether it has a template of messages; else it gets the text that the tuned model got. */
  chats: boolean;
}

export interface ChatControl {
  chat: Chat;
  change(patch: Partial<Chat>): void;
  /** The answer that is being written, or failed. */
  generation: Generation;
  beside: BesideBase;
  running: boolean;
  /** Asks for an answer to these turns, the last of which is a question. */
  answer(turns: readonly Turn[], settings: GenerationSettings): void;
  /** Ends the answer; what was written stays. */
  stop(): void;
  /** Takes what failed out of sight. */
  dismiss(): void;
}

/** A conversation with a model, and beside each answer that of its base to the same messages. Leaving the page stops it. */
export function useChat(model: PlayableModel & { id: string }, base: ChatBase | null): ChatControl {
  const key = `${model.kind}:${model.id}`;
  const { change: changeChat } = useChatStore.getState();
  const chat = useChatStore(({ chats }) => chats.get(key)) ?? EMPTY_CHAT;
  const { generation, generate, stop, clear } = useGeneration();
  const beside = useBesideBase(base?.id ?? null, generation);
  const asked = useRef<readonly Turn[] | null>(null);
  const change = (patch: Partial<Chat>) => changeChat(key, patch);

  // The answer becomes a turn once it is whole, and what the base says is put beside it.
  const { phase, text, finishReason, promptTokens, contextLength, droppedMessages, tokens } = generation;
  useEffect(() => {
    const turns = asked.current;
    if (turns === null || phase !== 'done') return;
    asked.current = null;
    const content = text.trim();
    // Stopped before a word was said: there is nothing to keep.
    if (content === '' && finishReason === 'cancelled') return;
    const usage =
      promptTokens !== null && contextLength !== null
        ? { tokens: promptTokens + tokens, contextLength, dropped: droppedMessages }
        : null;
    changeChat(key, {
      turns: [...turns, { role: 'assistant', content, finish: finishReason, base: null }],
      usage,
    });
  }, [key, phase, text, finishReason, promptTokens, contextLength, droppedMessages, tokens, changeChat]);
  const other = beside.generation;
  useEffect(() => {
    if (other.phase !== 'done' || other.text === '') return;
    const turns = useChatStore.getState().chats.get(key)?.turns ?? [];
    const last = turns.at(-1);
    if (last?.role !== 'assistant' || last.base !== null) return;
    changeChat(key, { turns: [...turns.slice(0, -1), { ...last, base: shownText(other) }] });
  }, [key, other, changeChat]);

  const running = isGenerating(generation) || isGenerating(other) || beside.isWaiting;
  return {
    chat,
    change,
    generation,
    beside,
    running,
    answer(turns, settings) {
      const question = beforeAnswer(turns);
      asked.current = question;
      changeChat(key, { turns: question });
      const messages = messagesOf({ system: chat.system, turns: question });
      const prompt = { kind: 'chat' as const, messages };
      beside.clear();
      generate(model, prompt, settings);
      if (base) beside.follow(settings, base.chats ? prompt : undefined);
    },
    stop() {
      beside.stop();
      stop();
    },
    dismiss() {
      asked.current = null;
      beside.clear();
      clear();
    },
  };
}
