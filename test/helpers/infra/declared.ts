import * as pulumi from "@pulumi/pulumi";

export type Declaring = pulumi.runtime.MockResourceArgs;

/** What a component declares, under Pulumi's mocks: inputs as given, and what AWS would choose beside them. */
export class Declared {
  #made: Declaring[] = [];

  /** To be awaited before a component is imported. */
  async start(): Promise<void> {
    const newResource = (args: Declaring) => {
      this.#made.push(args);
      return { id: `id-of-${args.name}`, state: { ...args.inputs, ...chosen(args) } };
    };
    await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "vault-dr", "test", false);
  }

  /** Everything that was declared has been registered. */
  async settled(): Promise<void> {
    await (pulumi.runtime as unknown as Runtime).waitForRPCs();
  }

  forget(): void {
    this.#made = [];
  }

  /** Inputs by the resource's name, of one type. */
  of(type: string): Record<string, Declaring["inputs"]> {
    const some = this.#made.filter((one) => one.type === type);
    return Object.fromEntries(some.map(({ name, inputs }) => [name, inputs]));
  }

  /** The types of all resources, components left out, each once. */
  types(): string[] {
    const types = this.#made.flatMap(({ type, custom }) => (custom ? [type] : []));
    return [...new Set(types)].sort();
  }
}

/** What Pulumi itself waits for at the end of a program; it is left out of the package's types. */
type Runtime = { waitForRPCs(): Promise<void> };

const chosen = ({ name }: Declaring) => ({
  arn: `arn:of:${name}`,
  dnsName: `${name}.elb.amazonaws.com`,
  zoneId: `zone-of-${name}`,
});

/** The value of an output. */
export const resolved = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => output.apply((value) => resolve(value as T)));
