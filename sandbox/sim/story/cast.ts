import type { CommandName } from "../commands.ts";
import type { Operator } from "../operator.ts";
import type { Cast } from "../ports/outside.ts";
import type { Staff } from "./staff.ts";

/** Whom incidents find at work. */
export const castOf = (staff: Staff, operator: Operator): Cast => ({
  befalls: (what) => staff.befalls(what),
  beside: (verb) => staff.beside(verb as CommandName),
  changesHisMind: (verb) => operator.changesHisMind(verb as CommandName),
});
