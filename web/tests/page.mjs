// What every test of the page needs: a page that is watched, files, and `wva decide` to compare with.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { decisionBytes, launch, serve, visit, wva } from './harness.mjs';

const TEST_MS_MAX = 240_000;

/** Runs each test with the served page, a browser and a folder. */
export function inTheBrowser(tests) {
  const world = new World();
  before(() => world.begin());
  after(() => world.end());
  for (const [name, run] of Object.entries(tests)) test(name, { timeout: TEST_MS_MAX }, () => run(world));
}

class World {
  async begin() {
    this.folder = await mkdtemp(join(tmpdir(), 'wva-page-'));
    this.server = await serve();
    this.browser = await launch();
  }

  async end() {
    await this.browser?.close();
    await this.server?.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A page of its own. */
  async open({ fragment = '', ...options } = {}) {
    const { page, offences } = await visit(this.browser, this.server.url, {
      viewport: { width: 1400, height: 1000 }, reducedMotion: 'reduce', ...options,
    });
    page.offences = offences;
    if (fragment) {
      await page.goto('about:blank');
      await page.goto(this.server.url + fragment);
    }
    await page.waitForSelector('.card');
    return page;
  }

  /** Whatever the page did that it must not do fails the test. */
  async close(page) {
    await page.context().close();
    assert.deepEqual(page.offences, []);
  }

  async file(name, content) {
    const path = join(this.folder, name);
    await writeFile(path, content);
    return path;
  }

  /** What `wva decide` prints as JSON; an undecided variant is an answer too. */
  async decide(...args) {
    const { code, stdout, stderr } = await wva('decide', ...args, '-o', 'json');
    assert.ok(code === 0 || code === 1, stderr);
    return stdout;
  }

  async decideSnapshot(snapshot, memory = []) {
    const path = await this.file('asked.json', JSON.stringify({ interfaceVersion: '0.1.0', snapshot, memory }));
    return JSON.parse(await this.decide('--snapshot', path)).decision;
  }

  /** The snapshot that the page exports. */
  async exported(page) {
    return JSON.parse(await readFile(await this.saved(page, 'Snapshot (JSON)'), 'utf8')).snapshot;
  }

  async saved(page, item) {
    await page.click('.menu summary');
    return download(page, () => page.click(`.menu-items button:has-text("${item}")`));
  }

  /** Every number of the decision on the page is that of `wva decide` for the exported snapshot. */
  async agree(page) {
    await still(page);
    const snapshot = await this.saved(page, 'Snapshot (JSON)');
    const decision = await readFile(await this.saved(page, 'Decision (JSON)'), 'utf8');
    assert.equal(decision, decisionBytes(await this.decide('--snapshot', snapshot)), 'byte by byte');
    const expected = JSON.parse(decision);
    const shown = await page.getAttribute('[data-value=cost-per-hour]', 'title');
    assert.equal(Number.parseFloat(shown), expected.costPerHour);
    for (const card of await page.locator('.card').all()) {
      const name = await card.getAttribute('data-variant');
      const variant = expected.variants.find((v) => v.variant === name);
      assert.ok(variant, `a card for ${name}`);
      assert.equal(await card.locator('[data-value=binds]').textContent(), variant.binds.text);
      assert.equal(await card.locator('[data-value=accelerator]').textContent(), variant.accelerator ?? 'unknown');
      const replicas = await card.locator('[data-value=desired]').textContent();
      assert.equal(replicas, variant.desiredReplicas === null ? '–' : String(variant.desiredReplicas));
    }
    return expected;
  }

  async csv(page, figure) {
    const path = await download(page, () => page.click(`[data-figure="${figure}"] button:has-text("CSV")`));
    return (await readFile(path, 'utf8')).trim().split('\r\n').map((line) => line.split(','));
  }
}

export async function download(page, act) {
  const [file] = await Promise.all([page.waitForEvent('download'), act()]);
  return file.path();
}

/** Waits until what is shown is the answer to what was asked. */
export async function still(page) {
  await page.waitForTimeout(350);
  await page.waitForSelector('.results[aria-busy="false"]', { state: 'attached' });
}

export async function openFiles(page, ...paths) {
  await page.setInputFiles('input[aria-label="Open files"]', paths);
  await still(page);
}

/** Waits for the charts of a tab. */
export async function openTab(page, tab) {
  await page.click(`#tab-${tab}`);
  await page.waitForTimeout(200);
  await page.waitForFunction((id) => {
    const panel = document.getElementById(`panel-${id}`);
    const said = [...panel.querySelectorAll('.figure-says, .day-summary')].some((p) => p.textContent !== '');
    return said && [...panel.querySelectorAll('progress')].every((bar) => bar.value >= 1);
  }, tab);
  await page.waitForTimeout(200);
}

/** A field of the form by its label, in the part of a variant or of its workload. */
export function field(page, label, within = '.form') {
  return page.locator(`${within} .field`).filter({ has: page.locator(`.term:text-is("${label}")`) }).first();
}

export async function fill(page, label, value, within) {
  await field(page, label, within).locator('.field-number').fill(String(value));
  await still(page);
}
