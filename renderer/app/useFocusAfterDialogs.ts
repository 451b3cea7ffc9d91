import { type RefObject, useEffect } from 'react';

const DIALOG = '[role="dialog"]';

/**
 * Returns the focus to where it was before a dialog when the dialog goes away and the focus with it. Dialogs that stay mounted do so
 * themselves; most are mounted only while they are open. Where that place has gone, too, the page gets the focus: `fallback`.
 */
export function useFocusAfterDialogs(fallback: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let before: HTMLElement | null = null;
    let dialog: Element | null = null;
    const observer = new MutationObserver(() => {
      if (!dialog || dialog.isConnected) return;
      dialog = null;
      observer.disconnect();
      if (document.activeElement && document.activeElement !== document.body) return;
      const place = before?.isConnected ? before : fallback.current;
      place?.focus({ preventScroll: true });
    });
    const onFocus = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      const entered = target.closest(DIALOG);
      if (!entered) before = opener(target);
      else if (entered !== dialog) {
        dialog = entered;
        observer.observe(document.body, { childList: true, subtree: true });
      }
    };
    document.addEventListener('focusin', onFocus);
    return () => {
      document.removeEventListener('focusin', onFocus);
      observer.disconnect();
    };
  }, [fallback]);
}

/** An item of a menu goes away with it: what counts is the button of the menu. */
function opener(element: HTMLElement): HTMLElement {
  const menu = element.closest('[role="menu"]');
  const button = menu && document.querySelector<HTMLElement>(`[aria-controls="${CSS.escape(menu.id)}"]`);
  return button ?? element;
}
