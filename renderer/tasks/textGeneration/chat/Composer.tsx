import { Button, Group, Text, Textarea } from '@mantine/core';
import { IconPlayerStop, IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface Props {
  value: string;
  running: boolean;
  /** Whether the settings are such that there can be an answer. */
  ready: boolean;
  onChange: (value: string) => void;
  onSend: () => void;
  onStop: () => void;
  /** Leaves the question that is edited as it was; `null` where none is. */
  onCancel: (() => void) | null;
}

/** Where messages are written. */
export function Composer({ value, running, ready, onChange, onSend, onStop, onCancel }: Props) {
  const { t } = useTranslation('playground');
  return (
    <div>
      <Textarea
        label={t('chat.input')}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter also ends the choice of a character that is being put together.
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onSend();
        }}
        autosize
        minRows={2}
        maxRows={10}
        data-autofocus
      />
      <Group mt="xs" gap="sm">
        {running ? (
          <Button variant="default" leftSection={<IconPlayerStop size={18} aria-hidden />} onClick={onStop}>
            {t('stop')}
          </Button>
        ) : (
          <Button
            leftSection={<IconSend size={18} aria-hidden />}
            disabled={!ready || value.trim() === ''}
            onClick={onSend}
          >
            {t('chat.send')}
          </Button>
        )}
        {onCancel && !running && (
          <Button variant="default" onClick={onCancel}>
            {t('chat.cancelEdit')}
          </Button>
        )}
        <Text size="sm" c="dimmed">
          {running ? t('stopHint') : t('chat.inputHint')}
        </Text>
      </Group>
    </div>
  );
}
