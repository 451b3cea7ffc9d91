import { Button, Group, Modal, Stack, TagsInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { useStudio } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';

/** As the contract has it. */
const MOST_TAGS = 20;
const LONGEST_TAG = 40;

interface Props {
  run: Run;
  /** Offered while typing. */
  known: readonly string[];
  onClose: () => void;
}

/** Words to find a run by. What was typed and not yet confirmed counts, too. */
export function TagsDialog({ run, known, onClose }: Props) {
  const { t } = useTranslation('runs');
  const common = useTranslation('common').t;
  const studio = useStudio();
  const [tags, setTags] = useState(run.tags);
  const [typed, setTyped] = useState('');
  const save = useMutation({
    mutationFn: (wanted: string[]) => studio.runs.setTags({ id: run.id, tags: wanted }),
    onSuccess: onClose,
  });
  const all = [...tags, typed].map((tag) => tag.trim()).filter((tag) => tag !== '');
  const tooLong = all.some((tag) => tag.length > LONGEST_TAG);
  const tooMany = all.length > MOST_TAGS;
  const problem = tooLong
    ? t('tags.tooLong', { most: LONGEST_TAG })
    : tooMany
      ? t('tags.tooMany', { most: MOST_TAGS })
      : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === null) save.mutate(all);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('tags.title', { name: run.name })}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <TagsInput
            label={t('tags.label')}
            description={t('tags.hint')}
            data={[...known]}
            value={tags}
            onChange={setTags}
            searchValue={typed}
            onSearchChange={setTyped}
            error={problem}
            data-autofocus
          />
          {save.error && <ErrorAlert error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common('cancel')}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={problem !== null}>
              {common('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
