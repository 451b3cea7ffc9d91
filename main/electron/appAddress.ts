/** The scheme and host that the interface is served under; a standard, secure origin of its own instead of `file://`. */
export const APP_SCHEME = 'app';
const APP_HOST = 'kindling';
export const APP_ADDRESS = `${APP_SCHEME}://${APP_HOST}/`;

/** Whether an address belongs to the interface. */
export function isAppAddress(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === `${APP_SCHEME}:` && parsed.host === APP_HOST;
}

/** Whether an address is of a file that the interface holds in memory, such as a picture that it has drawn. */
export const isOwnBlob = (url: string): boolean => url.startsWith(`blob:${APP_ADDRESS}`);
