/** Everything is forbidden, then what the interface needs is allowed, with the reason. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  // Mantine puts its theme into <style> elements, and the editor and the charts set style attributes.
  'style-src': "'self' 'unsafe-inline'",
  // The editor's icon font.
  'font-src': "'self'",
  // Mantine's check marks and the editor's decorations are data: images.
  'img-src': "'self' data:",
  // The editor's worker, a file of the build.
  'worker-src': "'self'",
  // Uploads, and the WebSocket of the headless shell: 'self' covers ws: of the page's own host and port.
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** The Content-Security-Policy of every answer of both shells. */
export function contentSecurityPolicy(): string {
  return Object.entries(DIRECTIVES)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}
