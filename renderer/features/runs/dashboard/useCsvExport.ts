import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { toAppError } from '../../../../shared/errors/errors.ts';
import { useStudio } from '../../../api/index.ts';
import { useErrorText } from '../../../i18n/errorText.ts';
import { errorToast } from '../../../ui/errorToast.ts';
import { download, fileNameOf } from './download.ts';
import { metricsCsv } from './metricsCsv.ts';

/** Exports the figures of a run. Leaving the page, or asking again, cancels it. */
export function useCsvExport(run: Run): { share: number | null; toggle: () => void } {
  const { t } = useTranslation('runs');
  const studio = useStudio();
  const errorText = useErrorText();
  const [share, setShare] = useState<number | null>(null);
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);

  const start = async () => {
    const controller = new AbortController();
    current.current = controller;
    setShare(0);
    try {
      const csv = await metricsCsv(studio, run, setShare, controller.signal);
      download(csv, fileNameOf(run.name, t('chart.metricsFile'), 'csv'));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'cancelled') errorToast(t('chart.csvFailed'), { description: errorText(error) });
    }
    setShare(null);
  };
  return { share, toggle: () => (share === null ? void start() : current.current?.abort()) };
}
