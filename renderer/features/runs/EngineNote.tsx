import { Alert, Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useEngineStatus } from '../../api/index.ts';
import { useEngineReasonText } from '../../i18n/engineReasons.ts';
import classes from './runs.module.css';

/** Which engine will train; a clear word where it is the slow one. */
export function EngineNote() {
  const { t } = useTranslation('runs');
  const common = useTranslation('common').t;
  const reasonText = useEngineReasonText();
  const engine = useEngineStatus().data?.engine;
  if (!engine) return null;
  const uses = t('new.engineUses', {
    engine: common(`engine.${engine.name}`),
    version: engine.version,
    device: common(`device.${engine.device}`),
    deviceName: engine.deviceName,
  });
  if (engine.name !== 'wasm') return <Text c="dimmed">{uses}</Text>;
  return (
    <Alert color="yellow" title={t('new.slowTitle')} classNames={{ title: classes.warning }}>
      <Text>
        {t('new.slowText')} {uses}
      </Text>
      {engine.reason && <Text size="sm">{t('new.slowReason', { reason: reasonText(engine.reason) })}</Text>}
      <Anchor component={Link} to="/settings" c="inherit" underline="always" className={classes.warning}>
        {t('new.slowLink')}
      </Anchor>
    </Alert>
  );
}
