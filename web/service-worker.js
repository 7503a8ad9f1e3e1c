// Keeps the page for when there is no network. The build fills in the version and the files.

const CACHE = `wva-${'VERSION'}`;
const FILES = [/* FILES */];

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && url.startsWith(self.registration.scope)) event.respondWith(answer(event.request));
});

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((name) => new Request(name, { cache: 'reload' })));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith('wva-') && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

/** The page itself is fetched anew where that is possible; its parts never change under their name. */
async function answer(request) {
  const cache = await caches.open(CACHE);
  const key = request.mode === 'navigate' ? new URL('index.html', self.registration.scope).href : request;
  const stored = await cache.match(key, { ignoreSearch: true });
  if (stored && request.mode !== 'navigate') return stored;
  try {
    const response = await fetch(request);
    if (response.ok && request.mode !== 'navigate') await cache.put(key, response.clone());
    return response;
  } catch (error) {
    if (stored) return stored;
    throw error;
  }
}
