// From the address to the page: state, policy, views.

import 'uplot/dist/uPlot.min.css';
import { Engine } from './engine/client.ts';
import { keepForOffline } from './offline.ts';
import { fromFragment, toFragment } from './state/link.ts';
import { SAMPLES, SAMPLE_AT_UNIX_S, SAMPLE_CURRENCY } from './state/samples.ts';
import { NEW_DAY, type State } from './state/state.ts';
import { store } from './state/store.ts';
import { loadKit } from './views/kit.ts';
import { build } from './views/page.ts';
import { followAddress } from './views/address.ts';
import type { Answer } from './views/app.ts';
import { h } from './views/dom.ts';
import { notices } from './views/notices.ts';

async function start(): Promise<void> {
  const page = document.getElementById('page');
  if (!page) return;
  const bar = notices();
  try {
    const [engine, state] = await Promise.all([Engine.builtIn(), firstState(bar.notice)]);
    const app = {
      state: store(state),
      answer: store<Answer>({ kind: 'waiting' }),
      policies: store({ builtIn: engine, dropped: null as Engine | null, active: engine }),
      notice: bar.notice,
    };
    page.replaceChildren(...build(app, () => link(app.state.get())), bar.element);
    followAddress(app);
  } catch (error) {
    page.replaceChildren(h('p', { class: 'trouble', role: 'alert' }, `The page could not start: ${(error as Error).message}`));
  }
}

/** What the link says, or the first sample. */
async function firstState(notice: (kind: 'bad', text: string) => void): Promise<State> {
  if (location.hash.length > 1) {
    try {
      return await fromFragment(location.hash);
    } catch (error) {
      notice('bad', `The link cannot be opened: ${(error as Error).message}. Here is a sample instead.`);
    }
  }
  const sample = SAMPLES[0];
  if (!sample) throw new Error('there is no sample');
  const { snapshot } = (await loadKit()).parse(sample.files, SAMPLE_CURRENCY, SAMPLE_AT_UNIX_S);
  return {
    scenario: { name: sample.name, snapshot, memory: [], headroomPercent: 0 },
    pinned: null, variant: null, tab: 'latency', day: NEW_DAY,
  };
}

async function link(state: State): Promise<string> {
  const fragment = await toFragment(state);
  history.replaceState(null, '', fragment);
  return location.href;
}

void start();
keepForOffline();
