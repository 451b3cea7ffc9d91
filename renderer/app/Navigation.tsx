import { NavLink } from '@mantine/core';
import {
  IconBox,
  IconFlame,
  IconMessage2Bolt,
  IconServer,
  IconSettings,
  IconTable,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import classes from './Shell.module.css';

/** `prefixes`: the addresses that belong to the entry. */
const ENTRIES = [
  { name: 'datasets', to: '/datasets', prefixes: ['/datasets'], Icon: IconTable },
  { name: 'train', to: '/runs', prefixes: ['/runs', '/train'], Icon: IconFlame },
  { name: 'models', to: '/models', prefixes: ['/models'], Icon: IconBox },
  { name: 'playground', to: '/playground', prefixes: ['/playground'], Icon: IconMessage2Bolt },
  { name: 'server', to: '/server', prefixes: ['/server'], Icon: IconServer },
  { name: 'trash', to: '/trash', prefixes: ['/trash'], Icon: IconTrash },
  { name: 'settings', to: '/settings', prefixes: ['/settings'], Icon: IconSettings },
] as const;

/** Links to the main pages; the landmark around them is the caller's. */
export function Navigation() {
  const { t } = useTranslation('app');
  const { pathname } = useLocation();
  return (
    <>
      {ENTRIES.map(({ name, to, prefixes, Icon }) => {
        const active = prefixes.some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`));
        return (
          <NavLink
            key={name}
            component={Link}
            to={to}
            label={t(`nav.${name}`)}
            leftSection={<Icon size={18} stroke={1.75} aria-hidden />}
            active={active}
            aria-current={active ? 'page' : undefined}
            className={classes.link}
          />
        );
      })}
    </>
  );
}
