import { expect } from "chai";
import { wishIn } from "../../../../sandbox/sim/commandLine/wish.ts";

const problemsOf = (...args: string[]): string[] => {
  const wish = wishIn(args);
  return wish.is === "wrong" ? wish.problems : [];
};

describe("what is asked of the simulation", () => {
  it("is a thousand worlds from a fixed seed by itself", () => {
    const usual = { is: "many", runs: 1_000, from: 1, twice: false, keep: null };
    const wish = wishIn([]);
    expect(wish).to.include(usual);
    expect(wish.is === "many" && wish.jobs).to.be.within(1, 4);
  });

  it("is many worlds from any seed, each twice, with logs kept", () => {
    const args = "--runs 10000 --from 8123 --jobs 3 --twice --keep folder".split(" ");
    const wanted = { runs: 10_000, from: 8_123, jobs: 3, twice: true, keep: "folder" };
    expect(wishIn(args)).to.deep.equal({ is: "many", ...wanted });
  });

  it("takes the last word where an option is given twice: a script's own can be changed", () => {
    expect(wishIn(["--from", "fresh", "--from", "7"])).to.include({ from: 7 });
    expect(wishIn(["--from", "7", "--from", "fresh"])).to.include({ from: "fresh" });
  });

  it("is one world, with other faults and settings than its seed says", () => {
    const faults = [
      "--faults",
      "1s link-down us-east-1 2s #0",
      "--with",
      "2s link-down us-west-2 1s",
    ];
    const wish = wishIn(["--seed", "5", ...faults, "--without", "1,3", "--set", "ttlSeconds=10"]);
    const about = { target: "us-east-1", amount: 0 };
    expect(wish).to.deep.equal({
      is: "one",
      seed: 5,
      faults: [{ at: 1_000, kind: "link-down", forMs: 2_000, ...about }],
      also: [{ at: 2_000, kind: "link-down", forMs: 1_000, ...about, target: "us-west-2" }],
      without: [1, 3],
      set: [["ttlSeconds", "10"]],
      twice: false,
      shrink: false,
    });
  });

  it("tells no faults at all from the drawn ones", () => {
    expect(wishIn(["--seed", "5", "--faults", ""])).to.deep.include({ faults: [] });
    expect(wishIn(["--seed", "5"])).to.deep.include({ faults: null });
  });

  it("is refused with every problem at once", () => {
    expect(problemsOf("--runs", "many", "--from", "1.5", "--jobs", "0", "--faults", ""))
      .to.have // -
      .length(4);
    const problems = problemsOf(
      ...["--seed", "x", "--faults", "soon", "--without", "0", "--set", "ttlSeconds"],
      ...["--runs", "5"],
    );
    expect(problems).to.have.length(5);
    expect(problems.join("\n"))
      .to.contain("--seed x: a whole number is wanted")
      .and.contain(`--faults: "soon" is no fault`)
      .and.contain("--without 0: places in the schedule are wanted")
      .and.contain("--set ttlSeconds: name=value is wanted")
      .and.contain("--runs is for many worlds");
  });

  it("is refused where an option is not known, lacks its value, or is a mere word", () => {
    expect(problemsOf("--dance")).to.have.length(1);
    expect(problemsOf("--runs")).to.have.length(1);
    expect(problemsOf("seven")).to.have.length(1);
    expect(problemsOf("--seed", "-3")).to.have.length(1);
    expect(problemsOf("--from", "99999999999999999999")).to.have.length(1);
  });
});
