/** An element, its children and its text. Attributes are read over: no request of ours depends on one. */
export type XmlElement = { name: string; children: XmlElement[]; text: string };

const TOKEN = /<\?[^>]*\?>|<(\/?)([A-Za-z][\w.-]*)(?:\s[^<>]*?)?(\/?)>|([^<]+)/y;

/** The root element of a plain document (no comments, CDATA or DTD), or null where it is not well formed. */
export function parseXml(text: string): XmlElement | null {
  const top: XmlElement = { name: "", children: [], text: "" };
  const open = [top];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text);
    if (token === null || !take(token, open)) return null;
  }
  return open.length === 1 && top.children.length === 1 ? (top.children[0] ?? null) : null;
}

/** The first element at a path of names below `element`. */
export function childAt(
  element: XmlElement | undefined,
  ...path: string[]
): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>(
    (parent, name) => parent?.children.find((child) => child.name === name),
    element,
  );
}

/** Writes `<Name>…</Name>`: children as they are, plain text escaped. */
export function element(name: string, content: string[] | string | number): string {
  const inner = Array.isArray(content) ? content.join("") : escaped(String(content));
  return `<${name}>${inner}</${name}>`;
}

/** A whole document whose root carries the service's namespace. */
export function xmlDocument(name: string, namespace: string, children: string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${namespace}">${children.join("")}</${name}>`;
}

/** Whether the token fits where it stands; adds it to the open elements. */
function take(token: RegExpExecArray, open: XmlElement[]): boolean {
  const [, slash, name, empty, text] = token;
  const parent = open.at(-1);
  if (parent === undefined) return false;
  if (text !== undefined) {
    parent.text += unescaped(text.trim());
    return open.length > 1 || text.trim() === "";
  }
  if (name === undefined) return open.length === 1;
  if (slash === "/") return open.length > 1 && open.pop()?.name === name;
  const child: XmlElement = { name, children: [], text: "" };
  parent.children.push(child);
  if (empty !== "/") open.push(child);
  return true;
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
