import type { Page } from '@playwright/test';

/** Protocols that never leave the machine, and those that may only go to ourselves. */
const INNER = new Set(['data:', 'blob:', 'app:']);

/** Whatever a page did that no page of the studio may do. */
export interface PageProblems {
  readonly found: readonly string[];
  /** For tests that cause an error of their own: console messages that match are not counted, before or after. */
  allow(message: RegExp): void;
}

/** Collects console errors (violations of the content security policy among them), exceptions and requests to other machines. */
export function watchForProblems(page: Page): PageProblems {
  const problems: string[] = [];
  const allowed: RegExp[] = [];
  const add = (problem: string) => problems.push(problem);
  page.on('console', (message) => {
    if (message.type() === 'error') add(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => add(`exception: ${error.stack ?? error.message}`));
  page.on('dialog', (dialog) => {
    add(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const checkAddress = (address: string) => {
    const { protocol, hostname } = new URL(address);
    if (!INNER.has(protocol) && hostname !== '127.0.0.1') add(`request to ${address}`);
  };
  page.on('request', (request) => checkAddress(request.url()));
  page.on('websocket', (socket) => checkAddress(socket.url()));
  return {
    get found() {
      return problems.filter((problem) => !allowed.some((message) => message.test(problem)));
    },
    allow: (message) => allowed.push(message),
  };
}
