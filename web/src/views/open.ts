// Files that are dropped on the page or opened: each goes where it belongs.

import { classify, TEXT_BYTES_MAX, type Dropped } from '../state/files.ts';
import type { App } from './app.ts';
import type { PolicyPanel } from './panel-policy.ts';
import type { RecordedPanel } from './panel-recorded.ts';
import type { TextView } from './text.ts';

export interface Places { text: TextView; policy: PolicyPanel; recorded: RecordedPanel; showText: () => void }

export function opener(app: App, places: Places): (files: Iterable<File>) => Promise<void> {
  return async (files) => {
    const manifests: (Dropped & { kind: 'manifest' })[] = [];
    for (const file of files) {
      if (file.size > TEXT_BYTES_MAX) {
        app.notice('bad', `${file.name} is larger than ${TEXT_BYTES_MAX / 1024 / 1024} MiB and was not opened.`);
        continue;
      }
      const dropped = classify(file.name, new Uint8Array(await file.arrayBuffer()));
      if (dropped.kind === 'manifest') manifests.push(dropped);
      else await deliver(app, places, dropped);
    }
    if (manifests.length > 0) await openManifests(app, places, manifests);
  };
}

async function deliver(app: App, places: Places, dropped: Exclude<Dropped, { kind: 'manifest' }>): Promise<void> {
  try {
    if (dropped.kind === 'policy') {
      app.state.update((old) => ({ ...old, tab: 'policy' }));
      await places.policy.adopt(dropped.name, dropped.bytes);
    } else if (dropped.kind === 'snapshot') {
      places.recorded.snapshot(dropped);
      app.notice('good', `${dropped.name} is the scenario now.`);
    } else {
      places.recorded.decision(dropped);
    }
  } catch (error) {
    app.notice('bad', `${dropped.name}: ${(error as Error).message}`);
  }
}

async function openManifests(app: App, places: Places, files: { name: string; text: string }[]): Promise<void> {
  const { snapshot } = app.state.get().scenario;
  const sources = files.map((file) => ({ path: file.name, text: file.text }));
  const names = files.map((file) => file.name).join(', ');
  const good = await places.text.open(names, sources, snapshot.currency, Math.floor(Date.now() / 1000));
  if (good) app.notice('good', `${names} read.`);
  else places.showText();
}

/** Takes files that are dropped anywhere. */
export function dropAnywhere(open: (files: Iterable<File>) => Promise<void>): void {
  const over = (yes: boolean): void => { document.body.classList.toggle('dropping', yes); };
  addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    over(true);
  });
  addEventListener('dragleave', (event) => { if (event.relatedTarget === null) over(false); });
  addEventListener('drop', (event) => {
    over(false);
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    void open([...event.dataTransfer.files]);
  });
}

/** Takes what is pasted outside of any field. */
export function pasteAnywhere(open: (files: Iterable<File>) => Promise<void>): void {
  addEventListener('paste', (event) => {
    if ((event.target as Element).closest?.('input, textarea, select')) return;
    const data = event.clipboardData;
    const text = data?.getData('text/plain') ?? '';
    if (data?.files.length) void open([...data.files]);
    else if (text.trim() !== '') void open([new File([text], 'pasted.yaml')]);
  });
}
