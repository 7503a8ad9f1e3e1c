// Every change of the scenario is decided; while one is on its way only the latest is kept.

import { PolicyFailure } from '../engine/client.ts';
import { latest } from '../state/latest.ts';
import { readDecision } from '../state/decision.ts';
import { questionOf, type Scenario } from '../state/scenario.ts';
import type { Answer, App } from './app.ts';

export function deciding(app: App): void {
  const ask = latest<Scenario, Answer>(
    async (scenario) => {
      const question = questionOf(scenario);
      const began = performance.now();
      const text = await app.policies.get().active.decideJson(question);
      return { kind: 'decided', scenario, question, text, decision: readDecision(text), tookMs: performance.now() - began };
    },
    (_, answer) => app.answer.set(answer),
    (scenario, error) => app.answer.set({ kind: 'failed', scenario, text: failureWords(error) }));

  app.state.watch(({ scenario }, old) => {
    if (scenario !== old?.scenario) ask(scenario);
  });
  app.policies.watch(() => ask(app.state.get().scenario));
}

export function failureWords(error: unknown): string {
  if (!(error instanceof PolicyFailure)) return (error as Error).message;
  const place = error.field ? `${error.field}: ` : '';
  switch (error.kind) {
    case 'refused': return `the policy refuses the scenario: ${place}${error.message}`;
    case 'timeout': return `the policy took too long and was stopped: ${error.message}`;
    case 'trap': return `the policy broke down: ${error.message}`;
    case 'invalid': return `the policy answered nonsense: ${error.message}`;
  }
}
