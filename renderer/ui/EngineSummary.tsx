import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EngineInfo } from '../../shared/domain/engine.ts';
import { useEngineReasonText } from '../i18n/engineReasons.ts';

/** Which engine and device do (or did) the work, and why not a faster one. */
export function EngineSummary({ engine, withReason = true }: { engine: EngineInfo; withReason?: boolean }) {
  const { t } = useTranslation();
  const reasonText = useEngineReasonText();
  return (
    <Group gap="xs">
      <Badge variant="light" color={engine.name === 'wasm' ? 'gray' : 'ember'} tt="none">
        {t(`engine.${engine.name}`)} {engine.version}
      </Badge>
      <Text size="sm">
        {t(`device.${engine.device}`)} · {engine.deviceName}
      </Text>
      {withReason && engine.reason !== null && (
        <Text size="sm" c="dimmed">
          {reasonText(engine.reason)}
        </Text>
      )}
    </Group>
  );
}
