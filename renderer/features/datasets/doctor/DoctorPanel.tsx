import { Button, Group, Stack, Text } from '@mantine/core';
import { IconHeartbeat, IconShieldCheck, IconStethoscope } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import { type DoctorReport, type Finding, FindingKind } from '../../../../shared/domain/datasets/doctor.ts';
import { useDoctorReport, useStudio } from '../../../api/index.ts';
import { useErrorText } from '../../../i18n/errorText.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { errorToast } from '../../../ui/errorToast.ts';
import { useFormat } from '../../../ui/format.ts';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { ProgressCard } from '../../../ui/ProgressCard.tsx';
import { FindingCard } from './FindingCard.tsx';
import { FindingRows } from './FindingRows.tsx';
import { FixDialog } from './FixDialog.tsx';
import { Folded } from './Folded.tsx';
import type { GridPlace } from './gridPlace.ts';
import { useExamination } from './useDoctor.ts';

/** What spoils training in a data set, and what can be done about it. */
export function DoctorPanel({ dataset, onGrid }: { dataset: Dataset; onGrid: (place: GridPlace) => void }) {
  const { t } = useTranslation('doctor');
  const { data: report, error, refetch } = useDoctorReport(dataset);
  const examination = useExamination(dataset);
  if (examination.share !== null) {
    const { share, cancel } = examination;
    return <ProgressCard title={t('progress', { name: dataset.name })} share={share} onCancel={cancel} />;
  }
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  if (report === undefined) return <LoadingState />;
  return (
    <Stack>
      {examination.error != null && (
        <ErrorAlert title={t('failed')} error={examination.error} onRetry={() => examination.start(true)} />
      )}
      {report === null ? (
        <EmptyState icon={<IconStethoscope />} title={t('notYet.title')} text={t('notYet.text')}>
          <Button leftSection={<IconHeartbeat size={18} aria-hidden />} onClick={() => examination.start(false)}>
            {t('run')}
          </Button>
        </EmptyState>
      ) : (
        <Report
          dataset={dataset}
          report={report}
          onGrid={onGrid}
          onAgain={() => examination.start(true)}
          onFixed={() => examination.start(false)}
        />
      )}
    </Stack>
  );
}

function Report({
  dataset,
  report,
  onGrid,
  onAgain,
  onFixed,
}: {
  dataset: Dataset;
  report: DoctorReport;
  onGrid: (place: GridPlace) => void;
  onAgain: () => void;
  /** There is a new version, of which nothing is known yet. */
  onFixed: () => void;
}) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const [shown, setShown] = useState<Finding | null>(null);
  const [fixed, setFixed] = useState<Finding | null>(null);
  const { findings, rows, elapsedMs } = report;
  const studio = useStudio();
  const errorText = useErrorText();
  const open = findings.filter(({ accepted }) => !accepted);
  const accepted = findings.filter((finding) => finding.accepted);
  const clear = FindingKind.options.filter((kind) => !findings.some((finding) => finding.kind === kind));
  const accept = async ({ kind }: Finding, wanted: boolean) => {
    try {
      await studio.datasets.acceptFinding({ id: dataset.id, kind, accepted: wanted });
    } catch (error) {
      errorToast(errorText(error));
    }
  };
  const card = (finding: Finding) => (
    <FindingCard
      key={finding.kind}
      finding={finding}
      onShow={() => setShown(finding)}
      onFix={() => setFixed(finding)}
      onAccept={(wanted) => void accept(finding, wanted)}
    />
  );
  return (
    <>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" className="tabular">
          {t('summary', { count: rows, formatted: format.integer(rows), time: format.duration(elapsedMs) })}
        </Text>
        <Button variant="default" size="compact-sm" onClick={onAgain}>
          {t('again')}
        </Button>
      </Group>
      {open.length === 0 && (
        <EmptyState icon={<IconShieldCheck />} title={t('healthy.title')} text={t('healthy.text')} />
      )}
      {open.map(card)}
      {accepted.length > 0 && (
        <Folded title={t('accepted', { count: accepted.length, formatted: format.integer(accepted.length) })}>
          <Stack>{accepted.map(card)}</Stack>
        </Folded>
      )}
      {clear.length > 0 && (
        <Folded title={t('clear', { count: clear.length, formatted: format.integer(clear.length) })}>
          <Text size="sm" c="dimmed">
            {format.list(clear.map((kind) => t(`title.${kind}`)))}
          </Text>
        </Folded>
      )}
      {shown && <FindingRows dataset={dataset} finding={shown} onGrid={onGrid} onClose={() => setShown(null)} />}
      {fixed?.fix && (
        <FixDialog
          dataset={dataset}
          finding={fixed}
          step={fixed.fix}
          onFixed={() => {
            setFixed(null);
            onFixed();
          }}
          onClose={() => setFixed(null)}
        />
      )}
    </>
  );
}
