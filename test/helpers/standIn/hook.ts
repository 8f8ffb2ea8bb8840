// A hook of a team: stops or starts its writers by the sandbox's control door, and tells that it has been run. It takes
// HOOK_TAKES_MS.
await new Promise((wake) => setTimeout(wake, Number(process.env.HOOK_TAKES_MS ?? 0)));
const [controlUrl = "", name = ""] = process.argv.slice(2);
const DOES: Record<string, string> = { quiesce: "writers/pause", unquiesce: "writers/resume" };

const post = async (path: string, body?: string): Promise<void> => {
  const answer = await fetch(`${controlUrl}/${path}`, { method: "POST", body: body ?? null });
  if (!answer.ok) process.exit(1);
};

const act = DOES[name];
if (act !== undefined) await post(act);
await post("calls", JSON.stringify({ call: `hook ${name}` }));
