/** A walk that stops wherever it has questions, and goes on with their answers. */
export type Walk<Question, Answer, Result> = Generator<readonly Question[], Result, readonly Answer[]>;

/** Runs walks side by side as one, so that the questions of all are asked together. */
export function* inStep<Question, Answer, Result>(
  walks: readonly Walk<Question, Answer, Result>[],
): Walk<Question, Answer, Result[]> {
  const steps = walks.map((walk) => walk.next([]));
  for (;;) {
    const questions = steps.flatMap((step) => (step.done ? [] : step.value));
    if (steps.every((step) => step.done)) break;
    const answers = yield questions;
    let from = 0;
    for (const [index, step] of steps.entries()) {
      if (step.done) continue;
      const own = answers.slice(from, from + step.value.length);
      from += step.value.length;
      steps[index] = (walks[index] as Walk<Question, Answer, Result>).next(own);
    }
  }
  return steps.map((step) => step.value as Result);
}

/** The same walk with its questions asked in other words. */
export function* asking<Question, Asked, Answer, Result>(
  walk: Walk<Question, Answer, Result>,
  ask: (question: Question) => Asked,
): Walk<Asked, Answer, Result> {
  let step = walk.next([]);
  while (!step.done) step = walk.next(yield step.value.map(ask));
  return step.value;
}
