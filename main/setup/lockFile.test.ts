import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('the lock file has a hash of every package, and names no server', () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8');
  const packages = Object.entries<{ integrity?: string; link?: boolean }>(JSON.parse(text).packages);
  const bare = packages.filter(([path, { integrity, link }]) => path !== '' && !integrity && !link);
  expect(bare.map(([path]) => path)).toEqual([]);
  expect(text).not.toContain('"resolved"');
});

test('every platform runs the same Node', () => {
  const { optionalDependencies } = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
  );
  const versions = Object.entries<string>(optionalDependencies).filter(([name]) => /^node-/.test(name));
  expect(versions).toHaveLength(5);
  expect([...new Set(versions.map(([, version]) => version))]).toHaveLength(1);
});
