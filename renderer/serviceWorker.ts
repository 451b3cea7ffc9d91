/**
 * Keeps a copy of the page, and of nothing else, for when the studio does not run: then a reload shows the page, which says so and
 * comes back with the studio. The studio is always asked first. Nothing of the user's is kept: data comes over the socket, and no
 * answer is stored after the installation.
 */

/** Filled in by the build: the addresses of the page's files, and a hash over their names. */
declare const PAGE_FILES: readonly string[];
declare const PAGE_VERSION: string;

/** What is used of a service worker; the library that describes it all excludes the page's own. */
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Worker {
  addEventListener(type: 'install' | 'activate', listener: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
}

const worker = self as unknown as Worker;
const CACHE = `kindling-page-${PAGE_VERSION}`;
const PAGE = '/';

worker.addEventListener('install', (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([PAGE, ...PAGE_FILES]);
    await worker.skipWaiting();
  };
  event.waitUntil(keep());
});

worker.addEventListener('activate', (event) => {
  const settle = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(settle());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const kept = keptAddress(request);
  if (kept !== null) event.respondWith(fromStudioFirst(request, kept));
});

function keptAddress({ method, mode, url }: Request): string | null {
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== worker.location.origin) return null;
  if (mode === 'navigate') return pathname === PAGE ? PAGE : null;
  return PAGE_FILES.includes(pathname) ? pathname : null;
}

async function fromStudioFirst(request: Request, kept: string): Promise<Response> {
  const copy = async () => (await caches.open(CACHE)).match(kept);
  try {
    const response = await fetch(request);
    if (response.ok) return response;
    return (await copy()) ?? response;
  } catch (error) {
    const found = await copy();
    if (found) return found;
    throw error;
  }
}
