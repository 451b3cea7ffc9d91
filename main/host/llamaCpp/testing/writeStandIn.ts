import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What it says of itself where `KINDLING_STAND_IN` says nothing else. */
const VERSION = String.raw`version: 9999 (abc1234)\nbuilt with a stand-in\n`;
const HELP = String.raw`-fa, --flash-attn [on|off|auto]   set Flash Attention use\n-ctk, --cache-type-k TYPE   KV cache data type\n`;
const NEWER_HELP = String.raw`--no-webui, --webui   page\n--api-key KEY   API key (env: LLAMA_API_KEY)\n`;

/**
 * Writes a program that stands in for llama.cpp's server into a folder, and gives its path. Not on Windows, where a text is no program.
 * What is asked of it first, twice a check, needs no Node: its start takes a fifth of a second of the processor.
 */
export function writeStandIn(folder: string): string {
  const path = join(folder, 'llama-server');
  const script = join(import.meta.dirname, 'standIn.mjs');
  writeFileSync(
    path,
    `#!/bin/sh
asked="$1 $(cat "$KINDLING_STAND_IN_FILE" 2>/dev/null || printf %s "$KINDLING_STAND_IN")"
case "$asked" in
--version*'"version"'*|--version*'"says"'*) ;;
--version*) printf '${VERSION}' >&2; exit ;;
--help*'"old"'*) printf -- '${HELP}'; exit ;;
--help*) printf -- '${HELP}${NEWER_HELP}'; exit ;;
esac
exec '${process.execPath}' '${script}' "$@"
`,
  );
  chmodSync(path, 0o755);
  return path;
}
