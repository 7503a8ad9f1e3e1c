// The address follows the state once the hand is still, and the state follows the address.

import { fromFragment, toFragment } from '../state/link.ts';
import type { App } from './app.ts';

const STILL_MS = 500;

export function followAddress(app: App): void {
  let timer = 0;
  app.state.watch((_, old) => {
    if (old === null) return;
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      try {
        history.replaceState(null, '', await toFragment(app.state.get()));
      } catch {
        // A browser may refuse very long or very frequent addresses; “Copy link” then says so.
      }
    }, STILL_MS);
  });
  addEventListener('hashchange', async () => {
    try {
      app.state.set(await fromFragment(location.hash));
    } catch (error) {
      app.notice('bad', `The link cannot be opened: ${(error as Error).message}. The scenario stays as it was.`);
    }
  });
}
