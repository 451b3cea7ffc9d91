import { ActionIcon, type ActionIconProps } from '@mantine/core';
import type { ComponentProps } from 'react';

/** An icon of the header; what it does is said when it is pointed at, and to screen readers. */
export function HeaderButton({ label, ...props }: ActionIconProps & ComponentProps<'button'> & { label: string }) {
  return <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} title={label} {...props} />;
}
