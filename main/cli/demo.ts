import { MOST_OF_CELL } from '../../shared/domain/datasets/cutCells.ts';
import { DEFAULT_GENERATION } from '../../shared/domain/models/generation.ts';
import { followImport } from './importCommand.ts';
import { drawLossCurve } from './lossCurve.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';
import { followRun, printDone } from './train.ts';

/** Leaves room under the promised three minutes for import, tokenizer, evaluation and export on any engine. */
const MINUTES = 1.2;

/** The whole main job without a window: import, train, generate, export. */
export async function demo(session: Session, output: Output): Promise<void> {
  const { client, signal } = session;
  output.text('1. Importing the sample data\n');
  const { dataset } = await followImport(client.datasets.importSample({}, { signal }), output);
  output.text(`   ${dataset.rows} rows: ${dataset.columns.map((column) => column.name).join(', ')}\n`);
  output.event({ event: 'imported', dataset: dataset.id, rows: dataset.rows });

  output.text(`2. Training a nano model for ${MINUTES} minutes to write a tagline from a name and a category\n`);
  const { run, losses } = await followRun(session, output, () =>
    client.runs.start({
      datasetId: dataset.id,
      recipe: { kind: 'complete', inputs: ['name', 'category'], output: 'tagline' },
      size: 'nano',
      budget: { kind: 'minutes', minutes: MINUTES },
      settings: {},
      name: 'Demo',
    }),
  );
  output.text(`${drawLossCurve(losses)}\n`);
  const id = run.modelId as string;

  output.text('3. Trying it\n');
  const [row] = (await client.datasets.rows({ id: dataset.id, offset: 0, limit: 1, cellLength: MOST_OF_CELL })).rows;
  const inputs = ['name', 'category'].map((column) => ({
    column,
    value: row?.[dataset.columns.findIndex((candidate) => candidate.name === column)] ?? '',
  }));
  const request = {
    model: { kind: 'model' as const, id },
    input: {
      task: 'text-generation' as const,
      prompt: { kind: 'inputs' as const, inputs },
      settings: { ...DEFAULT_GENERATION, max_tokens: 60 },
    },
  };
  for await (const event of client.playground.predict(request, { signal })) {
    if (event.event === 'prompt') output.text(event.prompt.replace(/^/gm, '   '));
    else if (event.event === 'token') output.text(event.text);
    else if (event.event === 'done') output.event({ event: 'generated', text: event.text, tokens: event.tokens });
  }

  output.text('\n4. Exporting it\n');
  for await (const event of client.models.export({ id, format: 'hf' }, { signal })) {
    if (event.event !== 'done') continue;
    output.text(`   ${event.path}: ${event.files.join(', ')}\n`);
    output.event({ event: 'exported', path: event.path, files: event.files, verified: event.verified });
  }
  printDone(output, run, losses);
  output.text('Open it in the studio with npm start.\n');
}
