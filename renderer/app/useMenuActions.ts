import { useEffect, useRef } from 'react';
import { type ActionContext, actionById } from './actions.ts';

/** What is chosen from the menu of the desktop application is done as from the palette. A browser has no such menu. */
export function useMenuActions(context: ActionContext): void {
  const latest = useRef(context);
  useEffect(() => {
    latest.current = context;
  });
  useEffect(() => window.kindling?.onMenuAction((id) => actionById(id)?.run?.(latest.current)), []);
}
