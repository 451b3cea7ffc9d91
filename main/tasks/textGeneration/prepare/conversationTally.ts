import {
  type ConversationCounts,
  type LeftOutReason,
  parseConversation,
} from '../../../../shared/domain/datasets/conversation.ts';
import { AppError } from '../../../../shared/errors/errors.ts';

/** A conversation that is not learned from, and what it is about: a role, a token, what a template said. */
export interface LeftOut {
  reason: LeftOutReason;
  value: string;
}

/** What is wrong with a cell whatever the template; `null` where nothing is. */
export function conversationProblem({ messages, tools }: { messages: string; tools?: string }): LeftOut | null {
  const read = parseConversation(messages, tools);
  return 'messages' in read ? null : { reason: read.problem, value: read.value };
}

/** Counts what becomes of conversations. */
export class ConversationTally {
  #rows = 0;
  #cut = 0;
  readonly #leftOut = new Map<LeftOutReason, ConversationCounts['leftOut'][number]>();

  get kept(): number {
    return this.#rows - [...this.#leftOut.values()].reduce((sum, { rows }) => sum + rows, 0);
  }

  keep(isCut: boolean): void {
    this.#rows++;
    if (isCut) this.#cut++;
  }

  leaveOut({ reason, value }: LeftOut, row: number): void {
    this.#rows++;
    const known = this.#leftOut.get(reason);
    if (known) known.rows++;
    else this.#leftOut.set(reason, { reason, value, row, rows: 1 });
  }

  counts(template: ConversationCounts['template']): ConversationCounts {
    const leftOut = [...this.#leftOut.values()].sort((a, b) => b.rows - a.rows);
    return { rows: this.#rows, template, cut: this.#cut, leftOut };
  }

  /** Why there is nothing to learn; `null` where there is something. */
  refusal(column: string): AppError | null {
    if (this.kept > 0) return null;
    const { rows = 0, reason = 'empty', value = '' } = this.counts('model').leftOut[0] ?? {};
    return new AppError('conversations_none', { column, rows, flaw: reason, value: quoted(value) });
  }

  /** What is told of those that are left out, by reason. */
  warnings(column: string): AppError[] {
    return this.counts('model').leftOut.map(
      ({ reason, value, row, rows }) =>
        new AppError('conversations_left_out', { column, rows, row: row + 1, flaw: reason, value: quoted(value) }),
    );
  }
}

const quoted = (value: string): string => (value === '' ? '' : `(${value.slice(0, 200)})`);
