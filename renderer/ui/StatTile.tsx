import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** One figure with its name. Put several into a `<dl>` (`StatRow`). */
export function StatTile({ label, value, hint }: { label: string; value: ReactNode; hint?: string }) {
  return (
    <Stack gap={0} miw={88} title={hint}>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="dd" m={0} fw={600} className="tabular">
        {value}
      </Text>
    </Stack>
  );
}

export function StatRow({ children }: { children: ReactNode }) {
  return <dl className="stat-row">{children}</dl>;
}
