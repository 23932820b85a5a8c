// mocha's own "spec" report; with GASS_TEST_REPORT its counts are also written to that file.
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.GASS_TEST_REPORT;
    if (file) runner.once(Runner.constants.EVENT_RUN_END, () => writeFileSync(file, JSON.stringify({ stats: this.stats })));
  }
};
