import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";

/** One file of the project; `syntax` is there for TypeScript only. Paths are relative to the root. */
export type Source = { path: string; text: string; syntax: ts.SourceFile | null };

export type Tree = { sources: Source[]; has: (path: string) => boolean };

export type Import = {
  /** As it is written. */
  specifier: string;
  /** The file it leads to, for a relative one. */
  target: string | null;
  /** It vanishes when Node strips the types. */
  typesOnly: boolean;
  dynamic: boolean;
};

/** One rule about the whole tree. `broken` are trees that it must catch, `kept` trees that it must let pass. */
export type Check = {
  rule: string;
  find: (tree: Tree) => string[];
  broken: Record<string, Files>;
  kept?: Record<string, Files>;
};

/** Path → text. */
export type Files = Record<string, string>;

const root = new URL("../../../", import.meta.url);

/** Everything that git keeps or would keep, binary files and the lock file excepted. */
export function theProject(): Tree {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  const paths = listed
    .split("\0")
    .filter(
      (path) => path !== "" && path !== "package-lock.json" && existsSync(new URL(path, root)),
    );
  return treeOf(
    Object.fromEntries(paths.map((path) => [path, readFileSync(new URL(path, root), "utf8")])),
  );
}

export function treeOf(files: Files): Tree {
  const sources = Object.entries(files)
    .filter(([, text]) => !text.includes("\0"))
    .map(([path, text]) => ({ path, text, syntax: isCode(path) ? parse(path, text) : null }));
  return { sources, has: (path) => path in files };
}

/** Every import and re-export of a file, whichever way it is written. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  walk(source, (node) => {
    const written = importIn(node);
    if (written === null) return;
    const { specifier } = written;
    const isRelative = specifier.startsWith(".");
    const target = isRelative ? posix.join(posix.dirname(source.path), specifier) : null;
    found.push({ ...written, target });
  });
  return found;
}

/** Visits every node of a TypeScript file. */
export function walk({ syntax }: Source, visit: (node: ts.Node) => void): void {
  const each = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, each);
  };
  if (syntax !== null) each(syntax);
}

/** The violations of one file, each named by file and line. */
export function nodesWhere(source: Source, is: (node: ts.Node) => boolean): string[] {
  const found: string[] = [];
  walk(source, (node) => {
    if (is(node)) found.push(at(source, node));
  });
  return found;
}

export function at({ path, syntax }: Source, node: ts.Node): string {
  if (syntax === null) return path;
  const { line } = syntax.getLineAndCharacterOfPosition(node.getStart(syntax));
  const words = node.getText(syntax).replace(/\s+/g, " ").slice(0, 60);
  return `${path}:${line + 1}: ${words}`;
}

export const isTest = (path: string): boolean => path.startsWith("test/");

const isCode = (path: string): boolean => path.endsWith(".ts");

const parse = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true, ts.ScriptKind.TS);

function importIn(node: ts.Node): Omit<Import, "target"> | null {
  if (ts.isImportDeclaration(node)) {
    const typesOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return named(node.moduleSpecifier, { typesOnly, dynamic: false });
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return named(node.moduleSpecifier, { typesOnly: node.isTypeOnly, dynamic: false });
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return named(node.arguments[0], { typesOnly: false, dynamic: true });
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return named(node.argument.literal, { typesOnly: true, dynamic: false });
  }
  return null;
}

const named = (module: ts.Node | undefined, how: { typesOnly: boolean; dynamic: boolean }) =>
  module !== undefined && ts.isStringLiteral(module) ? { specifier: module.text, ...how } : null;
