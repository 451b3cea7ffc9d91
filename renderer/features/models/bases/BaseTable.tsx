import { Button, Group, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconFlame, IconMessage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { bodyOf, definitionOf } from '../../../../shared/domain/architectures/index.ts';
import type { BaseModel } from '../../../../shared/domain/models/base.ts';
import { definitionOfTask, TASK_KINDS } from '../../../../shared/domain/tasks/index.ts';
import { useFormat } from '../../../ui/format.ts';
import { BaseMenu } from './BaseMenu.tsx';
import classes from './bases.module.css';

/** What was added, with what its files say of it. */
export function BaseTable({ bases }: { bases: readonly BaseModel[] }) {
  const { t } = useTranslation('bases');
  return (
    <Table.ScrollContainer minWidth={900} scrollAreaProps={{ tabIndex: 0 }}>
      <Table aria-labelledby="bases" highlightOnHover verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('list.name')}</Table.Th>
            <Table.Th>{t('list.architecture')}</Table.Th>
            <Table.Th className={classes.number}>{t('list.parameters')}</Table.Th>
            <Table.Th className={classes.number}>{t('list.context')}</Table.Th>
            <Table.Th>{t('list.license')}</Table.Th>
            <Table.Th className={classes.number}>{t('list.size')}</Table.Th>
            <Table.Th className="at-hand">
              <VisuallyHidden>{t('list.actions')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {bases.map((base) => (
            <BaseRow key={base.id} base={base} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Whether there is something that it can be trained for. */
const isTrainable = ({ config }: BaseModel): boolean =>
  TASK_KINDS.map(definitionOfTask).some(({ takesBase, bodies }) => takesBase && bodies.includes(bodyOf(config)));

function BaseRow({ base }: { base: BaseModel }) {
  const { t } = useTranslation('bases');
  const format = useFormat();
  const { id, name, path, config, parameters, contextLength, license, bytes } = base;
  return (
    <Table.Tr>
      <Table.Td maw={320} className={classes.break}>
        <Text inherit fw={500}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {path}
        </Text>
      </Table.Td>
      <Table.Td>{definitionOf(config).name}</Table.Td>
      <Table.Td className={classes.number}>{format.compact(parameters)}</Table.Td>
      <Table.Td className={classes.number}>
        {t('list.tokens', { count: contextLength, formatted: format.integer(contextLength) })}
      </Table.Td>
      <Table.Td>
        {license ?? (
          <Text inherit c="dimmed">
            {t('noLicense')}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={classes.number}>{format.bytes(bytes)}</Table.Td>
      <Table.Td className="at-hand">
        <Group gap="xs" wrap="nowrap" justify="end">
          {isTrainable(base) && (
            <Button
              component={Link}
              to={`/train/new?base=${id}`}
              size="compact-md"
              variant="light"
              leftSection={<IconFlame size={16} aria-hidden />}
              aria-label={t('list.trainNamed', { name })}
            >
              {t('list.train')}
            </Button>
          )}
          {base.chat && (
            <Button
              component={Link}
              to={`/playground?base=${id}`}
              size="compact-md"
              variant="default"
              leftSection={<IconMessage size={16} aria-hidden />}
              aria-label={t('list.chatNamed', { name })}
            >
              {t('list.chat')}
            </Button>
          )}
          <BaseMenu base={base} />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
