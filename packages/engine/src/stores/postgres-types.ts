import pg from "pg";

/** Whole numbers, also big ones and sums, as numbers; JSON as the text it is stored as. */
export const wholeNumbers = {
  getTypeParser: ((oid: number, format: "text" | "binary") => {
    if (oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC) return Number;
    if (oid === pg.types.builtins.JSON) return String;
    return pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};
