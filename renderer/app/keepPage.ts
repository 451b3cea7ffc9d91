/**
 * Lets the browser keep the page itself, so that a reload shows it when the studio does not run. Not in Electron, where page and studio
 * are one program, and not while developing.
 */
export function keepPage(): void {
  if (window.kindling || !('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  // After the page: it shall not wait for copies of itself.
  window.addEventListener('load', () => {
    navigator.serviceWorker.register('/serviceWorker.js').catch(() => {
      // A browser that forbids it (a private window, a setting) shows its own page instead of ours then.
    });
  });
}
