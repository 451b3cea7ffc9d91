import { Portal } from '@mantine/core';
import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { columnReference, escapeName } from '../../../shared/domain/tasks/template.ts';
import classes from './template.module.css';
import { completionInTemplate, matchingColumns, templateParts } from './templateText.ts';

interface Props {
  id: string;
  field: RefObject<HTMLTextAreaElement | null>;
  columns: readonly string[];
  value: string;
  onChange: (value: string) => void;
  invalid: boolean;
  describedBy: string;
}

interface Offer {
  /** What is replaced, as offsets in the template. */
  start: number;
  end: number;
  isInside: boolean;
  names: string[];
  active: number;
}

/**
 * A template as a field of a form: as high as its text, colours its columns, marks those that there are not, and completes them after `{{`
 * or on Ctrl+Space. The text field is transparent; what is seen of its text lies beneath it, in the same box.
 */
export function TemplateField({ id, field, columns, value, onChange, invalid, describedBy }: Props) {
  const { t } = useTranslation('runs');
  const listId = useId();
  const caretMark = useRef<HTMLSpanElement>(null);
  const [offer, setOffer] = useState<Offer | null>(null);
  const [place, setPlace] = useState<{ top: number; left: number } | null>(null);
  const close = () => setOffer(null);

  const offerAt = (text: string, caret: number, asked: boolean) => {
    const found = completionInTemplate(text, caret);
    if (!found.isInside && !asked) return close();
    const names = matchingColumns(columns, found.isInside ? text.slice(found.start, caret) : '');
    setOffer(names.length === 0 ? null : { ...found, names, active: 0 });
  };
  const accept = (name: string) => {
    if (!offer || !field.current) return;
    replaceText(field.current, offer, offer.isInside ? `${escapeName(name)}}}` : columnReference(name));
    close();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.ctrlKey && event.key === ' ') {
      event.preventDefault();
      offerAt(value, event.currentTarget.selectionStart, true);
      return;
    }
    if (!offer) return;
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setOffer({ ...offer, active: (offer.active + move + offer.names.length) % offer.names.length });
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      accept(offer.names[offer.active] ?? '');
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };

  const caret = offer?.start ?? null;
  useLayoutEffect(() => {
    const mark = caret === null ? undefined : caretMark.current?.getBoundingClientRect();
    setPlace(mark ? { top: mark.bottom + 4, left: Math.min(mark.left, window.innerWidth - 240) } : null);
    if (caret === null) return;
    // It would stay where the text was.
    const scrolled = () => setOffer(null);
    window.addEventListener('scroll', scrolled, { capture: true, once: true });
    return () => window.removeEventListener('scroll', scrolled, { capture: true });
  }, [caret]);

  return (
    <div className={classes.box} data-invalid={invalid || undefined}>
      <div className={classes.grid}>
        <pre className={classes.shown} aria-hidden>
          {templateParts(value, columns, caret).map((part) =>
            part.kind === 'caret' ? (
              <span key="caret" ref={caretMark} />
            ) : (
              <span key={part.start} data-column={part.kind}>
                {part.text}
              </span>
            ),
          )}
          {/* A line break at the end needs something after it to be as high as in the text field. */}
          {'\u200b'}
        </pre>
        <textarea
          ref={field}
          id={id}
          className={classes.text}
          value={value}
          spellCheck={false}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          aria-autocomplete="list"
          aria-controls={offer ? listId : undefined}
          aria-activedescendant={offer ? `${listId}-${offer.active}` : undefined}
          onChange={(event) => {
            const { value: text, selectionStart } = event.currentTarget;
            onChange(text);
            offerAt(text, selectionStart, false);
          }}
          onKeyDown={onKeyDown}
          onBlur={close}
          onClick={close}
        />
      </div>
      {offer && place && (
        <Portal>
          <div id={listId} role="listbox" aria-label={t('new.columns')} className={classes.list} style={place}>
            {offer.names.map((name, index) => (
              // The text field keeps the focus and its keys choose.
              <div
                key={name}
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === offer.active}
                className={classes.option}
                onPointerDown={(event) => {
                  event.preventDefault();
                  accept(name);
                }}
              >
                {name}
              </div>
            ))}
          </div>
        </Portal>
      )}
    </div>
  );
}

/** Replaces a part of a field's text as if it had been typed: it can be undone, and the field says that it has changed. */
export function replaceText(field: HTMLTextAreaElement, { start, end }: { start: number; end: number }, text: string) {
  field.focus();
  field.setSelectionRange(start, end);
  // Out of fashion, and still the only way that keeps the browser's undo.
  if (document.execCommand('insertText', false, text)) return;
  field.setRangeText(text, start, end, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
