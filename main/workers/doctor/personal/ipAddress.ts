import { isIPv6 } from 'node:net';
import { type Detector, type Hit, isLabelled } from './detector.ts';

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
/** Not a part of a longer number, of a name or of a version: 1.2.3.4-beta, 1.2.3.4.5, libfoo-1.2.3.4. */
const V4 = new RegExp(
  `(?<![\\w.]|[\\w.]-|[~^<>]|[~^<>=!]=)(?:::ffff:)?(?:${OCTET}\\.){3}${OCTET}(?!\\w|\\.\\d|[-+~][\\w]|\\.[a-z])`,
  'g',
);
const V6 = /(?<![\w:.])[\da-f:]{4,39}(?![\w:])(?:%\w+)?/gi;

const ADDRESS =
  /(?:\bips?\b|\bipv4\b|address|adresse|server|host|dns|ping|gateway|router|client|login|from|von|ssh|logged in|signed in|logon|device|地址|服务器|网关|登录|:\/\/|@)[^\n.!?。]{0,24}$/i;
const VERSION =
  /(?<!\p{Script=Latin})(?:v|ver|versions?|version(?:en)?|versión|versione|versies?|wersja|releases?|build|firmware|driver|treiber|update|upgrade|revision|rev|sections?|chapter|clause|kapitel|abschnitt|ziffer|absatz|artikel|since|seit|depuis|desde|§|版本|版|固件|章节?|第|条)\s*[.:#=]?\s*["']?(?:to |auf |from |von |为|到)?$/iu;
/** Public resolvers that consist of small numbers as versions do. */
const WELL_KNOWN = /^(?:1\.1\.1\.1|1\.0\.0\.1|8\.8\.8\.8|8\.8\.4\.4|9\.9\.9\.9)$/;
/** Of nobody: this host, any host, masks and multicast (`ff…` in version 6). */
const OF_NOBODY = /^(?:0\.|127\.|255\.|22[4-9]\.|23\d\.)/;

export const findIpAddresses: Detector = (text) => [...findV4(text), ...findV6(text)];

function findV4(text: string): Hit[] {
  const hits: Hit[] = [];
  for (const { 0: found, index: start } of text.matchAll(V4)) {
    if (OF_NOBODY.test(found) || isLabelled(text, start, VERSION, 24)) continue;
    if (
      !WELL_KNOWN.test(found) &&
      looksLikeVersion(found, /\w \($/.test(text.slice(Math.max(0, start - 3), start))) &&
      !isLabelled(text, start, ADDRESS)
    )
      continue;
    hits.push({ start, end: start + found.length, type: 'ip', value: found });
  }
  return hits;
}

/** Three small numbers and a fourth are as often a version or a section; private networks begin with 10, a package's too: libfoo (10.0.4.1). */
const looksLikeVersion = (address: string, inParentheses: boolean): boolean =>
  address
    .split('.')
    .slice(0, 3)
    .every((octet) => Number(octet) < 20) &&
  (inParentheses || !/^10\.\d+\.\d+\.[1-9]/.test(address));

function findV6(text: string): Hit[] {
  if (!text.includes(':')) return [];
  const hits: Hit[] = [];
  for (const { 0: found, index: start } of text.matchAll(V6)) {
    // A colon may follow the address: it belongs to the sentence.
    const address = found.replace(/(?<!:):$/, '');
    if (!isIPv6(address) || !isWritten(address) || /^ff/i.test(address)) continue;
    hits.push({ start, end: start + address.length, type: 'ip', value: address.toLowerCase() });
  }
  return hits;
}

/** `a::b` is a name in C++, `::1` is this host, eight pairs are a hardware address. */
function isWritten(address: string): boolean {
  const groups = address.split(':').filter((group) => group !== '');
  if (groups.length < 2 || !/\d/.test(address)) return false;
  if (groups.every((group) => group.length === 2)) return false;
  return groups.length > 3 || groups.some((group) => group.length >= 3 && /\d/.test(group));
}
