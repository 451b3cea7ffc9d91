import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '../../shared/errors/errors.ts';

/** Whether somebody waits for a page, and not a program for data. */
export const asksForPage = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && (headers.accept ?? '').includes('text/html');

/** What a person sees who opened an address that leads nowhere: words in both languages, and the way back. */
export function sendRefusalPage(response: ServerResponse, status: number, { message }: AppError): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Kindling</title>
<style>
body { font: 16px/1.6 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem }
h1 { font-size: 1.4rem }
</style>
<main>
<h1>Kindling has no such page</h1>
<p>${escapeHtml(message)}</p>
<p><a href="/">Go to the studio</a></p>
<section lang="zh-CN">
<h1>Kindling 没有这个页面</h1>
<p>这个地址无法打开：它可能已经用过，或者不存在。</p>
<p><a href="/">前往 Kindling</a></p>
</section>
</main>
</html>`);
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
