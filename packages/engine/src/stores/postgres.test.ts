import { inject, test } from "vitest";
import { databaseAt } from "../../test/places.js";
import { testStore } from "../testing/test-store.js";
import { postgres } from "./postgres.js";

testStore({ at: async (place) => postgres(await databaseAt(inject("postgres"), `${process.pid}-${place}`)) }, test);
