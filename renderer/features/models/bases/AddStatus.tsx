import { useTranslation } from 'react-i18next';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ProgressCard } from '../../../ui/ProgressCard.tsx';
import type { AddState } from './useAddBase.ts';

interface Props {
  state: AddState;
  onCancel: () => void;
  onDismiss: () => void;
}

/** How far a model is looked at, or why it was not added. */
export function AddStatus({ state, onCancel, onDismiss }: Props) {
  const { t } = useTranslation('bases');
  const format = useFormat();
  if (state.state === 'idle') return null;
  const { name } = state;
  if (state.state === 'failed')
    return <ErrorAlert title={t('add.failed', { name })} error={state.error} onClose={onDismiss} />;
  const { progress } = state;
  const share = progress && progress.total > 0 ? progress.done / progress.total : null;
  return (
    <ProgressCard
      title={t('add.working', { name })}
      detail={
        progress
          ? t('add.bytes', { done: format.bytes(progress.done), total: format.bytes(progress.total) })
          : t('add.starting')
      }
      share={share}
      onCancel={onCancel}
    />
  );
}
