import { expect, it } from 'vitest';
import type { RunShape } from '../../../../shared/domain/runs/preflight.ts';
import { offerInstead } from './offer.ts';

const shape = (size: RunShape['size'], batch: number, accumulation: number, context: number): RunShape => ({
  size,
  architecture: 'llama',
  per_device_train_batch_size: batch,
  gradient_accumulation_steps: accumulation,
  context_length: context,
});
/** Fits when a micro-batch has no more tokens than this, and the size is one of these. */
const upTo =
  (tokens: number, sizes: RunShape['size'][] = ['nano', 'small', 'base']) =>
  (one: RunShape) =>
    sizes.includes(one.size) && one.per_device_train_batch_size * one.context_length <= tokens;

it('first offers the same training with the largest micro-batch that fits', () => {
  expect(offerInstead(shape('base', 16, 1, 256), upTo(4 * 256))).toEqual(shape('base', 4, 4, 256));
  expect(offerInstead(shape('base', 16, 2, 256), upTo(15 * 256))).toEqual(shape('base', 8, 4, 256));
});

it('keeps the number of rows in a step exactly, whatever its divisors are', () => {
  expect(offerInstead(shape('small', 12, 1, 128), upTo(5 * 128))).toEqual(shape('small', 4, 3, 128));
  expect(offerInstead(shape('small', 7, 1, 128), upTo(6 * 128))).toEqual(shape('small', 1, 7, 128));
});

it('never offers settings that the form would refuse', () => {
  // 1024 × 1024 rows: one row a micro-batch would be more micro-batches than a step may have.
  expect(offerInstead(shape('base', 1024, 1024, 4096), upTo(4096))).toEqual(shape('base', 8, 1, 256));
});

it('then offers the same size as it is meant to be trained, then smaller ones', () => {
  expect(offerInstead(shape('base', 1, 1, 4096), upTo(8 * 256))).toEqual(shape('base', 8, 1, 256));
  expect(offerInstead(shape('base', 8, 1, 256), upTo(8 * 256, ['nano', 'small']))).toEqual(shape('small', 8, 1, 128));
  expect(offerInstead(shape('base', 8, 1, 256), upTo(1e9, ['nano']))).toEqual(shape('nano', 16, 1, 128));
});

it('never offers a larger size, and nothing where nothing fits', () => {
  expect(offerInstead(shape('nano', 16, 1, 128), upTo(1e9, ['small', 'base']))).toBeNull();
  expect(offerInstead(shape('base', 8, 1, 256), () => false)).toBeNull();
});
