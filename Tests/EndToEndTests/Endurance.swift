/// Suites that keep the whole machine busy: `Tests/run` runs them after all others, whose waits they would outlast.
enum Endurance {}
