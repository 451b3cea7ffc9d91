import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** Says what could be here and how to get it. */
export function EmptyState({
  icon,
  title,
  text,
  headingOrder = 2,
  children,
}: {
  icon: ReactNode;
  title: string;
  text?: ReactNode;
  headingOrder?: 1 | 2 | 3;
  children?: ReactNode;
}) {
  return (
    <Stack align="center" gap="sm" py="xl" px="md" ta="center">
      <ThemeIcon variant="light" size={56} radius="xl" aria-hidden>
        {icon}
      </ThemeIcon>
      <Title order={headingOrder} size="h4">
        {title}
      </Title>
      {text !== undefined && (
        <Text c="dimmed" maw={440}>
          {text}
        </Text>
      )}
      {children}
    </Stack>
  );
}
