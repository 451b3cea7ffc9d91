import { useBases } from '../../api/bases.ts';
import type { PlaygroundProps } from '../task.ts';
import { ChatBench } from './chat/ChatBench.tsx';
import { ModeControl, modeIn, modesOf } from './playground/ModeControl.tsx';
import { usePlaygroundStore } from './playground/playgroundStore.ts';
import { Workbench } from './playground/Workbench.tsx';

/** A model is tried by messages or by a prompt. */
export function TextPlayground(props: PlaygroundProps<'text-generation'>) {
  const { model } = props;
  const bases = useBases().data;
  const { mode: chosen, set } = usePlaygroundStore();
  const modes = modesOf(model, bases);
  const mode = modeIn(modes, chosen);
  if (mode !== 'chat') return <Workbench {...props} />;
  const listed = bases?.find(({ id }) => id === model.base?.id);
  return (
    <ChatBench
      model={{ kind: 'model', id: model.id }}
      // What it was trained on top of, where it is still listed.
      base={listed ? { id: listed.id, name: listed.name, chats: listed.chat } : null}
      modes={<ModeControl modes={modes} value={mode} onChange={(wanted) => set({ mode: wanted })} />}
    />
  );
}
