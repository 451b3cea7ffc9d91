import { Alert, Anchor, Button, Group, Radio, Select, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BodyKind } from '../../../../shared/domain/architectures/architecture.ts';
import { bodyOf, definitionOf } from '../../../../shared/domain/architectures/index.ts';
import type { BaseModel } from '../../../../shared/domain/models/base.ts';
import type { TrainingSettings } from '../../../../shared/domain/runs/training.ts';
import { useBases } from '../../../api/bases.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { RadioCards } from '../../../ui/RadioCards.tsx';
import classes from '../runs.module.css';

const ADD_MODEL = '/models?add';

/** Whether a run starts from nothing, or from which model. */
export function StartFields({
  base,
  bodies,
  onChange,
  onFrozen,
}: {
  /** See `TrainDraft`. */
  base: string | null;
  /** What a model may be for the task that is chosen. */
  bodies: readonly BodyKind[];
  onChange: (base: string | null) => void;
  /** Starts from a model as it is; for tasks that fit a head on one. */
  onFrozen?: ((base: string) => void) | undefined;
}) {
  const { t } = useTranslation('bases');
  const bases = useBases();
  const fitting = bases.data?.filter(({ config }) => bodies.includes(bodyOf(config)));
  const encoder = fitting?.find(({ config }) => bodyOf(config) === 'encoder');
  return (
    <>
      <RadioCards
        label={t('start.title')}
        values={['nothing', 'model']}
        value={base === null ? 'nothing' : 'model'}
        className={classes.card}
        onChange={(start) => onChange(start === 'nothing' ? null : (fitting?.[0]?.id ?? ''))}
      >
        {(start) => (
          <Group wrap="nowrap" align="start">
            <Radio.Indicator />
            <div>
              <Text fw={600}>{t(`start.${start}.title`)}</Text>
              <Text size="sm" c="dimmed">
                {t(`start.${start}.text`)}
              </Text>
            </div>
          </Group>
        )}
      </RadioCards>
      {base === null && encoder && onFrozen && (
        <Group gap="sm">
          <Text size="sm">{t('start.encoder', { name: encoder.name })}</Text>
          <Button variant="default" size="compact-sm" onClick={() => onFrozen(encoder.id)}>
            {t('start.useFrozen')}
          </Button>
        </Group>
      )}
      {base !== null && bases.isPending && <LoadingState lines={1} />}
      {base !== null && bases.isError && <ErrorAlert error={bases.error} onRetry={() => void bases.refetch()} />}
      {base !== null && fitting && (
        <BaseSelect
          id={base}
          bases={fitting}
          isOfOtherKind={bases.data?.some(({ id }) => id === base) ?? false}
          onChange={onChange}
        />
      )}
    </>
  );
}

function BaseSelect({
  id,
  bases,
  isOfOtherKind,
  onChange,
}: {
  id: string;
  bases: readonly BaseModel[];
  /** Whether it is listed, though perhaps not among these. */
  isOfOtherKind: boolean;
  onChange: (base: string) => void;
}) {
  const { t } = useTranslation('bases');
  const format = useFormat();
  const missing = t(id === '' ? 'start.choosePlease' : isOfOtherKind ? 'start.unfit' : 'start.gone');
  if (bases.length === 0)
    return (
      <Alert color="gray">
        <Stack gap="sm" align="start">
          <Text size="sm">{id === '' ? t('start.none') : missing}</Text>
          <Button component={Link} to={ADD_MODEL} variant="default" leftSection={<IconPlus size={18} aria-hidden />}>
            {t('add.open')}
          </Button>
        </Stack>
      </Alert>
    );
  const chosen = bases.find((base) => base.id === id);
  return (
    <Group align="end" gap="md">
      <Select
        label={t('start.choose')}
        description={
          chosen &&
          t('start.facts', {
            architecture: definitionOf(chosen.config).name,
            parameters: format.compact(chosen.parameters),
            tokens: format.integer(chosen.contextLength),
            license: chosen.license ?? t('noLicense'),
          })
        }
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        miw={280}
        maw={560}
        style={{ flexGrow: 1 }}
        searchable={bases.length > 8}
        allowDeselect={false}
        data={bases.map(({ id: value, name }) => ({ value, label: name }))}
        value={chosen?.id ?? null}
        error={chosen ? undefined : missing}
        onChange={(value) => value !== null && onChange(value)}
      />
      <Anchor component={Link} to={ADD_MODEL} size="sm">
        {t('start.another')}
      </Anchor>
    </Group>
  );
}

/** What of a model is trained. */
export function TuningFields({
  tuning,
  freezes,
  onChange,
}: {
  tuning: TrainingSettings['tuning'];
  /** Whether a head alone can be fitted for the task. */
  freezes: boolean;
  onChange: (tuning: TrainingSettings['tuning']) => void;
}) {
  const { t } = useTranslation('bases');
  return (
    <div>
      <Text fw={500} size="sm" mb={4} aria-hidden>
        {t('tuning.title')}
      </Text>
      <RadioCards
        label={t('tuning.title')}
        values={freezes ? ['lora', 'full', 'frozen'] : ['lora', 'full']}
        value={tuning}
        className={classes.card}
        onChange={onChange}
      >
        {(name) => (
          <Group wrap="nowrap" align="start">
            <Radio.Indicator />
            <div>
              <Text fw={600}>{t(`tuning.${name}.title`)}</Text>
              <Text size="sm" c="dimmed">
                {t(`tuning.${name}.text`)}
              </Text>
            </div>
          </Group>
        )}
      </RadioCards>
    </div>
  );
}
