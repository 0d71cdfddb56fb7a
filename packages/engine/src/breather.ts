/** How long work may go on before others get their turn, in milliseconds. */
const slice = 10;

/**
 * Lets timers and requests have their turn when the last one is long enough ago. An embedded store answers at once,
 * so that work over many batches would otherwise keep everything else in the process waiting to its end.
 */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < slice) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
