/** Runs one piece of work after the other, also behind one that fails. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Lets one piece of work begin when the one before it is over. */
export function inTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
