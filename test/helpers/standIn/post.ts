// A hook of a team: stops or starts its writers by a POST to the sandbox's control door.
const answer = await fetch(process.argv[2] ?? "", { method: "POST" });
if (!answer.ok) process.exit(1);
