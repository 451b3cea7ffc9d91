import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorAlert } from './ErrorAlert.tsx';

const MAX_LENGTH = 200;

/** Asks for another name of something that has one. Mount it when it opens, so that it starts with the name of now. */
export function RenameDialog({
  title,
  name,
  pending,
  error,
  onRename,
  onClose,
}: {
  title: string;
  name: string;
  pending: boolean;
  error?: unknown;
  onRename: (name: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [value, setValue] = useState(name);
  const trimmed = value.trim();
  const problem = trimmed === '' ? t('nameRequired') : trimmed.length > MAX_LENGTH ? t('nameTooLong') : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === null) onRename(trimmed);
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t('name')}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
            error={problem}
            data-autofocus
          />
          {error != null && <ErrorAlert error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={pending} disabled={problem !== null}>
              {t('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
