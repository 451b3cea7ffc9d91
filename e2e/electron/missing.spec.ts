import { test } from '../helpers/fixtures.ts';
import { electronBinary } from './launch.ts';

/** Stands for the specs that run in Electron where there is none, so that they are counted as skipped, with the reason. */
test('the main job in Electron', () => {
  const binary = electronBinary();
  test.skip('reason' in binary, 'reason' in binary ? binary.reason : '');
  throw new Error('Electron is there: the main job should have run in it');
});
