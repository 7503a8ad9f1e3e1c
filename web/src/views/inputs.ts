// The left column: where the scenario comes from, and how it is edited.

import { SAMPLES, SAMPLE_AT_UNIX_S, SAMPLE_CURRENCY } from '../state/samples.ts';
import type { App } from './app.ts';
import { button, h } from './dom.ts';
import { form } from './form.ts';
import type { Kit } from './kit.ts';
import type { TextView } from './text.ts';

const RANDOM = 'random';

export function inputs(app: App, text: TextView, kit: () => Promise<Kit>, openFiles: (files: FileList) => void): HTMLElement {
  return h('aside', { class: 'inputs', 'aria-label': 'Scenario' }, source(app, text, kit, openFiles), formOrText(app, text));
}

function source(app: App, text: TextView, kit: () => Promise<Kit>, openFiles: (files: FileList) => void): HTMLElement {
  const name = h('p', { class: 'scenario-name', 'data-value': 'scenario' });
  const picker = h('select', { 'aria-label': 'Sample', class: 'samples' },
    h('option', { value: '' }, 'Take a sample …'),
    ...SAMPLES.map((s) => h('option', { value: s.id }, s.name)),
    h('option', { value: RANDOM }, 'Made up, another each time'));
  const file = h('input', { type: 'file', multiple: true, hidden: true, 'aria-label': 'Open files', tabindex: -1 });
  picker.addEventListener('change', async () => {
    const wanted = picker.value;
    picker.value = '';
    if (wanted === RANDOM) return makeUp(app, await kit());
    const sample = SAMPLES.find((s) => s.id === wanted);
    if (sample && !await text.open(sample.name, sample.files, SAMPLE_CURRENCY, SAMPLE_AT_UNIX_S)) app.notice('bad', `The sample ${sample.name} could not be read: see the text.`);
  });
  file.addEventListener('change', () => {
    if (file.files) openFiles(file.files);
    file.value = '';
  });
  app.state.watch(({ scenario }) => { name.textContent = scenario.name; });
  return h('div', { class: 'source' }, name,
    h('p', { class: 'tools' }, picker, button('Open files …', () => file.click()), file));
}

function makeUp(app: App, kit: Kit): void {
  const seed = kit.randomSeed();
  app.state.update((old) => ({
    ...old, variant: null,
    scenario: { name: `Made up, seed ${seed}`, snapshot: kit.randomScenario(seed), memory: [], headroomPercent: 0 },
  }));
}

function formOrText(app: App, text: TextView): HTMLElement {
  const asForm = form(app.state);
  const choose = (textNow: boolean): void => {
    asForm.hidden = textNow;
    text.element.hidden = !textNow;
    formButton.setAttribute('aria-pressed', String(!textNow));
    textButton.setAttribute('aria-pressed', String(textNow));
    text.visible(textNow);
  };
  const formButton = button('Form', () => choose(false));
  const textButton = button('Text', () => choose(true), { id: 'show-text' });
  choose(false);
  return h('div', { class: 'form-or-text' }, h('div', { class: 'switch', role: 'group', 'aria-label': 'Edit as' }, formButton, textButton), asForm, text.element);
}
