import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../transport/contentSecurityPolicy.ts';
import { serveFile } from './staticFiles.ts';

let parent: string;
let root: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'kindling-static-'));
  root = join(parent, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await mkdir(join(parent, 'renderer-evil'));
  await writeFile(join(root, 'index.html'), '<!doctype html><title>Kindling</title>');
  await writeFile(join(root, 'assets', 'a b.js'), 'export {};');
  await writeFile(join(root, 'assets', 'no-type.secret'), 'secret');
  await writeFile(join(parent, 'secret.html'), 'secret');
  await writeFile(join(parent, 'renderer-evil', 'secret.html'), 'secret');
  await symlink(join(parent, 'secret.html'), join(root, 'link.html'));
  await symlink(parent, join(root, 'up'));
});
afterAll(() => rm(parent, { recursive: true }));

/** Asked as a plain object: `Request` would tidy some of these addresses up before we see them. */
const get = (url: string, method = 'GET') => serveFile(root, { url, method });

describe('what is there', () => {
  test.each([
    ['app://kindling/', 'text/html; charset=utf-8', '<!doctype html><title>Kindling</title>'],
    ['app://kindling/index.html?x=1#/runs', 'text/html; charset=utf-8', '<!doctype html><title>Kindling</title>'],
    ['app://kindling/assets/a%20b.js', 'text/javascript; charset=utf-8', 'export {};'],
  ])('%s', async (url, type, text) => {
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(text);
  });

  test('HEAD answers without a body', async () => {
    const response = await get('app://kindling/', 'HEAD');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});

describe('what is outside stays outside', () => {
  test.each([
    'app://kindling/../secret.html',
    'app://kindling/..%2fsecret.html',
    'app://kindling/%2e%2e/secret.html',
    'app://kindling/%2e%2e%2fsecret.html',
    'app://kindling/assets/../../secret.html',
    'app://kindling/assets/%2e%2e/%2e%2e/secret.html',
    'app://kindling/..%5csecret.html',
    'app://kindling/..\\secret.html',
    'app://kindling//etc/passwd',
    'app://kindling/%2fetc%2fpasswd',
    'app://kindling/C:/Windows/win.ini',
    'app://kindling/%5c%5cserver%5cshare',
    'app://kindling/index.html%00.js',
    'app://kindling/index.html::$DATA',
    'app://kindling/../renderer-evil/secret.html',
    'app://kindling/%2e%2e/renderer-evil/secret.html',
    'app://kindling/link.html',
    'app://kindling/up/secret.html',
    'app://kindling/%E0%A4%A',
    'app://kindling/assets',
    'app://kindling/assets/no-type.secret',
    'app://kindling/missing.html',
  ])('%s', async (url) => {
    const response = await get(url);
    expect([400, 404]).toContain(response.status);
    expect(await response.text()).toBe('');
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not answered', async (method) => {
    expect((await get('app://kindling/', method)).status).toBe(405);
  });
});

test.each(['app://kindling/', 'app://kindling/missing.html', 'app://kindling/%00'])(
  'the security headers are on %s',
  async (url) => {
    const { headers } = await get(url);
    expect(headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  },
);

test('the policy starts from nothing and never allows eval or foreign scripts', () => {
  const directives = new Map(
    CONTENT_SECURITY_POLICY.split('; ').map((directive) => [
      directive.split(' ')[0],
      directive.split(' ').slice(1).join(' '),
    ]),
  );
  expect(directives.get('default-src')).toBe("'none'");
  expect(directives.get('script-src')).toBe("'self'");
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-eval|\*|https?:/);
});
