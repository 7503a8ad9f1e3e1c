// What a drag of a slider costs on the page itself: from the hand to the drawn result.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inFolder, visit } from './harness.mjs';

/** Times in ms for so many moves of a target's slider, in the world that is given. */
export async function dragOnPage(browser, url, snapshot, moves) {
  const { context, page } = await visit(browser, url);
  try {
    await page.waitForSelector('.card');
    await inFolder(async (folder) => {
      const path = join(folder, 'many.json');
      await writeFile(path, JSON.stringify({ interfaceVersion: '0.1.0', snapshot, memory: [] }));
      await page.setInputFiles('input[aria-label="Open files"]', path);
      await page.waitForFunction((count) => document.querySelectorAll('.all-table tbody tr').length === count, snapshot.variants.length);
    });
    return await page.evaluate(drag, moves);
  } finally {
    await context.close();
  }
}

/** Runs in the page. Every move changes a target, which stands on its card. */
async function drag(moves) {
  const slider = document.querySelector('.field-slider');
  const shown = document.querySelector('.card.chosen');
  const times = [];
  for (let move = 0; move < moves; move += 1) {
    const start = performance.now();
    const drawn = new Promise((resolve) => {
      const watch = new MutationObserver(() => {
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(resolve));
      });
      watch.observe(shown, { subtree: true, childList: true, characterData: true });
    });
    slider.value = String(700 - 2 * move);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await drawn;
    times.push(performance.now() - start);
  }
  return times;
}
