/** A resource's inputs or outputs, as the engine sends them. */
export type Properties = Record<string, unknown>;

/** How one resource type comes to exist in the sandbox. Outputs are the inputs and what the API adds. */
export type ResourceKind = {
  /** Names of all inputs that the stacks use. */
  inputs: ReadonlySet<string>;
  /** Inputs whose change makes a new resource. */
  replaceOn: readonly string[];
  /** The inputs with their defaults; throws where one is wrong. */
  check(news: Properties): Properties;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  /** What stands there now, or null. */
  read(id: string, properties: Properties): Promise<Properties | null>;
  update(id: string, news: Properties): Promise<Properties>;
  delete(id: string, properties: Properties): Promise<void>;
  /** Ends the calls under way: the person pressed Ctrl-C. */
  cancel(): void;
};
