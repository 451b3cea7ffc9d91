import { Button, Group, Table, VisuallyHidden } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { TrashItem } from '../../../shared/domain/storage.ts';
import { useStudio } from '../../api/index.ts';
import { useErrorText } from '../../i18n/errorText.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { errorToast } from '../../ui/errorToast.ts';
import { useFormat } from '../../ui/format.ts';
import { RelativeTime, Timestamp } from '../../ui/Time.tsx';

/** What can be restored, the newest first. */
export function TrashTable({ items }: { items: readonly TrashItem[] }) {
  const { t } = useTranslation('trash');
  const studio = useStudio();
  const [asked, setAsked] = useState<TrashItem | null>(null);
  const purge = useMutation({
    mutationFn: (id: string) => studio.trash.purge({ id }),
    onSuccess: () => setAsked(null),
  });
  const ask = (item: TrashItem) => {
    purge.reset();
    setAsked(item);
  };
  return (
    <Table.ScrollContainer minWidth={900} scrollAreaProps={{ tabIndex: 0 }}>
      <Table aria-label={t('label')} highlightOnHover verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('columns.name')}</Table.Th>
            <Table.Th>{t('columns.kind')}</Table.Th>
            <Table.Th ta="right" style={WHOLE}>
              {t('columns.size')}
            </Table.Th>
            <Table.Th>{t('columns.trashed')}</Table.Th>
            <Table.Th>{t('columns.purge')}</Table.Th>
            <Table.Th className="at-hand">
              <VisuallyHidden>{t('columns.actions')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <TrashRow key={item.id} item={item} onPurge={() => ask(item)} />
          ))}
        </Table.Tbody>
      </Table>
      <ConfirmDialog
        opened={asked !== null}
        title={t('purgeTitle', { name: useItemName(asked) })}
        text={t('purgeText')}
        confirmLabel={t('purge')}
        pending={purge.isPending}
        error={purge.error}
        onConfirm={() => asked && purge.mutate(asked.id)}
        onClose={() => setAsked(null)}
      />
    </Table.ScrollContainer>
  );
}

const WHOLE = { whiteSpace: 'nowrap' } as const;

function TrashRow({ item, onPurge }: { item: TrashItem; onPurge: () => void }) {
  const { t } = useTranslation('trash');
  const format = useFormat();
  const studio = useStudio();
  const errorText = useErrorText();
  const name = useItemName(item);
  const restore = useMutation({
    mutationFn: () => studio.trash.restore({ id: item.id }),
    onSuccess: () => toast.success(t('restored', { name })),
    onError: (error) => errorToast(errorText(error)),
  });
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{name}</Table.Td>
      <Table.Td style={WHOLE}>{t(`kind.${item.kind}`)}</Table.Td>
      <Table.Td ta="right" className="tabular" style={WHOLE}>
        {format.bytes(item.bytes)}
      </Table.Td>
      <Table.Td style={WHOLE}>
        <RelativeTime iso={item.trashedAt} />
      </Table.Td>
      <Table.Td style={WHOLE}>
        <Timestamp iso={item.purgeAt} />
      </Table.Td>
      <Table.Td className="at-hand">
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconArrowBackUp size={16} aria-hidden />}
            loading={restore.isPending}
            aria-label={t('restoreNamed', { name })}
            onClick={() => restore.mutate()}
          >
            {t('restore')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            aria-label={t('purgeNamed', { name })}
            onClick={onPurge}
          >
            {t('purge')}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function useItemName(item: TrashItem | null): string {
  const { t } = useTranslation('trash');
  const format = useFormat();
  if (!item) return '';
  const { kind, name, count } = item;
  return kind === 'history' ? t('texts', { count, formatted: format.integer(count), name }) : name;
}
