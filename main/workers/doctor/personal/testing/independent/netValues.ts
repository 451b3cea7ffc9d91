import type { Random } from '../../../../../ml/random.ts';
import { fill, pick } from './dice.ts';

const byte = (random: Random): number => 1 + random.integer(254);

export const ipv4 = (random: Random): string =>
  [pick(random, [10, 192, 203, 84, 145, 78, 51]), byte(random), byte(random), byte(random)].join('.');

export const ipv6 = (random: Random): string =>
  fill(
    random,
    pick(random, [
      '2001:db8:~~~~:~~~~::%',
      'fe80::%~~~:~~ff:fe~~:~~~~',
      '2a02:%~~:%~~~:%~~:%~~~:%~~~:%~~~:%~~~',
      '2001:0db8:85a3:0000:0000:8a2e:0370:7~~~',
      '2606:4700:4700::1%%%',
      '2A01:4F8:C%:%##::2',
      'fd00:%~~~:%~~~::%~',
    ]),
  );

/** `{given}` and `{family}` are those of somebody, in plain letters. */
const ADDRESSES = [
  '{given}.{family}@{host}',
  '{given}@{host}',
  '{given}_{family}##@{host}',
  '{given}+news@{host}',
  '{given}.{family}+shop-2024@{host}',
  '{family}-{given}@mail.eu.{host}',
  'info@{host}',
  '{Given}.{Family}@{host}',
  "{given}.o'{family}@{host}",
  'jürgen.{family}@{host}',
  '{given}@müller-söhne.de',
  '{given}@例子.中国',
  '%####@qq.com',
];

const HOSTS = [
  'example.com',
  'gmail.com',
  'acme-corp.co.uk',
  'web.de',
  'orange.fr',
  'correo.es',
  'mail.example.org',
  'startup.io',
  '163.com',
  'uni-bonn.de',
  'example.museum',
];
const GIVEN = ['anna', 'peter', 'lucie', 'carlos', 'weimin', 'tom', 'ingrid', 'yusuf'];
const FAMILY = ['schmidt', 'brown', 'durand', 'lopez', 'zhang', 'novak', 'berg', 'keller'];

export function email(random: Random): string {
  const [given, family] = [pick(random, GIVEN), pick(random, FAMILY)];
  const big = (word: string) => word[0]?.toUpperCase() + word.slice(1);
  const values: Record<string, string> = {
    given,
    family,
    Given: big(given),
    Family: big(family),
    host: pick(random, HOSTS),
  };
  return fill(random, pick(random, ADDRESSES)).replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
}

const stars = (count: number): string => '*'.repeat(count);
const base64 = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');

/** None of them was ever valid: all that is secret in them is rolled. Written in two halves so that no scanner of sources takes them for real. */
export const KEYS: Readonly<Record<string, (random: Random) => string>> = {
  openai: (random) =>
    fill(
      random,
      pick(random, [
        `sk-${stars(48)}`,
        `sk-proj-${stars(48)}`,
        `sk-proj-${stars(20)}_${stars(30)}-${stars(40)}`,
        `sk-svcacct-${stars(60)}`,
      ]),
    ),
  anthropic: (random) => fill(random, `sk-ant-api03-${stars(40)}-${stars(30)}_${stars(22)}AA`),
  github: (random) =>
    fill(
      random,
      pick(random, [
        `ghp_${stars(36)}`,
        `gho_${stars(36)}`,
        `ghs_${stars(36)}`,
        `github_pat_${stars(22)}_${stars(59)}`,
      ]),
    ),
  aws: (random) => pick(random, ['AKIA', 'ASIA']) + fill(random, stars(16)).toUpperCase(),
  google: (random) => fill(random, `AIza${stars(20)}-${stars(14)}`),
  slack: (random) =>
    fill(
      random,
      pick(random, [
        `xoxb-${'#'.repeat(12)}-${'#'.repeat(13)}-${stars(24)}`,
        `xoxp-${'#'.repeat(11)}-${'#'.repeat(12)}-${stars(32)}`,
      ]),
    ),
  stripe: (random) =>
    fill(random, `${pick(random, ['sk', 'rk', 'pk'])}_${pick(random, ['live', 'test'])}_${stars(24)}`),
  huggingFace: (random) => `hf_${fill(random, stars(50)).replace(/\d/g, 'q').slice(0, 34)}`,
  gitlab: (random) => fill(random, `glpat-${stars(20)}`),
  sendGrid: (random) => fill(random, `SG.${stars(22)}.${stars(43)}`),
  npm: (random) => fill(random, `npm_${stars(36)}`),
  jwt: (random) =>
    `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64({ sub: fill(random, '%#########'), iat: 1700000000 })}.${fill(random, stars(43))}`,
  privateKey: (random) => {
    const kind = pick(random, ['RSA PRIVATE', 'OPENSSH PRIVATE', 'EC PRIVATE', 'PRIVATE']);
    const lines = Array.from({ length: 3 }, () => fill(random, stars(64)));
    return [`-----BEGIN ${kind} KEY-----`, ...lines, `-----END ${kind} KEY-----`].join('\n');
  },
};
