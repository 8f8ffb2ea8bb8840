/** A key that AWS manages: `alias/aws/secretsmanager`, by name or by ARN. */
export const isAwsKey = (keyId: string | undefined): boolean =>
  keyId !== undefined && /(^|:)alias\/aws\//.test(keyId);
