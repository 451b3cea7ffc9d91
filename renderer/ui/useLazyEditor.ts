import { type ComponentType, type RefObject, useEffect, useState } from 'react';

export interface LoadedEditor<Props> {
  component: ComponentType<Props>;
  /** Whether whoever types was in the field that it replaces. */
  focus: boolean;
}

/**
 * An editor once it has loaded; `null` until then, and where it cannot load: a plain text field does the work.
 *
 * @param load the same function at each call
 * @param field the plain text field
 */
export function useLazyEditor<Props>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  field: RefObject<HTMLTextAreaElement | null>,
): LoadedEditor<Props> | null {
  const [editor, setEditor] = useState<LoadedEditor<Props> | null>(null);
  useEffect(() => {
    let wanted = true;
    load().then(
      (module) => {
        // Whoever has begun to type goes on typing.
        if (wanted) setEditor({ component: module.default, focus: document.activeElement === field.current });
      },
      (error: unknown) => console.error('the editor could not be loaded', error),
    );
    return () => {
      wanted = false;
    };
  }, [load, field]);
  return editor;
}
