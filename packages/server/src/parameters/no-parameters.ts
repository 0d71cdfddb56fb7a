import { z } from "zod";

/** For an address that takes none. */
export const noParameters = z.strictObject({});
