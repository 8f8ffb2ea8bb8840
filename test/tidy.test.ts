import { expect } from "chai";
import { importChecks } from "./helpers/tidy/imports.ts";
import { shapeChecks } from "./helpers/tidy/shape.ts";
import { type Tree, theProject, treeOf } from "./helpers/tidy/tree.ts";
import { wordChecks } from "./helpers/tidy/words.ts";

/** The map of docs/architecture.md, enforced. Each rule is shown to catch what it forbids. */
describe("the project is tidy", () => {
  let project: Tree;
  before(() => {
    project = theProject();
  });

  for (const { rule, find, broken, kept = {} } of [
    ...importChecks,
    ...wordChecks,
    ...shapeChecks,
  ]) {
    describe(rule, () => {
      it("everywhere", () => {
        expect(find(project)).to.deep.equal([]);
      });

      for (const [what, files] of Object.entries(broken)) {
        it(`and catches: ${what}`, () => {
          expect(find(treeOf(files))).to.not.deep.equal([]);
        });
      }

      for (const [what, files] of Object.entries(kept)) {
        it(`and lets pass: ${what}`, () => {
          expect(find(treeOf(files))).to.deep.equal([]);
        });
      }
    });
  }
});
