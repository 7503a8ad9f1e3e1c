// Pictures of the page for docs/playground: `node tests/screenshots.mjs` after a build.

import { mkdir } from 'node:fs/promises';
import { launch, ROOT, serve, visit } from './harness.mjs';
import { fill, openTab } from './page.mjs';

const folder = `${ROOT}docs/playground`;
const WIDE = { width: 1280, height: 860 };
const NARROW = { width: 360, height: 780 };

const server = await serve();
const browser = await launch();
await mkdir(folder, { recursive: true });
try {
  for (const colorScheme of ['light', 'dark']) {
    for (const tab of ['target', 'load', 'heat']) {
      await shoot(`${tab}-${colorScheme}`, { colorScheme, viewport: WIDE }, (page) => openTab(page, tab));
    }
    await shoot(`day-${colorScheme}`, { colorScheme, viewport: { width: 1280, height: 1500 } }, (page) => openTab(page, 'day'));
    await shoot(`compare-${colorScheme}`, { colorScheme, viewport: WIDE }, compare);
    await shoot(`narrow-${colorScheme}`, { colorScheme, viewport: NARROW }, (page) => openTab(page, 'target'));
  }
  for (const tab of ['latency', 'sensitivity']) {
    await shoot(`${tab}-light`, { colorScheme: 'light', viewport: WIDE }, (page) => openTab(page, tab));
  }
} finally {
  await browser.close();
  await server.stop();
}

async function shoot(name, options, arrange) {
  const { context, page } = await visit(browser, server.url, options);
  await page.waitForSelector('.card');
  await arrange(page);
  await page.evaluate(() => scrollTo(0, 0));
  await page.mouse.move(0, 0);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await context.close();
}

async function compare(page) {
  await page.click('#tab-compare');
  await page.click('button:has-text("Pin this scenario")');
  await fill(page, 'ITL target', 12);
}
