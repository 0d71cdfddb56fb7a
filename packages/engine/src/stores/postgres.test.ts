import { inject, test } from "vitest";
import { emptied, freshDatabase } from "../../test/places.js";
import { testStore } from "../testing/test-store.js";
import { postgres } from "./postgres.js";

let database: Promise<string> | undefined;
let latest = "";

/** One case after the other has the same database, emptied when the next one comes. */
function databaseOf(place: string): Promise<string> {
  if (database === undefined) database = freshDatabase(inject("postgres"));
  else if (place !== latest) database = database.then(emptied);
  latest = place;
  return database;
}

testStore({ at: async (place) => postgres(await databaseOf(place)) }, test);
