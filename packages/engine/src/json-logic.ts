/** A JSON-Logic document: an object with one key, the operator, whose value holds its arguments; or any other JSON value. */
export type JsonLogic =
  | null
  | boolean
  | number
  | string
  | readonly JsonLogic[]
  | { readonly [operator: string]: JsonLogic };
