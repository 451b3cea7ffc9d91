import type { Detector, Hit } from './detector.ts';

/** Keys by the prefixes that their issuers gave them so that they are found. */
const PREFIXED = new RegExp(
  [
    '(?:AKIA|ASIA)[0-9A-Z]{16}', // Amazon Web Services
    'gh[pousr]_[A-Za-z0-9]{36,251}', // GitHub
    'github_pat_[A-Za-z0-9_]{22,255}',
    'glpat-[\\w-]{20,}', // GitLab
    'sk-(?:proj-|svcacct-|ant-[a-z0-9]+-|or-v1-)?[A-Za-z0-9_-]{20,200}', // OpenAI, Anthropic and others
    '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,200}', // Stripe
    'whsec_[A-Za-z0-9+/=]{24,}',
    'xox[abeoprs]-[A-Za-z0-9-]{10,250}', // Slack
    'https://hooks\\.slack\\.com/services/T\\w+/B\\w+/\\w+',
    'AIza[\\w-]{35}', // Google
    'ya29\\.[\\w-]{20,}',
    'npm_[A-Za-z0-9]{36}',
    'pypi-[\\w-]{50,}',
    'hf_[A-Za-z0-9]{30,}', // Hugging Face
    'SG\\.[\\w-]{16,32}\\.[\\w-]{16,64}', // SendGrid
    'key-[0-9a-f]{32}', // Mailgun
    'dop_v1_[0-9a-f]{64}', // DigitalOcean
    'shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}', // Shopify
    '(?:gsk|r8|ntn|secret|sbp|rubygems|lin_api)_[A-Za-z0-9]{32,250}', // Groq, Replicate, Notion, Supabase, …
    '(?:figd|dckr_pat|glsa|sntrys)_[\\w-]{24,250}', // Figma, Docker, Grafana, Sentry
    '(?:xai|pplx|nvapi|tvly|GOCSPX|NRAK|PMAK|HRKU)-[A-Za-z0-9_-]{24,200}', // xAI, Perplexity, NVIDIA, Tavily, Google, …
    'hvs\\.[\\w-]{24,200}', // Vault
    '(?:SK|AC)[0-9a-f]{32}', // Twilio
    '\\d{8,10}:AA[\\w-]{30,40}', // Telegram
    'https://(?:\\w+\\.)?discord(?:app)?\\.com/api/webhooks/\\d+/[\\w-]+',
    'eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.[\\w-]{8,}', // JSON Web Token
  ]
    .map((pattern) => `(?<![\\w-])(?:${pattern})(?![\\w])`)
    .join('|'),
  'g',
);
const PRIVATE_KEY =
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,20000}?(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|$)/g;
/** Whatever is called a key and looks like one. */
const NAMED =
  /(?:api[ _-]?key|(?:access|account|private|signing|encryption)[ _-]?key|secret(?:[ _-]?key)?|auth(?:orization)?[ _-]?token|token|password|passwort|passwd|pwd|client[ _-]?secret|bearer|schlüssel|密钥|令牌|密码)["'`]?\s*(?:[:=：]|=>|\bis\b|\blautet\b|为|是|(?<=bearer)\s)\s*["'`]?(?:bearer\s+)?([\w+/=.~-]{16,200})/gi;

/** Bits a character: words of a language have about 3 or less over 16 letters, random keys more. */
const LEAST_ENTROPY = 3.3;
const EXAMPLE = /x{4,}|your|(?<![A-Za-z0-9])example|changeme|placeholder|redacted|\.\.\./i;

const WORDY = /^(?:sk-|figd_|glsa_|sntrys_)/;

export const findApiKeys: Detector = (text) => {
  if (!/[\w+/=.~-]{16}|-----BEGIN/.test(text)) return [];
  const hits: Hit[] = [];
  const add = (start: number, value: string) => {
    const end = start + value.length;
    if (!hits.some((hit) => hit.start < end && start < hit.end)) hits.push({ start, end, type: 'api_key', value });
  };
  for (const { 0: found, index } of text.matchAll(PRIVATE_KEY)) add(index, found);
  for (const { 0: found, index } of text.matchAll(PREFIXED)) {
    // Words with dashes or underlines may begin like that, too.
    if (!WORDY.test(found) || isRandom(found.replace(WORDY, ''))) add(index, found);
  }
  for (const match of text.matchAll(NAMED)) {
    const value = (match[1] ?? '').replace(/[.]+$/, '');
    if (!isRandom(value) || EXAMPLE.test(value)) continue;
    add(match.index + match[0].lastIndexOf(match[1] ?? ''), value);
  }
  return hits;
};

function isRandom(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / value.length) * Math.log2(count / value.length);
  return entropy >= LEAST_ENTROPY && !/^[a-z]+(?:[-_.][a-z\d]+)*$/.test(value.replace(/\d+$/, ''))
    ? true
    : entropy >= 3.6;
}
