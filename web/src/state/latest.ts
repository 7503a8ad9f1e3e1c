// One call at a time, and always with the latest question: what was asked in between is skipped.

export function latest<Q, A>(ask: (question: Q) => Promise<A>, answered: (question: Q, answer: A) => void,
  failed: (question: Q, error: unknown) => void): (question: Q) => void {
  let waiting: { question: Q } | null = null;
  let busy = false;

  async function run(): Promise<void> {
    busy = true;
    while (waiting) {
      const { question } = waiting;
      waiting = null;
      try {
        answered(question, await ask(question));
      } catch (error) {
        failed(question, error);
      }
    }
    busy = false;
  }

  return (question) => {
    waiting = { question };
    if (!busy) void run();
  };
}
