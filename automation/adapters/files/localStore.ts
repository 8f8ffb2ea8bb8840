import { rename } from "node:fs/promises";
import { ok, unknown } from "../../../ground/answer.ts";
import type { LocalStore } from "../../ports/store.ts";
import { type FileStoreOptions, fileStore } from "../fileStore.ts";

/** A store in a folder of its own, which gets the name of its newest run once it is taken into the run store. */
export function localStore(options: FileStoreOptions): LocalStore {
  const store = fileStore(options);
  return {
    folder: options.directory,
    store,
    setAside: async () => {
      const runs = await store.runs();
      if (runs.is !== "ok") return runs;
      try {
        await rename(options.directory, `${options.directory}-joined-${runs.value[0] ?? "empty"}`);
        return ok(undefined);
      } catch (error) {
        return unknown("unreachable", (error as Error).message);
      }
    },
  };
}
