import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** Mocha's own Spec, which also writes how many tests passed, failed and were skipped to the file `counts`. */
class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { counts } = options.reporterOptions as { counts: string };
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(counts, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
}

/** Mocha takes a reporter by `require`, which gives it this export as the module itself. */
export { CountingReporter as "module.exports" };
