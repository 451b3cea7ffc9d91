import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconZoomQuestion } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ExplainInput } from '../../../shared/domain/models/explanation.ts';
import { useStudio } from '../../api/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useOwnTexts } from '../useOwnTexts.ts';
import { ExplainedText } from './ExplainedText.tsx';
import { EXPLAIN_TEXTS } from './texts.ts';

/** Asks which words moved what a model says of a text, and shows them. */
export function ExplainButton({ modelId, input }: { modelId: string; input: ExplainInput }) {
  const texts = useOwnTexts(EXPLAIN_TEXTS);
  const explained = useExplanation(modelId);
  return (
    <Stack gap="xs">
      {!explained.data && (
        <Button
          variant="light"
          size="compact-sm"
          w="fit-content"
          leftSection={<IconZoomQuestion size={16} aria-hidden />}
          loading={explained.isPending}
          onClick={() => explained.mutate(input)}
        >
          {texts.explain}
        </Button>
      )}
      <Explained {...explained} />
    </Stack>
  );
}

export function useExplanation(modelId: string) {
  const studio = useStudio();
  return useMutation({
    mutationFn: (input: ExplainInput) => studio.playground.explain({ model: { kind: 'model', id: modelId }, input }),
  });
}

/** What has come of the question. */
export function Explained({
  data,
  error,
  isPending,
}: Pick<ReturnType<typeof useExplanation>, 'data' | 'error' | 'isPending'>) {
  const texts = useOwnTexts(EXPLAIN_TEXTS);
  return (
    <>
      {isPending && (
        <Group gap="xs" role="status">
          <Loader size="xs" />
          <Text size="sm" c="dimmed">
            {texts.working}
          </Text>
        </Group>
      )}
      {error && <ErrorAlert title={texts.failed} error={error} />}
      {data && <ExplainedText explanation={data} />}
    </>
  );
}
