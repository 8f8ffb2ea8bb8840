import { randomUUID } from "node:crypto";
import { type AwsAnswer, type AwsCall, type AwsRequest, codeAndMessage } from "./call.ts";
import { element, xmlDocument } from "./xml.ts";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
const ACCOUNT = "123456789012";

/** STS (Query): who is calling; null for any other action. */
export function stsCall({ body }: AwsRequest): AwsCall | null {
  if (new URLSearchParams(body).get("Action") !== "GetCallerIdentity") return null;
  return {
    name: "sts GetCallerIdentity",
    changes: false,
    gone: false,
    carryOut: callerIdentity,
    refuse: (status, text) => {
      const { code, message } = codeAndMessage(status, text);
      const error = [element("Type", "Sender"), element("Code", code), element("Message", message)];
      return answered(status, "ErrorResponse", [element("Error", error)]);
    },
  };
}

const callerIdentity = (): AwsAnswer =>
  answered(200, "GetCallerIdentityResponse", [
    element("GetCallerIdentityResult", [
      element("Arn", `arn:aws:sts::${ACCOUNT}:assumed-role/vault-dr-operator/sandbox`),
      element("UserId", "AROASANDBOXOPERATOR00:sandbox"),
      element("Account", ACCOUNT),
    ]),
    element("ResponseMetadata", [element("RequestId", randomUUID())]),
  ]);

const answered = (status: number, name: string, children: string[]): AwsAnswer => ({
  status,
  contentType: "text/xml",
  body: xmlDocument(name, NAMESPACE, children),
});
