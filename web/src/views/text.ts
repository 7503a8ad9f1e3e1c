// The scenario as manifests. What is typed or pasted is read as soon as the hand is still; with errors
// the text stays as it is, and the scenario as it was.

import type { Snapshot } from '../contract.ts';
import { SAMPLE_CURRENCY } from '../state/samples.ts';
import { asked } from '../state/scenario.ts';
import type { App } from './app.ts';
import { button, h, say } from './dom.ts';
import { editor } from './editor.ts';
import type { Kit, Problem, TextFile } from './kit.ts';
import { problemList } from './problems.ts';

const STILL_MS = 250;

export interface TextView {
  element: HTMLElement;
  /** Reads files as a new scenario; whether they were free of errors. */
  open(name: string, files: TextFile[], currency: string, atUnixS: number): Promise<boolean>;
  visible(shown: boolean): void;
}

export function textView(app: App, kit: () => Promise<Kit>): TextView {
  let files: TextFile[] = [];
  let chosen = 0;
  let meant: Snapshot | null = null;
  let shown = false;
  let timer = 0;

  const tabs = h('div', { class: 'file-tabs', role: 'group', 'aria-label': 'Files' });
  const status = h('p', { class: 'text-status', role: 'status' });
  const problems = problemList((file, line) => {
    choose(Math.max(0, files.findIndex((f) => f.path === file)));
    code.jump(line);
  });
  const code = editor('Manifests', () => {
    const file = files[chosen];
    if (file) files[chosen] = { ...file, text: code.text() };
    else files = [{ path: 'pasted.yaml', text: code.text() }];
    clearTimeout(timer);
    timer = window.setTimeout(() => void read(), STILL_MS);
  });
  let found: Problem[] = [];
  const broken = (): boolean => found.some((p) => p.severity === 'error');
  const anew = button('Write the text anew from the scenario', () => {
    found = [];
    meant = null;
    void follow();
  });

  const choose = (index: number): void => {
    chosen = index;
    draw();
  };
  const draw = (): void => {
    tabs.replaceChildren(...files.map((file, i) => button(file.path, () => choose(i), {
      'aria-pressed': i === chosen, class: found.some((p) => p.file === file.path && p.severity === 'error') ? 'bad' : '',
    })));
    code.show(files[chosen]?.text ?? '');
    const path = files[chosen]?.path;
    code.mark(new Map(found.filter((p) => p.file === path && p.line != null).map((p) => [p.line as number, p.severity])));
  };

  const read = async (name?: string, currency?: string, atUnixS?: number): Promise<boolean> => {
    const tools = await kit();
    const { scenario } = app.state.get();
    const result = tools.parse(files, currency ?? scenario.snapshot.currency, atUnixS ?? scenario.snapshot.atUnixS);
    found = result.problems;
    problems.show(found);
    draw();
    anew.hidden = !broken();
    const errors = found.filter((p) => p.severity === 'error').length;
    if (errors > 0) {
      say(status, `${errors} ${errors === 1 ? 'error' : 'errors'}: the scenario is as it was until the text is right.`);
      return false;
    }
    if (result.snapshot.variants.length === 0) {
      say(status, 'There is no VariantAutoscaling in the text: nothing to decide.');
      return false;
    }
    say(status, '');
    meant = result.snapshot;
    app.state.update((old) => ({
      ...old, variant: name === undefined ? old.variant : null,
      scenario: name === undefined
        ? { ...old.scenario, snapshot: result.snapshot, headroomPercent: 0 }
        : { name, snapshot: result.snapshot, memory: [], headroomPercent: 0 },
    }));
    return true;
  };

  /** Writes the scenario as text, unless the text is where it came from, or has errors that are to be mended. */
  const follow = async (): Promise<void> => {
    const { scenario } = app.state.get();
    if (!shown || broken() || meant === scenario.snapshot) return;
    meant = scenario.snapshot;
    anew.hidden = true;
    try {
      const written = (await kit()).write(asked(scenario));
      files = written.files;
      found = [];
      problems.show([]);
      chosen = Math.min(chosen, files.length - 1);
      draw();
      say(status, written.notes.length === 0 ? '' : `Manifests have no words for: ${written.notes.join('; ')}`);
    } catch (error) {
      say(status, `The scenario cannot be written as manifests: ${(error as Error).message}`);
    }
  };
  anew.hidden = true;
  app.state.watch(() => void follow());

  return {
    element: h('div', { class: 'text-view' },
      h('p', { class: 'quiet' }, 'VariantAutoscaling resources, ConfigMaps and observations, in either dialect. Paste over it, or drop files anywhere.'),
      tabs, code.element, status, anew, problems.element),
    async open(name, opened, currency = SAMPLE_CURRENCY, atUnixS) {
      files = opened;
      chosen = 0;
      return read(name, currency, atUnixS);
    },
    visible(now) {
      shown = now;
      void follow();
    },
  };
}
