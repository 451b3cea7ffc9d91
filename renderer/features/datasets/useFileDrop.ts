import { useEffect, useEffectEvent, useState } from 'react';

/** Whether files are being dragged over the window; hands over what is dropped. */
export function useFileDrop(onDrop: (data: DataTransfer) => void): boolean {
  const [depth, setDepth] = useState(0);
  const drop = useEffectEvent(onDrop);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    // Entering a child comes before leaving its parent, so entries are counted.
    const enter = (event: DragEvent) => hasFiles(event) && setDepth((now) => now + 1);
    const leave = (event: DragEvent) => hasFiles(event) && setDepth((now) => Math.max(0, now - 1));
    const over = (event: DragEvent) => {
      // Without this the browser opens the file instead.
      if (hasFiles(event)) event.preventDefault();
    };
    const dropped = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDepth(0);
      if (event.dataTransfer) drop(event.dataTransfer);
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: over, drop: dropped };
    for (const [name, listener] of Object.entries(listeners)) {
      window.addEventListener(name, listener as (event: Event) => void);
    }
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        window.removeEventListener(name, listener as (event: Event) => void);
      }
    };
  }, []);
  return depth > 0;
}

/** Hands over what is pasted into the page, and not into a field of it. */
export function usePaste(active: boolean, onPaste: (data: DataTransfer) => void): void {
  const paste = useEffectEvent(onPaste);
  useEffect(() => {
    if (!active) return;
    const listener = (event: ClipboardEvent) => {
      const inField = event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]');
      if (inField || !event.clipboardData) return;
      event.preventDefault();
      paste(event.clipboardData);
    };
    window.addEventListener('paste', listener);
    return () => window.removeEventListener('paste', listener);
  }, [active]);
}
