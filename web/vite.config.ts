import { defineConfig, type Plugin } from 'vite';

/** As the server sends it in a header; here for servers that send none. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

/** jco is made for both node and browsers, and says so; what is node's is never reached here. */
function quietAboutJco(level: string, log: { message: string }, pass: (level: any, log: any) => void): void {
  if (!log.message.includes('js-component-bindgen')) pass(level, log);
}

export default defineConfig({
  // Works under any path of any server.
  base: './',
  plugins: [contentSecurityPolicy],
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    // Everything is a file: the Content-Security-Policy knows no scripts from `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Parts with a name of their own: they change less often than the page, and tests ask them.
      input: { index: 'index.html', engine: 'src/engine/client.ts', tools: 'src/toolkit.ts' },
      preserveEntrySignatures: 'strict',
      onLog: quietAboutJco,
    },
  },
  worker: { format: 'es', rolldownOptions: { onLog: quietAboutJco } },
});
