import type { JsonLogic } from "../json-logic.js";

/** The value of a compiled part of a document for some data. */
export type Evaluate = (data: unknown) => unknown;

/** Whether that value is truthy. */
export type Test = (data: unknown) => boolean;

/** Turns parts of a document into closures; what the forms are given, so that they can compile their arguments. */
export interface Compiler {
  readonly value: (node: JsonLogic | undefined) => Evaluate;
  readonly test: (node: JsonLogic | undefined) => Test;
}

/** An operator that decides itself when its arguments are evaluated, and over what data: its value. */
export type ValueForm = (args: readonly JsonLogic[], compiler: Compiler) => Evaluate;

/** An operator that gives true or false. */
export type TestForm = (args: readonly JsonLogic[], compiler: Compiler) => Test;
