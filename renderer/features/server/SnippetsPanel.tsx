import { Paper, Select, Stack, Tabs, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServedModelFacts, ServerState } from '../../../shared/domain/models/server.ts';
import { serverSnippets } from '../../../shared/domain/models/serverSnippets.ts';
import { taskOf } from '../../../shared/domain/tasks/index.ts';
import { useModels, useStudioQuery } from '../../api/index.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';

/** Programs that ask a served model, to be copied. */
export function SnippetsPanel({ url, state }: { url: string; state: ServerState }) {
  const { t } = useTranslation('server');
  const { models, needsKey } = state;
  const [chosen, setChosen] = useState<string | null>(null);
  const model = models.find(({ id }) => id === chosen) ?? models[0];
  const example = useExample(model);
  if (!model) return null;
  const snippets = serverSnippets({ url, model: model.id, abilities: model.abilities, needsKey, example });
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="server-snippets">
      <Title order={2} size="h3" id="server-snippets" mb="xs">
        {t('snippets.title')}
      </Title>
      <Stack gap="sm">
        {models.length > 1 && (
          <Select
            label={t('snippets.model')}
            data={models.map(({ id, name }) => ({ value: id, label: name }))}
            value={model.id}
            allowDeselect={false}
            maw={360}
            onChange={setChosen}
          />
        )}
        {needsKey && <Text size="sm">{t('snippets.key')}</Text>}
        {/* Values become ids, in which blanks may not be. */}
        <Tabs key={model.id} defaultValue="0" keepMounted={false}>
          <Tabs.List aria-label={t('snippets.program')}>
            {snippets.map(({ name }, index) => (
              <Tabs.Tab key={name} value={`${index}`}>
                {name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {snippets.map(({ name, code }, index) => (
            <Tabs.Panel key={name} value={`${index}`} pt="sm">
              <CodeBlock label={t('snippets.code', { program: name })} text={code} />
            </Tabs.Panel>
          ))}
        </Tabs>
      </Stack>
    </Paper>
  );
}

/** Longer ones would hide the program around them. In UTF-16 units. */
const MOST_SHOWN = 200;

/** What a held-out row gives a model: the programs ask about what it was trained for. `null` while nothing is known of one. */
function useExample(served: ServedModelFacts | undefined): string | null {
  const model = useModels().data?.find(({ id }) => id === served?.id);
  const measured = useStudioQuery(
    ['models', model?.id ?? '', 'measurement', model?.measures?.createdAt ?? ''],
    (client, signal) => client.models.measurement({ id: model?.id ?? '' }, { signal }),
    { enabled: model?.measures != null },
  ).data;
  if (!model || !measured) return null;
  const { recipe } = model;
  for (const { inputs } of measured.written) {
    const text = givenBy(() => taskOf(recipe).prompt(recipe, inputs).trim());
    if (text !== '' && text.length <= MOST_SHOWN) return text;
  }
  return null;
}

/** A model that goes on from nothing, or in a conversation, is given no row. */
function givenBy(prompt: () => string): string {
  try {
    return prompt();
  } catch {
    return '';
  }
}
