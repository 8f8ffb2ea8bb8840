/**
 * Who may import whom. What is not listed is forbidden; every room may import `ground/`. The first room whose pattern
 * fits a path is the path's room.
 */
export type Room = {
  name: string;
  files: RegExp;
  /** Rooms whose code this one may import. */
  code: string[];
  /** Rooms of which it may import types, which vanish when the program runs. */
  types: string[];
  /** Packages: exact names, or beginnings that end in `/` or `:`. `*` is any. */
  packages: string[];
  why: string;
};

const EVERYTHING = ["*"];

const room = (name: string, files: RegExp, rest: Partial<Room> & { why: string }): Room => ({
  name,
  files,
  code: [],
  types: [],
  packages: [],
  ...rest,
});

export const ROOMS: Room[] = [
  room("ground", /^ground\//, {
    packages: ["node:util"],
    why: "leaves that every room may import import nothing of ours",
  }),

  room("contract", /^infra\/(contract|config[A-Z]\w*|configHelp\/\w+)\.ts$/, {
    packages: ["zod"],
    why: "the hinge between program and command loads in milliseconds in both",
  }),
  room("takeover guard", /^infra\/takeoverGuard\.ts$/, {
    code: ["contract"],
    packages: ["@pulumi/pulumi", "@aws-sdk/client-s3", "node:fs", "node:path"],
    why: "it alone reads something before the first resource",
  }),
  room("revision", /^infra\/revision\.ts$/, {
    packages: ["node:child_process"],
    why: "it alone asks git, and nothing else",
  }),
  room("infra", /^infra\//, {
    code: ["contract"],
    packages: ["@pulumi/"],
    why: "components are typed inputs and children, without files or processes",
  }),
  room("program", /^index\.ts$/, {
    code: ["infra", "contract", "takeover guard", "revision"],
    packages: ["@pulumi/pulumi"],
    why: "the program only puts components together",
  }),

  room("ports", /^automation\/ports\//, {
    types: ["ports", "contract", "ground"],
    why: "outside systems stop at interfaces, and an interface has no code",
  }),
  room("plan", /^automation\/plan\//, {
    code: ["contract"],
    types: ["ports", "config"],
    why: "thinking never acts",
  }),
  room("catalogue", /^automation\/steps\/catalogue\.ts$/, {
    code: ["steps"],
    types: ["plan"],
    why: "the one list of all steps",
  }),
  room("steps", /^automation\/steps\//, {
    types: ["ports", "plan"],
    why: "doing never thinks: a step cannot see a snapshot's making",
  }),
  room("journal", /^automation\/journal\//, {
    types: ["ports", "plan"],
    packages: ["zod"],
    why: "what was written can be read without whoever wrote it",
  }),
  room("engine", /^automation\/engine\//, {
    code: ["steps", "catalogue", "journal"],
    types: ["ports", "plan"],
    why: "the engine runs a plan; it neither makes one nor knows what is outside",
  }),
  room("report", /^automation\/report\//, {
    code: ["journal"],
    types: ["plan"],
    packages: ["d3-scale", "d3-shape"],
    why: "the journal is the only memory: a report is made a year later from files alone",
  }),
  room("prober", /^automation\/probe\/main\.ts$/, {
    code: ["probe", "adapters"],
    types: ["ports"],
    packages: ["node:"],
    why: "a process of its own has an entry point of its own",
  }),
  room("probe", /^automation\/probe\//, {
    types: ["ports"],
    why: "the prober sees what a client sees, and nothing of the run",
  }),
  room("log", /^automation\/log\.ts$/, { packages: ["pino"], why: "one door to the log" }),
  room("watch", /^automation\/watch\//, {
    code: ["plan", "report", "log"],
    types: ["ports"],
    packages: ["node:http"],
    why: "the monitor looks and never acts",
  }),
  room("adapters", /^automation\/adapters\//, {
    code: ["contract", "log"],
    types: ["ports"],
    packages: EVERYTHING,
    why: "an adapter knows one outside system and nothing of the run",
  }),
  room("commands", /^automation\/commands\//, {
    code: [
      "config",
      "contract",
      "plan",
      "engine",
      "journal",
      "catalogue",
      "report",
      "watch",
      "replication",
    ],
    types: ["ports", "steps"],
    packages: ["yaml", "yocto-spinner", "node:"],
    why: "a verb puts rooms together; what is outside it gets as ports",
  }),
  room("wire", /^automation\/wire\.ts$/, {
    code: ["adapters", "replication adapters", "log", "contract"],
    types: ["ports", "config"],
    packages: ["node:"],
    why: "the only maker of real adapters",
  }),
  room("config", /^automation\/config([A-Z]\w*)?\.ts$/, {
    code: ["contract"],
    packages: ["yaml", "zod", "node:fs", "node:path", "node:util"],
    why: "it is read before anything is loaded",
  }),
  room("front door", /^automation\/(cli|commandLine|invoke|print|signals|verbs)\.ts$/, {
    code: ["commands", "config", "wire", "log", "report", "catalogue"],
    types: ["ports", "plan"],
    packages: ["commander", "node:"],
    why: "it knows verbs and prints outcomes, and not what happens in between",
  }),

  room("replication adapters", /^replication\/adapters\//, {
    code: ["replication"],
    types: ["contract"],
    packages: EVERYTHING,
    why: "outside systems stop at the ports here too",
  }),
  room("replication", /^replication\//, {
    types: ["contract"],
    packages: ["zod", "node:crypto"],
    why: "used by the Lambda and by the sync verb alike",
  }),
  room("lambda", /^lambda\//, {
    code: ["replication", "replication adapters"],
    packages: EVERYTHING,
    why: "entry points: nothing but wiring",
  }),
  room("agent", /^agent\//, {
    code: ["replication"],
    packages: EVERYTHING,
    why: "the read plane runs where the command is not",
  }),
  room("reader", /^reader\//, {
    packages: EVERYTHING,
    why: "a library for other people's programs",
  }),
  room("policies", /^policies\//, {
    packages: ["@pulumi/policy", "@pulumi/aws/"],
    why: "the pack is used on stacks that have nothing else of ours",
  }),

  room("model", /^sandbox\/model\//, {
    types: ["ports", "replication", "contract"],
    packages: ["node:crypto"],
    why: "the world is plain and deterministic; of node:crypto it takes digests",
  }),
  room("doors", /^sandbox\/(doors|plugins)\//, {
    code: ["model"],
    types: ["ports", "contract"],
    packages: EVERYTHING,
    why: "a door shows the world to the program as it is, whatever runs in it",
  }),
  room("anything", /^(sandbox|test|bench|tools)\//, {
    code: EVERYTHING,
    packages: EVERYTHING,
    why: "entry points and tests put everything together",
  }),
];

export const roomOf = (path: string): Room | undefined =>
  ROOMS.find(({ files }) => files.test(path));
