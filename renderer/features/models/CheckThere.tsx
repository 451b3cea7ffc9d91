import { Alert, Button, Group, Progress, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { signed } from '../../../shared/domain/models/receipt.ts';
import { type ThereCheck, timesLess } from '../../../shared/domain/models/there.ts';
import { useStudio } from '../../api/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { useMeasureText } from '../../ui/useMeasureText.ts';
import classes from './models.module.css';
import { thereShare, useThere } from './useThere.ts';

/** Has the llama.cpp of this computer write with what was exported, where the user presses the button. */
export function CheckThere({ id, path }: { id: string; path: string }) {
  const { t } = useTranslation('models');
  const studio = useStudio();
  const found = useQuery({ queryKey: ['llamaCpp'], queryFn: () => studio.models.llamaCpp({}), staleTime: 0 });
  const { state, start, cancel } = useThere(id, path);
  const working = state.state === 'working';
  if (!found.data) return null;
  if (!found.data.found) return <Text size="sm">{t('export.there.missing')}</Text>;
  return (
    <Stack gap="xs" role="group" aria-label={t('export.there.title')}>
      <Group gap="sm">
        <Button variant="default" size="sm" disabled={working} onClick={() => void start()}>
          {t(state.state === 'done' ? 'export.there.again' : 'export.there.start')}
        </Button>
        {working ? (
          <Button variant="subtle" size="sm" onClick={cancel}>
            {t('export.there.cancel')}
          </Button>
        ) : (
          <Text size="sm">{t('export.there.text')}</Text>
        )}
      </Group>
      {state.state === 'working' && (
        <Stack gap={4}>
          <Text role="status">{t(`export.there.steps.${state.progress?.step ?? 'here'}`)}</Text>
          <Progress.Root size="lg">
            <Progress.Section value={thereShare(state.progress) * 100} aria-label={t('export.there.progress')} />
          </Progress.Root>
        </Stack>
      )}
      {state.state === 'cancelled' && <Text role="status">{t('export.there.cancelled')}</Text>}
      {state.state === 'failed' && <ErrorAlert title={t('export.there.failed')} error={state.error} />}
      {state.state === 'done' && <Found check={state.result.check} inCard={state.result.inCard} />}
    </Stack>
  );
}

/** Weights that are what they were: only sums in another order could differ. */
const EXACT = 'F32';

function Found({ check, inCard }: { check: ThereCheck; inCard: boolean }) {
  const { t } = useTranslation('models');
  const format = useFormat();
  const figures = useMeasureText();
  const { version, dtype, prompts, tokens, equal, read, firstDifference, metrics } = check;
  const isSame = equal === prompts && read.equal === read.of;
  const isOdd = !isSame && (dtype === EXACT || read.equal < read.of);
  const Icon = isSame ? IconCheck : isOdd ? IconAlertTriangle : IconInfoCircle;
  return (
    <Alert
      color={isSame ? 'green' : isOdd ? 'yellow' : 'gray'}
      role="status"
      {...(isSame && { classNames: { title: classes.good } })}
      icon={<Icon aria-hidden />}
      title={t('export.there.equal', { equal: format.integer(equal), prompts: format.integer(prompts), version })}
    >
      <Stack gap="xs">
        <Text size="sm">{t('export.there.how', { tokens: format.integer(tokens) })}</Text>
        {firstDifference && (
          <Text size="sm">
            {t(firstDifference.behind === null ? 'export.there.difference' : 'export.there.differenceBy', {
              prompt: format.integer(firstDifference.prompt),
              token: format.integer(firstDifference.token),
              times: timesLess(firstDifference.behind ?? 0),
            })}
          </Text>
        )}
        {equal < prompts && (
          <Text size="sm">{t(dtype === EXACT ? 'export.there.exactDiffers' : 'export.there.roundedDiffers')}</Text>
        )}
        {read.equal < read.of && (
          <Text size="sm">
            {t('export.there.reads', { others: format.integer(read.of - read.equal), of: format.integer(read.of) })}
          </Text>
        )}
        {metrics.length > 0 && (
          <Table aria-label={t('export.there.figures')} verticalSpacing={2} w="auto" style={{ alignSelf: 'start' }}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('export.receipt.figure')}</Table.Th>
                <Table.Th>{t('export.there.here')}</Table.Th>
                <Table.Th>llama.cpp</Table.Th>
                <Table.Th>{t('export.receipt.change')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {metrics.map(({ name, here, there }) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row">{figures.name(name)}</Table.Th>
                  <Table.Td className="tabular">{figures.figure(name, here)}</Table.Td>
                  <Table.Td className="tabular">{figures.figure(name, there)}</Table.Td>
                  <Table.Td className="tabular">{signed(here, there, (value) => figures.figure(name, value))}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {inCard && <Text size="sm">{t('export.there.inCard')}</Text>}
      </Stack>
    </Alert>
  );
}
