// A real browser on the page that `wva playground` serves. What the page must never do is written
// down while it runs: errors, violations of its Content-Security-Policy, requests to anywhere else.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const TARGET = process.env.WVA_TARGET ?? join(ROOT, 'target');
const WVA = join(TARGET, 'release/wva');

/** No start-up work of its own on the network, and root may run it. */
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `wva playground` on a free port. */
export async function serve() {
  const server = spawn(WVA, ['playground', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  const url = /http:\S+/.exec(line)?.[0];
  assert.ok(url, `no address in \`${line}\``);
  return {
    url,
    async stop() {
      server.kill('SIGINT');
      const [code] = server.exitCode === null ? await once(server, 'exit') : [server.exitCode];
      assert.equal(code, 0, 'the server ends cleanly');
    },
  };
}

const MEDIA_TYPES = {
  '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.wasm': 'application/wasm',
};

/** The page as any web server would send its files: under a path, without a header of ours. */
export async function serveFiles(path) {
  const folder = join(TARGET, 'wva/web');
  const server = createServer(async (request, response) => {
    const name = request.url === path ? 'index.html' : request.url.slice(path.length);
    try {
      const content = await readFile(join(folder, name));
      response.writeHead(200, { 'Content-Type': MEDIA_TYPES[extname(name)] ?? 'application/octet-stream' });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}${path}`,
    stop: () => new Promise((stopped) => server.close(stopped).closeAllConnections()),
  };
}

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: CHROMIUM_ARGUMENTS });
}

/** A fresh page, and what it did that it must not do. */
export async function visit(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const offences = [];
  page.on('pageerror', (error) => offences.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') offences.push(`console: ${message.text()}`);
  });
  context.on('request', (request) => {
    const own = request.url().startsWith(url) || /^(blob|data):/.test(request.url());
    if (!own) offences.push(`request to ${request.url()}`);
  });
  await context.exposeBinding('offend', (_, text) => offences.push(text));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      window.offend(`Content-Security-Policy: ${event.violatedDirective} forbids ${event.blockedURI}`),
    );
  });
  await page.goto(url);
  return { context, page, offences };
}

/** Address of a part of the page, such as `engine`, whose name has a hash in it. */
export async function part(url, name) {
  const files = await readdir(join(TARGET, 'wva/web/assets'));
  const file = files.find((file) => file.startsWith(`${name}-`) && file.endsWith('.js'));
  assert.ok(file, `the page has no part ${name}`);
  return new URL(`assets/${file}`, url).href;
}

/** Runs `wva` and gives its exit code, stdout and stderr. */
export function wva(...args) {
  return new Promise((resolve) => {
    execFile(WVA, args, { cwd: ROOT, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

/** The decision's bytes in what `wva decide -o json` printed. */
export function decisionBytes(stdout) {
  const match = /^\{"policy":\{[^{}]*\},"decision":(.*)\}\n$/s.exec(stdout);
  assert.ok(match, `no decision in \`${stdout.slice(0, 200)}\``);
  return match[1];
}

/** What `wva decide` decides on the policy's input, byte for byte. */
export function decide(input) {
  return inFolder(async (folder) => {
    const file = join(folder, 'snapshot.json');
    await writeFile(file, input);
    const { stdout } = await wva('decide', '--snapshot', file, '-o', 'json');
    return decisionBytes(stdout);
  });
}

/** A folder that is gone afterwards. */
export async function inFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), 'wva-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const text = (path) => readFile(join(ROOT, path), 'utf8');
