/** The fact by which `await-attached` knows that there is something to wait for. */
export const attachedFact = (member: "from" | "to"): string => `attached.${member}`;
