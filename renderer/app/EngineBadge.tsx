import { Tooltip, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { withProvider } from '../../shared/domain/engines/engine.ts';
import { useConnectionState, useEngineStatus } from '../api/index.ts';
import { useEngineReasonText } from '../i18n/engineReasons.ts';
import classes from './Shell.module.css';

/** Which engine would train now, and whether something is to be done about it. Leads to the settings. */
export function EngineBadge() {
  const { t } = useTranslation(['app', 'common']);
  const reasonText = useEngineReasonText();
  const { data: status } = useEngineStatus();
  const connection = useConnectionState();
  // Nobody looks for one where there is no studio.
  if (!status && (connection === 'lost' || connection === 'locked')) return null;
  if (!status) {
    return (
      <span className={classes.engine} role="status">
        <span className={classes.dot} />
        <span className={classes.engineText}>{t('engineBadge.loading')}</span>
      </span>
    );
  }
  const engine = withProvider(t(`common:engine.${status.engine.name}`), status.engine);
  const device = t(`common:device.${status.engine.device}`);
  const attention = status.install.state === 'none' ? null : t(`engineBadge.${status.install.state}`);
  const { version, deviceName, reason } = status.engine;
  const { inference } = status;
  const used =
    inference && t('engineBadge.inference', { engine: `${t(`common:engine.${inference.name}`)} ${inference.version}` });
  const hint = [`${engine} ${version}`, deviceName, used, reason && reasonText(reason), attention]
    .filter((part) => part)
    .join(' · ');

  return (
    <Tooltip label={hint} multiline maw={360} events={{ hover: true, focus: true, touch: false }}>
      <UnstyledButton
        component={Link}
        to="/settings"
        className={classes.engine}
        aria-label={t('engineBadge.label', { engine, device })}
      >
        <span
          className={classes.dot}
          data-native={status.engine.name !== 'wasm' || undefined}
          data-attention={attention !== null || undefined}
        />
        <span className={classes.engineText}>{`${engine} · ${device}`}</span>
      </UnstyledButton>
    </Tooltip>
  );
}
