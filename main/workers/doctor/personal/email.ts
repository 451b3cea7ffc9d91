import type { Detector, Hit } from './detector.ts';

/** Letters of scripts that put blanks between words; Chinese and Japanese text runs up to an address without one. */
const LETTER = '[[\\p{L}\\p{N}]--[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303f]]';
const LABEL = `${LETTER}(?:[${LETTER}\\-]{0,61}${LETTER})?`;

const ADDRESS = new RegExp(
  `(?<![${LETTER}._%+\\-@])${LETTER}(?:[${LETTER}._%+'\\-]{0,62}[${LETTER}_\\-])?@(?:${LABEL}\\.)+(?:[[\\p{L}]--[\\p{Script=Han}]]{2,24}|xn--[a-z0-9\\-]+)(?![${LETTER}@])`,
  'gv',
);
const HAN_ADDRESS =
  /[\p{Script=Han}\w.+-]{1,40}@(?:[\p{L}\p{N}-]{1,60}\.)+(?:中国|中國|公司|网络|商城|网址|在线|香港|台湾|广告|手机|移动|集团|网店|我爱你|com|cn|net|org)(?![\p{Script=Latin}\p{N}])/gu;
/** Written so that harvesters do not find it. */
const HIDDEN =
  /(?<![\w.])[\w.+-]{1,64}\s?[[(](?:at|ät)[\])]\s?[\w-]+(?:(?:\s?[[(](?:dot|punkt)[\])]\s?|\.)[a-z]{2,24})+/gi;

/** Files with a resolution in their names: `logo@2x.png`. */
const FILE = /\.(?:png|jpe?g|gif|svg|webp|avif|ico|bmp|css|js|mjs|ts|json|html?|pdf|zip|gz|mp[34])$/i;
/** Where a shell logs in: `git@github.com:owner/name`. */
const REMOTE = /^:[\w~.-]*\//;

export const findEmails: Detector = (text) => {
  if (!/@|[[(](?:at|ät)[\])]/i.test(text)) return [];
  const hits: Hit[] = [];
  for (const pattern of [ADDRESS, HAN_ADDRESS, HIDDEN]) {
    for (const { 0: match, index } of text.matchAll(pattern)) {
      // A sentence runs up to the address without a blank: 发邮件到tom@例子.中国.
      const found = match.replace(/^\p{Script=Han}+(?=[A-Za-z][\w.+-]*@)/u, '');
      const start = index + match.length - found.length;
      const end = start + found.length;
      if (FILE.test(found) || REMOTE.test(text.slice(end)) || isPassword(text, start)) continue;
      if (hits.some((hit) => hit.start < end && start < hit.end)) continue;
      const value = found
        .replace(/\s?[[(](?:at|ät)[\])]\s?/i, '@')
        .replace(/\s?[[(](?:dot|punkt)[\])]\s?/gi, '.')
        .toLowerCase();
      hits.push({ start, end, type: 'email', value });
    }
  }
  return hits;
};

/** `https://user:password@host`: the end of it looks like an address. */
const isPassword = (text: string, start: number): boolean =>
  /:\/\/[^\s/@]{0,80}$/.test(text.slice(Math.max(0, start - 90), start));
