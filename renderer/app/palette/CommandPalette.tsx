import { Modal, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconBolt, IconBox, IconFlame, IconSearch, IconTable } from '@tabler/icons-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ACTIONS, type Action, type ActionContext } from '../actions.ts';
import { KeyCaps } from '../KeyCaps.tsx';
import classes from './palette.module.css';
import { type PaletteItem, searchItems } from './paletteItems.ts';
import { usePaletteItems } from './usePaletteItems.ts';

const ICONS = { action: IconBolt, dataset: IconTable, run: IconFlame, model: IconBox };

/** One field that finds every data set, run, model and action. */
export default function CommandPalette({ context, onClose }: { context: ActionContext; onClose: () => void }) {
  const { t } = useTranslation(['app', 'common']);
  const listId = useId();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const found = searchItems(usePaletteItems(), query);
  const current = found[Math.min(active, found.length - 1)];

  const choose = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    const { target } = item;
    if ('address' in target) context.go(target.address);
    else (ACTIONS.find(({ id }) => id === target.action) as Action).run?.(context);
  };
  const moveTo = (index: number) => {
    const next = (index + found.length) % found.length;
    setActive(next);
    document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const moves: Record<string, () => void> = {
      ArrowDown: () => moveTo(active + 1),
      ArrowUp: () => moveTo(active - 1),
      PageDown: () => moveTo(Math.min(found.length - 1, active + 8)),
      PageUp: () => moveTo(Math.max(0, active - 8)),
      Enter: () => choose(current),
    };
    const move = moves[event.key];
    if (!move || found.length === 0) return;
    event.preventDefault();
    move();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      // Names the dialog; the field says the same to the eye.
      title={<VisuallyHidden>{t('palette.title')}</VisuallyHidden>}
      classNames={{ header: classes.header ?? '', body: classes.body ?? '' }}
      size="lg"
      padding="xs"
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
    >
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={current && `${listId}-${found.indexOf(current)}`}
        aria-label={t('palette.title')}
        placeholder={t('palette.placeholder')}
        leftSection={<IconSearch size={18} aria-hidden />}
        size="md"
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} role="listbox" aria-label={t('palette.results')} className={classes.list}>
        {found.map((item, index) => (
          <Entry
            key={item.key}
            id={`${listId}-${index}`}
            item={item}
            isActive={item === current}
            onChoose={() => choose(item)}
            onPoint={() => setActive(index)}
          />
        ))}
      </div>
      {found.length === 0 && (
        <Text c="dimmed" p="sm" role="status">
          {t('palette.nothing')}
        </Text>
      )}
    </Modal>
  );
}

interface EntryProps {
  id: string;
  item: PaletteItem;
  isActive: boolean;
  onChoose: () => void;
  onPoint: () => void;
}

function Entry({ id, item: { kind, name, target }, isActive, onChoose, onPoint }: EntryProps) {
  const { t } = useTranslation('app');
  const Icon = ICONS[kind];
  const keys = 'action' in target ? (ACTIONS.find((action) => action.id === target.action) as Action).keys : undefined;
  return (
    // The field above keeps the focus, and its keys choose.
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field chooses
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className={classes.entry}
      onClick={onChoose}
      onPointerMove={onPoint}
    >
      <Icon size={18} stroke={1.75} aria-hidden />
      <span className={classes.name}>{name}</span>
      {keys ? <KeyCaps keys={keys} /> : <span className={classes.kind}>{t(`palette.kind.${kind}`)}</span>}
    </div>
  );
}
