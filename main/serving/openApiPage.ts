import { createHash } from 'node:crypto';
import type { JsonSchema, OpenApi, OpenApiOperation } from './openApi.ts';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif }
body { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 6rem }
h1 { margin: 0 0 .25rem } h2 { margin: 2.5rem 0 .25rem; font-size: 1.15rem; overflow-wrap: anywhere }
code, .method { font-family: ui-monospace, monospace; font-size: .9em }
.method { border: 1px solid; border-radius: .3rem; padding: .05rem .4rem; margin-right: .4rem }
table { border-collapse: collapse; width: 100%; margin-top: .75rem }
th, td { text-align: start; vertical-align: top; padding: .3rem .6rem .3rem 0; border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent) }
th { font-weight: 600 } td:first-child { white-space: nowrap }
`;

/** Nothing is loaded from anywhere, and nothing runs. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
};

/** A description as a page that needs nothing else: no script, no file, no net. */
export function docsPage({ info, paths }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(method, path, operation)),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(info.title)} API</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(info.title)} API</h1>
<p>${escapeHtml(info.description)} As OpenAPI 3.1: <a href="/openapi.json">/openapi.json</a>.</p>
<p>Where keys were made, send one: <code>Authorization: Bearer YOUR_KEY</code>.</p>
${operations.join('\n')}
</main>
</body>
</html>
`;
}

function section(method: string, path: string, { summary, requestBody, security }: OpenApiOperation): string {
  const schema = requestBody?.content['application/json']?.schema;
  return `<section>
<h2><span class="method">${method.toUpperCase()}</span><code>${escapeHtml(path)}</code></h2>
<p>${escapeHtml(summary)}${security.length === 0 ? ' Open to all who may ask this server.' : ''}</p>
${schema ? fieldTable(schema) : ''}
</section>`;
}

function fieldTable({ properties = {}, required = [] }: JsonSchema): string {
  const rows = Object.entries(properties as Record<string, JsonSchema>).map(
    ([name, schema]) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(typeOf(schema))}${
        (required as string[]).includes(name) ? ', required' : ''
      }</td><td>${inWords(String(schema.description ?? ''))}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** What a field may be, in a few words. */
function typeOf(schema: JsonSchema): string {
  const kinds = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (kinds) return [...new Set(kinds.map(typeOf))].filter((type) => type !== 'null').join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return (schema.enum as unknown[]).map((value) => JSON.stringify(value)).join(' or ');
  if (schema.type === 'array') return `list of ${typeOf((schema.items ?? {}) as JsonSchema)}`;
  const { minimum, maximum } = schema;
  const isRange = typeof minimum === 'number' && typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER;
  const type = [schema.type ?? 'any'].flat().filter((one) => one !== 'null');
  return `${type.join(' or ')}${isRange ? ` ${minimum} to ${maximum}` : ''}`;
}

/** Names of fields are set as such. */
const inWords = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
