/**
 * What `@pulumi/aws` declares as inputs, as a rule reads it: plain values, each possibly missing. A value that is not
 * known yet throws when it is read, and the rule is then told about as `settings.unknowns` says.
 */
export type Plain<T> = T extends Promise<unknown> | { apply: unknown }
  ? never
  : T extends (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]?: Plain<T[Key]> }
      : T;
