import { inWords } from "../../../../ground/answer.ts";
import { type Guard, warn } from "../guard.ts";

/** What resolvers answer now, where it is not what Route 53 has. */
export const resolversGuard: Guard = ({ snapshot: { resolvers, record }, config }) =>
  resolvers.flatMap(({ resolver, answer }) => {
    const name = config.service.name;
    if (answer.is !== "ok") {
      return [
        warn(
          "RESOLVER_DIFFERS",
          `${resolver} does not answer for ${name} (${inWords(answer)}).`,
          "Look at it.",
        ),
      ];
    }
    const declared = record.is === "ok" ? record.value?.value : undefined;
    if (declared === undefined || answer.value.cname === declared) return [];
    const says = answer.value.cname ?? "no CNAME";
    return [
      warn(
        "RESOLVER_DIFFERS",
        `${resolver} answers ${says}, Route 53 has ${declared}.`,
        "Caches hold it for its TTL.",
      ),
    ];
  });
