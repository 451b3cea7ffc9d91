/** What a page of the studio may do, in both shells: nothing, and then what the interface needs and why. */
const DIRECTIVES: Record<string, string> = {
  'default-src': "'none'",
  // Our own bundle only; no inline script and no eval.
  'script-src': "'self'",
  // Uploads and the socket of the headless shell; `'self'` covers ws:// to the same host and port.
  'connect-src': "'self'",
  // Mantine puts its theme into style elements, and the editor and the charts set style attributes.
  'style-src': "'self' 'unsafe-inline'",
  // The editor's icon font.
  'font-src': "'self'",
  // Mantine's check marks and the editor's decorations are data: images.
  'img-src': "'self' data:",
  // The editor's worker, a file of the build.
  'worker-src': "'self'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

export const CONTENT_SECURITY_POLICY = Object.entries(DIRECTIVES)
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join('; ');

/** Headers of every answer to a page, whatever the shell. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
