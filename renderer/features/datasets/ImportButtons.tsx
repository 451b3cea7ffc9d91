import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { IconAdjustments, IconClipboard, IconFolder } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useImport } from './useImport.ts';

/** The less common ways to import: from the clipboard, a folder of texts, and with a look at how the file is read. */
export function ImportButtons({ variant = 'default' }: { variant?: 'default' | 'subtle' }) {
  const { t } = useTranslation('datasets');
  const { chooseFile, chooseFolder } = useImport();
  const [pasting, setPasting] = useState(false);
  return (
    <>
      <Button variant={variant} leftSection={<IconClipboard size={18} aria-hidden />} onClick={() => setPasting(true)}>
        {t('paste.open')}
      </Button>
      <Button variant={variant} leftSection={<IconFolder size={18} aria-hidden />} onClick={chooseFolder}>
        {t('folder.open')}
      </Button>
      <Button
        variant={variant}
        leftSection={<IconAdjustments size={18} aria-hidden />}
        onClick={() => chooseFile(true)}
      >
        {t('wizard.open')}
      </Button>
      {pasting && <PasteDialog onClose={() => setPasting(false)} />}
    </>
  );
}

/** A field to paste into, which needs no permission to read the clipboard. */
function PasteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['datasets', 'common']);
  const { importText } = useImport();
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    importText(text);
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('paste.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Textarea
            label={t('paste.label')}
            description={t('paste.hint')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            rows={10}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', whiteSpace: 'pre' } }}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" disabled={text.trim() === ''}>
              {t('wizard.import')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
