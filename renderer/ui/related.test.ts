import { expect, it } from 'vitest';
import { relatedModel } from './related.ts';

const models = [
  { id: 'newest', datasetId: 'a' },
  { id: 'middle', datasetId: 'b' },
  { id: 'oldest', datasetId: 'b' },
];
const nothing = { wanted: null, modelId: null, datasetId: null, triedModelId: null };
const chosen = (related: Partial<typeof nothing | Record<keyof typeof nothing, string>>) =>
  relatedModel(models, { ...nothing, ...related })?.id;

it('begins with the model that was tried last, and with the newest where none was', () => {
  expect(chosen({ triedModelId: 'oldest' })).toBe('oldest');
  expect(chosen({})).toBe('newest');
  expect(chosen({ triedModelId: 'removed' })).toBe('newest');
});

it('prefers what one comes from: a model, then a model of the data set', () => {
  expect(chosen({ modelId: 'middle', triedModelId: 'oldest' })).toBe('middle');
  expect(chosen({ datasetId: 'b', triedModelId: 'newest' })).toBe('middle');
  expect(chosen({ datasetId: 'b', triedModelId: 'oldest' })).toBe('oldest');
  expect(chosen({ datasetId: 'without a model', triedModelId: 'oldest' })).toBe('oldest');
});

it('obeys an address', () => {
  expect(chosen({ wanted: 'oldest', modelId: 'middle' })).toBe('oldest');
  expect(relatedModel([], { ...nothing, wanted: 'oldest' })).toBeUndefined();
});
