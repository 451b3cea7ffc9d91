import { type ComponentType, useEffect, useState } from 'react';
import { useErrorText } from '../i18n/errorText.ts';
import { errorToast } from './errorToast.ts';

/**
 * A part of the interface whose code is loaded once it is wanted: `null` until then. That it cannot be loaded is told; wanting it again tries again.
 *
 * @param load the same function at each call
 */
export function useLazyPart<Props>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  wanted: boolean,
): ComponentType<Props> | null {
  const [part, setPart] = useState<{ component: ComponentType<Props> } | null>(null);
  const errorText = useErrorText();
  const isMissing = wanted && part === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words for a failure are those of the moment
  useEffect(() => {
    if (!isMissing) return;
    let isCurrent = true;
    load().then(
      ({ default: component }) => isCurrent && setPart({ component }),
      (error: unknown) => isCurrent && errorToast(errorText(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [load, isMissing]);
  return part?.component ?? null;
}
