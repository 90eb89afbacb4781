import type { Answer, Answers, Question } from './fork.ts';

/** In a forked module: answers the parent's questions, and ends the process when the parent is gone. */
export function answerParent(answers: Answers): void {
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ id, name, args }: Question) => {
    const reply = (answer: Answer) => process.send?.(answer);
    try {
      reply({ id, value: await answers[name]?.(...args) });
    } catch (error) {
      reply({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
}
