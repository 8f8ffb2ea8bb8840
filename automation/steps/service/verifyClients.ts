import { inWords, ok } from "../../../ground/answer.ts";
import { BOUNDS } from "../../../ground/bounds.ts";
import { done, STEP_DEFAULTS, type Step, unclear } from "../step.ts";

/** The clients' path: every resolver that answers names the new Region, and the address behind it serves as primary. */
export const verifyClients: Step = {
  ...STEP_DEFAULTS,
  name: "verify-clients",
  waitsFor: "dns",
  title: ({ service }) => `prove service by ${service.name}`,
  calls: ({ service }) => [
    `resolve ${service.name}; GET https://${service.name}/v1/sys/health by each address`,
  ],
  async probe({ dns, vault }, { service }) {
    const views = await dns.resolve(service.name, BOUNDS.clientLookMs);
    const answers = views.flatMap(({ answer }) => (answer.is === "ok" ? [answer.value] : []));
    const first = answers[0];
    if (first === undefined) return unclear(`no resolver answers for ${service.name}`);
    const stale = answers.find(({ cname }) => cname !== null && cname !== service.nameOf.to);
    if (stale !== undefined) return unclear(`a resolver still answers ${stale.cname}`);
    const addresses = [...new Set(answers.flatMap((answer) => answer.addresses))];
    const looks = await Promise.all(
      addresses.map((ip) => vault.throughService(ip, BOUNDS.clientLookMs)),
    );
    const silent = looks.flatMap((look) => (look.is === "ok" ? [] : [inWords(look)]))[0];
    if (silent !== undefined) return unclear(silent);
    const serves =
      looks.length > 0 && looks.every((look) => look.is === "ok" && look.value.serving);
    return serves ? done() : unclear(`what ${service.name} resolves to does not serve as primary`);
  },
  act: async () => ok({}),
  refused: () => null,
  late: ({ service, environment }, why) => ({
    code: "NOT_VERIFIED",
    now: `Clients do not reach ${service.nameOf.to} by ${service.name} yet: ${why}.`,
    next: `Look at resolvers that hold the old answer; then: vault-dr resume ${environment}`,
  }),
};
