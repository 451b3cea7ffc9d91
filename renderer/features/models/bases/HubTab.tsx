import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowLeft, IconSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { toAppError } from '../../../../shared/errors/errors.ts';
import { useSettings, useStudio } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import classes from './bases.module.css';
import { HubOfferView } from './HubOfferView.tsx';
import { HubResults } from './HubResults.tsx';

/** What names a model rather than asks for one. */
const NAMES_MODEL = /^(?:hub:|https?:\/\/)|^[\w.-]+\/[\w.-]+(?:[@:]\S*)?$/i;
/** What an access token may help against. */
const NEEDS_TOKEN: readonly string[] = ['hub_gated', 'hub_token_needed', 'hub_token_refused', 'hub_busy'];

/** Searches a hub, or looks at a model that is named, and downloads it after consent. */
export function HubTab({ onStarted }: { onStarted: (name: string) => void }) {
  const { t } = useTranslation('hub');
  const studio = useStudio();
  const hub = useSettings().data?.hubUrl;
  const [text, setText] = useState('');
  const search = useMutation({ mutationFn: (words: string) => studio.hub.search({ words }) });
  const look = useMutation({ mutationFn: (id: string) => studio.hub.look({ id }) });
  const asking = search.isPending || look.isPending;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = text.trim();
    if (asked === '' || asking) return;
    look.reset();
    if (NAMES_MODEL.test(asked)) {
      search.reset();
      look.mutate(asked);
    } else search.mutate(asked);
  };
  const error = look.error ?? search.error;
  if (hub === undefined) return <LoadingState />;
  return (
    <Stack gap="md">
      <form onSubmit={submit}>
        <Group align="end" gap="sm">
          <TextInput
            className={classes.grow ?? ''}
            label={t('query')}
            placeholder={t('placeholder')}
            value={text}
            maxLength={200}
            data-autofocus
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button
            type="submit"
            leftSection={<IconSearch size={18} aria-hidden />}
            disabled={asking || text.trim() === ''}
          >
            {t(NAMES_MODEL.test(text.trim()) ? 'look' : 'search')}
          </Button>
        </Group>
      </form>
      <Text size="sm" c="dimmed">
        {t('sent', { hub: new URL(hub).host })}
      </Text>
      {asking && <LoadingState lines={3} />}
      {error && (
        <ErrorAlert
          error={error}
          action={
            NEEDS_TOKEN.includes(toAppError(error).code) && (
              <Button component={Link} to="/settings" size="compact-sm" variant="default">
                {t('openSettings')}
              </Button>
            )
          }
        />
      )}
      {look.data && search.data && (
        <Button
          variant="subtle"
          size="compact-md"
          className={classes.start ?? ''}
          leftSection={<IconArrowLeft size={16} aria-hidden />}
          onClick={look.reset}
        >
          {t('back')}
        </Button>
      )}
      {look.data && <HubOfferView key={look.data.id} offer={look.data} onStarted={onStarted} />}
      {search.data && !look.data && !asking && <HubResults models={search.data} onLook={(id) => look.mutate(id)} />}
    </Stack>
  );
}
