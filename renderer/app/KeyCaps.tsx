import { Kbd } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { keyCaps } from './actions.ts';
import classes from './Shell.module.css';

const isMac = /mac/i.test(navigator.platform);

/** A shortcut as its keys. */
export function KeyCaps({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation('app');
  return (
    <span className={classes.chord}>
      {keyCaps(keys, isMac).map((caps, index) => (
        <Fragment key={caps.join('+')}>
          {index > 0 && t('shortcuts.followedBy')}
          {caps.map((cap) => (
            <Kbd key={cap}>{cap}</Kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}
