/** A function that conditions may call by its name. */
export interface Operator {
  readonly name: string;
}

/** Operators by name. */
export type OperatorSet = ReadonlyMap<string, Operator>;

/** The built-in operators and some more. */
export function operatorSet(more: readonly Operator[]): OperatorSet {
  return new Map(more.map((one) => [one.name, one]));
}
