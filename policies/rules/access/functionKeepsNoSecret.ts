import { leadsTo } from "../../facts/links.ts";
import { FUNCTION } from "../../facts/tokens.ts";
import { defineRule, each, eachInStack } from "../../judge/rule.ts";
import { knownOr } from "../../judge/unknown.ts";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

export const functionKeepsNoSecret = defineRule({
  id: "P-35",
  name: "function-keeps-no-secret",
  says: "The environment of a function holds names and ARNs alone, under a key of ours; its log group is declared, encrypted and kept for a set time.",
  why: "Whoever may look at a function sees its environment.",
  levels: "A M M",
  checks: [
    each(FUNCTION, ({ environment }) =>
      Object.keys(environment?.variables ?? {})
        .filter((name) => SOUNDS_SECRET.test(name))
        .filter((name) => !isArn(knownOr(() => environment?.variables?.[name], undefined)))
        .map((name) => `environment.variables holds names and ARNs, found ${name}`),
    ),
    each(FUNCTION, (it) =>
      it.environment === undefined || "kmsKeyArn" in it ? null : "kmsKeyArn is a key of ours",
    ),
    each(LOG_GROUP, (it) => ("kmsKeyId" in it ? null : "kmsKeyId is a key of ours")),
    each(LOG_GROUP, ({ retentionInDays = 0 }) =>
      retentionInDays > 0 ? null : "retentionInDays is set",
    ),
    eachInStack(FUNCTION, (it, stack) => {
      const name = it.props.loggingConfig?.logGroup ?? `/aws/lambda/${it.props.name}`;
      const own = stack
        .of(LOG_GROUP)
        .some((group) => leadsTo(it, "loggingConfig", group) || group.props.name === name);
      return own ? null : "the stack declares its log group";
    }),
  ],
});

const SOUNDS_SECRET = /(TOKEN|PASSWORD|PASSWD|SECRET|PRIVATE_?KEY|API_?KEY|CREDENTIALS?)$/i;

const isArn = (value: string | undefined): boolean => value?.startsWith("arn:") ?? false;
