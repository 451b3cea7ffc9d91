import { execFileSync } from 'node:child_process';

/** Branches that changes are measured from where no base is given. */
const MAIN_BRANCHES = ['main', 'origin/main'];

/** Asks git in a folder. @throws Error with what git says */
export type Git = (...args: string[]) => string;

export function gitIn(folder: string): Git {
  return (...args) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
}

/**
 * The commit that changes are measured from: where this branch left the main one. On the main branch with nothing uncommitted it is the
 * last commit but one.
 *
 * @param asked a commit or branch; without it the main branch
 * @throws Error for a base that there is not
 */
export function baseOf(git: Git, asked?: string): string {
  const branch = asked ?? MAIN_BRANCHES.find((name) => resolved(git, name) !== null);
  const head = git('rev-parse', 'HEAD').trim();
  if (branch === undefined) return head;
  if (resolved(git, branch) === null) throw new Error(`there is no commit or branch “${branch}”`);
  const base = git('merge-base', 'HEAD', branch).trim();
  const isClean = git('status', '--porcelain').trim() === '';
  if (asked !== undefined || base !== head || !isClean) return base;
  return resolved(git, 'HEAD~1') ?? head;
}

function resolved(git: Git, name: string): string | null {
  try {
    return git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`).trim();
  } catch {
    return null;
  }
}

/** Files that differ from a commit, uncommitted, new and removed ones included; relative to the repository's root. */
export function changedSince(git: Git, base: string): string[] {
  const list = (text: string) => text.split('\0').filter((path) => path !== '');
  const changed = list(git('diff', '--name-only', '--no-renames', '-z', base));
  return [...new Set([...changed, ...list(git('ls-files', '-z', '--others', '--exclude-standard'))])].sort();
}
