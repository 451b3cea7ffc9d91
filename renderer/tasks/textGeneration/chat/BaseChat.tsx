import type { BaseModel } from '../../../../shared/domain/models/base.ts';
import { ChatBench } from './ChatBench.tsx';

/** A conversation with a model of others, as it is. */
export const BaseChat = ({ base }: { base: BaseModel }) => (
  <ChatBench model={{ kind: 'base', id: base.id }} base={null} modes={null} />
);
