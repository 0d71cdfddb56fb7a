export interface Kind {
  readonly word: string;
}
