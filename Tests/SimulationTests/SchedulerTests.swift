import Testing
import Time

@testable import Simulation

@Suite struct SchedulerTests {
    /// A trap is a failure of the run; without it, a loop in the product would be a run without an end.
    @Test func `traps when the time stands still`() async {
        await #expect(processExitsWith: .failure) {
            let (swarm, coverage) = (Swarm(seed: 1, without: []), Coverage())
            let decisions = Decisions(seed: 1, recorded: nil)
            let start = Instant(milliseconds: 0)
            let scheduler = Scheduler(start: start, fates: Fates(decisions, swarm, coverage), seed: 1)
            func goOn() {
                scheduler.after(.zero, goOn)
            }
            scheduler.after(.seconds(1), goOn)
            for _ in 0..<2_000_000 { _ = scheduler.step(until: start + .seconds(2)) }
        }
    }
}
