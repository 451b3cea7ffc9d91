import { Alert, Anchor, Text } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import { useDoctorReport } from '../../../api/index.ts';
import { useFormat } from '../../../ui/format.ts';
import classes from '../runs.module.css';

/** What the doctor found severe in the rows that are about to be learned. Nothing, where they were not examined. */
export function DoctorHint({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation(['runs', 'doctor']);
  const format = useFormat();
  const { data: report } = useDoctorReport(dataset);
  const severe = report?.findings.filter(({ severity, accepted }) => severity === 'severe' && !accepted) ?? [];
  if (severe.length === 0) return null;
  const findings = severe.map(({ kind, count }) => {
    const title = t(`doctor:title.${kind}`);
    return count === 0 ? title : `${title} (${t('doctor:rows', { count, formatted: format.integer(count) })})`;
  });
  return (
    <Alert
      color="yellow"
      icon={<IconStethoscope aria-hidden />}
      title={t('new.doctor.title')}
      classNames={{ title: classes.warning }}
    >
      <Text size="sm">{format.list(findings)}</Text>
      <Anchor
        component={Link}
        c="inherit"
        underline="always"
        className={classes.warning}
        size="sm"
        to={`/datasets/${encodeURIComponent(dataset.id)}?tab=doctor`}
      >
        {t('new.doctor.look')}
      </Anchor>
    </Alert>
  );
}
