import { Badge, Button, Card, Group, List, Stack, Text, Title } from '@mantine/core';
import { IconList, IconWand } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Finding, Severity } from '../../../../shared/domain/datasets/doctor.ts';
import { useFormat } from '../../../ui/format.ts';
import { fixName } from './fixName.ts';
import { useDetailText } from './useDetailText.ts';

const COLORS: Record<Severity, string> = { severe: 'red.9', warning: 'yellow.4', note: 'gray.3' };
const MOST_DETAILS = 6;

/** A finding: how bad it is, why it matters, where it is and what takes it away. */
export function FindingCard({
  finding,
  onShow,
  onFix,
  onAccept,
}: {
  finding: Finding;
  onShow: () => void;
  onFix: () => void;
  /** Accepts it, or takes that back. */
  onAccept: (accepted: boolean) => void;
}) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const detailText = useDetailText();
  const { kind, severity, count, rows, details, fix } = finding;
  const title = t(`title.${kind}`);
  const name = fix && fixName(fix);
  return (
    <Card withBorder component="section" aria-label={title} padding="md">
      <Group justify="space-between" align="start" wrap="nowrap">
        <Stack gap={4} miw={0}>
          <Group gap="xs">
            <Badge color={COLORS[severity]} variant="filled" autoContrast radius="sm">
              {t(`severity.${severity}`)}
            </Badge>
            <Title order={2} size="h5">
              {title}
            </Title>
            {rows.length > 0 && (
              <Text size="sm" c="dimmed" className="tabular">
                {t('rows', { count, formatted: format.integer(count) })}
              </Text>
            )}
          </Group>
          <Text size="sm">{t(`why.${kind}`)}</Text>
          {details.length > 0 && (
            <List size="sm" c="dimmed" className="tabular" style={{ overflowWrap: 'anywhere' }}>
              {details.slice(0, MOST_DETAILS).map((detail) => (
                <List.Item key={JSON.stringify(detail)}>{detailText(detail)}</List.Item>
              ))}
            </List>
          )}
        </Stack>
        <Group gap="xs" justify="end" style={{ flexShrink: 0 }}>
          {rows.length > 0 && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconList size={16} aria-hidden />}
              aria-label={t('showRowsOf', { title })}
              onClick={onShow}
            >
              {t('showRows')}
            </Button>
          )}
          {name && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconWand size={16} aria-hidden />}
              aria-label={t('fixOf', { fix: t(`fix.${name}`), title })}
              onClick={onFix}
            >
              {t(`fix.${name}`)}
            </Button>
          )}
          <Button
            variant="subtle"
            size="xs"
            aria-label={t(finding.accepted ? 'reopenOf' : 'acceptOf', { title })}
            onClick={() => onAccept(!finding.accepted)}
          >
            {t(finding.accepted ? 'reopen' : 'accept')}
          </Button>
        </Group>
      </Group>
    </Card>
  );
}
