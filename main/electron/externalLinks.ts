/** Sites that the interface and the model cards link to. */
const ALLOWED_HOSTS: ReadonlySet<string> = new Set(['github.com', 'huggingface.co', 'www.tensorflow.org']);

/** Whether a link may be given to the system's browser: https, a known site, no credentials, the usual port. */
export function isAllowedExternalLink(url: string): boolean {
  const parsed = URL.parse(url);
  return (
    parsed !== null &&
    parsed.protocol === 'https:' &&
    parsed.username === '' &&
    parsed.password === '' &&
    ALLOWED_HOSTS.has(parsed.host)
  );
}
