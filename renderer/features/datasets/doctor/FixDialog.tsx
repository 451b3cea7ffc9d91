import { Button, Checkbox, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { DatasetStep } from '../../../../shared/domain/datasets/datasetStep.ts';
import type { Finding } from '../../../../shared/domain/datasets/doctor.ts';
import type { PersonalDataType } from '../../../../shared/domain/datasets/personalData.ts';
import { toAppError } from '../../../../shared/errors/errors.ts';
import { useStudio } from '../../../api/index.ts';
import { useErrorText } from '../../../i18n/errorText.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { errorToast } from '../../../ui/errorToast.ts';
import { useFormat } from '../../../ui/format.ts';
import { OFFER_MS } from '../../../ui/offerTime.ts';
import { FixPreview } from './FixPreview.tsx';
import { fixName } from './fixName.ts';

/** Shows what a step would make of the first rows, and makes the new version. */
export function FixDialog({
  dataset,
  finding,
  step: offered,
  onFixed,
  onClose,
}: {
  dataset: Dataset;
  finding: Finding;
  step: DatasetStep;
  onFixed: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['doctor', 'common']);
  const format = useFormat();
  const [types, setTypes] = useState(offered.kind === 'redact_personal_data' ? offered.types : []);
  const [share, setShare] = useState(0);
  const [controller] = useState(() => new AbortController());
  const change = useChange(dataset);
  const step: DatasetStep = offered.kind === 'redact_personal_data' ? { ...offered, types } : offered;
  const nothingChosen = step.kind === 'redact_personal_data' && types.length === 0;
  const name = fixName(offered);
  const mutation = useMutation({
    mutationFn: () => change(step, controller.signal, setShare),
    onSuccess: onFixed,
  });
  const close = () => {
    controller.abort();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={name && t('fixOf', { fix: t(`fix.${name}`), title: t(`title.${finding.kind}`) })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack>
        <Text size="sm">{t('dialog.text', { count: finding.count, formatted: format.integer(finding.count) })}</Text>
        {offered.kind === 'redact_personal_data' && (
          <Checkbox.Group
            label={t('dialog.types')}
            description={t('dialog.numbers')}
            value={types}
            onChange={(chosen) => setTypes(chosen as PersonalDataType[])}
          >
            <Stack gap="xs" mt="xs">
              {offered.types.map((type) => (
                <Checkbox key={type} value={type} label={t(`type.${type}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        {!nothingChosen && <FixPreview dataset={dataset} finding={finding} step={step} />}
        {mutation.error && <ErrorAlert error={mutation.error} />}
        {mutation.isPending && <Progress value={share * 100} animated aria-label={t('dialog.working')} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button disabled={nothingChosen} loading={mutation.isPending} onClick={() => mutation.mutate()}>
            {t('dialog.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Makes a version, and tells of it with a way back. */
function useChange(dataset: Dataset) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const studio = useStudio();
  const errorText = useErrorText();
  const { id, version: before } = dataset;
  const undo = async () => {
    try {
      await studio.datasets.setVersion({ id, version: before });
      toast(t('undone', { version: format.integer(before) }));
    } catch (error) {
      errorToast(errorText(error));
    }
  };
  return async (step: DatasetStep, signal: AbortSignal, onShare: (share: number) => void): Promise<void> => {
    for await (const event of studio.datasets.change({ id, step }, { signal })) {
      if (event.event === 'progress') {
        onShare(event.total > 0 ? event.done / event.total : 0);
        continue;
      }
      const { version, rows } = event.dataset;
      const text = t('done', { version: format.integer(version), rows: format.integer(rows) });
      toast.success(text, { action: { label: t('undo'), onClick: () => void undo() }, duration: OFFER_MS });
      return;
    }
    throw toAppError(new Error('the change ended without a version'));
  };
}
