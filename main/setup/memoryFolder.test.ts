import { expect, test } from 'vitest';
import { runsPrograms } from './memoryFolder.ts';

const ROOT = 'overlay / overlay rw,relatime 0 0';

test.each([
  ['tmpfs /dev/shm tmpfs rw,nosuid,nodev 0 0', true],
  ['shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=8388608k 0 0', false],
  ['shm /dev/shm tmpfs rw,noexec 0 0\ntmpfs /dev/shm tmpfs rw 0 0', true],
  ['tmpfs /dev/shm/other tmpfs rw 0 0', false],
])('programs can be started from memory: %s', (mounts, expected) => {
  expect(runsPrograms(`${ROOT}\n${mounts}\n`)).toBe(expected);
});
