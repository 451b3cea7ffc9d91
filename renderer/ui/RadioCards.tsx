import { Radio, SimpleGrid } from '@mantine/core';
import type { KeyboardEvent, ReactNode } from 'react';
import classes from './RadioCards.module.css';

const MOVES: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** A choice of one among cards: one stop of the Tab key, and arrow keys choose, as in every group of radio buttons. */
export function RadioCards<Value extends string>({
  label,
  values,
  value,
  onChange,
  className,
  columns = { base: 1, sm: values.length },
  children,
}: {
  label: string;
  values: readonly Value[];
  value: Value | null;
  onChange: (value: Value) => void;
  className?: string | undefined;
  /** Cards beside one another, by the width of the window. */
  columns?: Partial<Record<'base' | 'sm' | 'md' | 'lg', number>>;
  /** What stands in a card. */
  children: (value: Value) => ReactNode;
}) {
  const stop = value !== null && values.includes(value) ? value : values[0];
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, at: number) => {
    const move = MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const next = (at + move + values.length) % values.length;
    const cards = event.currentTarget.closest('[role="radiogroup"]')?.querySelectorAll<HTMLElement>('[role="radio"]');
    cards?.[next]?.focus();
    const chosen = values[next];
    if (chosen !== undefined) onChange(chosen);
  };
  return (
    <Radio.Group
      label={label}
      // A heading above says it to the eye: what is only hidden within would still take a line.
      classNames={{ label: classes.label ?? '' }}
      value={value}
      onChange={(chosen) => onChange(chosen as Value)}
    >
      <SimpleGrid cols={columns}>
        {values.map((name, index) => (
          <Radio.Card
            key={name}
            value={name}
            radius="md"
            className={className ?? ''}
            tabIndex={name === stop ? 0 : -1}
            onKeyDown={(event) => onKeyDown(event, index)}
          >
            {children(name)}
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}
