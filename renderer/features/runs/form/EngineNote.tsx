import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { withProvider } from '../../../../shared/domain/engines/engine.ts';
import { useEngineStatus } from '../../../api/index.ts';

/** Which engine will train. That it is the slow one stands at the form's top. */
export function EngineNote() {
  const { t } = useTranslation(['runs', 'common']);
  const engine = useEngineStatus().data?.engine;
  if (!engine) return null;
  return (
    <Text c="dimmed">
      {t('new.engineUses', {
        engine: withProvider(t(`common:engine.${engine.name}`), engine),
        version: engine.version,
        device: t(`common:device.${engine.device}`),
        deviceName: engine.deviceName,
      })}
    </Text>
  );
}
