/** What `@pulumi/policy` throws when a value is read that a preview cannot know. It exports no class of it. */
type UnknownValue = Error & { props: PropertyKey[] };

const isUnknownValue = (error: unknown): error is UnknownValue =>
  error instanceof Error && "unknownTypeSentinel" in error && "props" in error;

/** A read that met a value which is not known yet: `path` is where it stands in the inputs. */
export type NotKnown = { path: string; error: Error };

/** What `read` gives, or what it met that is not known yet. */
export function attempt<T>(read: () => T): { value: T } | { notKnown: NotKnown } {
  try {
    return { value: read() };
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
    return { notKnown: { path: error.props.map(String).join("."), error } };
  }
}

/** For values of which it is enough that they are set: an output that does not exist yet gives `otherwise`. */
export function knownOr<T, U>(read: () => T, otherwise: U): T | U {
  const tried = attempt(read);
  return "value" in tried ? tried.value : otherwise;
}
